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


EDGE_UNLIKELY = 8.0
"""The same for the first and the last of a set, each for itself."""

LOG_RATIO, POSE_DEG = math.log(1.5), 6.0
"""How much longer, further or harder than usual a rep is, and how far from the usual poses it
begins and ends, as one standard deviation."""


class Named(NamedTuple):
    """An exercise, and how sure it is that a group is that and none of the others."""

    exercise: Exercise
    confidence: float


def unlikeness(exercise: Exercise, group: Sequence[Cycle]) -> float:
    """Return how badly an exercise explains a group: half the sum of squares of what is beyond."""
    total: float = 0.0
    for name, span in exercise.spans:
        usual = median([getattr(cycle, name) for cycle in group])
        beyond = max(0.0, span.low - usual, usual - span.high) / span.soft
        total += 0.5 * beyond * beyond
    return total


def trimmed(exercise: Exercise, group: Sequence[Cycle]) -> slice:
    """Return which of a group remain when what is no rep of the exercise is cut off its edges."""
    usual = [median(values) for values in zip(*map(_shape, group), strict=True)]

    def fits(cycle: Cycle) -> bool:
        odd = sum([(x - y) ** 2 for x, y in zip(_shape(cycle), usual, strict=True)])
        unlike = unlikeness(exercise, [cycle]) + 0.5 * odd
        return bool(unlike < EDGE_UNLIKELY)

    first, last = 0, len(group)
    while first < last and not fits(group[first]):
        first += 1
    while last > first and not fits(group[last - 1]):
        last -= 1
    return slice(first, last)


def _shape(cycle: Cycle) -> tuple[float, ...]:
    """Return what the reps of a set have in common, in standard deviations from rep to rep."""
    return (
        math.log(max(0.01, abs(cycle.travel_m) + 0.04)) / LOG_RATIO,
        math.log(cycle.range_deg + 3.0) / LOG_RATIO,
        math.log(max(0.01, cycle.concentric_s) + 0.1) / LOG_RATIO,
        math.log(cycle.vertical_g + 0.05) / LOG_RATIO,
        cycle.bottom_deg / POSE_DEG,
        cycle.end_deg / POSE_DEG,
    )


def recognised(candidates: Iterable[Exercise], group: Sequence[Cycle]) -> Named | None:
    """Return the exercise that explains a group best; None if none does."""
    found = [(unlikeness(exercise, group), exercise.name, exercise) for exercise in candidates]
    least, _, best = min(found)
    if least > UNLIKELY:
        return None
    # Beside the other exercises stands all that is none, as likely as the limit.
    others = math.exp(least - UNLIKELY) + sum(math.exp(least - other) for other, *_ in found)
    return Named(best, 1.0 / others)
