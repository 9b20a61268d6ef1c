"""Which exercise a group of cycles is, by what its usual cycle measures."""

import math
from collections.abc import Collection, Iterable, Sequence
from statistics import median
from typing import NamedTuple

from repsignal.cycle import Cycle
from repsignal.exercise import Exercise, Start
from repsignal.steadiness import rhythm_unlikeness

UNLIKELY = 4.5
"""A group is no exercise that explains it worse than this: three standard deviations, squared and
halved. More counts what is only like it."""

ALTERNATE_FROM = 4
ALTERNATE_DEG, ALTERNATE_LOG = 6.0, 0.25
"""How many cycles show that every other one is alike, and by how much those between differ."""

OF_TRAVEL = frozenset(("travel_m", "lift_m_per_deg"))
"""Measures that are only known of a rep that came down from where it ends, or from where one
stands."""

OF_SETS = frozenset(("settled_deg", "eccentric_s", "roundness"))
"""Measures of a whole set: who locks out now more and now less does so in any single rep of it, and
a strap slips in one of them."""

OF_MANNER = frozenset(("thrust_g", "jolt_part", "bottom_pause_s", "concentric_s", "off_bench_deg"))
"""Measures of how fast it is done, how long it is held and where it is locked out: who has said
what he does, does it as he likes."""


class Named(NamedTuple):
    """An exercise, and how sure it is that a group is that and none of the others."""

    exercise: Exercise
    confidence: float


def unlikeness(exercise: Exercise, group: Sequence[Cycle], besides: Collection[str] = ()) -> float:
    """Return how badly an exercise explains a group: half the sum of squares of what is beyond.

    Measures named `besides` are not looked at.
    """
    total: float = 0.0
    travelled = [cycle for cycle in group if cycle.has_eccentric]
    for name, span in exercise.spans:
        is_known = exercise.start is Start.BOTTOM and not travelled
        of = travelled if name in OF_TRAVEL and not is_known else group
        if not of or name in besides:
            continue
        usual = median([getattr(cycle, name) for cycle in of])
        total += 0.5 * span.beyond(usual) ** 2
    return total


def alternation(group: Sequence[Cycle]) -> float:
    """Return how plainly every other cycle of a group is of another kind: over 1 it is sitting.

    Getting up is no sitting down: other in haste, in lean and in where it ends.
    """
    if len(group) < ALTERNATE_FROM:
        return 0.0
    total = 0.0
    for values in (
        [cycle.end_deg / ALTERNATE_DEG for cycle in group],
        [(cycle.end_deg - cycle.start_deg) / ALTERNATE_DEG for cycle in group],
        [math.log(max(0.1, cycle.concentric_s)) / ALTERNATE_LOG for cycle in group],
        [math.log(cycle.range_deg + 5.0) / ALTERNATE_LOG for cycle in group],
        [math.log(cycle.concentric_dps + 10.0) / (2.0 * ALTERNATE_LOG) for cycle in group],
    ):
        odd, even = values[::2], values[1::2]
        total += (sum(odd) / len(odd) - sum(even) / len(even)) ** 2
    return total / 4.0


def recognised(candidates: Iterable[Exercise], group: Sequence[Cycle]) -> Named | None:
    """Return the exercise that explains a group best; None if none does."""
    found = [
        (
            unlikeness(exercise, group) + rhythm_unlikeness(exercise, group),
            exercise.name,
            exercise,
        )
        for exercise in candidates
    ]
    least, _, best = min(found)
    if least > UNLIKELY:
        return None
    # Beside the other exercises stands all that is none, as likely as the limit.
    others = math.exp(least - UNLIKELY) + sum(math.exp(least - other) for other, *_ in found)
    return Named(best, 1.0 / others)
