"""What the events of a training have come to, set by set, with no correction in it."""

from dataclasses import dataclass
from typing import Final

from rephost.counting import Counted
from rephost.facts import Facts, Mark
from repsignal.events import (
    Alert,
    Event,
    Rejected,
    RepAnnounced,
    RepCorrected,
    SetEnded,
    SetResult,
    SetStarted,
)

BEGIN: Final = 1
END: Final = 2
"""Numbers of the host's marks; any other, as the strap's button has, does whichever comes next."""

_ALERT_S: Final = 30.0


@dataclass(slots=True)
class _Open:
    """A set that goes on, as it was told of last."""

    exercise: str
    reps: int = 0


class LiveCount:
    """Follows the sets that are over, and the one that goes on.

    Sets are numbered from 1 on throughout; a new counter begins at 1 again.
    """

    def __init__(self) -> None:
        self.facts: Facts | None = None
        self.exercise: str | None = None
        """That the lifter chose."""
        self.over: list[SetResult] = []
        self.going: SetResult | None = None
        """What is known in detail of the set that goes on."""
        self.rejected: Rejected | None = None
        """The last movement that was not counted."""
        self.is_begun = False
        """Whether the lifter said that a set begins, and it is not over."""
        self._open: dict[int, _Open] = {}
        self._marks = 0
        self._ended_s = -1.0
        self._alerts: dict[str, float] = {}

    @property
    def duration_s(self) -> float:
        """How much of the recording was counted."""
        return self.facts.duration_s if self.facts else 0.0

    @property
    def is_going(self) -> bool:
        """Whether a set goes on, by its reps or by what the lifter said."""
        return self.is_begun or bool(self._open)

    @property
    def newest(self) -> tuple[str, int] | None:
        """Exercise and reps of the set that goes on, once it has a rep."""
        if not self._open:
            return None
        going = list(self._open.values())[-1]
        return going.exercise, going.reps

    @property
    def next_number(self) -> int:
        """The number of the set that goes on, or of the next one."""
        return len(self.over) + max(1, len(self._open))

    def reps(self, number: int) -> int:
        """Return how many were counted of a set."""
        if number <= len(self.over):
            return len(self.over[number - 1].reps)
        going = list(self._open.values())
        at = number - len(self.over) - 1
        return going[at].reps if at < len(going) else 0

    def is_told(self, kind: str) -> bool:
        """Tell whether there was an alert of this kind just now."""
        return self.duration_s - self._alerts.get(kind, -_ALERT_S) < _ALERT_S

    def hear(self, event: Event) -> int:
        """Take in an event; return the number of its set, 0 where it is of none."""
        match event:
            case SetStarted(set_number=told, exercise=exercise):
                self._open[told] = _Open(exercise)
                return self._number(told)
            case RepAnnounced(set_number=told, rep_number=reps):
                self._open[told].reps = reps
                return self._number(told)
            case RepCorrected(set_number=told, rep_count=reps):
                number = self._number(told)
                self._open[told].reps = reps
                if not reps:
                    del self._open[told]
                    self.going = None
                return number
            case SetEnded(set_number=told, set=one):
                self._open.pop(told, None)
                self.over.append(one)
                self.going = None
                self.is_begun = False
                self._ended_s = event.t_s
                return len(self.over)
            case Rejected():
                self.rejected = event
            case Alert(kind=kind):
                self._alerts[kind] = event.t_s
        return 0

    def know(self, counted: Counted, *, was_going: bool) -> None:
        """Take in, behind its events, what else was counted.

        `was_going`: whether a set went on before them.
        """
        self.facts, self.exercise = counted.facts, counted.exercise
        if counted.set_so_far is not None:
            self.going = counted.set_so_far
        self._heed(counted.facts.marks[self._marks :], was_going=was_going)
        self._marks = len(counted.facts.marks)

    def _heed(self, marks: tuple[Mark, ...], *, was_going: bool) -> None:
        """Take in where the lifter said that a set begins or ends."""
        for mark in marks:
            is_begin = mark.number == BEGIN or (mark.number != END and not was_going)
            self.is_begun = is_begin and mark.t_s >= self._ended_s
            was_going = is_begin

    def _number(self, told: int) -> int:
        return len(self.over) + list(self._open).index(told) + 1
