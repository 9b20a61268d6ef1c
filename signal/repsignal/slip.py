"""The strap that slipped: from one rep to the next the lock-out is another pose, and stays so."""

import math
from typing import NamedTuple

from repsignal.movement import Vector, dot

SLIP_DEG = 10.0
"""A jump between two lock-outs by more is a slip. Less takes a careless lock-out for one."""

WAIST_DEG = 16.0
"""So is a turn of forward: the strap went round the waist."""

STEADY_DEG = 5.0
"""Lock-outs before and after a slip agree within this, and in forward within twice as much."""


class LockOut(NamedTuple):
    """Where up and forward were, in sensor axes, when a rep was locked out."""

    up: Vector
    forward: Vector


class SlipDetector:
    """Compares the last four lock-outs of a run: two alike, a jump, two alike."""

    def __init__(self) -> None:
        self._last: list[LockOut] = []

    def reset(self) -> None:
        """Begin with another run."""
        self._last.clear()

    def has_slipped(self, lock_out: LockOut) -> bool:
        """Take in a lock-out; return whether the strap slipped before the one before it."""
        self._last = [*self._last[-3:], lock_out]
        if len(self._last) < 4:
            return False
        a, b, c, d = self._last
        if min(dot(a.up, b.up), dot(c.up, d.up)) < _COS_STEADY:
            return False
        if min(dot(a.forward, b.forward), dot(c.forward, d.forward)) < _COS_STEADY_WAY:
            return False
        return dot(b.up, c.up) < _COS_SLIP or dot(b.forward, c.forward) < _COS_WAIST


_COS_STEADY, _COS_STEADY_WAY, _COS_SLIP, _COS_WAIST = (
    math.cos(math.radians(angle_deg))
    for angle_deg in (STEADY_DEG, 2.0 * STEADY_DEG, SLIP_DEG, WAIST_DEG)
)
