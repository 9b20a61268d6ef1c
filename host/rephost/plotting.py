"""An analysis as a drawing: the hinge angle, with every set, rep and phase in it.

What is drawn is said here once; `plotting_png` and `plotting_html` put it on paper.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any, Final

import numpy as np

from rephost.newfile import new_file
from rephost.plotting_parts import PHASES, TOP_PAUSE, Drawing, Mark, Panel, Span
from rephost.plotting_trace import HingeTrace
from rephost.thinning import Curve
from rephost.words import clock, done, exercise_name, several, shown_tempo, why_not

MOST_PANELS: Final = 40
"""Sets beyond these are in the overview alone."""

_POINTS: Final = 20_000
_FEWEST_POINTS: Final = 400
_MOST_POINTS: Final = 2_000
# Of a panel's width: numbers nearer than this would touch on a phone.
_NUMBER_WIDTH: Final = 0.045
_NAME_WIDTH: Final = 0.13
# A single panel shows the whole of a recording which is not much longer than its only set.
_ONE_PANEL: Final = 1.35

# What the tables call the durations of PHASES.
_LASTING: Final = ("eccentric_s", "bottom_pause_s", "concentric_s", "top_pause_s")

_Json = Mapping[str, Any]


def draw(analysis: _Json, trace: HingeTrace, title: str, path: Path) -> None:
    """Draw an analysis into a new .png or .html file; `trace` is from the run that counted.

    Raises
    ------
    FileExistsError
        There is such a file.
    """
    drawing = described(analysis, trace, title)
    if path.suffix.lower() == ".png":
        from rephost.plotting_png import write
    else:
        from rephost.plotting_html import write
    with new_file(path) as file:
        write(drawing, file)


def described(analysis: _Json, trace: HingeTrace, title: str) -> Drawing:
    """Say what is to be drawn of an analysis."""
    recording, sets = analysis["recording"], analysis["sets"]
    duration_s = recording["duration_s"]
    shown = sets[:MOST_PANELS]
    is_one = len(sets) == 1 and duration_s < _ONE_PANEL * sets[0]["time_in_set_s"]
    most = min(_MOST_POINTS, max(_FEWEST_POINTS, _POINTS // (len(shown) + 2)))
    panels = tuple(
        _set_panel(number, one, window, analysis, trace.curve(window.start_s, window.end_s, most))
        for number, one in enumerate(shown, 1)
        for window in (Span(0.0, duration_s) if is_one else _window(one, duration_s),)
    )
    notes = []
    if len(sets) > MOST_PANELS:
        notes.append(f"sets {MOST_PANELS + 1} to {len(sets)} are drawn in the overview alone")
    facts = ["Hinge angle, 0° upright"]
    if recording["samples"]:
        length = clock(duration_s, tenths=False)
        gyro = "" if recording["has_gyro"] else ", no gyro"
        facts.append(f"{length} at {recording['rate_hz']:.0f} Hz{gyro}")
        facts.append(several(len(sets), "set") if sets else "no sets found")
    else:
        facts.append("no samples")
    return Drawing(
        title,
        " · ".join(facts),
        None if is_one else _overview(analysis, trace.curve(0.0, duration_s, 2 * most)),
        panels,
        tuple(notes),
    )


def panel_of(number: int, one: _Json, analysis: _Json, trace: HingeTrace, most: int) -> Panel:
    """Say what is to be drawn of one set, its curve in about `most` points."""
    window = _window(one, analysis["recording"]["duration_s"])
    curve = trace.curve(window.start_s, window.end_s, most)
    return _set_panel(number, one, window, analysis, curve)


def _overview(analysis: _Json, curve: Curve) -> Panel:
    duration_s = analysis["recording"]["duration_s"]
    sets = tuple(
        Span(one["start_s"], one["end_s"], f"set {number}")
        for number, one in enumerate(analysis["sets"], 1)
    )
    hinge_deg = curve[1][~np.isnan(curve[1])]
    least, most = np.percentile(hinge_deg, (0.5, 99.5)) if len(hinge_deg) else (0.0, 0.0)
    return Panel(
        title="The whole recording",
        facts="",
        start_s=0.0,
        end_s=max(duration_s, 1.0),
        curve=curve,
        shallowest_deg=float(max(-60.0, min(-5.0, least))),
        deepest_deg=float(min(120.0, max(30.0, most))),
        sets=sets,
        set_marks=tuple(_set_marks(sets, _NAME_WIDTH * duration_s)),
        rejected=_within(_rejected(analysis), 0.0, duration_s),
        gaps=_within(_gaps(analysis), 0.0, duration_s),
    )


def _set_marks(sets: Sequence[Span], name_s: float) -> Iterator[Mark]:
    """Give each set its number, with the word where all of them have room for it."""
    middles_s = [0.5 * (one.start_s + one.end_s) for one in sets]
    apart_s = min((b - a for a, b in pairwise(middles_s)), default=name_s)
    for number, (one, middle_s) in enumerate(zip(sets, middles_s, strict=True), 1):
        yield Mark(middle_s, one.text if apart_s >= name_s else str(number), one.text)


def _set_panel(number: int, one: _Json, window: Span, analysis: _Json, curve: Curve) -> Panel:
    reps = one["reps"]
    t_s, hinge_deg = curve
    of_set = hinge_deg[(t_s >= one["start_s"]) & (t_s <= one["end_s"])]
    least, most = (of_set.min(), of_set.max()) if len(of_set) else (0.0, 0.0)
    top_pause = "float" if one["exercise"] == "swing" else TOP_PAUSE
    return Panel(
        title=" · ".join(_title(number, one)),
        facts=" · ".join(_facts(one)),
        start_s=window.start_s,
        end_s=window.end_s,
        curve=curve,
        shallowest_deg=float(max(-40.0, min(-4.0, least))),
        deepest_deg=float(max(20.0, most)),
        phases=tuple(_phases(reps, top_pause)),
        reps=tuple(_marks(reps, window, top_pause)),
        rejected=_within(_rejected(analysis), window.start_s, window.end_s),
        gaps=_within(_gaps(analysis), window.start_s, window.end_s),
        top_pause=top_pause,
    )


def _title(number: int, one: _Json) -> Iterator[str]:
    yield f"Set {number}"
    yield exercise_name(one["exercise"])
    yield done(one["rep_count"], one["hold_s"])
    if one["tempo"] is not None:
        yield f"tempo {shown_tempo(one['tempo'], [rep['concentric_s'] for rep in one['reps']])}"
    elif one["cadence_per_min"] is not None:
        yield f"{one['cadence_per_min']:.0f} a minute"
    if one["reps"]:
        yield f"TUT {one['time_under_tension_s']:.1f} s"


def _facts(one: _Json) -> Iterator[str]:
    yield f"{clock(one['start_s'])} to {clock(one['end_s'])}"
    if one["reps"]:
        yield f"range {median(rep['range_of_motion_deg'] for rep in one['reps']):.0f}°"
    if one["slowdown_pct"] is not None:
        yield f"last rep {one['slowdown_pct']:.0f} % slower"
    noticed: dict[str, list[str]] = {}
    for rep in one["reps"]:
        for flag in rep["flags"]:
            noticed.setdefault(flag.replace("_", " "), []).append(str(rep["index"]))
    for flag, numbers in noticed.items():
        yield f"* {flag}: {', '.join(numbers)}"


def _phases(reps: Sequence[_Json], top_pause: str) -> Iterator[tuple[str, Span]]:
    """Lay each phase where it was, with its duration as the tables tell it."""
    for rep, after in zip(reps, [*reps, None][1:], strict=True):
        times = [rep[name] for name in ("start_s", "bottom_s", "bottom_end_s", "end_s")]
        times.append(after["start_s"] if after else rep["end_s"])
        lasting = [rep[name] for name in _LASTING]
        for kind, (start_s, end_s), lasts_s in zip(PHASES, pairwise(times), lasting, strict=True):
            if end_s > start_s and lasts_s is not None:
                name = top_pause if kind == TOP_PAUSE else kind
                yield kind, Span(start_s, end_s, f"{name} {lasts_s:.2f} s")


def _marks(reps: Sequence[_Json], window: Span, top_pause: str) -> Iterator[Mark]:
    if not reps:
        return
    apart_s = (reps[-1]["end_s"] - reps[0]["end_s"]) / max(1, len(reps) - 1)
    least_s = _NUMBER_WIDTH * (window.end_s - window.start_s)
    every = next((n for n in (1, 2, 5, 10, 20, 50) if n * apart_s >= least_s), 100)
    every = 1 if len(reps) == 1 else every
    for rep in reps:
        number = f"{rep['index']}{'*' if rep['flags'] else ''}"
        names = ("down", "bottom", "up", top_pause.removesuffix(" pause"))
        lasting = zip(names, (rep[key] for key in _LASTING), strict=True)
        phases = [f"{name} {lasts_s:.2f} s" for name, lasts_s in lasting if lasts_s is not None]
        flags = [flag.replace("_", " ") for flag in rep["flags"]]
        text = [
            f"rep {rep['index']}, locked out at {clock(rep['end_s'])}",
            ", ".join(phases),
            f"TUT {rep['time_under_tension_s']:.2f} s, range {rep['range_of_motion_deg']:.0f}°",
            *flags,
        ]
        yield Mark(rep["end_s"], "" if rep["index"] % every else number, "\n".join(text))


def _rejected(analysis: _Json) -> Iterator[Span]:
    for one in analysis["rejected"]:
        yield Span(one["start_s"], one["end_s"], why_not(one))


def _gaps(analysis: _Json) -> Iterator[Span]:
    for gap in analysis["recording"]["gaps"]:
        yield Span(gap["start_s"], gap["end_s"])


def _within(spans: Iterable[Span], start_s: float, end_s: float) -> tuple[Span, ...]:
    return tuple(one for one in spans if one.end_s > start_s and one.start_s < end_s)


def _window(one: _Json, duration_s: float) -> Span:
    margin_s = max(2.0, 0.06 * one["time_in_set_s"])
    return Span(max(0.0, one["start_s"] - margin_s), min(duration_s, one["end_s"] + margin_s))
