"""A session as one page that needs nothing else: no network, no script; it prints on A4."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from rephost.analysis import count
from rephost.analysis_json import sets_as_json
from rephost.export_svg import svg
from rephost.local_time import local_time
from rephost.performed import Figures, PerformedSet, figures
from rephost.plotting import panel_of
from rephost.plotting_parts import PHASES
from rephost.plotting_trace import HingeTrace
from rephost.reviewed import RecordingState, Reviewed
from rephost.sources import Source
from rephost.words import clock, exercise_name, several, shown_tempo, why_not

if TYPE_CHECKING:
    from jinja2 import Template

_PAGE: Final = Path(__file__).parent / "export_page"
_POINTS: Final = 1_200
_WIDEST_FACTS_EM: Final = 11.0
_NO_TRACE: Final = {
    RecordingState.THERE: "",
    RecordingState.GONE: "The recording is not there any more: there is no hinge angle to draw.",
    RecordingState.CHANGED: (
        "The recording is another than when it was counted: its hinge angle is not drawn."
    ),
}
_PHASES: Final = ("eccentric_s", "bottom_pause_s", "concentric_s", "top_pause_s")
_COLOURS: Final = tuple(PHASES.values())
_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June", "July", "August"),
    *("September", "October", "November", "December"),
)


@dataclass(frozen=True, slots=True)
class _Bar:
    """A part of a rep: its width in percent of the longest rep, and what stands in it."""

    width_pct: float
    colour: str
    text: str


@dataclass(frozen=True, slots=True)
class _Rep:
    number: int
    bars: tuple[_Bar, ...]
    facts: str


@dataclass(frozen=True, slots=True)
class _Set:
    """A set as the page shows it: big and small figures are pairs of a name and a value."""

    number: int
    name: str
    when: str
    big: tuple[tuple[str, str], ...]
    small: tuple[tuple[str, str], ...]
    reps: tuple[_Rep, ...]
    facts_em: float
    """How wide what stands beside the bars may get."""
    note: str
    by_hand: str
    trace: str
    row: tuple[str, ...]


def html(session: Reviewed, source: Source | None) -> bytes:
    """Return a session as a page; without its open recording there is no hinge angle in it."""
    trace = None if source is None else HingeTrace()
    if source is not None:
        source.file.seek(0)
        count(source, trace=trace)
    sets = tuple(_sets(session, trace))
    moment = local_time(session.began_unix_s, session.utc_offset_s)
    date = f"{_DAYS[moment.weekday()]}, {moment.day} {_MONTHS[moment.month - 1]} {moment.year}"
    rejected = [(clock(one["start_s"]), why_not(one)) for one in session.rejected]
    page = _template().render(
        title=session.title or (session.plan.name if session.plan else "") or "Training",
        date=f"{date}, {moment:%H:%M}",
        session=session,
        plan=session.plan.name if session.plan else "",
        lasts=clock(session.recording["duration_s"], tenths=False),
        totals=_totals(session),
        sets=sets,
        legend=list(PHASES.items()),
        rejected=rejected,
        alerts=[(clock(one["t_s"]), one["kind"].replace("_", " ")) for one in session.alerts],
        no_trace="" if trace else _NO_TRACE[session.state],
    )
    return page.encode(errors="replace")


@cache
def _template() -> "Template":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_PAGE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("session.html")


def _totals(session: Reviewed) -> str:
    reps = sum(one.rep_count for one in session.sets)
    return f"{several(len(session.sets), 'set')}, {several(reps, 'rep')}"


def _sets(session: Reviewed, trace: HingeTrace | None) -> Iterator[_Set]:
    analysis = {"recording": session.recording, "rejected": session.rejected}
    both = zip(session.sets, session.rests_s, strict=True)
    for number, (one, rest_s) in enumerate(both, 1):
        told = figures(one)
        measured = None if one.is_untimed else sets_as_json([one.result])[0]
        drawn = ""
        if measured and trace:
            drawn = svg(panel_of(number, measured, analysis, trace, _POINTS))
        big, small = _figures(one, told)
        reps = tuple(_reps(measured, one.by_hand)) if measured and one.reps else ()
        yield _Set(
            number=number,
            name=exercise_name(one.exercise),
            when=f"{clock(one.start_s, tenths=False)} to {clock(one.end_s, tenths=False)}",
            big=big,
            small=small,
            reps=reps,
            facts_em=min(
                _WIDEST_FACTS_EM, max((0.6 * len(rep.facts) for rep in reps), default=0.0)
            ),
            note=one.note,
            by_hand=_by_hand(one),
            trace=drawn,
            row=_row(one, told, rest_s),
        )


def _figures(
    one: PerformedSet, told: Figures
) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]:
    """Return at most three figures to be seen at once, and the others."""
    reps = ("reps", str(told.rep_count))
    said = [
        ("weight", _shown(one.weight_kg, "{:g} kg")),
        ("RPE", _shown(one.rpe, "{:g}")),
    ]
    if one.hold_s is not None:
        held = ("held", clock(round(one.hold_s), tenths=False))
        shown = (reps, held) if told.rep_count else (held,)
        return shown, tuple(pair for pair in said if pair[1])
    if not one.reps:
        return (reps,), tuple(pair for pair in said if pair[1])
    tension = ("under tension", f"{told.time_under_tension_s:.1f} s")
    cadence = ("a minute", _shown(told.cadence_per_min, "{:.1f}"))
    range_deg = ("range", _shown(told.range_of_motion_deg, "{:.0f}°"))
    alike = ("consistency", _shown(told.consistency_pct, "{:.0f} %"))
    if one.exercise == "swing":
        snap = ("snap", _shown(told.snap_dps, "{:.0f} °/s"))
        float_s = ("float", _shown(told.float_s, "{:.2f} s"))
        drop = ("drop-off", _shown(told.dropoff_pct, "{:.0f} %"))
        big, small = (reps, cadence, snap), (*said, drop, float_s, tension, range_deg, alike)
    else:
        slower = ("slower", _shown(told.slowdown_pct, "{:.0f} %"))
        big = (reps, ("tempo", _tempo(one, told)), tension)
        small = (*said, range_deg, slower, alike, cadence)
    return tuple(pair for pair in big if pair[1]), tuple(pair for pair in small if pair[1])


def _row(one: PerformedSet, told: Figures, rest_s: float | None) -> tuple[str, ...]:
    known = bool(one.reps)
    return (
        str(told.rep_count),
        _shown(one.weight_kg, "{:g}"),
        _shown(one.rpe, "{:g}"),
        _tempo(one, told) if known else "",
        f"{told.time_under_tension_s:.1f}" if known else "",
        _shown(told.range_of_motion_deg, "{:.0f}"),
        _shown(told.slowdown_pct, "{:.0f}"),
        _shown(told.cadence_per_min, "{:.1f}"),
        "" if rest_s is None else clock(rest_s, tenths=False),
    )


def _tempo(one: PerformedSet, told: Figures) -> str:
    if told.tempo is None:
        return ""
    return shown_tempo(told.tempo, [rep.end_s - rep.bottom_end_s for rep in one.reps])


def _reps(measured: dict[str, Any], by_hand: tuple[bool, ...]) -> Iterator[_Rep]:
    reps = measured["reps"]
    longest_s = max(sum(rep[phase] or 0.0 for phase in _PHASES) for rep in reps) or 1.0
    for rep, is_by_hand in zip(reps, by_hand, strict=True):
        bars = tuple(
            _Bar(100.0 * rep[phase] / longest_s, colour, f"{rep[phase]:.1f}")
            for phase, colour in zip(_PHASES, _COLOURS, strict=True)
            if rep[phase]
        )
        facts = [f"{rep['range_of_motion_deg']:.0f}°", *("by hand" for _ in (1,) if is_by_hand)]
        if rep["flight_s"] is not None:
            facts.append(f"{rep['flight_s']:.2f} s in the air")
        facts += [flag.replace("_", " ") for flag in rep["flags"]]
        yield _Rep(rep["index"], bars, ", ".join(facts))


def _by_hand(one: PerformedSet) -> str:
    """Say what of a set was not counted but told."""
    if one.hold_s is not None:
        return f"{several(one.rep_count, 'rep')} said." if one.rep_count else ""
    if not one.reps:
        return "Told by hand: no rep of it was counted."
    said = []
    if any(one.by_hand):
        said.append(f"{several(sum(one.by_hand), 'rep')} by hand")
    if one.rep_count != len(one.reps):
        said.append(f"{several(one.rep_count, 'rep')} said, of {len(one.reps)} the times are known")
    return f"Corrected: {', '.join(said)}." if said else ""


def _shown(value: float | None, pattern: str) -> str:
    return "" if value is None else pattern.format(value)
