"""Which exercise a group of cycles is, by what its usual cycle measures."""

import math
from collections.abc import Iterable, Sequence
from statistics import median
from typing import NamedTuple

from repsignal.cycle import Cycle
from repsignal.exercise import Exercise

UNLIKELY = 4.5
"""A group is no exercise that explains it worse than this: three standard deviations, squared and
halved. More counts what is only like it."""


class Named(NamedTuple):
    """An exercise, and how sure it is that a group is that and none of the others."""

    exercise: Exercise
    confidence: float


def unlikeness(exercise: Exercise, group: Sequence[Cycle]) -> float:
    """Return how badly an exercise explains a group: half the sum of squares of what is beyond."""
    total = 0.0
    for name, span in exercise.spans:
        usual = median([getattr(cycle, name) for cycle in group])
        beyond = max(0.0, span.low - usual, usual - span.high) / span.soft
        total += 0.5 * beyond * beyond
    return total


def recognised(candidates: Iterable[Exercise], group: Sequence[Cycle]) -> Named | None:
    """Return the exercise that explains a group best; None if none does."""
    found = [(unlikeness(exercise, group), exercise.name, exercise) for exercise in candidates]
    least, _, best = min(found)
    if least > UNLIKELY:
        return None
    # Beside the other exercises stands all that is none, as likely as the limit.
    others = math.exp(least - UNLIKELY) + sum(math.exp(least - other) for other, *_ in found)
    return Named(best, 1.0 / others)
