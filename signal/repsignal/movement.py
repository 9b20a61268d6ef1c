"""A movement: one way of the pelvis out of a pose and back, as the kernels measured it."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from repsignal.kernel import GRID_HZ

if TYPE_CHECKING:
    from numpy.typing import NDArray
    import numpy as np

BRIDGED, CLIPPED, SHAKEN = 1, 2, 3
"""Doubt: a gap within the movement, a clipped sample, a gap shortly before."""


@dataclass(frozen=True, slots=True)
class Movement:
    """One movement. Times in seconds, angles in degrees against the reference of that moment.

    `upright_s` and `leave_s` are where the hinge angle falls to upright and rises from it, NaN if it
    does not. `net_m` and `drop_m` are how much higher the pelvis ends than it began, and how far it
    went down in between, from accelerations alone: the longer the movement, the less they tell.
    """

    start_s: float
    bottom_s: float
    bottom_end_s: float
    end_s: float
    upright_s: float
    leave_s: float
    start_deg: float
    peak_deg: float
    end_deg: float
    eccentric_dps: float
    concentric_dps: float
    net_m: float
    drop_m: float
    vertical_g: float
    aside_deg: float
    lean_back_deg: float
    forward: tuple[float, float, float]
    doubt: int
    hold_s: float

    @classmethod
    def measured(cls, f: NDArray[np.float64]) -> Movement:
        """Return the movement of which `movement_kernel.measure` found the features `f`."""
        x = f.tolist()
        return cls(
            *(at / GRID_HZ for at in x[:6]),
            *x[6:16],
            forward=(x[16], x[17], x[18]),
            doubt=int(x[19]),
            hold_s=x[20],
        )

    @property
    def range_deg(self) -> float:
        """Range of motion."""
        return self.peak_deg - min(self.start_deg, self.end_deg)

    @property
    def concentric_s(self) -> float:
        """How long the way back took."""
        return self.end_s - self.bottom_end_s

    @property
    def eccentric_s(self) -> float:
        """How long the way down took."""
        return self.bottom_s - self.start_s

    @property
    def drive_per_s(self) -> float:
        """Peak rate of the way back for its range, 1/s: how snappy it was."""
        return self.concentric_dps / max(1.0, self.peak_deg - self.end_deg)

    @property
    def knees_g(self) -> float:
        """Vertical acceleration (peak to peak, g) for each 100 °/s of drive: much where knees lift."""
        return (self.vertical_g + 0.03) / max(0.1, self.concentric_dps / 100.0)

    @property
    def transfer(self) -> float:
        """How sure it is that the pelvis did not come back to where it was: over 1 is a transfer.

        Sitting down and getting up lean forward and back like a hinge, but end in another pose,
        and higher or lower than they began.
        """
        if self.doubt in (BRIDGED, SHAKEN):
            return 0.0
        # A swing's float may lean back; the first begins, and the last ends, without.
        allowed_deg = 18.0 if self.drive_per_s > 2.5 else 8.0
        turned = (self.end_deg - self.start_deg) / (allowed_deg + 0.08 * self.range_deg)
        duration_s = self.end_s - self.start_s
        moved = self.net_m / (0.08 + 0.035 * duration_s * duration_s)
        return math.hypot(turned, moved)

    def shifted(self, later_s: float) -> Movement:
        """Return the same movement at another time, known only through a gap."""
        return replace(
            self,
            start_s=self.start_s + later_s,
            bottom_s=self.bottom_s + later_s,
            bottom_end_s=self.bottom_end_s + later_s,
            end_s=self.end_s + later_s,
            upright_s=self.upright_s + later_s,
            leave_s=self.leave_s + later_s,
            doubt=BRIDGED,
        )

    def turned_from(self, other: Movement) -> float:
        """Return the angle between the forward directions of two movements, degrees."""
        cosine = sum(a * b for a, b in zip(self.forward, other.forward, strict=True))
        return math.degrees(math.acos(min(1.0, max(-1.0, cosine))))
