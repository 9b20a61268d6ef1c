"""Measures reps, that strokes were found to be, out of the ring."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from repsignal import state as layout
from repsignal.cycle import STROKES_OF, Cycle, Stroke
from repsignal.cycle_kernel import CYCLE, measure_cycle
from repsignal.exercise import Exercise
from repsignal.front import Front
from repsignal.hidden_kernel import find_way
from repsignal.ways import Way


class CycleMeter:
    """Returns what reps measure, as far as it is known.

    Parameters
    ----------
    ring
        What the kernel keeps.
    state
        The kernel's record.
    front
        Tells how far a pose leans to the front.
    phase_part
        Part of a phase's peak rate below which it has not begun or is over.
    """

    def __init__(
        self, ring: NDArray[np.float64], state: Any, front: Front, phase_part: float
    ) -> None:
        self._ring = ring
        self._state = state
        self._front = front
        self._phase_part = phase_part
        self._scratch = np.zeros((5, layout.RING))
        self._found = np.zeros(len(CYCLE.names or ()))
        self._way = np.zeros(6)

    def __call__(self, way: Way, exercise: Exercise) -> Cycle | None:
        """Return the cycle; None if its way up is too slow to be one, or forgotten."""
        grid, low = self._known()
        span = way.span(exercise)
        if way.begins_at <= low:
            return None
        measure_cycle(
            self._ring,
            max(low, span.begin),
            way.begins_at,
            way.ends_at,
            low,
            grid - 1,
            STROKES_OF[exercise.signal],
            float(exercise.lowers),
            max(low, span.cycle_from),
            min(grid - 1, span.cycle_to),
            int(span.comes_back),
            way.ups[-1].from_at if len(way.ups) > 1 else 0,
            self._state["standing"],
            self._phase_part,
            self._scratch,
            self._found,
        )
        return Cycle.measured(
            self._found,
            thrown_deg=way.ups[0].leant_most_deg,
            forward=lambda up: self._front.forward(up, self._state["standing"]),
            has_gyro=bool(self._state["has_gyro"]),
        )

    def hidden(self, since: int, until: int) -> Way | None:
        """Return the deepest way down and up between two lock-outs; None if it is forgotten.

        It is no stroke where it was too slow to be told from rest, or taken for steps.
        """
        if since <= self._known()[1]:
            return None
        find_way(self._ring, since, until, self._scratch, self._way)
        begin, turn, end, top_m, low_m, back_m = self._way.tolist()
        down = Stroke(-1, int(begin), int(turn), top_m, low_m, 0.0, 0.0, 0.0, 0, top_m - low_m)
        up = Stroke(1, int(turn), int(end), low_m, back_m, 0.0, 0.0, 0.0, 0, back_m - low_m)
        return Way(down, (up,), None)

    def _known(self) -> tuple[int, int]:
        """Return the grid point of now, and the first that may be looked at."""
        grid = int(self._state["grid"])
        return grid, max(grid - layout.RING + 64, int(self._state["grid_resumed"]))
