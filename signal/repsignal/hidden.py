"""Reps of a set that were no strokes: too slow to be told from rest, or taken for steps."""

from __future__ import annotations

import math
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from repsignal.exercise import Exercise, Shape, Signal
from repsignal.likeness import is_one_of
from repsignal.objections import AUTO_REPS
from repsignal.state import GRID_HZ

if TYPE_CHECKING:
    from collections.abc import Sequence

    from repsignal.cycle import Cycle
    from repsignal.stroke_run import Measuring
    from repsignal.ways import Way

    Pair = tuple[Way, Cycle]

HOLE_PART, LONG_PART = 0.8, 1.8
"""Parts of how long a rep of a set usually lasts: a hole in it that may have held one lasts the
first at least, and what lasts longer than the second may be two."""

FIRST_LASTS, FIRST_MORE_S = 1.5, 0.3
"""The way up before the first that is known is looked for in so many times the usual duration of
one, the usual rest behind it, and seconds more."""

AHEAD_PARTS = (1.0, 0.96, 1.04, 0.92, 1.08, 1.2, 1.5, 1.9)
"""How many times a set's period before its first known rep another may have begun."""


def may_hide(exercise: Exercise) -> bool:
    """Whether the height tells its reps, which it forgets while it is found as it happens."""
    return exercise.signal is Signal.HEIGHT and exercise.shape is Shape.SINGLE


def first_rise(first: Way, cycles: Sequence[Cycle]) -> Way:
    """Return the way up that must have come before the first way down of a set."""
    rises_s = median([cycle.concentric_s for cycle in cycles])
    rests_s = median([later.start_s - cycle.end_s for cycle, later in pairwise(cycles)] or [0])
    lasts_s = FIRST_LASTS * rises_s + max(0.0, rests_s) + FIRST_MORE_S
    until_s = cycles[0].start_s
    return first.before(int(max(0.0, until_s - lasts_s) * GRID_HZ), int(until_s * GRID_HZ))


class Holes:
    """The holes of a set, and the reps like its own in them.

    Parameters
    ----------
    measuring
        Measures cycles.
    exercise, is_chosen
        What it is, and whether the lifter said so.
    cycles
        Its reps that were strokes; at least one has an eccentric.
    """

    def __init__(
        self, measuring: Measuring, exercise: Exercise, cycles: Sequence[Cycle], *, is_chosen: bool
    ) -> None:
        self._measuring = measuring
        self._exercise = exercise
        self._cycles = cycles
        self._is_chosen = is_chosen
        self._lasts_s = median([one.end_s - one.start_s for one in cycles if one.has_eccentric])

    def filled(self, pairs: Sequence[Pair]) -> list[Pair]:
        """Return its reps with those between and before them.

        What lasts as long as two is a hole too: the way down of one and the way up of another.
        """
        found = self._ahead()
        before_s = math.inf
        for way, cycle in pairs:
            found += self._between(before_s, cycle.start_s)
            parts = []
            if cycle.end_s - cycle.start_s > LONG_PART * self._lasts_s:
                parts = self._between(cycle.start_s, cycle.end_s)
            found += parts if len(parts) > 1 else [(way, cycle)]
            before_s = cycle.end_s
        return found

    def _ahead(self) -> list[Pair]:
        """Return those before the first that is known, from standing on."""
        found: list[Pair] = []
        if len(self._cycles) < AUTO_REPS or not self._cycles[0].has_eccentric:
            return found
        periods_s = [later.end_s - cycle.end_s for cycle, later in pairwise(self._cycles)]
        until_s = self._cycles[0].start_s
        while True:
            for part in AHEAD_PARTS:
                more = self._between(until_s - part * median(periods_s), until_s)
                if more:
                    break
            else:
                return found
            found = more + found
            until_s = more[0][1].start_s

    def _between(self, since_s: float, until_s: float) -> list[Pair]:
        """Return those between two lock-outs."""
        if until_s - since_s < HOLE_PART * self._lasts_s:
            return []
        way = self._measuring.hidden(int(since_s * GRID_HZ), int(until_s * GRID_HZ) + 1)
        cycle = self._measuring(way, self._exercise) if way is not None else None
        if (
            way is None
            or cycle is None
            or not cycle.has_eccentric
            or not since_s < cycle.end_s
            or not cycle.start_s < until_s
            or cycle.end_s - cycle.start_s > LONG_PART * self._lasts_s
            or not is_one_of(self._exercise, self._cycles, cycle, is_chosen=self._is_chosen)
        ):
            return []
        return [
            *self._between(since_s, cycle.start_s),
            (way, cycle),
            *self._between(cycle.end_s, until_s),
        ]
