"""An exercise over the weeks: each set, beside the lifter's own median of six weeks."""

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from operator import attrgetter
from statistics import median
from typing import Any, Final

from rephost.local_time import local_time
from rephost.review_words import NONE, day, number
from rephost.words import planned_tempo

SIX_WEEKS_S: Final = 42 * 86400.0

WIDTH: Final = 1000
HEIGHT: Final = 160
# Dots stand on a grid of so many units, wider where they are many: what falls together is one.
_GRID: Final = 2
_WIDE_GRID: Final = 4
_MANY_SETS: Final = 2000
_ROOM: Final = 0.1
# The values that the lines mean stand left of the dots.
_LEFT: Final = 90
_RIGHT: Final = 12


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure that is followed: `key` names it in a row of `Store.sets`."""

    key: str
    name: str
    unit: str = ""
    digits: int = 0

    def shown(self, value: float | None) -> str:
        """Return a value of it."""
        return number(value, self.digits, self.unit)


_TENSION: Final = Measure("time_under_tension_s", "Time under tension", "\N{NO-BREAK SPACE}s", 1)
_RANGE: Final = Measure("range_of_motion_deg", "Range", "°")
LIFTS: Final = (
    Measure("rep_count", "Reps"),
    _TENSION,
    Measure("lowering_s", "Tempo: lowering", "\N{NO-BREAK SPACE}s"),
    _RANGE,
    Measure("slowdown_pct", "Slower", "\N{NO-BREAK SPACE}%"),
)
SWINGS: Final = (
    Measure("rep_count", "Reps"),
    Measure("cadence_per_min", "Per minute", "", 1),
    Measure("float_s", "Float", "\N{NO-BREAK SPACE}s", 2),
    Measure("snap_dps", "Snap", "\N{NO-BREAK SPACE}°/s"),
    Measure("dropoff_pct", "Drop-off", "\N{NO-BREAK SPACE}%"),
)


@dataclass(frozen=True, slots=True)
class Chart:
    """A figure of an exercise over time.

    Attributes
    ----------
    now, usual
        In the last session, and in the six weeks before it.
    dots, line
        Paths of an SVG of `WIDTH` and `HEIGHT`: one dot a set, the median of the six weeks before.
    ticks
        Values on the left, and where.
    """

    measure: Measure
    now: str
    usual: str
    dots: str
    line: str
    ticks: tuple[tuple[float, str], ...]


@dataclass(frozen=True, slots=True)
class Trend:
    """An exercise at one weight."""

    sets: int
    sessions: int
    first_day: str
    last_day: str
    tempo: str
    charts: tuple[Chart, ...]


def columns_of(exercise: str) -> tuple[str, ...]:
    """Return the columns of `Store.sets` that `trend` and the last sets need."""
    keys = {measure.key for measure in (SWINGS if exercise == "swing" else LIFTS)}
    always = {"time_under_tension_s", "range_of_motion_deg", "slowdown_pct", "tempo", "rep_count"}
    named = ("session_id", "number", "began_unix_s", "utc_offset_s")
    return (*named, *sorted((keys | always) - {"lowering_s"}))


def trend(rows: Sequence[Any], exercise: str) -> Trend:
    """Return the trend of sets at one weight, rows of `Store.sets`, the earliest first."""
    times_s = [row.began_unix_s for row in rows]
    grid = _WIDE_GRID if len(rows) > _MANY_SETS else _GRID
    columns = _columns(times_s, grid)
    days = [local_time(row.began_unix_s, row.utc_offset_s) for row in (*rows[:1], *rows[-1:])]
    by_session: dict[str, list[int]] = {}
    for i, row in enumerate(rows):
        by_session.setdefault(row.session_id, []).append(i)
    sessions = [*by_session.values()]
    charts = []
    for measure in SWINGS if exercise == "swing" else LIFTS:
        value = _VALUES.get(measure.key) or attrgetter(measure.key)
        values = [value(row) for row in rows]
        charts.append(_chart(measure, times_s, columns, values, sessions, grid))
    return Trend(
        sets=len(rows),
        sessions=len(sessions),
        first_day=day(days[0]) if days else "",
        last_day=day(days[-1]) if days else "",
        tempo=_tempo(rows, sessions[-1] if sessions else []),
        charts=tuple(charts),
    )


def six_week_medians(
    times_s: Sequence[float], values: Sequence[float | None], begins_s: Iterable[float]
) -> list[float | None]:
    """Return for each moment, in order, the median of the values of the six weeks before it."""
    known = [(t, v) for t, v in zip(times_s, values, strict=True) if v is not None]
    window: list[float] = []
    first = end = 0
    found: list[float | None] = []
    for begin_s in begins_s:
        while end < len(known) and known[end][0] < begin_s:
            insort(window, known[end][1])
            end += 1
        while first < end and known[first][0] < begin_s - SIX_WEEKS_S:
            window.pop(bisect_left(window, known[first][1]))
            first += 1
        found.append(median(window) if window else None)
    return found


def _chart(
    measure: Measure,
    times_s: Sequence[float],
    columns: Sequence[int],
    values: Sequence[float | None],
    sessions: Sequence[Sequence[int]],
    grid: int,
) -> Chart:
    firsts = [one[0] for one in sessions]
    usual = six_week_medians(times_s, values, (times_s[i] for i in firsts))
    last = [v for i in (sessions[-1] if sessions else ()) if (v := values[i]) is not None]
    known = [v for v in values if v is not None]
    least, most = (min(known), max(known)) if known else (0.0, 1.0)
    room = _ROOM * (most - least) or 1.0
    top, a_unit = most + room, HEIGHT / (most - least + 2 * room)
    dots = {
        (x, grid * round((top - v) * a_unit / grid))
        for x, v in zip(columns, values, strict=True)
        if v is not None
    }
    points = [
        (columns[i], None if v is None else (top - v) * a_unit)
        for i, v in zip(firsts, usual, strict=True)
    ]
    ticks = dict.fromkeys((least, most) if known else ())
    return Chart(
        measure=measure,
        now=measure.shown(median(last) if last else None),
        usual=measure.shown(usual[-1] if usual else None),
        dots="".join(f"M{x} {y}h0" for x, y in sorted(dots)),
        line=_line(points),
        ticks=tuple((round((top - v) * a_unit, 1), measure.shown(v)) for v in ticks),
    )


def _columns(times_s: Sequence[float], grid: int) -> list[int]:
    """Return where each time stands from left to right."""
    if not times_s:
        return []
    first_s, span_s = times_s[0], times_s[-1] - times_s[0]
    wide = WIDTH - _LEFT - _RIGHT
    if span_s <= 0:
        return [_LEFT + wide // 2] * len(times_s)
    return [grid * round((_LEFT + wide * (t_s - first_s) / span_s) / grid) for t_s in times_s]


def _line(points: Iterable[tuple[float, float | None]]) -> str:
    parts, pen = [], "M"
    for x, y in points:
        if y is None:
            pen = "M"
            continue
        parts.append(f"{pen}{x:.1f} {y:.1f}")
        pen = "L"
    return "".join(parts)


def shown_row_tempo(row: Any) -> str:
    """Return the tempo of a row of `Store.sets`: a concentric that rounds to 0 is an X."""
    if row.tempo is None:
        return NONE
    eccentric, bottom, concentric, top = (int(s) for s in row.tempo.split("-"))
    return planned_tempo((eccentric, bottom, concentric, top))


def _tempo(rows: Sequence[Any], last: Iterable[int]) -> str:
    """Return the tempo of the last session: the median of each phase."""
    tempos = [[int(s) for s in rows[i].tempo.split("-")] for i in last if rows[i].tempo]
    if not tempos:
        return NONE
    eccentric, bottom, concentric, top = (
        int(median(phase) + 0.5) for phase in zip(*tempos, strict=True)
    )
    return planned_tempo((eccentric, bottom, concentric, top))


def _lowering_s(row: Any) -> float | None:
    return _first_phase_s(row.tempo)


@cache
def _first_phase_s(tempo: str | None) -> float | None:
    return None if tempo is None else float(tempo.split("-", 1)[0])


def _with_reps(name: str) -> Callable[[Any], float | None]:
    """Return what reads a figure of a row; a set told by hand has none but its reps."""
    return lambda row: getattr(row, name) or None


_VALUES: Final[dict[str, Callable[[Any], float | None]]] = {
    "lowering_s": _lowering_s,
    "time_under_tension_s": _with_reps("time_under_tension_s"),
}
