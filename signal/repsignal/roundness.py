"""Roundness: whether up comes back the way that it went, or goes round."""

import math
from typing import Any

from numba.extending import register_jitable

TO_ROUND = 4.0 / math.pi
"""A circle encloses π/4 of the square of the furthest that it goes."""


@register_jitable
def roundness(ring: Any, begin: int, end: int) -> float:
    """Return how round the way of up is: 0 there and back, ±1 a circle, an ellipse its short part.

    What it encloses, for what a circle that goes as far does. The sign is that of the side to which
    it turns, in sensor axes: circles keep it, while what strays does so to either.

    Parameters
    ----------
    ring
        (n, 6) float64, as the main kernel keeps it.
    begin, end
        Grid points of the first and the last of the way.
    """
    mask = ring.shape[0] - 1
    row = begin & mask
    x, y, z = ring[row, 0], ring[row, 1], ring[row, 2]
    mx = my = mz = 0.0  # towards the middle of the way
    cx = cy = cz = 0.0  # twice what it encloses, as seen along each axis
    ax = ay = az = 0.0
    furthest = 1e-9
    for g in range(begin, end + 1):
        row = g & mask
        mx += ring[row, 0]
        my += ring[row, 1]
        mz += ring[row, 2]
        bx = ring[row, 0] - x
        by = ring[row, 1] - y
        bz = ring[row, 2] - z
        cx += ay * bz - az * by
        cy += az * bx - ax * bz
        cz += ax * by - ay * bx
        ax, ay, az = bx, by, bz
        furthest = max(furthest, bx * bx + by * by + bz * bz)
    length = math.sqrt(mx * mx + my * my + mz * mz + 1e-12)
    return TO_ROUND * 0.5 * (cx * mx + cy * my + cz * mz) / (length * furthest)
