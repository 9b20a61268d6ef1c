"""Why a group of movements is no set."""

import math
from collections.abc import Sequence
from itertools import pairwise
from statistics import fmean, median

from repsignal.kinds import (
    ASIDE_DEG,
    HELD_S,
    SWING_REST_S,
    are_swings,
    step,
    step_over,
    step_unrested,
    swing_odds,
)
from repsignal.movement import Movement
from repsignal.sitting import alternation, keeps_level, undoes
from repsignal.state import BRIDGED

AUTO_REPS = 3
"""Similar reps in a row that make a set when no exercise was chosen."""

AUTO_RANGE_DEG = 20.0
ARMED_RANGE_DEG = 14.0
"""Smallest median range of a set's reps. Less lets leaning count, more misses partial reps."""

LYING_DEG = 76.0
LYING_ASIDE_DEG = 6.5
LYING_S = 3.0
"""A pelvis tilted this far, and this far to a side, and held there for longer, lies. Less takes
reaching for the toes for it."""

LYING_LOW_DEG, LYING_LOW_M = 73.0, 0.35
"""So does one tilted as far as the first that went down by more than the second."""

SLIPS = 0.25
"""Part of a set's reps that may end in another pose than they began, because the strap slipped; of
more, not each undoes the one before: who does not always lock out goes to and fro as it comes."""

ASIDE_PART = 0.2
"""A swing goes out and back the same way: what always leaves it to a side by more than this part
of its range is a circle of the hips, or a strap that is not worn; one that slips does so later."""

PENDULUM = 0.7
"""Who usually begins a swing by more than this part of its depth behind upright, hangs in a bag."""

UNLOCKED_FROM = 3
"""So many that end elsewhere, and do not undo each other in turn, show that nobody sat."""

IRREGULAR = 0.8
"""Mean `step` from rep to rep above which hinges are chores, not a set."""

IN_TURN = 0.5
"""The same from each rep to the more alike of the two before it, in a set of whole and half reps.
More takes chores of two kinds for a set."""

HALF_GAP = math.log(1.2)
"""Logarithm of how much further whole reps go than half ones, at least, with none in between."""

SWING_FROM_S, SWING_TO_S = 0.45, 3.5
"""How long the usual swing of a set lasts, out and back; jogging is faster, chores are slower."""

HINGE_FROM_S = 0.8
"""How long the usual hinge lasts that was armed for; trembling of a loose strap is faster."""

SEATED_S = 5.5
"""Who usually holds the bottom for longer, and did not get there slowly, sits there. Less takes
long pauses for it."""

NO_SWING = -4.0
"""Log odds below which a set that was armed as swings is none."""

JOLT_G = 1.0
"""Vertical acceleration, peak to peak, that no slow hinge has: dropping into a chair, a jump."""

PULLED_G, PULLED_DEG = 2.2, 36.0
"""The same where a bar that rests on the floor is pulled up, from at least so far a bow."""

FLOOR_DROP_M = 0.19
"""Who reaches the floor with the knees goes down by more."""

QUICK_S, SLOW_S = 2.2, 2.8
"""A way to a weight on the floor, or up with it, takes no longer than the first; nobody who only
wants to have it takes the second."""

FLIGHT_S, JUMP_S, DIP_DEG = 0.12, 0.17, 33.0
"""A group that usually, or once, falls freely for longer, and bends less, jumps. Hard swings fall
too, from a bend that no jump begins with."""


def objection(group: Sequence[Movement], exercise: str | None) -> str | None:
    """Return why a group of movements alike is no set, a reason of `Rejected`; None if it is one.

    `exercise` is what the counter is armed for, or None.
    """
    is_armed = exercise is not None
    if len(group) < (1 if is_armed else AUTO_REPS):
        return "single_bend"
    least = ARMED_RANGE_DEG if is_armed else AUTO_RANGE_DEG
    usual_deg = median([m.range_deg for m in group])
    if usual_deg < least:
        return "too_small"
    if _lies(group):
        return "not_upright"
    flights_s = [m.flight_s for m in group]
    if usual_deg < DIP_DEG and (median(flights_s) > FLIGHT_S or max(flights_s) > JUMP_S):
        return "too_fast"
    swings = are_swings(group)
    if exercise == "swing":
        if swing_odds(group) < (NO_SWING if len(group) >= AUTO_REPS else 0.0):
            return "pick_up"
    elif len(group) < AUTO_REPS and _is_from_the_floor(group):
        return "pick_up"
    usual_s = median([m.kind.duration_s for m in group])
    if usual_s < (SWING_FROM_S if exercise in (None, "swing") else HINGE_FROM_S):
        return "too_fast"
    if is_armed:
        return None
    moved = sum(m.transfer > 1.0 for m in group)
    is_level = keeps_level(group)
    if moved > SLIPS * len(group) and not is_level and undoes(group):
        return "sitting"
    if swings:
        return _objection_to_swings(group)
    # Who moved to and fro as it came does not sit, whatever the rest looks like.
    may_sit = moved < UNLOCKED_FROM and not is_level and not _goes_aside(group)
    if may_sit and alternation(group) > 1.0:
        return "sitting"
    return _objection_to_hinges(group)


def _lies(group: Sequence[Movement]) -> bool:
    tilt_deg = median([m.peak_deg for m in group])
    is_down = tilt_deg > LYING_LOW_DEG and median([m.drop_m for m in group]) > LYING_LOW_M
    is_held = tilt_deg > LYING_DEG and median([m.hold_s for m in group]) > LYING_S
    return (is_down or is_held) and median([m.aside_deg for m in group]) > LYING_ASIDE_DEG


def _objection_to_swings(group: Sequence[Movement]) -> str | None:
    hangs = median([m.start_deg + PENDULUM * m.peak_deg for m in group]) < 0.0
    if hangs or min(m.aside_deg / m.range_deg for m in group) > ASIDE_PART:
        return "irregular"
    usual_s = median([m.kind.duration_s for m in group])
    rests = [later.start_s - one.end_s for one, later in pairwise(group)]
    return "irregular" if usual_s > SWING_TO_S or median(rests) > SWING_REST_S else None


def _objection_to_hinges(group: Sequence[Movement]) -> str | None:
    seated_s = median([m.hold_s if _haste(m) > 0.0 else 0.0 for m in group])
    if seated_s > SEATED_S and not _goes_aside(group):
        return "sitting"
    if unevenness(group) > IRREGULAR:
        return "irregular"
    is_pulled = (
        median([m.range_deg for m in group]) > PULLED_DEG
        and median([m.hold_s for m in group]) > HELD_S
    )
    jolts_g = median([m.vertical_g for m in group])
    return "too_fast" if jolts_g > (PULLED_G if is_pulled else JOLT_G) else None


def unevenness(group: Sequence[Movement]) -> float:
    """Return the mean `step` from rep to rep; who does whole and half ones in turn is even too."""
    steps = [step(a, b) for a, b in pairwise(group) if BRIDGED not in (a.doubt, b.doubt)]
    uneven = fmean(steps) if steps else 0.0
    in_turn = [
        min(step(b, c), step_over(a, b, c))
        for a, b, c in zip(group, group[1:], group[2:], strict=False)
        if BRIDGED not in (a.doubt, b.doubt, c.doubt)
    ]
    are_in_turn = len(in_turn) > 1 and fmean(in_turn) < IN_TURN
    if are_in_turn or (uneven > IRREGULAR and _are_whole_and_half(group)):
        return min(uneven, IN_TURN)
    return uneven


def _are_whole_and_half(group: Sequence[Movement]) -> bool:
    """Whether movements are of two ranges, and those of either are as like as one set's.

    In which order they are done, and how long the rests between them are, says nothing.
    """
    known = [m for m in group if m.doubt != BRIDGED]
    ranges = sorted(m.kind.log_range for m in known)
    gaps = [(b - a, 0.5 * (a + b)) for a, b in pairwise(ranges)]
    widest, middle = max(gaps, default=(0.0, 0.0))
    kinds = [[m for m in known if (m.kind.log_range > middle) == far] for far in (True, False)]
    steps = [step_unrested(a, b) for kind in kinds for a, b in pairwise(kind)]
    return (
        widest > HALF_GAP and len(kinds[0]) >= AUTO_REPS and bool(steps) and fmean(steps) < IN_TURN
    )


def _goes_aside(group: Sequence[Movement]) -> bool:
    """Whether it leans aside each time, as on one leg with the hips turned open; no chair is so."""
    return median([m.aside_deg for m in group]) > ASIDE_DEG


def floor_likeness(piece: Sequence[Movement]) -> float:
    """Return how much movements are like reaching for the floor: with the knees, and a hold.

    Over 1 both are as in picking up a weight; a pause has the hold alone, a squat the knees. What
    is slow is lifted by the clock, and too slow for an acceleration to show the knees.
    """
    return median(
        [min(m.hold_s / 1.3, 1.2) * min(m.knees_g / 0.33, 1.5) * _haste(m) for m in piece]
    )


def _haste(m: Movement) -> float:
    """Return 1 for ways as quick as those to a weight and up with it, 0 for slow ones."""
    slower_s = max(m.bottom_s - m.start_s, m.end_s - m.bottom_end_s)
    return min(1.0, max(0.0, (SLOW_S - slower_s) / (SLOW_S - QUICK_S)))


def _is_from_the_floor(piece: Sequence[Movement]) -> bool:
    """Whether movements took something from the floor or put it there."""
    return not are_swings(piece) and floor_likeness(piece) > 1.0 and piece[0].drop_m > FLOOR_DROP_M
