"""The strap that slipped: from one rep to the next the lock-out is another pose, and stays so."""

import math
from typing import NamedTuple

Vector = tuple[float, float, float]

SLIP_DEG = 10.0
"""A jump between two lock-outs by more is a slip. Less takes a careless lock-out for one."""

WAIST_DEG = 16.0
"""So is a turn of forward: the strap went round the waist."""

STEADY_DEG = 5.0
"""Lock-outs before and after a slip agree within this."""


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
        before = max(_angle_deg(a.up, b.up), 0.5 * _angle_deg(a.forward, b.forward))
        after = max(_angle_deg(c.up, d.up), 0.5 * _angle_deg(c.forward, d.forward))
        if max(before, after) > STEADY_DEG:
            return False
        return _angle_deg(b.up, c.up) > SLIP_DEG or _angle_deg(b.forward, c.forward) > WAIST_DEG


def _angle_deg(a: Vector, b: Vector) -> float:
    dot = a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
    return math.degrees(math.acos(min(1.0, max(-1.0, dot))))
