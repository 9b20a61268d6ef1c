"""Movements of one kind and of another: what differs from rep to rep, and what tells apart."""

import math
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from statistics import median

from repsignal.movement import BRIDGED, Movement

SWING_REST_S = 4.0
"""Swings follow each other within this: the longest cycle and some."""


def swing_odds(group: Sequence[Movement]) -> float:
    """Return the log odds that a group is swings, not hinges."""
    return median([m.kind.swing for m in group])


def are_swings(group: Sequence[Movement]) -> bool:
    """Whether a group is rather swings than hinges."""
    return swing_odds(group) > 0.0


def rhythm_s(run: Sequence[Movement]) -> float:
    """Return the cycle of the swings that a run ends with, in seconds; 0 if it ends otherwise."""
    last = run[-4:]
    if len(last) < 2 or not are_swings(last):
        return 0.0
    cycle_s = median([b.bottom_s - a.bottom_s for a, b in pairwise(last)])
    return cycle_s if cycle_s < SWING_REST_S else 0.0


@lru_cache(maxsize=512)
def step(before: Movement, after: Movement) -> float:
    """Return the `difference` of two movements; asked of the same two as a set goes on."""
    return difference((before,), (after,))


def difference(before: Sequence[Movement], after: Sequence[Movement]) -> float:
    """Return how unlike two neighbouring stretches of movements are: over 1 is another kind.

    Each term is what one measure differs by, for what it may differ by from rep to rep.
    """
    a, b = _middle(before), _middle(after)
    last, first = before[-1], after[0]
    is_bridged = BRIDGED in (last.doubt, first.doubt)
    swings = (a[9] > 0.0, b[9] > 0.0)
    rests = [y.start_s - x.end_s for part in (before, after) for x, y in pairwise(part)]
    rest_s = first.start_s - last.end_s - (median(rests) if rests else 0.0)
    terms = [
        (a[0] - b[0]) / _LOG_2,
        (a[7] - b[7]) / 15.0,
        min(0.8, max(0.0, rest_s / 8.0)),
    ]
    # A bridge may add to a rate, but does not take from it.
    weaker = last if last.concentric_dps < first.concentric_dps else first
    if not is_bridged or weaker.doubt == BRIDGED:
        terms.append((a[1] - b[1]) / (_LOG_1_7 if any(swings) else _LOG_3))
    if not all(swings):
        terms.append((a[4] - b[4]) / _LOG_2_5)
        terms.append((a[5] - b[5]) / (1.2 + 0.8 * min(a[5], b[5])))
        if not is_bridged:
            duration_s = max(a[8], b[8])
            terms.append((a[6] - b[6]) / (0.16 + 0.014 * duration_s * duration_s))
            terms.append((a[2] - b[2]) / _LOG_3)
            terms.append((a[3] - b[3]) / _LOG_3)
    return math.sqrt(sum([min(term * term, 2.25) for term in terms])) / 1.05


def floorwards(piece: Sequence[Movement], others: Sequence[Movement]) -> float:
    """Return how much more than others movements reach for the floor: hold, thrust and depth."""
    a, b = _middle(piece[:3]), _middle(others)
    duration_s = max(a[8], b[8])
    terms = (
        (a[5] - b[5]) / (1.2 + 0.8 * min(a[5], b[5])),
        (a[10] - b[10]) / _LOG_2_5,
        (a[6] - b[6]) / (0.16 + 0.014 * duration_s * duration_s),
    )
    return sum([max(-1.2, min(1.2, term)) for term in terms])


_LOG_1_7, _LOG_2, _LOG_2_5, _LOG_3 = (math.log(x) for x in (1.7, 2.0, 2.5, 3.0))


def _middle(stretch: Sequence[Movement]) -> Sequence[float]:
    """Return the medians of the kinds of a few movements."""
    kinds = [m.kind for m in stretch]
    if len(kinds) == 1:
        return kinds[0]
    if len(kinds) == 2:
        return [0.5 * (x + y) for x, y in zip(*kinds, strict=True)]
    return [sorted(values)[len(kinds) // 2] for values in zip(*kinds, strict=True)]
