"""A run: movements that follow each other and may become sets; what is said of it on the way."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from repsignal.events import Event, Rejected, SetResult
from repsignal.exercise import EXERCISES
from repsignal.floor import off_the_floor, with_the_floor, without_the_last
from repsignal.grouping import Judged, judge
from repsignal.hinges import deadlift_confidence, hinge_name
from repsignal.kinds import are_swings, rhythm_s, step
from repsignal.movement import SET_OUT_S, Movement
from repsignal.objections import AUTO_REPS
from repsignal.rejection import Rejection, rejections
from repsignal.reps import set_of
from repsignal.telling import Teller

LONGEST = 400
"""Movements after which a run is ended, whatever they are: no set is as long."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run was: its sets, and what was none.

    `weight` says how far its sets are to be believed against others at the same time.
    """

    sets: tuple[SetResult, ...] = ()
    rejected: tuple[Rejection, ...] = ()
    weight: float = 1.0


OUTWEIGHS = 1.5
"""How many times as many reps a set must have to replace one that was told."""


YIELDING = 0.4
"""How far a set of an exercise that yields is believed."""

ELSEWHERE_WEIGHT = 0.3
"""How far hinges are believed from a pose that was taken for upright and is far from standing, if
another signal tells of lying or bending there."""


def chosen(outcomes: Sequence[tuple[Outcome, bool]]) -> list[SetResult]:
    """Return the sets of several looks at the same motion, in order; none overlap.

    `outcomes` are each with whether it was told on the way. Of two sets at one time that counts
    which has more reps, as sure as they are.
    """
    weighed = [
        (
            max(1, len(one.reps))
            * one.exercise_confidence
            * outcome.weight
            * (YIELDING if EXERCISES[one.exercise].yields else 1.0)
            * (OUTWEIGHS if is_told else 1.0),
            one,
        )
        for outcome, is_told in outcomes
        for one in outcome.sets
    ]
    kept: list[SetResult] = []
    for _, one in sorted(weighed, key=lambda pair: pair[0], reverse=True):
        if all(one.end_s <= other.start_s or other.end_s <= one.start_s for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda one: one.start_s)


class Run:
    """Announces reps while a run goes on, and turns it into sets and rejections at its end.

    Parameters
    ----------
    exercise
        What the counter is armed for, or None.
    teller
        Says what is counted, for this run and others.

    Attributes
    ----------
    is_provisional
        Whether the last movement was told of and is not measured in full yet.
    is_elsewhere
        Whether it took another pose than that of standing for upright.
    """

    def __init__(self, exercise: str | None, teller: Teller | None = None) -> None:
        self.exercise = exercise
        self.movements: list[Movement] = []
        self._teller = teller or Teller()
        self._is_last_counted = False
        self.is_provisional = False
        self.is_elsewhere = False

    @property
    def is_full(self) -> bool:
        """Whether it is longer than any set."""
        return len(self.movements) >= LONGEST

    @property
    def may_announce(self) -> bool:
        """Whether one more movement can be a rep to announce."""
        return self.exercise is not None or len(self.movements) + 1 >= AUTO_REPS

    def cycle_s(self) -> float:
        """Return the cycle of the swings that it ends with, in seconds; 0 if it ends otherwise."""
        return rhythm_s(self.movements)

    def lock_out(self, movement: Movement, now_s: float, events: list[Event]) -> None:
        """Take in a movement that has just come back, as far as it is known."""
        self.movements.append(movement)
        self.is_provisional = True
        self._announce(now_s, events)

    def lock_out_ahead(self, movement: Movement, now_s: float, events: list[Event]) -> bool:
        """Take in a movement that is sure to come back, where it is plainly a swing; tell whether.

        An RDL is over when it is slow, and so is what picks the weight up.
        """
        if self.exercise == "rdl" or not are_swings((movement,)):
            return False
        # How high it ends, by which sitting down is known, is not seen yet.
        movement = replace(movement, transfer=0.0)
        self.movements.append(movement)
        if not (self._is_telling and self._goes_on(movement)):
            groups = self._judged().groups
            told = self._teller.sets_told if self._is_telling else 0
            said = self._teller.reps_told if told else 0
            is_next = len(groups) == max(1, told) and len(groups[-1]) == said + 1
            if not is_next or groups[-1][-1] is not movement:
                self.movements.pop()
                return False
        self.is_provisional = True
        self._announce(now_s, events)
        return True

    def complete(self, movement: Movement | None, now_s: float, events: list[Event]) -> None:
        """Take in the movement last locked out, now that all of it is known; None: it was none."""
        if self.is_provisional:
            self.is_provisional = False
            if movement is None:
                self.movements.pop()
                self._tell(self._judged().groups, now_s, events)
            else:
                self.movements[-1] = movement
        elif movement is not None:
            is_heard = self.may_announce
            self.movements.append(movement)
            if is_heard:
                self._announce(now_s, events)

    def walk_since(self, first_step_s: float) -> None:
        """Learn that the lifter walks, and has since then: setting out is no rep."""
        for movement in self.movements[-2:]:
            if movement.is_faint and movement.end_s > first_step_s - SET_OUT_S:
                movement.is_of_walk = True

    def end(self, now_s: float, reason: str, events: list[Event]) -> None:
        """End the run: a set, or sets, or none. `reason` is given for bends too few to be a set."""
        outcome = self.outcome(reason)
        self._teller.close(outcome.sets, now_s, events)
        events += [Rejected(now_s, *one) for one in outcome.rejected]

    def outcome(self, reason: str) -> Outcome:
        """Return what the run was, and begin another."""
        if not self.movements:
            return Outcome()
        judged = self._judged(is_over=True)
        weight = ELSEWHERE_WEIGHT if self.is_elsewhere else 1.0
        rejected = [(one, reason if why == "single_bend" else why) for one, why in judged.rejected]
        movements, self.movements = self.movements, []
        self.is_provisional = False
        self.is_elsewhere = False
        return Outcome(
            tuple(self._set_of(group) for group in judged.groups),
            rejections(movements, rejected),
            weight,
        )

    def spans(self) -> list[tuple[float, float]]:
        """Return from when to when what it holds is sets of hinges, in seconds."""
        if not self.movements or self.exercise is not None:
            return []
        return [(group[0].start_s, group[-1].end_s) for group in self._judged().groups]

    def so_far(self) -> SetResult | None:
        """Return the last set that was told of, as its movements are known now."""
        groups = self._judged().groups if self._is_telling else []
        return self._set_of(groups[-1]) if groups else None

    @property
    def _is_telling(self) -> bool:
        return self._teller.is_open and self._teller.speaker is self

    def _judged(self, *, is_over: bool = False) -> Judged:
        """Judge what was done; what other signals tell better than the hinge is left to them.

        Once it `is_over`, the last way up from the floor is known to be that of who let go.
        """
        judged = judge(self.movements, self.exercise)
        is_armed = self.exercise is not None
        if not is_armed:
            judged = _own(judged)
        elif self.exercise == "deadlift":
            judged = with_the_floor(judged, is_armed=True)
        if not is_over or self.exercise not in (None, "deadlift"):
            return judged
        from_floor = [is_armed or hinge_name(group) == "deadlift" for group in judged.groups]
        return without_the_last(judged, from_floor)

    def _set_of(self, group: Sequence[Movement]) -> SetResult:
        name = self._name(group)
        one = set_of(group, self.exercise or (name if name == "deadlift" else None))
        if name != "deadlift":
            return one
        confidence = 1.0 if self.exercise else deadlift_confidence(group)
        reps = off_the_floor(one.reps)
        return replace(one, exercise_confidence=confidence, start_s=reps[0].start_s, reps=reps)

    def _name(self, group: Sequence[Movement]) -> str:
        return self.exercise or hinge_name(group) or "rdl"

    def _announce(self, now_s: float, events: list[Event]) -> None:
        """Say the number of the movement just locked out."""
        if self._is_telling and self._goes_on(self.movements[-1]):
            self._teller.go_on(now_s, events)
            return
        groups = self._judged().groups
        if groups:
            self._tell(groups, now_s, events, is_lock_out=True)
        else:
            self._is_last_counted = False  # what was said may come true again

    def _tell(
        self,
        groups: Sequence[Sequence[Movement]],
        now_s: float,
        events: list[Event],
        *,
        is_lock_out: bool = False,
    ) -> None:
        """Say what differs from what was said."""
        named = [(self._name(group), len(group)) for group in groups]
        self._teller.tell(self, named, now_s, events, is_lock_out=is_lock_out)
        self._is_last_counted = bool(groups) and groups[-1][-1] is self.movements[-1]

    def _goes_on(self, movement: Movement) -> bool:
        """Whether a movement is plainly one more rep of the set, without looking at all of it."""
        return (
            self._is_last_counted
            and movement.doubt == 0
            and movement.transfer <= 1.0
            and step(self.movements[-2], movement) <= 1.0
        )


def _own(judged: Judged) -> Judged:
    """Return what was found out to be hinges; the rest is left to others.

    Where with the ways to the floor beside it a group is deadlifts, it is one with them.
    """
    groups, rejected = [], list(judged.rejected)
    for group in judged.groups:
        whole = with_the_floor(Judged([group], rejected), is_armed=False)
        if hinge_name(whole.groups[0]) == "deadlift":
            groups += whole.groups
            rejected = list(whole.rejected)
        elif hinge_name(group) is not None:
            groups.append(group)
        else:
            rejected += [(movement, "irregular") for movement in group]
    return Judged(groups, sorted(rejected, key=lambda pair: pair[0].start_s))
