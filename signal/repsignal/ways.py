"""A rep as strokes: the ways down and up that it is made of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from repsignal.cycle import Stroke
from repsignal.exercise import Exercise, Shape, Signal, Start
from repsignal.state import GRID_HZ

AT_ONCE = int(0.3 * GRID_HZ)
"""Grid points between two strokes the same way that are one."""

FROM_LOCK_OUT = 0.5
LOCK_OUT_PART, LOCK_OUT_DEG = 0.18, 3.0
"""A way down that went by less than this part of the way up, or began further from its end than
this part of it and more, did not begin at a lock-out."""


class Span(NamedTuple):
    """Grid points: a rep's beginning, and two points of one phase a cycle apart, 0 if none are.

    `comes_back` tells that the pelvis is as high at both, else it rests at both.
    """

    begin: int
    cycle_from: int
    cycle_to: int
    comes_back: bool


class Way(NamedTuple):
    """A rep as strokes: down before it, if any, up in one or several, down behind it, if known.

    `follows` tells that it goes down from where another rep went up to.
    """

    down: Stroke | None
    ups: tuple[Stroke, ...]
    after: Stroke | None
    follows: bool = False

    def span(self, exercise: Exercise) -> Span:
        """Return where the rep begins, and the cycle by which its travel is known."""
        begin = self.begins_at
        if self.down is not None and self._is_from_lock_out(self.down, exercise):
            begin = self.down.from_at
        if exercise.shape is Shape.CAUGHT and exercise.start is Start.TOP:
            return Span(begin, begin, self.ends_at, comes_back=False)
        if begin < self.begins_at:
            return Span(begin, begin, self.ends_at, comes_back=True)
        if self.follows and self.down is not None:
            begin = self.down.from_at  # a half rep beside a whole one: their tops differ
        if self.after is not None:
            return Span(begin, self.begins_at, self.after.to_at, comes_back=True)
        return Span(begin, 0, 0, comes_back=False)

    def _is_from_lock_out(self, down: Stroke, exercise: Exercise) -> bool:
        """Whether the way down began where this one ends, else it was getting into position."""
        starts_known = exercise.start in (Start.TOP, Start.BOTTOM)
        if starts_known or exercise.shape is Shape.CAUGHT or not exercise.spans:
            return True
        if exercise.signal is Signal.LEAN:
            return abs(down.from_ - self.ups[-1].to) < LOCK_OUT_PART * self.amount + LOCK_OUT_DEG
        return FROM_LOCK_OUT < down.amount / self.amount < 1.0 / FROM_LOCK_OUT

    @property
    def amount(self) -> float:
        """How far up it went at first."""
        return self.ups[0].amount

    @property
    def begins_at(self) -> int:
        """Grid point at which the way up begins."""
        return self.ups[0].from_at

    @property
    def ends_at(self) -> int:
        """Grid point at which it ends."""
        return self.ups[-1].to_at

    def before(self, since: int, until: int) -> Way:
        """Return the way up, between two grid points, that must have come before the way down.

        It was no stroke of its own where it went on from a drift, or a step.
        """
        if self.down is None:
            return self
        stroke = self.down._replace(
            way=self.ups[0].way,
            from_at=since,
            to_at=until,
            from_=self.down.to,
            to=self.down.from_,
            steps=0,
        )
        return Way(None, (stroke,), self.down)


def down_at(strokes: Sequence[Stroke], i: int, up: int) -> Stroke | None:
    """Return stroke `i` if there is one and it goes down, where `up` is the way up."""
    return strokes[i] if 0 <= i < len(strokes) and strokes[i].way == -up else None
