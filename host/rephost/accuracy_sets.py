"""How well the sets found agree with the true ones: counts, names, tension, tempo. Pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Final, NamedTuple

from rephost.accuracy_truth import TimedSet

TOLERANCE_S: Final = 0.5
"""A rep was found if a lock-out lies within this of its own."""

SAID_AS_WELL: Final = {"good_morning": ("rdl",), "row": ("hold",), "hold": ("row",)}
"""What else a set may be called: a pelvis does not tell good mornings from RDLs. A row and a hold
are one where no rep can be counted."""

BORDER_S: Final = 0.1
"""So near to half a second a duration may be rounded either way."""

DIGITS: Final = ("eccentric", "bottom pause", "concentric", "top pause")

_UNCOUNTED: Final = ("row", "hold")


class Digit(NamedTuple):
    """One whole second of a tempo: which of the four, and whether it is right."""

    what: str
    is_right: bool


@dataclass(frozen=True, slots=True)
class SetScore:
    """One true set and what was found in its place."""

    exercise: str
    true_reps: int
    found_reps: tuple[int, ...]
    """Of each set found in its place, in order: one number if all is well, none if missed."""
    named: str | None
    """The exercise of the longest set found there."""
    tension_error_pct: float | None
    """Of the time under tension, where the count is exact."""
    hold_error_s: float | None = None
    """Of the time held, where both are known."""
    tempo: tuple[Digit, ...] = ()
    """The digits of the tempo as it was printed, where the count is exact."""

    @property
    def is_exact(self) -> bool:
        """Whether one set with the true count was found."""
        return self.found_reps == (self.true_reps,)

    @property
    def is_near(self) -> bool:
        """Whether one set with the true count, or one more or less, was found."""
        return len(self.found_reps) == 1 and abs(self.found_reps[0] - self.true_reps) <= 1

    @property
    def is_named_right(self) -> bool:
        """Whether the set's name is the true one, or one of its family."""
        if not self.true_reps and any(self.found_reps):
            return False
        if self.true_reps and self.exercise in _UNCOUNTED:
            return self.named == self.exercise
        return self.named in (self.exercise, *SAID_AS_WELL.get(self.exercise, ()))


def set_scores(true_sets: Sequence[TimedSet], found: Sequence[TimedSet]) -> tuple[SetScore, ...]:
    """Give each set found to the true set that it shares most time with, then compare.

    Of a true set only a lock-out may be known: it, too, is found within the tolerance.
    """
    places: list[list[TimedSet]] = [[] for _ in true_sets]
    for one in found:
        shared_s = [
            min(one.last_s, true.last_s + TOLERANCE_S)
            - max(one.first_s, true.first_s - TOLERANCE_S)
            for true in true_sets
        ]
        if shared_s and max(shared_s) > 0:
            places[shared_s.index(max(shared_s))].append(one)
    return tuple(_set_score(true, mine) for true, mine in zip(true_sets, places, strict=True))


def is_digit_right(said: int, true_s: float) -> bool:
    """Tell whether a duration is said rightly in whole seconds, halves up.

    Within `BORDER_S` of a half either neighbour is right.
    """
    return said in (math.floor(true_s + off_s + 0.5) for off_s in (-BORDER_S, 0.0, BORDER_S))


def tempo_digits(true: TimedSet, said: str | None) -> tuple[Digit, ...]:
    """Hold a tempo as it was printed to the true medians; nothing where one is not known."""
    digits = (said or "").split("-")
    usual_s = _usual_s(true)
    if len(digits) != len(DIGITS) or usual_s is None or not all(map(str.isdecimal, digits)):
        return ()
    return tuple(
        Digit(what, is_digit_right(int(digit), true_s))
        for what, digit, true_s in zip(DIGITS, digits, usual_s, strict=True)
    )


def _usual_s(of: TimedSet) -> list[float] | None:
    """Return the median of each phase and of the top pause, `null`s left out; None if unknown."""
    phases: list[list[float]] = [
        [rep.eccentric_s for rep in of.reps if rep.eccentric_s is not None],
        [rep.bottom_pause_s for rep in of.reps if rep.bottom_pause_s is not None],
        [rep.concentric_s for rep in of.reps if rep.concentric_s is not None],
        [
            later.start_s - rep.end_s
            for rep, later in pairwise(of.reps)
            if later.start_s is not None
        ],
    ]
    if not phases[2]:
        return None
    return [median(phase) if phase else 0.0 for phase in phases]


def _set_score(true: TimedSet, mine: Sequence[TimedSet]) -> SetScore:
    longest = max(mine, key=lambda one: len(one.reps), default=None)
    counts = tuple(len(one.reps) for one in mine)
    tension_pct = hold_s = None
    tempo: tuple[Digit, ...] = ()
    if longest is not None and counts == (len(true.reps),):
        true_s, mine_s = _under_tension_s(true), _under_tension_s(longest)
        if true_s and mine_s is not None:
            tension_pct = 100.0 * (mine_s - true_s) / true_s
        if true.hold_s is not None and longest.hold_s is not None:
            hold_s = longest.hold_s - true.hold_s
        tempo = tempo_digits(true, longest.tempo)
    named = None if longest is None else longest.exercise
    return SetScore(true.exercise, len(true.reps), counts, named, tension_pct, hold_s, tempo)


def _under_tension_s(of: TimedSet) -> float | None:
    durations = [rep.under_tension_s for rep in of.reps]
    known = [duration for duration in durations if duration is not None]
    return sum(known) if len(known) == len(durations) else None
