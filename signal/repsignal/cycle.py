"""A cycle: one lowering and lifting of the pelvis, as the strokes of one signal tell it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from repsignal.exercise import Signal
from repsignal.state import (
    FLIGHT,
    FROM,
    FROM_AT,
    GRID_HZ,
    HEIGHT,
    LEAN,
    LEANT_MOST,
    PUSH,
    STEPS,
    TO,
    TO_AT,
    WAY,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from repsignal.movement import Vector


STROKES_OF = {Signal.LEAN: LEAN, Signal.HEIGHT: HEIGHT}
"""Which of the kernel's strokes are those of a signal; the hinge angle has none."""

WAY_G_S2_PER_M, SPARE_G = 1.2, 0.25
"""What a smooth way accelerates by, peak to peak, for each metre and second squared; and what any
way may have besides."""


class Stroke(NamedTuple):
    """A way of a signal (degrees or m) from one turn to the next; positions in grid points.

    `way` is 1 where the signal grows, -1 where it falls.
    """

    way: int
    from_at: int
    to_at: int
    from_: float
    to: float
    leant_most_deg: float
    flight_s: float
    push_g: float
    steps: int
    amount: float
    """How far it went."""

    @classmethod
    def read(cls, row: NDArray[np.float64]) -> Stroke:
        """Return the stroke that the kernel wrote to a row of its strokes."""
        x = row.tolist()
        return cls(
            int(x[WAY]),
            int(x[FROM_AT]),
            int(x[TO_AT]),
            x[FROM],
            x[TO],
            x[LEANT_MOST],
            x[FLIGHT] / GRID_HZ,
            x[PUSH],
            int(x[STEPS]),
            abs(x[TO] - x[FROM]),
        )

    @classmethod
    def going_on(cls, state: Any, k: int) -> Stroke:
        """Return the stroke of signal `k` that goes on, as far as it is known."""
        return cls(
            int(state["way"][k]),
            int(state["from_at"][k]),
            int(state["to_at"][k]),
            float(state["from_"][k]),
            float(state["to_"][k]),
            float(state["leant_most"][k]),
            float(state["flight_n"][k]) / GRID_HZ,
            float(state["push_g"][k]),
            int(state["steps_most"][k]),
            abs(float(state["to_"][k]) - float(state["from_"][k])),
        )


@dataclass(frozen=True, slots=True)
class Cycle:
    """One measured cycle. Times in seconds, degrees are leant from standing.

    Without an eccentric, `start_s`, `bottom_s` and `bottom_end_s` are one. `travel_m` is how much
    higher the pelvis ends the concentric than it began it, `down_m` than the eccentric. `up` is
    that at the bottom, in sensor axes; `forward` how far it leans to the front there: the cosine, 1
    prone, -1 supine, 0 if nothing is known of the front. `thrown_deg` is the most that was leant on
    the first way up. `roundness` and `hips_lead`, of the eccentric, are as in `roundness.py` and
    `hips_lead.py`.
    """

    start_s: float
    bottom_s: float
    bottom_end_s: float
    end_s: float
    start_deg: float
    bottom_deg: float
    end_deg: float
    range_deg: float
    most_deg: float
    concentric_dps: float
    travel_m: float
    down_m: float
    vertical_g: float
    flight_s: float
    doubt: int
    has_eccentric: bool
    up: tuple[float, float, float]
    forward: float
    thrown_deg: float
    roundness: float
    hips_lead: float | None

    @classmethod
    def measured(
        cls,
        f: NDArray[np.float64],
        thrown_deg: float,
        forward: Callable[[Vector], float],
        *,
        has_gyro: bool,
    ) -> Cycle | None:
        """Return the cycle of which `cycle_kernel.measure_cycle` found `f`; None: it was none.

        `forward` tells how far a pose leans to the front. Without a gyro it is not known well
        enough when the hips lead.
        """
        x = f.tolist()
        if x[9] == 0.0:
            return None
        start_s, bottom_s, bottom_end_s, end_s = [at / GRID_HZ for at in x[:4]]
        return cls(
            start_s=start_s,
            bottom_s=bottom_s,
            bottom_end_s=bottom_end_s,
            end_s=end_s,
            start_deg=x[4],
            bottom_deg=x[5],
            end_deg=x[6],
            range_deg=x[7],
            most_deg=x[8],
            concentric_dps=x[9],
            travel_m=x[10],
            down_m=x[11],
            vertical_g=x[12],
            flight_s=x[13],
            doubt=int(x[14]),
            has_eccentric=x[15] > 0.0,
            up=(x[16], x[17], x[18]),
            forward=forward((x[16], x[17], x[18])),
            thrown_deg=thrown_deg,
            roundness=x[19],
            hips_lead=x[20] if has_gyro and x[15] > 0.0 else None,
        )

    @property
    def eccentric_s(self) -> float:
        """How long the lowering took; 0 where there was none."""
        return self.bottom_s - self.start_s

    @property
    def concentric_s(self) -> float:
        """How long the lifting took."""
        return self.end_s - self.bottom_end_s

    @property
    def settled_deg(self) -> float:
        """How far it ends from the pose that it began in."""
        return abs(self.end_deg - self.start_deg)

    @property
    def off_bench_deg(self) -> float:
        """How far it ends from the pose of any bench, which stands at 45° or is level."""
        return max(0.0, min(self.end_deg - 45.0, 85.0 - self.end_deg))

    @property
    def gain_m(self) -> float:
        """How much higher the pelvis ends than it began."""
        return self.travel_m - self.down_m

    @property
    def lift_m_per_deg(self) -> float:
        """How much the pelvis rises for each degree that it tilts."""
        return self.travel_m / max(5.0, self.range_deg)

    @property
    def thrust_g(self) -> float:
        """Vertical acceleration, peak to peak; of a way of over 1/3 m that for 1/3 m."""
        return self.vertical_g / max(1.0, 3.0 * self.travel_m)

    @property
    def jolt_part(self) -> float:
        """Vertical acceleration, peak to peak, as a part of what the quicker way needs, and some.

        Who drops onto a seat, or puts something down, is jolted by more.
        """
        quickest_s = max(0.2, min(self.eccentric_s or self.concentric_s, self.concentric_s))
        needed_g = WAY_G_S2_PER_M * abs(self.travel_m) / quickest_s**2
        return self.vertical_g / (SPARE_G + needed_g)

    @property
    def bottom_pause_s(self) -> float:
        """How long the bottom was held."""
        return self.bottom_end_s - self.bottom_s
