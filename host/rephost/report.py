"""An analysis as tables that a lifter can read."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from statistics import median
from typing import Any, Final

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

FASTEST_COUNTED_S: Final = 0.5
"""A concentric faster than this is an X in a tempo on a screen."""

_Json = Mapping[str, Any]


class _Console(Console):
    def on_broken_pipe(self) -> None:
        # Left to itself rich ends the process with a failure.
        raise BrokenPipeError


def show(analysis: _Json, title: str) -> None:
    """Print the sets, then the reps of each, then what was noticed."""
    console = _Console()
    for line in _heading(analysis["recording"], title):
        _say(console, line)
    sets = analysis["sets"]
    if sets:
        console.print()
        console.print(_set_table(sets))
    else:
        _say(console, "no sets found")
    for number, one in enumerate(sets, 1):
        console.print()
        _say(console, f"Set {number}: {_set_line(one)}")
        console.print(_rep_table(one["reps"]))
    if sets:
        console.print()
    for line in (*_rejections(analysis["rejected"]), *_alerts(analysis["alerts"])):
        _say(console, line)


def exercise_name(exercise: str) -> str:
    """Return an exercise's name as lifters write it."""
    return "RDL" if exercise == "rdl" else exercise.replace("_", " ")


def clock(t_s: float, *, tenths: bool = True) -> str:
    """Return a time in a recording as minutes and seconds: 1:07.3."""
    tenths_s = round(t_s * 10)
    minutes, rest = divmod(tenths_s, 600)
    return f"{minutes}:{rest / 10:04.1f}" if tenths else f"{minutes}:{rest // 10:02d}"


def _heading(recording: _Json, title: str) -> Iterator[str]:
    gyro = "" if recording["has_gyro"] else ", no gyro"
    length = clock(recording["duration_s"], tenths=False)
    if recording["samples"]:
        yield f"{title}: {length} min at {recording['rate_hz']:.0f} Hz{gyro}"
    else:
        yield f"{title}: no samples"
    if recording["damaged_frames"]:
        yield f"{_several(recording['damaged_frames'], 'damaged frame')} left out"
    gaps = recording["gaps"]
    if gaps:
        missing_s = sum(gap["end_s"] - gap["start_s"] for gap in gaps)
        yield f"{_several(len(gaps), 'gap')}, {missing_s:.1f} s missing"
    if recording["clipped_samples"]:
        yield f"{_several(recording['clipped_samples'], 'sample')} hit the sensor's full scale"


def _set_table(sets: Sequence[_Json]) -> Table:
    table = _table(
        "set", "exercise", "reps", "tempo", "per min", "TUT s", "range °", "slower %", "rest s"
    )
    for number, one in enumerate(sets, 1):
        ranges = [rep["range_of_motion_deg"] for rep in one["reps"]]
        table.add_row(
            str(number),
            exercise_name(one["exercise"]),
            str(one["rep_count"]),
            shown_tempo(one),
            _number(one["cadence_per_min"], "{:.1f}"),
            _number(one["time_under_tension_s"], "{:.1f}"),
            _number(median(ranges) if ranges else None, "{:.0f}"),
            _number(one["slowdown_pct"], "{:.0f}"),
            _number(one["rest_before_s"], "{:.0f}"),
        )
    return table


def _rep_table(reps: Sequence[_Json]) -> Table:
    table = _table(
        "rep", "lock-out", "down s", "pause s", "up s", "top s", "TUT s", "range °", "noticed"
    )
    table.columns[-1].justify = "left"
    for rep in reps:
        table.add_row(
            str(rep["index"]),
            clock(rep["end_s"]),
            *(
                _number(rep[name], "{:.2f}")
                for name in ("eccentric_s", "bottom_pause_s", "concentric_s", "top_pause_s")
            ),
            _number(rep["time_under_tension_s"], "{:.1f}"),
            _number(rep["range_of_motion_deg"], "{:.0f}"),
            ", ".join(flag.replace("_", " ") for flag in rep["flags"]),
        )
    return table


def _set_line(one: _Json) -> str:
    reps = _several(one["rep_count"], "rep")
    return (
        f"{exercise_name(one['exercise'])}, {reps}, {clock(one['start_s'])}-{clock(one['end_s'])}"
    )


def shown_tempo(one: _Json) -> str:
    """Return a set's tempo as a screen shows it: X for a fast concentric, - for none."""
    if one["tempo"] is None:
        return "-"
    eccentric, bottom, concentric, top = one["tempo"].split("-")
    if median(rep["concentric_s"] for rep in one["reps"]) < FASTEST_COUNTED_S:
        concentric = "X"
    return "-".join((eccentric, bottom, concentric, top))


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


def _table(*names: str) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False, collapse_padding=True)
    for name in names:
        table.add_column(name, justify="left" if name == "exercise" else "right", no_wrap=True)
    table.columns[-1].no_wrap = False
    return table


def _number(value: float | None, pattern: str) -> str:
    return "-" if value is None else pattern.format(value)


def _several(n: int, what: str) -> str:
    return f"{n} {what}" if n == 1 else f"{n} {what}s"


def _say(console: Console, line: str) -> None:
    # A file's name may hold what rich takes for markup.
    console.print(line, markup=False, highlight=False, soft_wrap=True)
