"""A way down and up between two lock-outs, that was no stroke: the height as it is known then."""

from typing import Any

from numba import float64, int64, void
from numba.extending import register_jitable

from repsignal.compiled import kernel
from repsignal.rest_kernel import travel

TOP_PART = 0.6
"""Part of the way to its highest point that the pelvis goes at least to be at a top."""


@register_jitable
def _top(height: Any, turn: int, end: int, way: int) -> int:
    """Return where, from the turn on to `end`, forth (1) or back (-1), the first top is."""
    highest = height[turn]
    i = turn
    while i != end:
        i += way
        highest = max(highest, height[i])
    enough = height[turn] + TOP_PART * (highest - height[turn])
    i = turn
    while i != end and (height[i] < enough or height[i + way] > height[i]):
        i += way
    return i


@kernel(void(float64[:, ::1], int64, int64, float64[:, ::1], float64[::1]))
def find_way(ring: Any, since: int, until: int, scratch: Any, out: Any) -> None:
    """Find the deepest way down and up between two points at which the pelvis rests, as high.

    Parameters
    ----------
    ring
        (n, 6) float64, as the main kernel keeps it.
    since, until
        First and last grid point.
    scratch
        (5, n) float64, written over.
    out
        (6,) float64: the grid points of the top before, the turn and the top behind; the heights
        there, in m.
    """
    n = until - since + 1
    speed = scratch[0]
    height = scratch[1]
    travel(ring, since, n, 0, n - 1, True, True, speed, height, height, 0.0)
    turn = 0
    for i in range(n):
        if height[i] < height[turn]:
            turn = i
    begin, end = _top(height, turn, 0, -1), _top(height, turn, n - 1, 1)
    out[0] = since + begin
    out[1] = since + turn
    out[2] = since + end
    out[3] = height[begin]
    out[4] = height[turn]
    out[5] = height[end]
