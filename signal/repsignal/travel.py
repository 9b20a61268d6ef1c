"""Travel: how the belt went up and down in one movement, as far as its hips can be told from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from repsignal.state import GRID_HZ
from repsignal.travel_kernel import COLUMNS, ROWS, gather

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from repsignal.movement import Movement


class Travel(NamedTuple):
    """What `travel_kernel.gather` found, (32, 6), and how long the movement was."""

    sums: NDArray[np.float64]
    duration_s: float

    @property
    def points(self) -> int:
        """Grid points in the sums."""
        return round(self.duration_s * GRID_HZ)


def travel_of(
    movement: Movement,
    ring: NDArray[np.float64],
    low: int,
    high: int,
    reference: NDArray[np.float64],
    scratch: NDArray[np.float64],
) -> Travel | None:
    """Return the travel of a movement in the ring; None if it is too short. See `gather`."""
    sums = np.empty((ROWS, COLUMNS))
    start, stop = int(movement.start_s * GRID_HZ), int(movement.end_s * GRID_HZ)
    forward = np.array(movement.forward)
    duration_s = gather(ring, start, stop, low, high, reference, forward, scratch, sums)
    return Travel(sums, duration_s) if duration_s else None
