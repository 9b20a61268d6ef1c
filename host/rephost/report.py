"""An analysis as tables that a lifter can read."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from rich.console import Console
from rich.text import Text

from rephost.screen import Screen
from rephost.words import clock, exercise_name, several, shown_tempo

_Json = Mapping[str, Any]


@dataclass(frozen=True)
class _Column:
    """A column of a table; the largest `spared` is left out first, 0 never."""

    name: str
    cells: list[str]
    is_text: bool = False
    spared: int = 0

    @property
    def width(self) -> int:
        return max(len(self.name), *map(len, self.cells))

    def lines(self) -> list[str]:
        """Return name and cells, all of one width."""
        width = self.width
        lines = [self.name, *self.cells]
        return [line.ljust(width) if self.is_text else line.rjust(width) for line in lines]


def show(analysis: _Json, title: str) -> None:
    """Print the sets, then the reps of each, then what was noticed."""
    console = Screen()
    for line in _heading(analysis["recording"], title):
        _say(console, line)
    sets, rejected = analysis["sets"], analysis["rejected"]
    if sets:
        _say(console, "")
        _print_table(console, _set_columns(sets))
    else:
        _say(console, "no sets found")
    for number, one in enumerate(sets, 1):
        _say(console, "")
        _say(console, f"Set {number}: {_set_line(one)}")
        _print_table(console, _rep_columns(one))
    if sets:
        _say(console, "")
    for line in (*_rejections(rejected), *_alerts(analysis["alerts"])):
        _say(console, line)
    if rejected and not sets:
        _say(console, "(unless --exercise rdl or swing names it, a set is three reps or more)")


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


def _set_columns(sets: Sequence[_Json]) -> list[_Column]:
    ranges = [median(rep["range_of_motion_deg"] for rep in one["reps"]) for one in sets]
    rests = [one["rest_before_s"] for one in sets]
    return [
        _Column("set", [str(number) for number in range(1, len(sets) + 1)]),
        _Column("exercise", [exercise_name(one["exercise"]) for one in sets], is_text=True),
        _Column("reps", [str(one["rep_count"]) for one in sets]),
        _Column("tempo", [_set_tempo(one) for one in sets]),
        _Column("TUT s", [_number(one["time_under_tension_s"], "{:.1f}") for one in sets]),
        _Column("range °", [_number(value, "{:.0f}") for value in ranges], spared=1),
        _Column("slower %", [_number(one["slowdown_pct"], "{:.0f}") for one in sets], spared=2),
        _Column("per min", [_number(one["cadence_per_min"], "{:.1f}") for one in sets], spared=4),
        _Column("rest", ["-" if s is None else clock(s, tenths=False) for s in rests], spared=3),
    ]


def _rep_columns(one: _Json) -> list[_Column]:
    reps = one["reps"]
    is_swing = one["exercise"] == "swing"
    seconds = "{:.2f}" if is_swing else "{:.1f}"

    def column(name: str, key: str, pattern: str = seconds, spared: int = 0) -> _Column:
        return _Column(name, [_number(rep[key], pattern) for rep in reps], spared=spared)

    bottom = column("bottom s", "bottom_pause_s")
    noticed = [", ".join(flag.replace("_", " ") for flag in rep["flags"]) for rep in reps]
    return [
        _Column("rep", [str(rep["index"]) for rep in reps]),
        _Column("lock-out", [clock(rep["end_s"]) for rep in reps], spared=3),
        column("down s", "eccentric_s"),
        *([] if is_swing else [bottom]),
        column("up s", "concentric_s"),
        column("float s" if is_swing else "top s", "top_pause_s"),
        column("TUT s", "time_under_tension_s", spared=2),
        column("range °", "range_of_motion_deg", "{:.0f}", spared=1),
        *([_Column("noticed", noticed, is_text=True)] if any(noticed) else []),
    ]


def _set_line(one: _Json) -> str:
    reps = several(one["rep_count"], "rep")
    return (
        f"{exercise_name(one['exercise'])}, {reps}, {clock(one['start_s'])}-{clock(one['end_s'])}"
    )


def _set_tempo(one: _Json) -> str:
    return shown_tempo(one["tempo"], [rep["concentric_s"] for rep in one["reps"]])


def _rejections(rejected: Sequence[_Json]) -> Iterator[str]:
    reasons = Counter(one["reason"].replace("_", " ") for one in rejected)
    if reasons:
        yield "not counted: " + ", ".join(f"{reason} ({n})" for reason, n in reasons.most_common())


def _alerts(alerts: Sequence[_Json]) -> Iterator[str]:
    times: dict[str, list[str]] = {}
    for alert in alerts:
        times.setdefault(alert["kind"].replace("_", " "), []).append(clock(alert["t_s"]))
    for kind, when in times.items():
        more = f" and {len(when) - 5} times more" if len(when) > 5 else ""
        yield f"{kind} at {', '.join(when[:5])}{more}"


def _print_table(console: Console, columns: Sequence[_Column]) -> None:
    """Print a table whole; where the screen is too narrow, without what is spared first."""
    shown = list(columns)
    while _width(shown) > console.width and any(column.spared for column in shown):
        shown.remove(max(shown, key=lambda column: column.spared))
    # Rich's own tables take 0.1 ms a cell, a quarter of the time that an hour's analysis takes.
    rows = zip(*(column.lines() for column in shown), strict=True)
    head, *body = ("  ".join(row).rstrip() for row in rows)
    console.print(Text(head, "bold"), soft_wrap=True)  # no number is ever cut
    rule = "-" if console.options.ascii_only else "─"
    _say(console, "\n".join((rule * _width(shown), *body)))


def _width(columns: Sequence[_Column]) -> int:
    return sum(column.width for column in columns) + 2 * (len(columns) - 1)


def _number(value: float | None, pattern: str) -> str:
    return "-" if value is None else pattern.format(value)


def _say(console: Console, line: str) -> None:
    # A file's name may hold what rich takes for markup.
    console.print(line, markup=False, highlight=False, soft_wrap=True)
