"""Hips leading: whether, on the way down, the bow comes before the bending of the knees."""

from typing import Any

from numba.extending import register_jitable

from repsignal.state import GRID_HZ

LEADING = frozenset(("deadlift", "squat"))
"""Lifts of which it is told: their hips go down by so much that it can be seen when they do."""

LEAST_WAY_M = 0.1
"""Of a rep whose hips come down by less nothing is told: where the strap sits weighs too much."""

KNEES_FIRST = -0.1
"""A deadlift that leads by less is lowered knees first, and they are in the bar's way."""

NEAR = int(0.4 * GRID_HZ)
"""Grid points before an eccentric in which the hips may have led already."""


@register_jitable
def hips_lead(bowed: Any, sunk: Any) -> float:
    """Return how far bowing runs ahead of sinking, -1 … 1; 0 if one of them does not happen.

    1: all bowing comes before any sinking; 0: both go the same part of their way at any time; -1:
    the knees bend before any bowing. How long it takes does not matter, nor does a pause.

    Parameters
    ----------
    bowed, sunk
        (n,) float64, from upright to the bottom: 1 - cos of the hinge angle, and the hips' way down
        in m. What goes back on the way counts as staying.
    """
    most_bowed, most_sunk, ahead = 0.0, 0.0, 0.0
    for i in range(len(bowed)):
        now_bowed = max(most_bowed, bowed[i])
        now_sunk = max(most_sunk, sunk[i])
        # Twice the area between the way of both and the straight one, drawn one over the other.
        ahead += most_bowed * now_sunk - most_sunk * now_bowed
        most_bowed, most_sunk = now_bowed, now_sunk
    whole = most_bowed * most_sunk
    return max(-1.0, min(1.0, ahead / whole)) if whole > 0.0 else 0.0


@register_jitable
def cycle_lead(ring: Any, first: int, start: int, bottom: int, scratch: Any) -> float:
    """Return how far bowing runs ahead in a cycle's eccentric, from where it is most upright.

    Parameters
    ----------
    ring
        (n, 6) float64, as the main kernel keeps it.
    first, start, bottom
        Grid point of the window's first sample; the eccentric, counted from there.
    scratch
        (3, n) float64, the pelvis' height in the last; the others are written over.
    """
    mask = ring.shape[0] - 1
    pose = ring[(first + bottom) & mask, :3]
    upright, least = start, 2.0
    for i in range(max(0, start - NEAR), start + 1):
        row = (first + i) & mask
        cosine = ring[row, 0] * pose[0] + ring[row, 1] * pose[1] + ring[row, 2] * pose[2]
        if cosine < least:
            upright, least = i, cosine
    pose = ring[(first + upright) & mask, :3]
    bowed, sunk, height = scratch[0], scratch[1], scratch[2]
    n = max(0, bottom + 1 - upright)
    for j in range(n):
        row = (first + upright + j) & mask
        bowed[j] = 1.0 - ring[row, 0] * pose[0] - ring[row, 1] * pose[1] - ring[row, 2] * pose[2]
        # A height is that of the grid point before.
        sunk[j] = height[upright + 1] - height[upright + j + 1]
    return hips_lead(bowed[:n], sunk[:n])
