"""What is said of sets while they go on: numbers at lock-outs, and corrections."""

from collections.abc import Sequence
from dataclasses import dataclass

from repsignal.events import (
    Event,
    RepAnnounced,
    RepCorrected,
    SetEnded,
    SetResult,
    SetStarted,
)

SET_REST_S = 15.0
"""A set is over after so long without a rep."""


@dataclass(slots=True)
class _Told:
    """What was said last of a set."""

    exercise: str
    reps: int


class Teller:
    """Says what runs count. Several may look at the same motion: the first to tell has the word.

    Attributes
    ----------
    speaker
        The run that has the word, or None.
    """

    def __init__(self) -> None:
        self.speaker: object = None
        self._set_number = 1
        self._told: list[_Told] = []

    @property
    def is_open(self) -> bool:
        """Whether anything is said of a set that has not ended."""
        return bool(self._told)

    @property
    def sets_told(self) -> int:
        """How many sets that have not ended were told of."""
        return len(self._told)

    @property
    def reps_told(self) -> int:
        """The number said last."""
        return self._told[-1].reps if self._told else 0

    def listens_to(self, run: object) -> bool:
        """Whether a run may speak."""
        return self.speaker is None or self.speaker is run

    def go_on(self, now_s: float, events: list[Event]) -> None:
        """Say the next number of the set told of last."""
        told = self._told[-1]
        told.reps += 1
        number = self._set_number + len(self._told) - 1
        events.append(RepAnnounced(now_s, number, told.reps, told.exercise))

    def tell(
        self,
        run: object,
        sets: Sequence[tuple[str, int]],
        now_s: float,
        events: list[Event],
        *,
        is_lock_out: bool = False,
    ) -> None:
        """Say what differs from what was said: the last rep at its lock-out, else corrections.

        `sets` are the name and the reps of each.
        """
        if not self.listens_to(run):
            return
        self.speaker = run if sets or self._told else None
        while len(self._told) > len(sets):
            self._told.pop()
            events.append(RepCorrected(now_s, self._set_number + len(self._told), 0))
        for i, (name, count) in enumerate(sets):
            number = self._set_number + i
            if i == len(self._told):
                events.append(SetStarted(now_s, number, name))
                self._told.append(_Told(name, 0))
            told = self._told[i]
            is_last = is_lock_out and i == len(sets) - 1
            if is_last and told.reps in (0, count - 1):
                events.append(RepAnnounced(now_s, number, count, told.exercise))
            elif told.reps != count:
                events.append(RepCorrected(now_s, number, count))
            told.reps = count

    def close(self, sets: Sequence[SetResult], now_s: float, events: list[Event]) -> None:
        """End all that was told of: these are the sets that it was, in order."""
        run = self.speaker
        self.tell(run, [(one.exercise, len(one.reps)) for one in sets], now_s, events)
        for one in sets:
            events.append(SetEnded(now_s, self._set_number, one))
            self._set_number += 1
        self._told = []
        self.speaker = None
