"""A run: movements that follow each other and may become sets; what is said of it on the way."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from repsignal.events import (
    Event,
    Rejected,
    RepAnnounced,
    RepCorrected,
    SetEnded,
    SetResult,
    SetStarted,
)
from repsignal.grouping import judge
from repsignal.kinds import are_swings, rhythm_s, step
from repsignal.movement import Movement
from repsignal.objections import AUTO_REPS
from repsignal.reps import set_of

LONGEST = 400
"""Movements after which a run is ended, whatever they are: no set is as long."""


@dataclass(slots=True)
class _Told:
    """What was said last of a set."""

    exercise: str
    reps: int


class Run:
    """Announces reps while a run goes on, and turns it into sets and rejections at its end.

    Parameters
    ----------
    exercise
        What the counter is armed for, or None.

    Attributes
    ----------
    is_provisional
        Whether the last movement was told of and is not measured in full yet.
    """

    def __init__(self, exercise: str | None) -> None:
        self.exercise = exercise
        self.movements: list[Movement] = []
        self._set_number = 1
        self._told: list[_Told] = []
        self._is_last_counted = False
        self.is_provisional = False

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
        if not (self._told and self._goes_on(movement)):
            groups = judge(self.movements, self.exercise).groups
            said = self._told[-1].reps if self._told else 0
            is_next = len(groups) == max(1, len(self._told)) and len(groups[-1]) == said + 1
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
                self._tell(judge(self.movements, self.exercise).groups, now_s, events)
            else:
                self.movements[-1] = movement
        elif movement is not None:
            is_heard = self.may_announce
            self.movements.append(movement)
            if is_heard:
                self._announce(now_s, events)

    def end(self, now_s: float, reason: str, events: list[Event]) -> None:
        """End the run: a set, or sets, or none. `reason` is given for bends too few to be a set."""
        if not self.movements:
            return
        judged = judge(self.movements, self.exercise)
        self._tell(judged.groups, now_s, events)
        for group in judged.groups:
            events.append(SetEnded(now_s, self._set_number, set_of(group, self.exercise)))
            self._set_number += 1
        for movement, why in judged.rejected:
            why = reason if why == "single_bend" else why
            events.append(Rejected(now_s, movement.start_s, movement.end_s, why))
        self.movements = []
        self._told = []
        self.is_provisional = False

    def so_far(self) -> SetResult | None:
        """Return the last set that was told of, as its movements are known now."""
        groups = judge(self.movements, self.exercise).groups if self._told else []
        return set_of(groups[-1], self.exercise) if groups else None

    def _announce(self, now_s: float, events: list[Event]) -> None:
        """Say the number of the movement just locked out."""
        if self._told and self._goes_on(self.movements[-1]):
            told = self._told[-1]
            told.reps += 1
            number = self._set_number + len(self._told) - 1
            events.append(RepAnnounced(now_s, number, told.reps, told.exercise))
            return
        groups = judge(self.movements, self.exercise).groups
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
        """Say what differs from what was said: the last rep at its lock-out, else corrections."""
        while len(self._told) > len(groups):
            self._told.pop()
            events.append(RepCorrected(now_s, self._set_number + len(self._told), 0))
        for i, group in enumerate(groups):
            number, count = self._set_number + i, len(group)
            if i == len(self._told):
                name = self.exercise or ("swing" if are_swings(group) else "rdl")
                events.append(SetStarted(now_s, number, name))
                self._told.append(_Told(name, 0))
            told = self._told[i]
            is_last = is_lock_out and i == len(groups) - 1
            if is_last and told.reps in (0, count - 1):
                events.append(RepAnnounced(now_s, number, count, told.exercise))
            elif told.reps != count:
                events.append(RepCorrected(now_s, number, count))
            told.reps = count
        self._is_last_counted = bool(groups) and groups[-1][-1] is self.movements[-1]

    def _goes_on(self, movement: Movement) -> bool:
        """Whether a movement is plainly one more rep of the set, without looking at all of it."""
        return (
            self._is_last_counted
            and movement.doubt == 0
            and movement.transfer <= 1.0
            and step(self.movements[-2], movement) <= 1.0
        )
