"""Whether a gyro's unit fits the accelerometer: gravity turns in the sensor as the sensor turns."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

STEP_S: Final = 0.4
"""Acceleration and rotation are means over so long, and compared from one such step to the next."""
CALM_G: Final = 0.12
"""While the norm of all rows of a step is as near to 1 g, they show where gravity is."""
LEAST_TURN: Final = 0.05
"""A turn of gravity, as the chord of a unit circle: 3°. Smaller ones tell nothing."""
LEAST_TURNS: Final = 5
"""So many turns are evidence; where there are fewer, nothing is said."""
LEAST_LIKENESS: Final = 0.8
"""The correlation of the turns felt and the turns that the gyro tells: they are of one shape."""
WRONG_BY: Final = 20.0
"""A unit is wrong if the sizes differ by this factor: rad/s for °/s is 57, mdps 1000."""


class GyroUnits:
    """Compares how far gravity turned with how far the gyro says that it did, block by block."""

    def __init__(self) -> None:
        self._felt = self._told = self._shared = 0.0  # sums of squares, and of products
        self._turns = 0

    def push(
        self, t_s: NDArray[np.float64], acc_g: NDArray[np.float64], gyr_dps: NDArray[np.float64]
    ) -> None:
        """Take in consecutive rows: times (n,), rising, acceleration and rotation (n, 3)."""
        if len(t_s) < 2:
            return
        rows = max(1, round(STEP_S / max(float(np.median(np.diff(t_s))), 1e-4)))
        steps = len(t_s) // rows
        whole = steps * rows
        middle_s = t_s[:whole].reshape(steps, rows).mean(axis=1)
        off_g = np.abs(np.linalg.norm(acc_g[:whole], axis=1) - 1.0)
        calm = off_g.reshape(steps, rows).max(axis=1, initial=0.0) < CALM_G
        up = acc_g[:whole].reshape(steps, rows, 3).mean(axis=1)
        rate = np.deg2rad(gyr_dps[:whole].reshape(steps, rows, 3).mean(axis=1))
        apart_s = np.diff(middle_s)
        # What stands still in the world turns the other way in the sensor.
        there = calm[1:] & calm[:-1] & (apart_s < 1.5 * STEP_S) & (apart_s > 0.5 * STEP_S)
        up, after = up[:-1][there], up[1:][there]
        turn = 0.5 * (rate[:-1] + rate[1:])[there] * apart_s[there, None]
        up, after = (v / np.linalg.norm(v, axis=1, keepdims=True) for v in (up, after))
        felt = after - up
        told = np.cross(0.5 * (up + after), turn)
        self._felt += float(np.sum(felt * felt))
        self._told += float(np.sum(told * told))
        self._shared += float(np.sum(felt * told))
        self._turns += int(np.sum(np.sum(felt * felt, axis=1) > LEAST_TURN**2))

    @property
    def factor(self) -> float | None:
        """How many times as far as the gyro says gravity turned; None where nothing tells."""
        if self._turns < LEAST_TURNS or self._shared <= 0.0:
            return None
        if self._shared < LEAST_LIKENESS * (self._felt * self._told) ** 0.5:
            return None
        return self._shared / self._told
