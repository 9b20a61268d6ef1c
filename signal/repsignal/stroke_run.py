"""Strokes of one signal as a run: what of them are sets, told as they go on."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from repsignal.caught_kernel import CATCH_SEEN
from repsignal.cycle import STROKES_OF, Cycle, Stroke
from repsignal.cycles import groups
from repsignal.events import Event, SetResult
from repsignal.exercise import EXERCISES, Exercise, Shape, Signal, Start
from repsignal.found import Found, apart, is_beneath, trimmed_of
from repsignal.hidden import Holes, first_rise, may_hide
from repsignal.holds import HELD, LEAST_S, holds, without_what_is_beside
from repsignal.likeness import are_plain, is_one_of
from repsignal.objections import AUTO_REPS
from repsignal.recognition import (
    OF_MANNER,
    Named,
    alternation,
    recognised,
    unlikeness,
)
from repsignal.rest_kernel import RESTED
from repsignal.run import Outcome
from repsignal.state import ALIKE, ALL, STROKES, UNHEEDED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from repsignal.telling import Teller
    from repsignal.ways import Way

    Cycles = dict[tuple[str, Way], Cycle | None]

ARMED_UNLIKELY = 6.0
"""What was chosen is believed though it explains a group no better than this."""

FEW_UNLIKELY = 0.25
"""The same of one or two reps: trembling and steps are none."""

SEEN_AFTER = RESTED + 1
"""Grid points behind a rep that tell how it ends."""

LONGEST, LONGEST_IDLE = 800, 48
"""Strokes after which the first are forgotten; the second where they make no set. Less loses slow
recognition, more takes time: all are looked at with each new one."""


_COS_ANEW = math.cos(math.radians(2.0))


class Measuring(Protocol):
    """Measures a way of strokes as a cycle."""

    def __call__(self, way: Way, exercise: Exercise) -> Cycle | None:
        """Return the cycle; None if its way up is too slow to be one."""

    def hidden(self, since: int, until: int) -> Way | None:
        """Return the deepest way down and up between two grid points; None if it is forgotten."""


class StrokeRun:
    """Turns the strokes of one signal into sets, by the exercises that it tells.

    Parameters
    ----------
    signal
        Whose strokes.
    state
        The kernel's record.
    measuring
        Measures cycles.
    hinges
        Returns when hinges go on as sets.
    teller
        Says what is counted, for this run and others.
    """

    def __init__(
        self,
        signal: Signal,
        state: Any,
        measuring: Measuring,
        hinges: Callable[[], list[tuple[float, float]]],
        teller: Teller,
    ) -> None:
        self._signal = signal
        self._k = STROKES_OF[signal]
        self._state = state
        self._measuring = measuring
        self._hinges = hinges
        self._teller = teller
        self._exercise: Exercise | None = None
        self._closed: list[Stroke] = []
        self._going_on: Stroke | None = None
        self._measured: Cycles = {}
        self._anew: Cycles | None = None
        self._standing: NDArray[np.float64] = np.zeros(3)
        self._seen = 0

    def arm(self, exercise: str | None) -> None:
        """Count an exercise from here on; with None find out which."""
        self._exercise = None if exercise is None else EXERCISES.get(exercise)
        heeded = ALIKE
        if exercise is not None:
            is_ours = self._exercise is not None and self._exercise.signal is self._signal
            heeded = ALL if is_ours else UNHEEDED
        self._state["heeded"][self._k] = heeded
        self._forget()

    def is_moving(self) -> bool:
        """Whether a stroke of what may be a set goes on."""
        amount = abs(float(self._state["to_"][self._k]) - float(self._state["from_"][self._k]))
        return bool(self._closed) and amount >= 0.5 * max(one.amount for one in self._closed[-4:])

    def hear(self, now_s: float, events: list[Event]) -> bool:
        """Take in the strokes up to now and tell what they make; return whether that is a set.

        Nothing is told while another run has the word; what it was is asked at its end.
        """
        self._take()
        if not self._teller.listens_to(self):
            return False
        found = self._found()
        if any(one.named.exercise.yields for one in found) and self._exercise is None:
            spans = self._hinges()
            found = [one for one in found if not (one.named.exercise.yields and one.meets(spans))]
        named = [(one.named.exercise.name, len(one.ways)) for one in found]
        over_at = (self._strokes[-1].to_at, int(self._state["grid"])) if found else ()
        is_lock_out = bool(found) and found[-1].ways[-1].ends_at in over_at
        self._teller.tell(self, named, now_s, events, is_lock_out=is_lock_out)
        if not found:
            del self._closed[:-LONGEST_IDLE]
        return bool(found)

    def walk_since(self, first_step_at: int) -> None:
        """Learn that the lifter walks, and has since that grid point: what leans so is the walk."""
        self._take()
        self._closed = [stroke for stroke in self._closed if stroke.to_at < first_step_at]

    def outcome(self) -> Outcome:
        """Return what the run was, and begin another."""
        heeded = self._state["heeded"][self._k]
        sets: tuple[SetResult, ...] = ()
        if heeded == ALL or (heeded == ALIKE and self._closed):
            self._take()
            found = self._found()
            sets = self._with_held(found)
        self._forget()
        return Outcome(sets)

    def so_far(self) -> SetResult | None:
        """Return the last set that was told of, as it is known now; asking changes nothing."""
        known = (self._measured, self._anew, self._standing)
        self._measured = dict(self._measured)
        self._anew = None if self._anew is None else dict(self._anew)
        found = self._found()
        self._measured, self._anew, self._standing = known
        return found[-1].result() if found else None

    @property
    def _strokes(self) -> list[Stroke]:
        return self._closed if self._going_on is None else [*self._closed, self._going_on]

    def _forget(self) -> None:
        self._closed = []
        self._going_on = None
        self._measured = {}
        self._anew = None
        self._standing = self._state["standing"].copy()
        self._seen = int(self._state["strokes_n"][self._k])

    def _take(self) -> None:
        """Read the strokes that the kernel has closed, and one that is over but not closed yet."""
        n = int(self._state["strokes_n"][self._k])
        rows = self._state["strokes"][self._k]
        for i in range(max(self._seen, n - STROKES), n):
            self._closed.append(Stroke.read(rows[i % STROKES]))
        self._seen = n
        del self._closed[:-LONGEST]
        is_over = bool(self._state["is_over"][self._k])
        self._going_on = Stroke.going_on(self._state, self._k) if is_over else None

    def _found(self) -> list[Found]:
        if self._exercise is None:
            return self._found_out()
        found: list[Found] = []
        if not self._exercise.spans:
            return found
        for ways in groups(self._strokes, self._exercise):
            one = self._measure(ways, Named(self._exercise, 1.0))
            is_few = len(one.cycles) < AUTO_REPS
            most, besides = (FEW_UNLIKELY, ()) if is_few else (ARMED_UNLIKELY, OF_MANNER)
            if one.cycles and unlikeness(self._exercise, one.cycles, besides) < most:
                found.append(one)
        longest = max((len(one.cycles) for one in found), default=0)
        # What little is done beside a set is getting there and away.
        return [one for one in found if longest < AUTO_REPS or len(one.cycles) >= AUTO_REPS]

    def _with_held(self, found: Sequence[Found]) -> tuple[SetResult, ...]:
        """Return sets, with what was held without a rep where the lifter said that it may be."""
        exercise = self._exercise
        if exercise is None or exercise.name not in HELD:
            return tuple(one.result() for one in found)
        sets = [one.result() for one in found]
        for way in holds(self._strokes):
            cycle = self._measuring(way, exercise)
            if cycle is not None and cycle.bottom_pause_s >= LEAST_S:
                start_s, end_s = cycle.bottom_s, cycle.bottom_end_s
                sets.append(SetResult(exercise.name, 1.0, start_s, end_s, (), end_s - start_s))
        return without_what_is_beside(sets)

    def _found_out(self) -> list[Found]:
        candidates = [one for one in EXERCISES.values() if one.signal is self._signal and one.spans]
        found: list[Found] = []
        for exercise in candidates:
            for ways in groups(self._strokes, exercise):
                if len(ways) < exercise.fewest - 1:
                    continue
                one = self._measure(ways, Named(exercise, 0.0))
                if len(one.cycles) < exercise.fewest - are_plain(exercise, one.cycles):
                    continue
                named = recognised(candidates, one.cycles)
                if named is None or named.exercise is not exercise:
                    continue
                is_sitting = exercise.yields and self._is_sitting(one)
                if not is_sitting and not is_beneath(one, self._strokes):
                    found.append(one._replace(named=named))
        return apart(found)

    def _is_sitting(self, one: Found) -> bool:
        """Whether what looks like squats is sitting down and getting up in turn.

        Poses tell it, so they are all held against what is known of standing by now.
        """
        exercise = one.named.exercise
        now = [cycle for way in one.ways if (cycle := self._measuring(way, exercise)) is not None]
        return max(alternation(one.cycles), alternation(now)) > 1.0

    def _measure(self, ways: Sequence[Way], named: Named) -> Found:
        """Return what of a group of ways is a set, measured.

        Where another pose has been found to be standing since, the pose that makes more of it a set
        is believed.
        """
        one = self._measured_by(self._measured, ways, named)
        standing = self._state["standing"]
        if float(standing @ self._standing) < _COS_ANEW:
            self._standing = standing.copy()
            self._anew = {}
        if self._anew is None:
            return one
        anew = self._measured_by(self._anew, ways, named)
        return anew if len(anew.ways) > len(one.ways) else one

    def _filled(self, one: Found) -> Found:
        """Return a set with the reps in its holes."""
        exercise, cycles = one.named.exercise, one.cycles
        if not may_hide(exercise) or not any(cycle.has_eccentric for cycle in cycles):
            return one
        is_chosen = one.named.confidence == 1.0
        holes = Holes(self._measuring, exercise, cycles, is_chosen=is_chosen)
        found = holes.filled([*zip(one.ways, cycles, strict=True)])
        return Found(one.named, [way for way, _ in found], [cycle for _, cycle in found])

    def _measured_by(self, known: Cycles, ways: Sequence[Way], named: Named) -> Found:
        is_caught = named.exercise.shape is Shape.CAUGHT
        all_known_to = int(self._state["grid"]) - (CATCH_SEEN if is_caught else SEEN_AFTER)

        def of(ways: Iterable[Way]) -> list[tuple[Way, Cycle]]:
            pairs = []
            for way in ways:
                key = (named.exercise.name, way)
                cycle = known[key] if key in known else self._measuring(way, named.exercise)
                if way.ends_at < all_known_to:
                    known[key] = cycle
                if cycle is not None:
                    pairs.append((way, cycle))
            return pairs

        one = self._filled(trimmed_of(named, of(ways)))
        if named.exercise.start is not Start.BOTTOM or not one.cycles:
            return one
        if not one.cycles[0].has_eccentric:
            return one
        found = [*zip(one.ways, one.cycles, strict=True)]
        is_chosen = named.confidence == 1.0
        for pair in of([first_rise(one.ways[0], one.cycles)]):
            if is_one_of(named.exercise, one.cycles, pair[1], is_chosen=is_chosen):
                return trimmed_of(named, [pair, *found])
        return trimmed_of(named, of([one.ways[0]._replace(down=None)]) + found[1:])
