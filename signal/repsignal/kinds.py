"""Movements of one kind and of another: what differs from rep to rep, and what tells apart."""

import math
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from statistics import median

from repsignal.movement import Kind, Movement, dot
from repsignal.state import BRIDGED

SWING_REST_S = 4.0
"""Swings follow each other within this: the longest cycle and some."""


HELD_S, THROWN = 0.6, 2.0
"""Swings whose bell is set down between them are held at the bottom for longer than the first, and
have log odds above the second; a bar that is pulled from the floor has less."""


def swing_odds(group: Sequence[Movement]) -> float:
    """Return the log odds that a group is swings, not hinges."""
    return median([m.kind.swing for m in group])


def are_swings(group: Sequence[Movement]) -> bool:
    """Whether a group is rather swings than hinges; what is held at the bottom, only if plainly."""
    held_s = median([m.hold_s for m in group])
    return swing_odds(group) > (THROWN if held_s > HELD_S else 0.0)


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
    return _unlike(before.kind, after.kind, before, after, after.start_s - before.end_s)


@lru_cache(maxsize=512)
def step_over(before: Movement, between: Movement, after: Movement) -> float:
    """Return the `difference` of two movements with one of maybe another kind in between."""
    return _unlike(before.kind, after.kind, before, after, after.start_s - between.end_s)


def step_unrested(before: Movement, after: Movement) -> float:
    """Return the `difference` of two movements, however long the rest between them."""
    return _unlike(before.kind, after.kind, before, after, 0.0)


def difference(before: Sequence[Movement], after: Sequence[Movement]) -> float:
    """Return how unlike two neighbouring stretches of movements are: over 1 is another kind."""
    last, first = before[-1], after[0]
    rests = [y.start_s - x.end_s for part in (before, after) for x, y in pairwise(part)]
    rest_s = first.start_s - last.end_s - (median(rests) if rests else 0.0)
    return _unlike(_middle(before), _middle(after), last, first, rest_s)


def _unlike(a: Kind, b: Kind, last: Movement, first: Movement, rest_s: float) -> float:
    """Return how unlike kinds `a` and `b` are, `rest_s` more than usual apart.

    Each term is what one measure differs by, for what it may differ by from rep to rep.
    """
    terms = [
        (a.log_range - b.log_range) / _LOG_2,
        (a.aside_deg - b.aside_deg) / (ASIDE_DEG + ASIDE_PART * min(a.aside_deg, b.aside_deg)),
        min(0.8, max(0.0, rest_s / REST_S)),
        math.sqrt(max(0.0, 1.0 - dot(last.forward, first.forward)) / _WAY),
    ]
    is_bridged = last.doubt == BRIDGED or first.doubt == BRIDGED
    # A bridge may add to a rate, but does not take from it.
    weaker = last if last.concentric_dps < first.concentric_dps else first
    if not is_bridged or weaker.doubt == BRIDGED:
        allowed = _LOG_1_7 if a.swing > 0.0 or b.swing > 0.0 else _LOG_3
        terms.append((a.log_drive - b.log_drive) / allowed)
    if a.swing <= 0.0 or b.swing <= 0.0:
        knees = max(QUIET, a.log_knees) - max(QUIET, b.log_knees)
        terms += (knees / _LOG_2_5, _hold_term(a, b))
        if not is_bridged:
            terms += (
                _drop_term(a, b),
                (a.log_concentric - b.log_concentric) / _LOG_3,
                (a.log_eccentric - b.log_eccentric) / _LOG_3,
            )
    return math.sqrt(sum([t * t if -1.5 < t < 1.5 else 2.25 for t in terms])) / 1.05


def motion_difference(before: Movement, after: Movement) -> float:
    """Return how unlike two movements go, whatever poses they go between: a strap may slip."""
    a, b = before.kind, after.kind
    terms = (
        (a.log_range - b.log_range) / _LOG_2,
        (a.log_eccentric - b.log_eccentric) / _LOG_2,
        (a.log_concentric - b.log_concentric) / _LOG_2,
        (a.log_vertical - b.log_vertical) / _LOG_2_5,
        _hold_term(a, b),
        _drop_term(a, b),
    )
    return math.sqrt(sum([min(term * term, 2.25) for term in terms]))


def floorwards(piece: Sequence[Movement], others: Sequence[Movement]) -> float:
    """Return how much more than others movements reach for the floor: hold, thrust and depth."""
    a, b = _middle(piece[:3]), _middle(others)
    thrust_term = (a.log_vertical - b.log_vertical) / _LOG_2_5
    # A set of long pauses is held longer than any weight is picked up.
    terms = (max(0.0, _hold_term(a, b)), thrust_term, _drop_term(a, b))
    return sum([max(-1.2, min(1.2, term)) for term in terms])


ASIDE_DEG, ASIDE_PART = 15.0, 1.2
"""How far two movements of a kind may differ in leaning aside, and the part of the lesser lean by
which it is more: who turns the hips open on one leg does so more and less."""

QUIET = math.log(0.3)
"""Logarithm of the vertical acceleration for each 100 °/s (g) below which it is balance and tremor,
and not what the knees do."""

WAY_DEG = 45.0
"""How far apart two movements of a kind may go; a strap that slips turns by up to as much."""

REST_S = 8.0
"""A rest longer by this than the others sets what follows apart."""

_WAY = 1.0 - math.cos(math.radians(WAY_DEG))
_LOG_1_7, _LOG_2, _LOG_2_5, _LOG_3 = (math.log(x) for x in (1.7, 2.0, 2.5, 3.0))


def _hold_term(a: Kind, b: Kind) -> float:
    return (a.hold_s - b.hold_s) / (1.2 + 0.8 * min(a.hold_s, b.hold_s))


def _drop_term(a: Kind, b: Kind) -> float:
    # Travel comes from accelerations: its error grows with the square of the time.
    duration_s = max(a.duration_s, b.duration_s)
    return (a.drop_m - b.drop_m) / (0.16 + 0.014 * duration_s * duration_s)


def _middle(stretch: Sequence[Movement]) -> Kind:
    """Return the medians of the kinds of a few movements."""
    kinds = [m.kind for m in stretch]
    if len(kinds) == 1:
        return kinds[0]
    if len(kinds) == 2:
        return Kind(*[0.5 * (x + y) for x, y in zip(*kinds, strict=True)])
    return Kind(*[sorted(values)[len(kinds) // 2] for values in zip(*kinds, strict=True)])
