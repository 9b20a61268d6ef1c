"""What a group of hinges is when nobody said: Romanian deadlifts, swings, deadlifts, or none."""

import math
from collections.abc import Sequence
from statistics import median

from repsignal.hip_share import usual_share
from repsignal.kinds import are_swings, swing_odds
from repsignal.movement import SEAT_MOST_M, Movement

AWAY_DEG = 30.0
"""Reps whose lock-outs are further from upright than this are done lying, or bent over a bench."""

LEANT_BACK_DEG = -10.0
"""Nobody locks out a deadlift further back than this; who sits does."""

STRAIGHT_DEG = 10.0
"""Who pulls a bar with both hands leans aside by less than this; who rolls over to lie does not."""

DEEP_DEG, LOW_M, FLOAT_LEAST_DEG = 36.0, 0.27, 1.5
"""What bends less, goes down further and leans back less than these is a quick squat."""

THROW_G, THROW_ACC_G, SHALLOW_DEG = 0.3, 0.14, 34.0
"""Vertical acceleration, peak to peak, of the weakest swing that goes no further than the last,
with a gyro and without: there the slower low-pass takes half of both."""

LEGS_G = 4.0
"""A throw with more vertical acceleration than this for each 100 °/s is one of the legs."""

SURE = 0.5
"""Log odds from which a hinge is called a deadlift or a squat, and not an RDL with soft knees."""

HINGED, SURE_HINGED = 0.7, 4.0
"""A hip share above the first is an RDL's; log odds above the second are a deadlift's even so."""

LONGEST_HOLD_S = 3.0
"""A longer hold at the bottom says no more."""

KNEES = math.log(0.42)
"""Logarithm of the vertical acceleration for each 100 °/s (g) of who bends the knees."""

SQUATTED, FROM_FLOOR = 0.32, 0.15
"""A hip share (docs/hip-share.md) below the first is a squat's; only a lower one is, by the second
for each second that the first bottom was held longer: a bar is taken hold of."""

UNKNOWN_DROP_M = 0.25
"""What is taken for the drop of movements too slow for it to be known: between an RDL's and a
squat's."""

HELD_S, FLOAT_DEG, THROWN = 0.25, 2.5, 2.0
"""What is held at the bottom for longer, never leans back further, and is no plainer a throw by its
log odds, is no swing; nor is what is no plainer a throw and has the hip share of a squat."""


def hinge_name(group: Sequence[Movement]) -> str | None:
    """Return what a group of movements alike is called; None if it is no hinge's."""
    usual_deg = median([m.range_deg for m in group])
    top_deg = median([min(m.start_deg, m.end_deg) for m in group])
    if top_deg > AWAY_DEG:
        return None
    is_doubtful = swing_odds(group) < THROWN
    is_held = (
        is_doubtful
        and median([m.hold_s for m in group]) > HELD_S
        and median([m.lean_back_deg for m in group]) < FLOAT_DEG
    )
    drop_m = _drop_m(group)
    leans_back = median([m.lean_back_deg for m in group]) > FLOAT_LEAST_DEG
    if are_swings(group) and usual_deg < DEEP_DEG and drop_m > LOW_M and not leans_back:
        return None
    if are_swings(group) and not is_held:
        throw_g = THROW_G if any(m.net_m for m in group) else THROW_ACC_G
        throws = usual_deg > SHALLOW_DEG or median([m.vertical_g for m in group]) > throw_g
        if not throws or median([m.knees_g for m in group]) >= LEGS_G:
            return None
        return None if is_doubtful and _is_squatted(group) else "swing"
    if min(_squat_odds(group) - SURE, _squat_odds(group) - _deadlift_odds(group)) > 0.0:
        return None
    if median([m.kind.log_knees for m in group]) >= KNEES and _is_squatted(group):
        return None
    share = usual_share(group)
    is_hinged = share is not None and share > HINGED
    if _deadlift_odds(group) <= (SURE_HINGED if is_hinged else SURE):
        return "rdl"
    is_straight = median([m.aside_deg for m in group]) < STRAIGHT_DEG
    return "deadlift" if top_deg > LEANT_BACK_DEG and is_straight else None


def _is_squatted(group: Sequence[Movement]) -> bool:
    share = usual_share(group)
    return share is not None and share + FROM_FLOOR * _taken_hold_s(group) < SQUATTED


def deadlift_confidence(group: Sequence[Movement]) -> float:
    """Return how sure it is (0 … 1) that a group of deadlifts is that."""
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, _deadlift_odds(group)))))


def _deadlift_odds(group: Sequence[Movement]) -> float:
    """Return log odds of a deadlift against an RDL.

    The knees push, so there is more vertical acceleration for the hinge's rate; plates land, so
    there is more of it at all; and the bar rests on the floor, before the first rep at least.
    Fitted by logistic regression to synthetic sets of both and of squats, hard ones included.
    """
    return (
        3.5 * median([m.kind.log_knees for m in group])
        + 3.75 * median([m.kind.log_vertical for m in group])
        + 0.05 * median([m.range_deg for m in group])
        - 4.15 * _drop_m(group)
        + 1.15 * _longest_hold_s(group)
        + 4.4
    )


def _squat_odds(group: Sequence[Movement]) -> float:
    """Return log odds of a squat against an RDL: the hips go down further, for less of a hinge."""
    return (
        3.85 * median([m.kind.log_knees for m in group])
        + 2.4 * median([m.kind.log_vertical for m in group])
        - 0.28 * median([m.range_deg for m in group])
        + 5.1 * _drop_m(group)
        + 0.75 * _longest_hold_s(group)
        + 12.5
    )


def _drop_m(group: Sequence[Movement]) -> float:
    """Return how far the pelvis usually goes down, m; what no seat is below is an error."""
    drop_m = median([m.drop_m for m in group])
    return drop_m if drop_m < SEAT_MOST_M else UNKNOWN_DROP_M


def _taken_hold_s(group: Sequence[Movement]) -> float:
    """Return for how much longer than the others the first bottom was held."""
    usual_s = median([m.hold_s for m in group[1:] or group])
    return min(LONGEST_HOLD_S, max(0.0, group[0].hold_s - usual_s))


def _longest_hold_s(group: Sequence[Movement]) -> float:
    return min(LONGEST_HOLD_S, max(m.hold_s for m in group))
