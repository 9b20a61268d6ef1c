"""Where a phase begins and ends, in a signal that grows as the lifter lowers (docs/terms.md)."""

from typing import Any

from numba.extending import register_jitable

from repsignal.state import GRID_HZ

EDGE_DPS = 5.0
EDGE_M_S = 0.01
"""A phase lasts while the rate of the hinge angle, or of the height, exceeds this."""

MEET_S = 0.2
"""A pause round a reversal shorter than this is none."""


@register_jitable
def edge(rate: Any, peak: int, n: int, way: int, sign: float, limit: float) -> float:
    """Return where, from its peak on (`way` 1) or back (-1), `sign` · rate falls to `limit`."""
    i = peak
    while 0 <= i + way < n and sign * rate[i + way] > limit:
        i += way
    if not 0 <= i + way < n:
        return float(i)
    falls = sign * (rate[i] - rate[i + way])
    return i + way * min(1.0, (sign * rate[i] - limit) / falls) if falls > 0.0 else float(i)


@register_jitable
def slopes(x: Any, rate: Any, valley: int, peak: int, end: int, n: int) -> None:
    """Write to `rate` (n,) the slopes of x (n,) per second, over longer spans if it is slower.

    `valley`, `peak` and `end` are the turning points, whose distances say how slow it is.
    """
    for i in range(n):
        span = peak - valley
        if i > peak:
            span = end - peak
        h = min(8, max(2, int(0.04 * span + 0.5)))
        h = min(h, i, n - 1 - i)
        if h < 1:
            rate[i] = 0.0
            continue
        total = 0.0
        for k in range(1, h + 1):
            total += k * (x[i + k] - x[i - k])
        weight = h * (h + 1) * (2 * h + 1) / 3  # twice the sum of the squares up to h
        rate[i] = total / weight * GRID_HZ
