"""What lock-outs teach: where upright and forward are, and what a gap did to up."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from repsignal import kernel
from repsignal.circles import are_circles
from repsignal.movement import Movement, Vector, dot
from repsignal.state import RING

SURE_DEG, SURE_LEAST_DEG = 30.0, 22.0
"""Two movements running that went the same way, within the first, and further than the second, show
for certain where forward is."""

SURE_RANGE_DEG = 45.0
"""So does one that went further than this: nobody leans so far to a side."""

ELSEWHERE_DEG = 15.0
LYING_DEG = 33.0
"""Further from upright than this, a pose that reps come back to is a new upright; further from how
the lifter walked than that, it is none, but one in which he lies or bends."""

_COS_3, _COS_8, _COS_60, _COS_ELSEWHERE, _COS_LYING, _COS_SURE = (
    math.cos(math.radians(angle_deg))
    for angle_deg in (3.0, 8.0, 60.0, ELSEWHERE_DEG, LYING_DEG, SURE_DEG)
)


class LockOuts:
    """The poses in which movements end, and what they say of the kernel's.

    Parameters
    ----------
    states
        The kernel's record, (1,).
    field
        Its fields by name.
    ring
        Its ring.
    has_gyro
        Whether movements show a direction well.
    """

    def __init__(
        self, states: Any, field: Mapping[str, Any], ring: NDArray[np.float64], *, has_gyro: bool
    ) -> None:
        self._states = states
        self._field = field
        self._ring = ring
        self._has_gyro = has_gyro
        self._upright: NDArray[np.float64] = states[0]["reference"]
        self._standing: NDArray[np.float64] = states[0]["standing"]
        self._before: Movement | None = None
        self._locked = np.zeros(3)
        self._locked_at = 0

    def forget(self) -> None:
        """Begin another run: what comes is no neighbour of what was."""
        self._before = None
        self._field["sure_forward"][0] = 0

    def come_back(self, *, is_going_on: bool) -> None:
        """Undo what a gap did to up: in a run, a lifter locks out in the pose of the rep before."""
        now = self._field["grid"][0]
        up = self._ring[(now - 1) & (RING - 1), :3]
        if is_going_on and self._locked_at and self._field["bridged_at"][0] >= self._locked_at:
            locked = self._locked / math.sqrt(float(self._locked @ self._locked))
            if _COS_60 < float(up @ locked) < _COS_3:
                kernel.realign(self._states, locked)
        else:
            self._locked[:] = up
        self._locked_at = now

    def learn_from(self, movement: Movement) -> bool:
        """Learn forward, and upright if it is another; return whether that is no stance.

        A lock-out that a gap has touched, or that turned into leaning back, is no pose to go by.
        """
        is_pose = not (movement.doubt or self._field["m_turned"][0])
        before, self._before = self._before, movement if is_pose else None
        if not is_pose:
            return False
        if self._has_gyro and movement.transfer < 1.0 and movement.range_deg > SURE_RANGE_DEG:
            self._field["sure_forward"][0] = 1
        if before is None or are_circles(before, movement):
            return False
        least_deg = min(before.range_deg, movement.range_deg)
        if (
            self._has_gyro
            and least_deg > SURE_LEAST_DEG
            and dot(before.forward, movement.forward) > _COS_SURE
        ):
            self._field["sure_forward"][0] = 1
        return self._settled_elsewhere(before, movement)

    def _settled_elsewhere(self, before: Movement, movement: Movement) -> bool:
        """Take the pose of two lock-outs for upright if it is another; tell if nobody stands so."""
        upright: Vector = tuple(self._upright.tolist())
        a, b = before.up, movement.up
        if dot(a, b) <= _COS_8 or max(dot(a, upright), dot(b, upright)) >= _COS_ELSEWHERE:
            return False
        standing: Vector = tuple(self._standing.tolist())
        is_far = min(dot(a, standing), dot(b, standing)) < _COS_LYING
        if is_far and self._field["walked"][0]:
            return False
        self._stand_anew(before, movement)
        return is_far

    def _stand_anew(self, before: Movement, movement: Movement) -> None:
        """Take the pose between two lock-outs for upright, and forward from the last bottom."""
        upright = self._upright
        peak_rad = math.radians(movement.peak_deg)
        peak = math.cos(peak_rad) * upright + math.sin(peak_rad) * np.array(movement.forward)
        middle = np.array(before.up) + np.array(movement.up)
        upright[:] = middle / math.sqrt(float(middle @ middle))
        forward = peak - (peak @ upright) * upright
        self._states["forward"][0] = forward / math.sqrt(float(forward @ forward) + 1e-12)
