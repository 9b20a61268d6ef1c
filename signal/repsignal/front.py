"""Where the lifter's front is on the strap: people bend forward, and hardly ever back."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from repsignal.movement import Movement, Vector, dot

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


BENT_FROM_DEG, BENT_TO_DEG = 22.0, 72.0
"""Bends whose deepest point lies between these show the front. Less is sway, more may be lying."""

LEANT_BACK_DEG = 6.0
"""What leans further the other way as well is a circle of the hips."""

STOOD = math.cos(math.radians(20.0))
"""Cosine of how far from standing the pose is in which a bend ends."""

KEPT = 0.8
"""How much of what was known stays at each bend."""

KNOWN = 0.3
"""Length of the mean direction of bends from which the front is known; they may contradict."""


class Front:
    """The mean direction, in sensor axes, of the bends seen so far."""

    def __init__(self) -> None:
        self._mean: Vector = (0.0, 0.0, 0.0)

    def learn(self, movement: Movement, standing: NDArray[np.float64]) -> None:
        """Take in a bend, if it is one, of who stood before it: who lies leans back as well."""
        stood: Vector = tuple(standing.tolist())
        if dot(movement.up, stood) > STOOD and (
            BENT_FROM_DEG < movement.peak_deg < BENT_TO_DEG
            and movement.range_deg > BENT_FROM_DEG
            and max(movement.lean_back_deg, -movement.start_deg) < LEANT_BACK_DEG
        ):
            x, y, z = (
                KEPT * old + (1.0 - KEPT) * new
                for old, new in zip(self._mean, movement.forward, strict=True)
            )
            self._mean = (x, y, z)

    def forward(self, up: Vector, standing: NDArray[np.float64]) -> float:
        """Return how far a pose leans to the front: the cosine; 0 if nothing is known of it."""
        length = math.sqrt(dot(self._mean, self._mean))
        if length < KNOWN * (1.0 - KEPT):
            return 0.0
        upright: Vector = tuple(standing.tolist())
        along = dot(up, upright)
        lean: Vector = (
            up[0] - along * upright[0],
            up[1] - along * upright[1],
            up[2] - along * upright[2],
        )
        across = math.sqrt(dot(lean, lean))
        return 0.0 if across < 0.2 else dot(lean, self._mean) / (across * length)
