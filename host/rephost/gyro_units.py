"""Whether a gyro's unit fits the accelerometer: gravity turns in the sensor as the sensor turns."""

from typing import Final

from rephost.gyro_turns import AS_GIVEN, Floats, GyroTurns

LEAST_TURNS: Final = 5
"""So many turns are evidence; where there are fewer, nothing is said."""
LEAST_LIKENESS: Final = 0.8
"""The likeness of the turns felt and the turns that the gyro tells: they are of one shape."""
WRONG_BY: Final = 20.0
"""A unit is wrong if the sizes differ by this factor: rad/s for °/s is 57, mdps 1000."""


def unit_factor(turns: GyroTurns, axes: Floats = AS_GIVEN) -> float | None:
    """Return how many times as far as the gyro says gravity turned; None where nothing tells."""
    if turns.turns < LEAST_TURNS or turns.likeness(axes) < LEAST_LIKENESS:
        return None
    return turns.factor(axes)
