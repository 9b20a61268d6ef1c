"""A table as a strap would have sampled it: even slots, int16 counts, holes left out."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rephost.errors import TableError
from rephost.gyro_axes import axes_in_words, right_axes
from rephost.gyro_turns import AS_GIVEN, GyroTurns
from rephost.gyro_units import WRONG_BY, unit_factor
from rephost.norm import wrong_norm
from rephost.tables import Block, Table
from rephost.timegrid import Grid, fit
from rephost.words import several

FULL_SCALES_G: Final = (2, 4, 8, 16, 32)
FULL_SCALES_DPS: Final = (125, 250, 500, 1000, 2000, 4000)
COUNTS: Final = 32768
"""Counts in a full scale."""

LEAST_ABSURD: Final = 1e9
"""In g and °/s: what is as large, or no number, no sensor gave."""

INTERPOLATED_PERIODS: Final = 2.5
"""Rows further apart than this have a gap between them; nearer ones are joined by a line."""


_Rows = Iterator[tuple[NDArray[np.float64], NDArray[np.float64]]]
_Slotted = Iterator[tuple[NDArray[np.int64], NDArray[np.float64]]]


@dataclass(frozen=True)
class _Survey:
    """What one reading of a table tells."""

    grid: Grid
    has_gyro: bool
    gyro_axes: NDArray[np.float64]
    """Shape (3, 3), by which the gyro's become the accelerometer's."""
    largest_g: float
    largest_dps: float
    notes: tuple[str, ...]


class SampledTable:
    """Samples of a table on the grid of its times, read twice: once to choose, once to convert.

    Raises
    ------
    TableError
        Time runs backwards, the units are not g, or there is nothing in the table.
    """

    def __init__(self, table: Table) -> None:
        self._table = table
        survey = _surveyed(table)
        self._grid = survey.grid
        self._gyro_axes = survey.gyro_axes
        self.period_s = survey.grid.period_s
        acc_g = _full_scale(survey.largest_g, FULL_SCALES_G)
        self.acc_ng_per_lsb = round(acc_g / COUNTS * 1e9)
        self.gyr_udps_per_lsb: int | None = None
        if survey.has_gyro:
            gyr_dps = _full_scale(survey.largest_dps, FULL_SCALES_DPS)
            self.gyr_udps_per_lsb = round(gyr_dps / COUNTS * 1e6)
        self.notes = survey.notes

    def chunks(self) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int16]]]:
        """Yield slots (n,) and counts (n, 6) or (n, 3), in order; missing slots are lost."""
        axes = 3 if self.gyr_udps_per_lsb is None else 6
        lsb = np.full(axes, self.acc_ng_per_lsb * 1e-9)
        lsb[3:] = (self.gyr_udps_per_lsb or 0) * 1e-6
        rows = self._rows(axes)
        even = (
            _interpolated(rows, self._grid)
            if self._grid.slots is None
            else _placed(rows, self._grid.slots)
        )
        for slots, values in even:
            counts = np.rint(values / lsb)
            yield slots, np.clip(counts, -COUNTS, COUNTS - 1).astype(np.int16)

    def times_s(self, slots: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return when samples that `chunks` yielded were taken, seconds from the first."""
        return self._grid.times_s(slots)

    def _rows(self, axes: int) -> _Rows:
        """Yield times and values of the rows that count."""
        met = counted = 0
        for block in self._table.blocks():
            values = block.values[_whole(block, axes), :axes]
            kept = self._grid.kept[met : met + len(values)]
            met += len(values)
            values = values[kept]
            if axes == 6:
                values[:, 3:] = values[:, 3:] @ self._gyro_axes.T
            yield self._grid.t_s[counted : counted + len(values)], values
            counted += len(values)


def _whole(block: Block, axes: int) -> NDArray[np.bool_]:
    """Tell which rows have a time, and in all axes what a sensor can give."""
    return np.isfinite(block.t_s) & _sensible(block.values[:, :axes])


def _sensible(values: NDArray[np.float64]) -> NDArray[np.bool_]:
    sensible: NDArray[np.bool_] = np.all(np.abs(values) < LEAST_ABSURD, axis=1)
    return sensible


def _placed(rows: _Rows, slots: NDArray[np.int64]) -> _Slotted:
    done = 0
    for _, values in rows:
        yield slots[done : done + len(values)], values
        done += len(values)


def _interpolated(rows: _Rows, grid: Grid) -> _Slotted:
    """Join neighbouring rows by lines and read those at the grid's slots."""
    before: tuple[NDArray[np.float64], NDArray[np.float64]] | None = None
    for t_s, values in rows:
        if not len(t_s):
            continue
        if before is None:
            yield np.zeros(1, np.int64), values[:1]
        else:
            t_s, values = np.append(before[0], t_s), np.append(before[1], values, axis=0)
        before = t_s[-1:], values[-1:]
        place = (t_s - grid.start_s) / grid.period_s
        passed = np.floor(place).astype(np.int64)
        between = np.where(np.diff(place) <= INTERPOLATED_PERIODS, np.diff(passed), 0)
        left = np.repeat(np.arange(len(between)), between)
        slots = (
            passed[left]
            + 1
            + np.arange(len(left))
            - np.repeat(np.cumsum(between) - between, between)
        )
        share = ((slots - place[left]) / (place[left + 1] - place[left]))[:, None]
        yield slots, values[left] * (1 - share) + values[left + 1] * share


def _surveyed(table: Table) -> _Survey:
    """Read the table once: its times, its largest values, and what there is to say."""
    times, with_gyro, norms = [], [], []
    rows, last_s = 0, -np.inf
    largest_g = largest_dps = 0.0
    gyro = GyroTurns()
    axes = 3
    for block in table.blocks():
        axes = block.values.shape[1]
        good = _whole(block, 3)
        t_s, acc, gyr = block.t_s[good], block.values[good, :3], block.values[good, 3:]
        back = np.flatnonzero(np.diff(t_s, prepend=last_s) < 0)
        if len(back):
            row = rows + int(np.flatnonzero(good)[back[0]]) + 1
            raise TableError(
                f"{table.path}: time runs backwards in row {row}, t_s {t_s[back[0]]:g}"
            )
        rows += len(good)
        if not len(t_s):
            continue
        last_s = t_s[-1]
        turning = _sensible(gyr) if axes == 6 else np.zeros(len(t_s), np.bool_)
        gyro.push(t_s[turning], acc[turning], gyr[turning])
        times.append(t_s)
        with_gyro.append(turning)
        norms.append(np.linalg.norm(acc, axis=1).astype(np.float32))
        largest_g = max(largest_g, float(np.abs(acc).max()))
        largest_dps = max(largest_dps, float(np.abs(gyr[turning]).max(initial=0.0)))
    if not rows and table.damaged_rows:
        raise TableError(
            f"{table.path}: no row has the header's number of columns (where numbers have a "
            "decimal comma, separate the columns by semicolons)"
        )
    if not rows:
        raise TableError(f"{table.path}: the table has no rows")
    if not times:
        raise TableError(f"{table.path}: no row holds usable numbers")
    t_s, turning = np.concatenate(times), np.concatenate(with_gyro)
    is_turning = axes == 6 and bool(turning.any())
    gyro_axes = right_axes(gyro)
    _check_units(
        table,
        float(np.median(np.concatenate(norms))),
        None if gyro_axes is None else unit_factor(gyro, gyro_axes),
    )
    has_gyro = is_turning and gyro_axes is not None
    if has_gyro:
        t_s = t_s[turning]
    try:
        grid = fit(t_s)
    except TableError as exc:
        raise TableError(f"{table.path}: {exc}") from exc
    notes = list(_notes(table, rows, len(t_s), grid))
    if axes == 6 and not is_turning:
        notes.append("the gyro's columns hold no numbers: the accelerometer alone is used")
    elif gyro_axes is None:
        notes.append(
            "the gyro contradicts how gravity turns, whatever its axes: the accelerometer alone is "
            "used"
        )
    elif gyro_axes is not AS_GIVEN:
        notes.append(
            "the gyro's axes are not the accelerometer's: by how gravity turns, its x, y and z are "
            f"{axes_in_words(gyro_axes)}"
        )
    gyro_axes = AS_GIVEN if gyro_axes is None else gyro_axes
    return _Survey(grid, has_gyro, gyro_axes, largest_g, largest_dps, tuple(notes))


def _check_units(table: Table, median_g: float, factor: float | None) -> None:
    # A sensor that reads nothing at all has no units to be wrong: the analysis says it.
    if median_g and (wrong := wrong_norm(median_g)):
        raise TableError(
            f"{table.path}: {wrong}: name the unit with --columns acc=m/s2 (or acc=mg); gravity "
            "must be part of the acceleration"
        )
    if factor is not None and not 1 / WRONG_BY < factor < WRONG_BY:
        times = f"{factor:.3g} times" if factor > 1 else f"1/{1 / factor:.3g} of"
        raise TableError(
            f"{table.path}: gravity turns {times} what the gyro says: name the unit with "
            "--columns gyr=rad/s (or gyr=mdps or dps; gyr=none leaves the gyro out)"
        )


def _notes(table: Table, rows: int, good: int, grid: Grid) -> Iterator[str]:
    if table.damaged_rows:
        rows_out = several(table.damaged_rows, "row")
        yield f"without the header's number of columns: {rows_out} left out"
    if rows > good:
        yield f"{rows - good} of {several(rows, 'row')} without usable numbers: lost samples"
    repeated = good - len(grid.t_s)
    if repeated:
        yield f"with the time of the row before: {several(repeated, 'row')} left out"
    if grid.slots is None:
        yield f"the times are uneven: resampled to {1 / grid.period_s:.2f} samples a second"


def _full_scale(largest: float, offered: tuple[int, ...]) -> int:
    """Choose the smallest that holds the largest value, else the largest there is."""
    return next(
        (scale for scale in offered if largest <= scale * (COUNTS - 1) / COUNTS), offered[-1]
    )
