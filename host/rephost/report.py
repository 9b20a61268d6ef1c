"""An analysis as tables that a lifter can read."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from statistics import median
from typing import Any, Final

from rephost.screen import Screen
from rephost.text_table import Column, number, print_table, say
from rephost.words import PERHAPS, clock, done, exercise_name, form_cue, several, shown_tempo

_Json = Mapping[str, Any]

_MOST_UNSURE: Final = 8
"""Of so many movements it is said when they were."""


def show(analysis: _Json, title: str) -> None:
    """Print the sets, then the reps of each, then what was noticed."""
    console = Screen()
    for line in _heading(analysis["recording"], title):
        say(console, line)
    sets, rejected = analysis["sets"], analysis["rejected"]
    if sets:
        say(console, "")
        print_table(console, _set_columns(sets))
    else:
        say(console, "no sets found")
    for at, one in enumerate(sets, 1):
        say(console, "")
        say(console, f"Set {at}: {_set_line(one)}")
        if one["reps"]:
            print_table(console, rep_columns(one))
        for line in cues(one):
            say(console, line)
    if sets:
        say(console, "")
    for line in (*rejections(rejected), *alerts(analysis["alerts"])):
        say(console, line)
    if rejected and not sets:
        say(console, "(unless --exercise names it, a set is three to five reps or more)")


def _heading(recording: _Json, title: str) -> Iterator[str]:
    gyro = "" if recording["has_gyro"] else ", no gyro"
    length = clock(recording["duration_s"], tenths=False)
    unit = "h" if length.count(":") > 1 else "min"
    if recording["samples"]:
        yield f"{title}: {length} {unit} at {recording['rate_hz']:.0f} Hz{gyro}"
    else:
        yield f"{title}: no samples"
    if recording["damaged_frames"]:
        yield f"{several(recording['damaged_frames'], 'damaged frame')} left out"
    yield from recording["notes"]
    gaps = recording["gaps"]
    if gaps:
        missing_s = sum(gap["end_s"] - gap["start_s"] for gap in gaps)
        yield f"{several(len(gaps), 'gap')}, {missing_s:.1f} s missing"
    if recording["clipped_samples"]:
        yield f"{several(recording['clipped_samples'], 'sample')} hit the sensor's full scale"


def _set_columns(sets: Sequence[_Json]) -> list[Column]:
    ranges = [_range_deg(one["reps"]) for one in sets]
    rests = [one["rest_before_s"] for one in sets]
    return [
        Column("set", [str(at) for at in range(1, len(sets) + 1)]),
        Column("exercise", [exercise_name(one["exercise"]) for one in sets], is_text=True),
        Column("reps", [str(one["rep_count"] or "-") for one in sets]),
        *hold_column([one["hold_s"] for one in sets]),
        Column("tempo", [_set_tempo(one) for one in sets]),
        Column("TUT s", [number(_tension_s(one), "{:.1f}") for one in sets]),
        Column("range °", [number(value, "{:.0f}") for value in ranges], spared=1),
        Column("slower %", [number(one["slowdown_pct"], "{:.0f}") for one in sets], spared=2),
        Column("per min", [number(one["cadence_per_min"], "{:.1f}") for one in sets], spared=4),
        Column("rest", ["-" if s is None else clock(s, tenths=False) for s in rests], spared=3),
        *_hip_column("hip share", [one["hip_share"] for one in sets], "{:.2f}", 5),
        *_hip_column("hips lead", [one["hips_lead"] for one in sets], "{:+.2f}", 6),
    ]


def _range_deg(reps: Sequence[_Json]) -> float | None:
    return median(rep["range_of_motion_deg"] for rep in reps) if reps else None


def _tension_s(one: _Json) -> float | None:
    return one["time_under_tension_s"] if one["reps"] else None


def hold_column(holds_s: Sequence[float | None]) -> list[Column]:
    """Return the column of the times held, if anything was held."""
    held = ["-" if s is None else clock(round(s), tenths=False) for s in holds_s]
    return [Column("held", held)] if any(s is not None for s in holds_s) else []


def _hip_column(
    name: str, values: Sequence[float | None], pattern: str, spared: int
) -> list[Column]:
    if all(value is None for value in values):
        return []
    return [Column(name, [number(value, pattern) for value in values], spared=spared)]


def rep_columns(one: _Json) -> list[Column]:
    """Return the columns of a set's reps."""
    reps = one["reps"]
    is_swing = one["exercise"] == "swing"
    has_flight = any(rep["flight_s"] is not None for rep in reps)
    seconds = "{:.2f}" if is_swing else "{:.1f}"

    def column(name: str, key: str, pattern: str = seconds, spared: int = 0) -> Column:
        return Column(name, [number(rep[key], pattern) for rep in reps], spared=spared)

    bottom = column("bottom s", "bottom_pause_s")
    noticed = [", ".join(flag.replace("_", " ") for flag in rep["flags"]) for rep in reps]
    return [
        Column("rep", [str(rep["index"]) for rep in reps]),
        Column("lock-out", [clock(rep["end_s"]) for rep in reps], spared=3),
        column("down s", "eccentric_s"),
        *([] if is_swing else [bottom]),
        column("up s", "concentric_s"),
        column("float s" if is_swing else "top s", "top_pause_s"),
        column("TUT s", "time_under_tension_s", spared=2),
        column("range °", "range_of_motion_deg", "{:.0f}", spared=1),
        *([column("in the air s", "flight_s", "{:.2f}")] if has_flight else []),
        *([Column("noticed", noticed, is_text=True)] if any(noticed) else []),
    ]


def cues(one: _Json) -> Iterator[str]:
    """Yield what to mind in the next set."""
    if cue := form_cue(one["exercise"], [rep["flags"] for rep in one["reps"]]):
        yield cue


def _set_line(one: _Json) -> str:
    what = done(one["rep_count"], one["hold_s"])
    return (
        f"{exercise_name(one['exercise'])}, {what}, {clock(one['start_s'])}-{clock(one['end_s'])}"
    )


def _set_tempo(one: _Json) -> str:
    return shown_tempo(one["tempo"], [rep["concentric_s"] for rep in one["reps"]])


def rejections(rejected: Sequence[_Json]) -> Iterator[str]:
    """Yield what was not counted, and why, and what of it may have been reps."""
    reasons = Counter(one["reason"].replace("_", " ") for one in rejected)
    if reasons:
        yield "not counted: " + ", ".join(f"{reason} ({n})" for reason, n in reasons.most_common())
    unsure = [one for one in rejected if one.get("confidence", 0.0) >= PERHAPS]
    if unsure:
        when = ", ".join(clock(one["start_s"], tenths=False) for one in unsure[:_MOST_UNSURE])
        yield f"perhaps reps: {when}{' …' if len(unsure) > _MOST_UNSURE else ''}"


def alerts(noticed: Sequence[_Json]) -> Iterator[str]:
    """Yield what was noticed, and when."""
    times: dict[str, list[str]] = {}
    for alert in noticed:
        times.setdefault(alert["kind"].replace("_", " "), []).append(clock(alert["t_s"]))
    for kind, when in times.items():
        more = f" and {len(when) - 5} times more" if len(when) > 5 else ""
        yield f"{kind} at {', '.join(when[:5])}{more}"
