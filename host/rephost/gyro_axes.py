"""Whether a gyro's axes are the accelerometer's; in data put together by others they may not be."""

import math
from itertools import permutations, product
from typing import Final

import numpy as np

from rephost.gyro_turns import AS_GIVEN, Floats, GyroTurns

LEAST_TURNS: Final = 10
"""So many turns are evidence; where there are fewer, the axes are believed."""
CLEARLY: Final = 0.7
"""Other axes explain clearly better if they leave no more than this part unexplained of what the
given ones do, in as many turns as it takes."""
SURE: Final = 10.0
"""The logarithm of that part, times the turns. Thrusts that good sensors take for turns of gravity
make it 9; more believes wrong axes in short recordings."""
CONTRADICTS: Final = 0.6
EXPLAINS: Final = 0.75
"""Likenesses by which other axes show that the given ones are wrong, and that they are right."""

_SIGNED: Final = tuple(
    np.diag(signs) @ AS_GIVEN[list(order)]
    for order in permutations(range(3))
    for signs in product((1.0, -1.0), repeat=3)
)
_ROTATED: Final = tuple(axes for axes in _SIGNED if np.linalg.det(axes) > 0.0)
_MIRRORED: Final = tuple(axes for axes in _SIGNED if np.linalg.det(axes) < 0.0)


def right_axes(turns: GyroTurns) -> Floats | None:
    """Return axes (3, 3) that turn the gyro's into the accelerometer's; None: none explain it.

    They are `AS_GIVEN` unless others explain clearly better how gravity turned. Mirrored axes,
    which no chip has, must do so against rotated ones, too.
    """
    best = max(_ROTATED, key=turns.likeness)
    mirrored = max(_MIRRORED, key=turns.likeness)
    if _is_clearly_better(turns, mirrored, best):
        best = mirrored
    likeness = turns.likeness(best)
    if (
        turns.turns < LEAST_TURNS
        or likeness < CONTRADICTS
        or not _is_clearly_better(turns, best, AS_GIVEN)
    ):
        return AS_GIVEN
    return best if likeness > EXPLAINS else None


def axes_in_words(axes: Floats) -> str:
    """Return what is taken for the rotation about x, y and z."""
    places = np.abs(axes).argmax(axis=1)
    return ", ".join(
        f"{'-' if axis[place] < 0.0 else ''}g{'xyz'[place]}"
        for axis, place in zip(axes, places, strict=True)
    )


def _is_clearly_better(turns: GyroTurns, axes: Floats, others: Floats) -> bool:
    unexplained, before = (1.0 - max(0.0, turns.likeness(of)) ** 2 for of in (axes, others))
    part = unexplained / max(before, 1e-12)
    return part < CLEARLY and -turns.turns * math.log(max(part, 1e-12)) > SURE
