"""Which movements are the reps of a set, and why the others are not."""

import math
from collections.abc import Callable, Sequence
from itertools import pairwise
from statistics import fmean, median
from typing import NamedTuple

from repsignal.movement import BRIDGED, Movement

AUTO_REPS = 3
"""Similar reps in a row that make a set when no exercise was chosen."""

AUTO_RANGE_DEG = 20.0
ARMED_RANGE_DEG = 14.0
"""Smallest median range of a set's reps. Less lets leaning count, more misses partial reps."""

LYING_DEG = 76.0
LYING_ASIDE_DEG = 6.5
"""A pelvis tilted this far, and this far to a side, and held there, lies."""

JOLT_G = 1.0
"""Vertical acceleration, peak to peak, that no slow hinge has: dropping into a chair, a jump."""

SWING_REST_S = 4.0
"""Swings follow each other within this: the longest cycle and some."""


class Judged(NamedTuple):
    """A run of movements, judged: groups of reps, and movements with the reason they are none."""

    groups: list[list[Movement]]
    rejected: list[tuple[Movement, str]]


def judge(run: Sequence[Movement], exercise: str | None) -> Judged:
    """Split a run of movements, in order, into groups of similar reps and the rest.

    `exercise` is what the counter is armed for, or None.
    """
    rejected: list[tuple[Movement, str]] = []
    groups: list[list[Movement]] = []
    for part in _split(_large(run, rejected), rejected):
        for group in _chosen(_alike(part), rejected):
            reason = _objection(group, exercise)
            if reason is None:
                groups.append(_carried_by_rhythm(group))
            else:
                rejected += [(movement, reason) for movement in group]
    rejected.sort(key=lambda pair: pair[0].start_s)
    return Judged(groups, rejected)


def is_swing(group: Sequence[Movement]) -> float:
    """Return how sure it is that a group is swings: 0 hinges … 1 swings.

    A swing's drive is over within half a second and throws the pelvis up and forward; a hinge is
    lifted.
    """
    drive = median(m.drive_per_s for m in group)
    concentric_s = median(m.concentric_s for m in group)
    vertical_g = median(m.vertical_g for m in group)
    lean_back = median(m.lean_back_deg for m in group)
    score = (
        1.5 * (drive - 2.6)
        + 4.0 * (0.75 - concentric_s)
        + 4.0 * (min(vertical_g, 1.2) - 0.4)
        + 0.25 * (min(lean_back, 8.0) - 3.0)
    )
    return 1.0 / (1.0 + 2.718281828 ** -max(-30.0, min(30.0, score)))


def rhythm_s(run: Sequence[Movement]) -> float:
    """Return the cycle of the swings that a run ends with, in seconds; 0 if it ends otherwise."""
    last = run[-4:]
    if len(last) < 2 or not _are_swings(last):
        return 0.0
    cycle_s = median(b.bottom_s - a.bottom_s for a, b in pairwise(last))
    return cycle_s if cycle_s < SWING_REST_S else 0.0


def _large(run: Sequence[Movement], rejected: list[tuple[Movement, str]]) -> list[Movement]:
    """Leave out movements too small to be of a kind with the rest."""
    if not run:
        return []
    ranges = sorted(m.range_deg for m in run)
    least = max(ARMED_RANGE_DEG, 0.45 * ranges[(3 * len(ranges)) // 4])
    large = []
    for movement in run:
        if movement.range_deg >= least:
            large.append(movement)
        else:
            rejected.append((movement, "too_small"))
    return large


def _split(
    run: Sequence[Movement], rejected: list[tuple[Movement, str]]
) -> list[list[Movement]]:
    """Split where the pelvis went elsewhere: sitting down, getting up, lying.

    One such movement between similar ones is the strap that slipped, not the lifter.
    """
    parts: list[list[Movement]] = [[]]
    for i, movement in enumerate(run):
        beside = [run[j] for j in (i - 1, i + 1) if 0 <= j < len(run)]
        slipped = any(
            other.transfer <= 1.0 and 0.55 < movement.range_deg / max(other.range_deg, 1.0) < 1.8
            for other in beside
        )
        if movement.transfer > 1.0 and not (slipped and len(beside) == 2):
            rejected.append((movement, "sitting"))
            parts.append([])
        else:
            parts[-1].append(movement)
    return [part for part in parts if part]


def _alike(part: Sequence[Movement]) -> list[list[Movement]]:
    """Cut a run where one kind of movement ends and another begins.

    What is unlike inside a set, but has the same kind on both sides, stays in it.
    """
    pieces = [[part[0]]]
    for i in range(1, len(part)):
        if (
            _difference(part[i - 1 : i], part[i : i + 1]) > 1.0
            and _difference(_stretch(part[:i], -3), _stretch(part[i:], 3)) > 1.0
        ):
            pieces.append([])
        pieces[-1].append(part[i])
    i = 0
    while i + 1 < len(pieces):
        here, following = pieces[i], pieces[i + 1]
        beyond = pieces[i + 2] if i + 2 < len(pieces) else None
        if len(here) > 2 and len(following) > 2 and _are_swings(here) == _are_swings(following):
            pieces[i : i + 2] = [here + following]
        elif (
            beyond is not None
            and len(following) < 3
            and max(len(here), len(beyond)) > 2
            and min(len(here), len(beyond)) > 1
            and _difference(here[-3:], beyond[:3]) <= 1.0
        ):
            pieces[i : i + 3] = [here + following + beyond]
        else:
            i += 1
    return pieces


def _chosen(
    pieces: list[list[Movement]], rejected: list[tuple[Movement, str]]
) -> list[list[Movement]]:
    """Leave out the pieces that picked the weight up or set it down."""
    longest = max(pieces, key=len)
    if len(longest) > 2:
        reps = [piece for piece in pieces if len(piece) > 2]
    elif len(pieces) == 1:
        reps = pieces
    else:
        least = min(_floor_likeness(piece) for piece in pieces)
        light = [piece for piece in pieces if _floor_likeness(piece) < least + 1.0]
        reps = [[movement for piece in light for movement in piece]]
    first_s = reps[0][0].start_s
    for piece in pieces:
        for movement in piece:
            if not any(movement in group for group in reps):
                reason = "pick_up" if movement.start_s < first_s else "set_down"
                rejected.append((movement, reason))
    return reps


def _stretch(part: Sequence[Movement], n: int) -> Sequence[Movement]:
    """Return the first n or, below 0, the last n of a part; of a shorter one, the one nearest."""
    if len(part) < abs(n):
        n = 1 if n > 0 else -1
    return part[:n] if n > 0 else part[n:]


def _are_swings(group: Sequence[Movement]) -> bool:
    return is_swing(group) > 0.5


def _difference(before: Sequence[Movement], after: Sequence[Movement]) -> float:
    """Return how unlike two neighbouring stretches of movements are: over 1 is another kind.

    Each term is what one measure differs by, for what it may differ by from rep to rep.
    """

    def of(group: Sequence[Movement], measure: Callable[[Movement], float]) -> float:
        return median(measure(m) for m in group)

    def ratio(measure: Callable[[Movement], float], allowed: float) -> float:
        a, b = of(before, measure), of(after, measure)
        return abs(math.log(max(a, 1e-3) / max(b, 1e-3))) / math.log(allowed)

    terms = [ratio(lambda m: m.range_deg, 2.0)]
    is_bridged = any(m.doubt == BRIDGED for m in (*before[-1:], *after[:1]))
    swings = _are_swings(before), _are_swings(after)
    # A bridge may add to a rate, but does not take from it.
    weaker = min((before[-1], after[0]), key=lambda m: m.concentric_dps)
    if not is_bridged or weaker.doubt == BRIDGED:
        terms.append(ratio(lambda m: m.concentric_dps, 1.7 if any(swings) else 3.0))
    terms.append(abs(of(before, lambda m: m.aside_deg) - of(after, lambda m: m.aside_deg)) / 15.0)
    rests = [b.start_s - a.end_s for part in (before, after) for a, b in pairwise(part)]
    rest_s = after[0].start_s - before[-1].end_s - (median(rests) if rests else 0.0)
    terms.append(min(0.8, max(0.0, rest_s / 8.0)))
    if not all(swings):
        terms.append(ratio(lambda m: m.knees_g, 2.5))
        hold_a, hold_b = (of(group, lambda m: m.hold_s) for group in (before, after))
        terms.append(abs(hold_a - hold_b) / (1.2 + 0.8 * min(hold_a, hold_b)))
        if not is_bridged:
            duration_s = max(of(group, lambda m: m.end_s - m.start_s) for group in (before, after))
            drop_a, drop_b = (of(group, lambda m: m.drop_m) for group in (before, after))
            terms += [
                abs(drop_a - drop_b) / (0.16 + 0.014 * duration_s * duration_s),
                ratio(lambda m: m.concentric_s, 3.0),
                ratio(lambda m: m.eccentric_s, 3.0),
            ]
    return math.sqrt(sum(min(term, 1.5) ** 2 for term in terms)) / 1.05


def _carried_by_rhythm(group: list[Movement]) -> list[Movement]:
    """Put in the swings that gaps swallowed: the rhythm of the others says how many, and when."""
    if len(group) < 4 or not _are_swings(group):
        return group
    cycle_s = median(b.bottom_s - a.bottom_s for a, b in pairwise(group))
    whole = group[:1]
    for following in group[1:]:
        before = whole[-1]
        between_s = following.bottom_s - before.bottom_s
        cycles = round(between_s / cycle_s)
        if (
            BRIDGED in (before.doubt, following.doubt)
            and 1 < cycles < 4
            and abs(between_s / cycle_s - cycles) < 0.3
        ):
            for i in range(1, cycles):
                later_s = before.bottom_s + i * between_s / cycles - following.bottom_s
                whole.append(following.shifted(later_s))
        whole.append(following)
    return whole


def _floor_likeness(piece: Sequence[Movement]) -> float:
    """Return how much movements are like reaching for the floor: with the knees, and a hold."""
    return median(min(3.0, m.hold_s) + 2.0 * m.knees_g for m in piece)


def _is_from_the_floor(piece: Sequence[Movement]) -> bool:
    """Whether movements took something from the floor or put it there."""
    return not _are_swings(piece) and all(
        m.hold_s > 1.2 and m.knees_g > 0.3 and m.drop_m > 0.1 for m in piece
    )


def _alternation(group: Sequence[Movement]) -> float:
    """Return how sure it is that every other movement undoes the one before: over 1 is sitting.

    Getting up ends where sitting down began: what is small and different from one to the next,
    pose, height and haste, has the same sign every second time.
    """

    def swinging(measure: Callable[[Movement], float]) -> float:
        values = [measure(m) for m in group]
        return 0.5 * abs(fmean(values[::2]) - fmean(values[1::2]))

    if len(group) < 3:
        return 0.0
    return math.hypot(
        swinging(lambda m: m.end_deg - m.start_deg) / 3.0,
        swinging(lambda m: m.net_m) / 0.12,
        swinging(lambda m: math.log(m.eccentric_dps / m.concentric_dps)) / 0.3,
    )


def _objection(group: Sequence[Movement], exercise: str | None) -> str | None:
    """Return why a group is no set, or None."""
    is_armed = exercise is not None
    if len(group) < (1 if is_armed else AUTO_REPS):
        return "single_bend"
    least = ARMED_RANGE_DEG if is_armed else AUTO_RANGE_DEG
    if median(m.range_deg for m in group) < least:
        return "too_small"
    if (
        median(m.peak_deg for m in group) > LYING_DEG
        and median(m.aside_deg for m in group) > LYING_ASIDE_DEG
        and median(m.hold_s for m in group) > 1.0
    ):
        return "not_upright"
    swings = _are_swings(group)
    if exercise == "swing" and not swings or len(group) < AUTO_REPS and _is_from_the_floor(group):
        return "pick_up"
    if is_armed:
        return None
    if not swings and _alternation(group) > 1.0:
        return "sitting"
    rests = [later.start_s - one.end_s for one, later in pairwise(group)]
    if swings and median(rests) > SWING_REST_S:
        return "irregular"
    if not swings and median(m.vertical_g for m in group) > JOLT_G:
        return "too_fast"
    return None
