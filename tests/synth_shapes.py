"""Shapes in time: how a movement starts, runs and stops; smooth noise; moves and holds."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

FINE_HZ = 400.0
"""Rate of the grid on which poses are composed, in Hz."""

GRID = np.linspace(0.0, 1.0, 257)

Move = tuple[float, float, Floats | None]
"""(duration in s, value at its end, curve 0→1 on GRID; None holds the value it has)."""


def curve(rate: Floats) -> Floats:
    """Return progress 0→1 on GRID whose speed is `rate` (257,), any scale."""
    steps = 0.5 * (rate[1:] + rate[:-1])
    progress = np.concatenate(([0.0], np.cumsum(steps)))
    return np.asarray(progress / progress[-1])


def skewed(rise: float, fall: float) -> Floats:
    """Return progress with speed x**rise * (1-x)**fall.

    1 and 1 turn round elastically, 2 and 2 are minimum jerk, 0 starts or stops at full speed.
    """
    return curve(GRID**rise * (1.0 - GRID) ** fall)


def trapezoid(rise: float, fall: float) -> Floats:
    """Return progress of constant speed between ramps that take `rise` and `fall` of the time."""
    return curve(np.minimum(1.0, np.minimum(GRID / rise, (1.0 - GRID) / fall)))


def sticking(depth: float, where: float, width: float) -> Floats:
    """Return progress that slows down by `depth` (0…1) round the fraction `where` of its time."""
    dip = 1.0 - depth * np.exp(-(((GRID - where) / width) ** 2))
    return curve((GRID * (1.0 - GRID)) ** 1.2 * dip)


MINIMUM_JERK = skewed(2.0, 2.0)


def any_curve(rng: np.random.Generator, *, concentric: bool = False) -> Floats:
    """Return a way from 0 to 1 as people do it; only a concentric sticks or starts slowly."""
    pick = rng.random()
    if pick < 0.3:
        return MINIMUM_JERK
    if pick < 0.5:
        return trapezoid(float(rng.uniform(0.12, 0.45)), float(rng.uniform(0.12, 0.45)))
    if pick < 0.75 or not concentric:
        return skewed(float(rng.uniform(1.0, 3.0)), float(rng.uniform(1.0, 3.0)))
    if pick < 0.9:
        where, width = float(rng.uniform(0.25, 0.55)), float(rng.uniform(0.08, 0.15))
        return sticking(float(rng.uniform(0.3, 0.6)), where, width)
    return skewed(float(rng.uniform(2.5, 3.5)), float(rng.uniform(1.0, 1.6)))


def samples(duration_s: float) -> int:
    """Return the number of fine-grid samples in `duration_s`, at least one."""
    return max(1, round(duration_s * FINE_HZ))


def trace(moves: Sequence[Move], start: float = 0.0) -> Floats:
    """Return one channel made of moves and holds that follow each other, on the fine grid."""
    parts: list[Floats] = []
    value = start
    for duration_s, target, shape in moves:
        n = samples(duration_s)
        if shape is None:
            parts.append(np.full(n, value))
            continue
        progress = np.interp(np.arange(1, n + 1) / n, GRID, shape)
        parts.append(value + (target - value) * progress)
        value = target
    return np.concatenate(parts)


def smooth(x: Floats, sigma_s: float) -> Floats:
    """Return x smoothed by a Gaussian of `sigma_s`, ends held: smooth to all orders."""
    sigma = sigma_s * FINE_HZ
    half = int(np.ceil(4.0 * sigma))
    kernel = np.exp(-0.5 * (np.arange(-half, half + 1) / sigma) ** 2)
    padded = np.concatenate((np.full(half, x[0]), x, np.full(half, x[-1])))
    return np.convolve(padded, kernel / kernel.sum(), mode="valid")


def wander(rng: np.random.Generator, n: int, cycle_s: float) -> Floats:
    """Return smooth noise (n,), standard deviation about 1, that wanders in `cycle_s` seconds."""
    knots_per_s = 4.0 / cycle_s
    knots = rng.standard_normal(int(np.ceil(n / FINE_HZ * knots_per_s)) + 6)
    at = np.arange(n) / FINE_HZ * knots_per_s + 1.0
    i = at.astype(np.intp)
    f = at - i
    # A uniform cubic B-spline: twice continuously differentiable, cheap, of known spread.
    square, left = f * f, 1.0 - f
    cube = square * f
    weights = (
        left * left * left / 6,
        0.5 * cube - square + 2 / 3,
        0.5 * (square + f - cube) + 1 / 6,
        cube / 6,
    )
    total = np.zeros(n)
    for offset, weight in zip((-1, 0, 1, 2), weights, strict=True):
        total += weight * knots[i + offset]
    return total / 0.69


def window(n: int, ramp_s: float) -> Floats:
    """Return 0→1→0 over n samples with smooth ramps of `ramp_s`, shorter if n is small."""
    ramp = max(1, min(samples(ramp_s), n // 2))
    edge = np.interp((np.arange(ramp) + 0.5) / ramp, GRID, MINIMUM_JERK)
    middle = np.ones(n)
    middle[:ramp] = edge[: middle[:ramp].size]
    middle[n - ramp :] = np.minimum(middle[n - ramp :], edge[::-1])
    return middle
