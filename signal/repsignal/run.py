"""A run: movements that follow each other and may become a set; what is said of it on the way."""

from repsignal.events import Event, Rejected, RepAnnounced, RepCorrected, SetEnded, SetStarted
from repsignal.grouping import AUTO_REPS, judge
from repsignal.kinds import are_swings, rhythm_s, step
from repsignal.movement import Movement
from repsignal.reps import set_of

LONGEST = 400
"""Movements after which a run is ended, whatever they are: no set is as long."""


class Run:
    """Announces reps while a run goes on, and turns it into sets and rejections at its end.

    Parameters
    ----------
    exercise
        What the counter is armed for, or None.
    """

    def __init__(self, exercise: str | None) -> None:
        self.exercise = exercise
        self.movements: list[Movement] = []
        self._set_number = 1
        self._announced = 0
        self._is_last_counted = False
        self._is_provisional = False
        self._name = ""

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
        self._is_provisional = True
        self._announce(now_s, events)

    def complete(self, movement: Movement | None, now_s: float, events: list[Event]) -> None:
        """Take in the movement last locked out, now that all of it is known; None: it was none."""
        if self._is_provisional:
            self._is_provisional = False
            if movement is None:
                self.movements.pop()
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
        if self._announced and not judged.groups:
            events.append(RepCorrected(now_s, self._set_number, 0))
        for group in judged.groups:
            if group is judged.groups[-1] and self._announced not in (0, len(group)):
                events.append(RepCorrected(now_s, self._set_number, len(group)))
            events.append(SetEnded(now_s, self._set_number, set_of(group, self.exercise)))
            self._set_number += 1
        for movement, why in judged.rejected:
            why = reason if why == "single_bend" else why
            events.append(Rejected(now_s, movement.start_s, movement.end_s, why))
        self.movements = []
        self._announced = 0
        self._is_provisional = False

    def _announce(self, now_s: float, events: list[Event]) -> None:
        movement = self.movements[-1]
        if self._announced and self._goes_on(movement):
            count = self._announced + 1
        else:
            judged = judge(self.movements, self.exercise)
            if not judged.groups:
                return
            group = judged.groups[-1]
            count = len(group)
            self._is_last_counted = group[-1] is movement
            if not self._announced:
                self._name = self.exercise or ("swing" if are_swings(group) else "rdl")
        if not self._announced:
            events.append(SetStarted(now_s, self._set_number, self._name))
        if count == self._announced + 1 or not self._announced:
            events.append(RepAnnounced(now_s, self._set_number, count, self._name))
        elif count != self._announced:
            events.append(RepCorrected(now_s, self._set_number, count))
        self._announced = count

    def _goes_on(self, movement: Movement) -> bool:
        """Whether a movement is plainly one more rep of the set, without looking at all of it."""
        return (
            self._is_last_counted
            and movement.doubt == 0
            and movement.transfer <= 1.0
            and step(self.movements[-2], movement) <= 1.0
        )
