"""Uneven times of a table laid on the even grid of a recording."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rephost.errors import TableError

SLOWEST_HZ: Final = 19.5
FASTEST_HZ: Final = 1025.0
"""Rates that the counter takes, with room for the error of a clock."""
LONE_PERIOD_S: Final = 0.01
"""Period assumed where a single sample tells none."""
COARSE_SHARE: Final = 0.2
"""With more repeated times than this the clock is coarser than the samples; below, rows repeat."""
LARGEST_INDEX: Final = 2**30 - 1
LONGEST_HOLE_S: Final = 84_000.0
"""A reader of recordings believes in holes of up to a day by the nominal rate, which may err."""
CALM_JITTER: Final = 0.1
"""Root mean square in periods below which a fit is beyond doubt."""
LONGEST_USUAL_STEP: Final = 10.0
"""In mean steps: longer ones have no part in the rate of uneven times."""

_SEED_ROWS: Final = 400
_NEIGHBOURS: Final = 32
# Of a step: what a clock that is being set right may change, and a little.
_OUT_OF_STEP: Final = 0.15
_LAST_ROUNDS: Final = 8


@dataclass(frozen=True)
class Grid:
    """Slot `i` of a recording lies at `start_s + i * period_s` of the table's time."""

    start_s: float
    period_s: float
    slots: NDArray[np.int64] | None
    """Slot of each row kept, strictly increasing from 0; None: rows must be resampled."""
    kept: NDArray[np.bool_]
    """Which rows count, one flag a row: a time that is repeated counts once."""
    t_s: NDArray[np.float64]
    """Times of the rows kept, strictly increasing."""
    drifts: bool = False
    """Whether the rate changes so much that a row's time is its own, not that of its slot."""

    def times_s(self, slots: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return when the samples of some of its slots were taken, seconds from the first."""
        if self.drifts and self.slots is not None:
            own_s: NDArray[np.float64] = self.t_s[np.searchsorted(self.slots, slots)] - self.t_s[0]
            return own_s
        return slots.astype(np.float64) * self.period_s


def fit(t_s: NDArray[np.float64]) -> Grid:
    """Find the grid of times that never fall, shape (n,), n >= 1.

    Jitter under half a sample, lost samples and a clock that reads in coarse steps all lie on the
    fitted grid. Times that keep step with their neighbours and yet leave every line, because the
    rate drifts, keep their own times. Anything more uneven gets `slots` None.

    Raises
    ------
    TableError
        The times cannot be seconds of a sensor.
    """
    t_s, kept = _advancing(t_s)
    if len(t_s) == 1:
        return Grid(float(t_s[0]), LONE_PERIOD_S, np.zeros(1, np.int64), kept, t_s)
    seed, mean_s = _longest_stretch(t_s)
    _check_rate(mean_s)
    longest_s = float(np.diff(t_s).max())
    if longest_s > LONGEST_HOLE_S:
        raise TableError(
            f"t_s jumps by {longest_s / 86400:.1f} days: of rows so far apart make two tables"
        )
    if (t_s[-1] - t_s[0]) / mean_s > LARGEST_INDEX:
        days = (t_s[-1] - t_s[0]) / 86400
        raise TableError(f"t_s spans {days:.0f} days, more than one recording can hold")
    best: Grid | None = None
    best_jitter = CALM_JITTER
    # The mean step is right, however much the times jitter, where no single sample was lost; the
    # strongest rhythm of the times is right where the jitter is moderate, whatever was lost.
    for guess_s in (mean_s, None):
        start_s, period_s = _line(t_s, seed, guess_s or _rhythm(t_s[seed], mean_s))
        places = (t_s - start_s) / period_s
        slots = np.rint(places)
        jitter = float(np.sqrt(np.mean((places - slots) ** 2)))
        slots = slots.astype(np.int64)
        if _each_in_its_own_slot(t_s, slots, period_s) and (best is None or jitter < best_jitter):
            first_s = start_s + period_s * float(slots[0])
            best, best_jitter = Grid(first_s, period_s, slots - slots[0], kept, t_s), jitter
        if best is not None and best_jitter < CALM_JITTER:
            break
    if best is None:
        best = _unbroken(t_s, kept)
    if best is None:
        steps = np.diff(t_s)
        usual_s = float(steps[steps <= LONGEST_USUAL_STEP * mean_s].mean())
        own = _numbered_by_steps(t_s)
        best = Grid(float(t_s[0]), usual_s, own, kept, t_s, drifts=own is not None)
    return best


def _unbroken(t_s: NDArray[np.float64], kept: NDArray[np.bool_]) -> Grid | None:
    """Take the rows for neighbours all; return None where not each is then near its slot."""
    slots = np.arange(len(t_s))
    spread, t_mean = slots - slots.mean(), float(t_s.mean())
    period_s = float(spread @ (t_s - t_mean) / (spread @ spread))
    if np.abs(t_s - t_mean - spread * period_s).max() >= 0.5 * period_s:
        return None
    return Grid(t_mean + float(spread[0]) * period_s, period_s, slots, kept, t_s)


def _numbered_by_steps(t_s: NDArray[np.float64]) -> NDArray[np.int64] | None:
    """Count slots from row to row; return None where one is out of step with its neighbours."""
    steps = np.diff(t_s)
    blocks = np.array_split(steps, max(1, len(steps) // _NEIGHBOURS))
    usual = np.concatenate([np.full(len(block), np.median(block)) for block in blocks])
    ahead = np.rint(steps / usual)
    if np.any(np.abs(steps - ahead * usual) > _OUT_OF_STEP * ahead * usual):
        return None
    return np.concatenate(([0], np.cumsum(ahead.astype(np.int64))))


def _advancing(t_s: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Make the times strictly increase; tell which rows are left."""
    kept = np.ones(len(t_s), np.bool_)
    kept[1:] = np.diff(t_s) > 0
    distinct = int(kept.sum())
    if distinct == len(t_s):
        return t_s, kept
    if distinct == 1 and len(t_s) > 1:
        raise TableError(f"t_s is {t_s[0]:g} in all {len(t_s)} rows: time never advances")
    if distinct > (1 - COARSE_SHARE) * len(t_s):
        return t_s[kept], kept
    # Many samples share a time stamp: each stamp's rows share the time to the next stamp.
    first = np.flatnonzero(kept)
    rows = np.diff(first, append=len(t_s))
    steps = np.diff(t_s[first])
    spans = np.append(steps, np.median(steps / rows[:-1]) * rows[-1])
    within = np.arange(len(t_s)) - np.repeat(first, rows)
    return t_s + within * np.repeat(spans / rows, rows), np.ones(len(t_s), np.bool_)


def _longest_stretch(t_s: NDArray[np.float64]) -> tuple[slice, float]:
    """Find the middle of the longest stretch without a gap, and the mean step outside gaps."""
    steps = np.diff(t_s)
    middle = (len(steps) - 1) // 2
    typical_s = float(np.partition(steps, middle)[middle])
    breaks = np.flatnonzero(np.concatenate(([True], steps > 3 * typical_s, [True])))
    longest = int(np.argmax(np.diff(breaks)))
    first, last = int(breaks[longest]), int(breaks[longest + 1]) - 1
    centre = (first + last) // 2
    seed = slice(max(first, centre - _SEED_ROWS // 2), min(last, centre + _SEED_ROWS // 2) + 1)
    return seed, float(steps[steps <= 3 * typical_s].mean())


def _rhythm(t_s: NDArray[np.float64], mean_s: float) -> float:
    """Find the period near the mean step at which the times repeat most strongly."""
    times = t_s - t_s[0]
    finest_hz = 0.2 / float(times[-1])
    rates_hz = np.arange(0.75 / mean_s, 1.6 / mean_s, max(finest_hz, 1e-4 / mean_s))
    strength = np.abs(np.exp(2j * np.pi * rates_hz[:, None] * times).sum(axis=1))
    return float(1 / rates_hz[np.argmax(strength)])


def _line(t_s: NDArray[np.float64], seed: slice, period_s: float) -> tuple[float, float]:
    """Fit `(start_s, period_s)` outwards from the seed rows.

    Every pass doubles the stretch, so that the period is always known well enough to number the
    rows that the next pass takes in, whatever was lost between them.
    """
    low, high = seed.start, seed.stop
    turns = np.exp(2j * np.pi / period_s * (t_s[seed] - t_s[low]))
    start_s = float(t_s[low] + np.angle(turns.sum()) / (2 * np.pi) * period_s)
    before, rounds = None, _LAST_ROUNDS
    while True:
        stretch = t_s[low:high]
        slots = np.rint((stretch - start_s) / period_s)
        slot_mean, t_mean = slots.mean(), stretch.mean()
        spread = slots - slot_mean
        settled = before is not None and np.array_equal(spread, before)
        if settled or not spread.any():
            return start_s, period_s
        period_s = float(spread @ (stretch - t_mean) / (spread @ spread))
        start_s = float(t_mean - period_s * slot_mean)
        if len(stretch) == len(t_s):
            before, rounds = spread, rounds - 1
            if not rounds:
                return start_s, period_s
        low, high = max(0, low - (high - low)), high + (high - low)


def _each_in_its_own_slot(
    t_s: NDArray[np.float64], slots: NDArray[np.int64], period_s: float
) -> bool:
    ahead = np.diff(slots)
    # A slot left empty between two rows one period apart: the clock wanders, nothing was lost.
    wandered = (ahead > 1) & (np.diff(t_s) < 1.02 * period_s)
    return bool((ahead > 0).all() and not wandered.any())


def _check_rate(period_s: float) -> None:
    if 1 / FASTEST_HZ <= period_s <= 1 / SLOWEST_HZ:
        return
    # Of steps that are too small to be shared out nothing is left.
    rate = f"{1 / period_s:.4g}" if period_s > 0 else "countless"
    raise TableError(
        f"t_s steps by {period_s:g} s, {rate} samples a second, not 20 to 1000: if it "
        "is not in seconds, say so with --columns t=ms (or us, ns)"
    )
