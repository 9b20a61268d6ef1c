"""A movement: one way of the pelvis out of a pose and back, as the kernels measured it."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from repsignal.state import BRIDGED, GRID_HZ, RINGING, SHAKEN

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from repsignal.travel import Travel

Vector = tuple[float, float, float]

SNAPPY_PER_S = 2.5
"""Peak rate for range above which a drive throws instead of lifting."""

SEAT_MOST_M, THROWN_PER_S = 0.7, 3.2
"""No seat is as far below standing: what says so, and is no throw by its peak rate for range, knows
nothing of the height."""

FAINT_DEG = 25.0
"""Starting to walk and stopping look like leaning as far as this, without a gyro or across a gap: a
step's change of speed is felt as tilt. More takes partial reps beside a walk for it."""

SET_OUT_S, HALT_S = 2.5, 1.2
"""How long before the first step of a walk that is heard it may begin, and end behind the last."""

DRAWN_OUT = 1.8
"""Log odds by which swings are less plain without a gyro: the slower low-pass draws out a drive."""


class Kind(NamedTuple):
    """What tells movements of one kind from those of another; ratios as logarithms."""

    log_range: float
    log_drive: float
    log_concentric: float
    log_eccentric: float
    log_knees: float
    hold_s: float
    drop_m: float
    aside_deg: float
    duration_s: float
    swing: float
    log_vertical: float


def dot(a: Vector, b: Vector) -> float:
    """Return the scalar product of two vectors."""
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


@dataclass(slots=True, eq=False)
class Movement:
    """One movement. Times in seconds, angles in degrees against the reference of that moment.

    `forward` and `up` are where those were at its bottom and its end, in sensor axes.
    `upright_s` and `leave_s` are where the hinge angle falls to upright and rises from it, NaN if
    it does not. `net_m` and `drop_m` are how much higher the pelvis ends than it began, and how far
    it went down in between, from accelerations alone: the longer, the less they tell. `flight_s` is
    how long it fell freely, `roundness` as in `roundness.py`. `travel` is known once all of it is,
    with a gyro. One that `is_faint` is none if it `is_of_walk`: if the lifter walks right before or
    behind it.
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
    forward: Vector
    up: Vector
    doubt: int
    hold_s: float
    flight_s: float
    range_deg: float
    transfer: float
    kind: Kind
    roundness: float
    is_faint: bool = False
    is_of_walk: bool = False
    travel: Travel | None = None

    @classmethod
    def measured(cls, f: NDArray[np.float64], *, has_gyro: bool) -> Movement:
        """Return the movement of which `movement_kernel.measure` found the features `f`.

        Without a gyro thrust and tilt cannot be told apart, and nothing is known of travel.
        """
        x = f.tolist()
        start_s, bottom_s, bottom_end_s, end_s, upright_s, leave_s = [at / GRID_HZ for at in x[:6]]
        start_deg, peak_deg, end_deg, eccentric_dps, concentric_dps, net_m, drop_m = x[6:13]
        vertical_g, aside_deg, lean_back_deg = x[13:16]
        doubt, hold_s = int(x[19]), x[20]
        if not has_gyro:
            net_m = drop_m = 0.0
        range_deg = max(1.0, peak_deg - min(start_deg, end_deg))
        duration_s = max(0.05, end_s - start_s)
        concentric_s = max(0.05, end_s - bottom_end_s)
        drive_per_s = concentric_dps / max(1.0, peak_deg - end_deg)
        # Where knees lift, there is much vertical acceleration for the hinge's rate.
        knees_g = (vertical_g + 0.03) / max(0.1, concentric_dps / 100.0)
        kind = Kind(
            math.log(range_deg),
            math.log(max(1.0, concentric_dps)),
            math.log(concentric_s),
            math.log(max(0.05, bottom_s - start_s)),
            math.log(max(1e-3, knees_g)),
            hold_s,
            drop_m,
            aside_deg,
            duration_s,
            _swing_score(drive_per_s, concentric_s, vertical_g, lean_back_deg)
            + (0.0 if has_gyro else DRAWN_OUT),
            math.log(vertical_g + 0.03),
        )
        return cls(
            start_s,
            bottom_s,
            bottom_end_s,
            end_s,
            upright_s,
            leave_s,
            start_deg,
            peak_deg,
            end_deg,
            eccentric_dps,
            concentric_dps,
            net_m,
            drop_m,
            vertical_g,
            aside_deg,
            lean_back_deg,
            (x[16], x[17], x[18]),
            (x[21], x[22], x[23]),
            doubt,
            hold_s,
            x[24],
            range_deg,
            0.0
            if doubt in (BRIDGED, SHAKEN)
            else _transfer(
                x[25], 0.0 if doubt == RINGING else net_m, duration_s, range_deg, drive_per_s
            ),
            kind,
            x[26],
            range_deg < FAINT_DEG and (not has_gyro or doubt in (BRIDGED, SHAKEN)),
        )

    @property
    def knees_g(self) -> float:
        """Vertical acceleration (peak to peak, g) for each 100 °/s of drive."""
        return math.exp(self.kind.log_knees)

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


def travel_error_m(duration_s: float) -> float:
    """Return how far travel by accelerations alone may be wrong after so long, in metres."""
    return 0.08 + 0.035 * duration_s * duration_s


def _transfer(
    turned_deg: float, net_m: float, duration_s: float, range_deg: float, drive_per_s: float
) -> float:
    """Return how sure it is that the pelvis did not come back where it was: over 1 is a transfer.

    Sitting down and getting up lean forward and back like a hinge, but end in another pose, and
    higher or lower than they began. A swing's float may lean back; its first rep begins, and its
    last ends, without.
    """
    if abs(net_m) > SEAT_MOST_M and drive_per_s < THROWN_PER_S:
        net_m = 0.0
    allowed_deg = (18.0 if drive_per_s > SNAPPY_PER_S else 8.0) + 0.08 * range_deg
    return math.hypot(turned_deg / allowed_deg, net_m / travel_error_m(duration_s))


def _swing_score(
    drive_per_s: float, concentric_s: float, vertical_g: float, lean_back_deg: float
) -> float:
    """Return log odds of a swing against a hinge.

    A swing's drive is over within half a second and throws the pelvis up and forward; a hinge is
    lifted.
    """
    return (
        1.5 * (drive_per_s - 2.6)
        + 4.0 * (0.75 - concentric_s)
        + 4.0 * (min(vertical_g, 1.2) - 0.4)
        + 0.25 * (min(lean_back_deg, 8.0) - 3.0)
    )
