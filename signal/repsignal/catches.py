"""What is thrown up and landed on, or caught: the strokes of jumps and of cleans."""

from collections.abc import Sequence
from itertools import pairwise

from repsignal.cycle import Stroke
from repsignal.exercise import Exercise, Start
from repsignal.state import GRID_HZ
from repsignal.strokes import CATCH_DEG, CATCH_G, STOOD_WITHIN
from repsignal.ways import AT_ONCE, Way, down_at

THROWN_WITHIN = int(0.3 * GRID_HZ)
"""Grid points behind a throw within which who is thrown begins to fall."""

STAYED_WITHIN = int(1.0 * GRID_HZ)
"""Grid points behind a landing or catch within which the way up from it begins. Later it is a
drift of the height, or the next rep."""

STOOD_AT_LAST = int(2.5 * GRID_HZ)
"""Grid points behind a landing or catch by which the way up from it is over, else a drift went on
in it."""

PULL_PART, DRIFT_G = 1.5, 0.3
"""A slow pull before a throw is higher than it by this factor at most; what goes up with less of a
push than this is no more than a drift."""

CAUGHT_IN, LOWERED_IN = int(1.2 * GRID_HZ), int(1.6 * GRID_HZ)
"""Grid points that a catch and standing up from it take at least, and lowering the bar at most."""

CAUGHT_FLIGHT_S = 0.2
"""For how long who drops under the bar falls at least."""

LEANT_DEG = 30.0
"""Who leans further in a catch has lowered the bar again."""


def caught(strokes: Sequence[Stroke], exercise: Exercise) -> list[Way]:
    """Return throws with the landing or the catch behind them, and standing up from there."""
    ways = []
    i = 0
    while i + 1 < len(strokes):
        throw, catch = strokes[i : i + 2]
        if (
            throw.way > 0 > catch.way
            and throw.amount >= exercise.least
            and throw.push_g > exercise.throw_g
            and catch.from_at - throw.to_at < THROWN_WITHIN
            and catch.push_g > CATCH_G
            and catch.leant_most_deg < CATCH_DEG
        ):
            j = i + 2
            lands = exercise.start is Start.TOP
            while lands and j + 1 < len(strokes) and _sinks_on(catch, *strokes[j : j + 2]):
                catch = catch._replace(to_at=strokes[j].to_at)
                j += 1
            stood = strokes[j] if j < len(strokes) else None
            if stood is None or stood.way < 0 or stood.from_at - catch.to_at > STAYED_WITHIN:
                stood = _stood(catch, stood)
                j -= 1
            elif stood.to_at - catch.to_at > STOOD_AT_LAST:
                stood = stood._replace(to_at=catch.to_at + STOOD_WITHIN)
            ways.append(Way(_lowered(strokes, i), (throw, stood), down_at(strokes, j + 1, 1)))
            i = j
        i += 1
    return ways


def _sinks_on(catch: Stroke, following: Stroke, later: Stroke) -> bool:
    """Whether a way down goes on from a landing, and the lifter stands up from there."""
    return (
        following.way < 0 < later.way
        and following.amount < catch.amount
        and following.from_at - catch.to_at <= AT_ONCE
        and later.from_at - following.to_at <= STAYED_WITHIN
    )


def lowered_apart(strokes: Sequence[Stroke], exercise: Exercise) -> list[Stroke]:
    """Return strokes with a catch, and the way down to the floor after it, that were one apart.

    Between them the lifter stood up, which was no stroke where the height forgot it.
    """
    apart = list(strokes[:1])
    for throw, stroke in pairwise(strokes):
        if (
            throw.way > 0 > stroke.way
            and throw.push_g > exercise.throw_g
            and stroke.flight_s > CAUGHT_FLIGHT_S
            and stroke.push_g > CATCH_G
            and stroke.leant_most_deg >= LEANT_DEG
            and stroke.to_at - stroke.from_at > CAUGHT_IN
        ):
            lowers_at = max(stroke.from_at + CAUGHT_IN, stroke.to_at - LOWERED_IN)
            apart.append(stroke._replace(to_at=stroke.from_at + CAUGHT_IN // 2, leant_most_deg=0.0))
            apart.append(stroke._replace(from_at=lowers_at, flight_s=0.0, push_g=0.0))
        else:
            apart.append(stroke)
    return apart


def _stood(catch: Stroke, following: Stroke | None) -> Stroke:
    """Return standing up behind a catch so high that it was no stroke."""
    ends_at = catch.to_at + STOOD_WITHIN
    if following is not None:
        ends_at = max(catch.to_at + 1, min(ends_at, following.from_at))
    return catch._replace(way=1, from_at=catch.to_at, to_at=ends_at, from_=catch.to, to=catch.from_)


def _lowered(strokes: Sequence[Stroke], i: int) -> Stroke | None:
    """Return the way down before stroke `i`, with at most little ways up between."""
    k = i - 1
    most = PULL_PART * strokes[i].amount
    while (
        k >= max(0, i - 3)
        and strokes[k].way > 0
        and (strokes[k].amount < most or strokes[k].push_g < DRIFT_G)
    ):
        k -= 1
    return down_at(strokes, k, 1)
