"""A session of the store as a lifter reads it: sets, and reps as bars."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from rich.text import Text

from rephost.local_time import local_time
from rephost.performed import Figures, PerformedSet, figures, flight_s
from rephost.phase_bars import Bars
from rephost.report import alerts, cues, hold_column, rejections, rep_columns
from rephost.review_rests import planned_parts, rests
from rephost.reviewed import RecordingState, Reviewed
from rephost.reviewed_json import session_as_json
from rephost.screen import Screen
from rephost.text_table import Column, number, print_table, say
from rephost.words import (
    clock,
    done,
    exercise_name,
    one_of_many,
    printable,
    several,
    shown_tempo,
)
from repsignal.measures import hip_share, hips_lead

_LONGEST: Final = 32
_BAR_WIDTH: Final = 30


def show_session(session: Reviewed, only: int | None = None) -> None:
    """Print a session, or one set of it."""
    console = Screen()
    for line in _heading(session):
        say(console, line)
    told = [figures(one) for one in session.sets]
    documents = session_as_json(session)["sets"]
    if not session.sets:
        say(console, "no sets")
    elif only is None:
        say(console, "")
        print_table(console, _set_columns(session, told))
    for at, (its, document) in enumerate(zip(told, documents, strict=True), 1):
        if only in (None, at):
            say(console, "")
            _show_set(console, session, at, its, document)
    if only is None:
        notices = [*rejections(session.rejected), *alerts(session.alerts)]
        for line in ("", *notices) if notices else ():
            say(console, line)


def _heading(session: Reviewed) -> Iterator[str]:
    began = local_time(session.began_unix_s, session.utc_offset_s)
    title = one_of_many(session.title, 200)
    yield f"{began:%a %Y-%m-%d %H:%M}" + (f"  {title}" if title else "")
    facts = [
        f"session {session.id}",
        f"{clock(session.recording['duration_s'], tenths=False)} long",
        *([f"plan {one_of_many(session.plan.name, 80)}"] if session.plan else ()),
        *([f"strap {one_of_many(session.strap, 80)}"] if session.strap else ()),
        *([f"RPE {session.rpe:g}"] if session.rpe is not None else ()),
    ]
    yield ", ".join(facts)
    for line in session.note.splitlines():
        yield f"  {printable(line)}"
    if session.corrections:
        yield f"with {several(len(session.corrections), 'correction')}"
    if session.unread:
        yield (
            f"without {several(session.unread, 'correction')} that a later version of repbelt made"
        )
    if session.state is RecordingState.GONE:
        yield f"its recording is gone, this is what was counted: {printable(str(session.path))}"
    elif session.state is RecordingState.CHANGED:
        yield f"its recording has changed since it was counted: repbelt recount {session.id}"


def _set_columns(session: Reviewed, told: Sequence[Figures]) -> list[Column]:
    sets = session.sets
    return [
        Column("set", [str(at) for at in range(1, len(sets) + 1)]),
        Column("exercise", [_name(one) for one in sets], is_text=True),
        Column("reps", [str(one.rep_count or "-") for one in told]),
        *hold_column([one.hold_s for one in sets]),
        *_if_any("kg", [one.weight_kg for one in sets], "{:g}"),
        *_if_any("RPE", [one.rpe for one in sets], "{:g}", 6),
        Column("tempo", [_tempo(*pair) for pair in zip(sets, told, strict=True)]),
        Column("TUT s", [_tension(*pair) for pair in zip(sets, told, strict=True)]),
        *_if_any("range °", [one.range_of_motion_deg for one in told], "{:.0f}", 1),
        *_if_any("slower %", [one.slowdown_pct for one in told], "{:.0f}", 2),
        *_if_any("consistency %", [one.consistency_pct for one in told], "{:.0f}", 5),
        *_if_any("hip share", [hip_share(one.result) for one in sets], "{:.2f}", 7),
        *_if_any("hips lead", [hips_lead(one.result) for one in sets], "{:+.2f}", 8),
        *_if_any("per min", [one.cadence_per_min for one in told], "{:.1f}", 4),
        Column("rest", [_rest(*pair) for pair in zip(*_rests(session), strict=True)], spared=3),
        *_hand_column(sets),
    ]


def _hand_column(sets: Sequence[PerformedSet]) -> list[Column]:
    told = [_by_hand(one) for one in sets]
    return [Column("by hand", told, is_text=True)] if any(told) else []


def _show_set(
    console: Screen, session: Reviewed, at: int, told: Figures, document: Mapping[str, Any]
) -> None:
    one = session.sets[at - 1]
    parts = [
        f"Set {at}: {_name(one)}",
        done(told.rep_count, one.hold_s),
        *([f"{one.weight_kg:g} kg"] if one.weight_kg is not None else ()),
        *([f"RPE {one.rpe:g}"] if one.rpe is not None else ()),
        f"{clock(one.start_s)}-{clock(one.end_s)}",
    ]
    console.print(Text(", ".join(parts), "bold"), soft_wrap=True)
    if measures := ", ".join(_measures(session, at, told)):
        say(console, f"  {measures}")
    if one.note:
        say(console, f"  {one_of_many(one.note, 500)}")
    if hand := _by_hand(one):
        say(console, f"  by hand: {hand}")
    if one.reps:
        _show_reps(console, one, document)


def _measures(session: Reviewed, at: int, told: Figures) -> Iterator[str]:
    one = session.sets[at - 1]
    if one.exercise == "swing":
        patterns = [
            (told.cadence_per_min, "{:.1f} per min"),
            (told.float_s, "float {:.2f} s"),
            (told.snap_dps, "snap {:.0f} °/s"),
            (told.dropoff_pct, "drop-off {:.0f} %"),
        ]
    else:
        patterns = [(told.slowdown_pct, "slower {:.0f} %")]
        if told.tempo:
            yield f"tempo {_tempo(one, told)}"
    patterns += [
        (told.range_of_motion_deg, "range {:.0f}°"),
        (told.consistency_pct, "consistency {:.0f} %"),
        (hip_share(one.result), "hip share {:.2f}"),
        (hips_lead(one.result), "hips lead {:+.2f}"),
        (flight_s(one), "in the air {:.2f} s"),
    ]
    if one.reps:
        yield f"TUT {told.time_under_tension_s:.1f} s"
    yield from (pattern.format(value) for value, pattern in patterns if value is not None)
    taken, planned = _rests(session)
    rest_s, planned_s = taken[at - 1], planned[at - 1]
    if rest_s is not None:
        of = f" of {clock(planned_s, tenths=False)} planned" if planned_s else ""
        yield f"rest before {clock(rest_s, tenths=False)}{of}"


def _show_reps(console: Screen, one: PerformedSet, document: Mapping[str, Any]) -> None:
    reps = [
        {**rep, "flags": [*rep["flags"], *(["by hand"] if rep["by_hand"] else ())]}
        for rep in document["reps"]
    ]
    columns = rep_columns({**document, "exercise": one.exercise, "reps": reps})
    phases = [_phases_s(rep) for rep in reps]
    bars = Bars(phases, _BAR_WIDTH, ascii_only=console.options.ascii_only)
    columns.insert(1, Column("", [bars.bar(one) for one in phases], is_text=True))
    print_table(console, columns, bars.styles)
    console.print(bars.legend("float" if one.exercise == "swing" else "top"), soft_wrap=True)
    for line in cues({**document, "exercise": one.exercise}):
        say(console, line)


def _phases_s(rep: Mapping[str, Any]) -> list[float]:
    names = ("eccentric_s", "bottom_pause_s", "concentric_s", "top_pause_s")
    return [max(0.0, rep[name] or 0.0) for name in names]


def _rests(session: Reviewed) -> tuple[Sequence[float | None], Sequence[float | None]]:
    """Return the rest before each set, and what the plan has."""
    parts = planned_parts(session.plan, (one.exercise for one in session.sets))
    planned = [one.planned_s if one else None for one in rests(session, parts)]
    return session.rests_s, planned


def _rest(rest_s: float | None, planned_s: float | None) -> str:
    if rest_s is None:
        return "-"
    taken = clock(rest_s, tenths=False)
    return f"{taken} of {clock(planned_s, tenths=False)}" if planned_s else taken


def _by_hand(one: PerformedSet) -> str:
    if one.told_reps is not None:
        return f"{one.told_reps} reps told, {len(one.reps)} counted"
    by_hand = sum(one.by_hand)
    return several(by_hand, "rep") if by_hand else ""


def _name(one: PerformedSet) -> str:
    return exercise_name(one_of_many(one.exercise, _LONGEST))


def _tension(one: PerformedSet, told: Figures) -> str:
    return f"{told.time_under_tension_s:.1f}" if one.reps or one.hold_s is None else "-"


def _tempo(one: PerformedSet, told: Figures) -> str:
    return shown_tempo(told.tempo, [rep.end_s - rep.bottom_end_s for rep in one.reps])


def _if_any(
    name: str, values: Sequence[float | None], pattern: str, spared: int = 0
) -> list[Column]:
    if all(value is None for value in values):
        return []
    return [Column(name, [number(value, pattern) for value in values], spared=spared)]
