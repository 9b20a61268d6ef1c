"""How gravity turns in the sensor, felt by its accelerometer and told by its gyro."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

STEP_S: Final = 0.4
"""Acceleration and rotation are means over so long, and compared from one such step to the next."""
CALM_G: Final = 0.12
"""While the norm of all rows of a step is as near to 1 g, they show where gravity is."""
LEAST_TURN: Final = 0.05
"""A turn of gravity, as the chord of a unit circle: 3°. Smaller ones tell nothing."""

AS_GIVEN: Final = np.eye(3)

Floats = NDArray[np.float64]


class GyroTurns:
    """Sums over both, block by block; `axes` (3, 3) turn the gyro's axes into others.

    Attributes
    ----------
    turns
        How many turns of gravity there were: few are no evidence.
    """

    def __init__(self) -> None:
        self.turns = 0
        self._felt = self._rated = 0.0  # sums of squares
        self._shared = np.zeros((3, 3))
        self._along = np.zeros((3, 3, 3, 3))

    def push(self, t_s: Floats, acc_g: Floats, gyr_dps: Floats) -> None:
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
        felt, middle = after - up, 0.5 * (up + after)
        # Told is the cross product of middle and axes · turn: these sums serve any axes.
        self._felt += float(np.sum(felt * felt))
        self._rated += float(np.sum(np.sum(middle * middle, axis=1) * np.sum(turn * turn, axis=1)))
        self._shared += np.cross(felt, middle).T @ turn
        self._along += np.einsum("ni,nj,nk,nl->ijkl", middle, middle, turn, turn)
        self.turns += int(np.sum(np.sum(felt * felt, axis=1) > LEAST_TURN**2))

    def likeness(self, axes: Floats = AS_GIVEN) -> float:
        """Return the correlation of the turns felt and those that the gyro tells."""
        size = (self._felt * self._told(axes)) ** 0.5
        return self._shared_with(axes) / size if size > 0.0 else 0.0

    def factor(self, axes: Floats = AS_GIVEN) -> float:
        """Return how many times as far as the gyro says gravity turned; 0 if it says nothing."""
        told = self._told(axes)
        return self._shared_with(axes) / told if told > 0.0 else 0.0

    def _shared_with(self, axes: Floats) -> float:
        return float(np.sum(axes * self._shared))

    def _told(self, axes: Floats) -> float:
        along = float(np.einsum("ik,jl,ijkl->", axes, axes, self._along))
        return max(0.0, self._rated - along)
