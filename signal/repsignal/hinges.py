"""What a group of hinges is when nobody said: Romanian deadlifts, swings, deadlifts, or none."""

import math
from collections.abc import Sequence
from statistics import median

from repsignal.hip_share import usual_share
from repsignal.kinds import are_swings, swing_odds
from repsignal.movement import Movement

AWAY_DEG = 30.0
"""Reps whose lock-outs are further from upright than this are done lying, or bent over a bench."""

BEHIND_DEG, CIRCLE_DEG = -6.5, 36.0
"""Slow movements that begin further back than this, and go no further than that, are circles of the
hips: no hinge begins by leaning back."""

DEEP_DEG, LOW_M, FLOAT_LEAST_DEG = 36.0, 0.27, 1.5
"""What bends less, goes down further and leans back less than these is a quick squat."""

THROW_G, SHALLOW_DEG = 0.3, 34.0
"""Vertical acceleration, peak to peak, of the weakest swing that goes no further than this."""

LEGS_G = 4.0
"""A throw with more vertical acceleration than this for each 100 °/s is one of the legs."""

SURE = 0.0
"""Log odds from which a hinge is called a deadlift, and not an RDL with soft knees."""

KNEES = math.log(0.42)
"""Logarithm of the vertical acceleration for each 100 °/s (g) of who bends the knees."""

SQUATTED = 0.36
"""A hip share (docs/hip-share.md) below this is a squat's."""

SET_UP_S = 0.7
"""A bar on the floor is taken hold of for longer before the first pull, or rests there so long."""

HELD_S, FLOAT_DEG, THROWN = 0.25, 2.5, 2.0
"""What is held at the bottom for longer, never leans back further, and is no plainer a throw by its
log odds, is no swing."""


def hinge_name(group: Sequence[Movement]) -> str | None:
    """Return what a group of movements alike is called; None if it is no hinge's."""
    usual_deg = median([m.range_deg for m in group])
    top_deg = median([min(m.start_deg, m.end_deg) for m in group])
    if top_deg > AWAY_DEG:
        return None
    is_held = (
        swing_odds(group) < THROWN
        and median([m.hold_s for m in group]) > HELD_S
        and median([m.lean_back_deg for m in group]) < FLOAT_DEG
    )
    drop_m = median([m.drop_m for m in group])
    leans_back = median([m.lean_back_deg for m in group]) > FLOAT_LEAST_DEG
    if are_swings(group) and usual_deg < DEEP_DEG and drop_m > LOW_M and not leans_back:
        return None
    if are_swings(group) and not is_held:
        throws = usual_deg > SHALLOW_DEG or median([m.vertical_g for m in group]) > THROW_G
        return "swing" if throws and median([m.knees_g for m in group]) < LEGS_G else None
    if top_deg < BEHIND_DEG and usual_deg < CIRCLE_DEG:
        return None
    if _squat_odds(group) > 0.0:
        return None
    if median([m.kind.log_knees for m in group]) < KNEES:
        return "rdl"
    share = usual_share(group)
    if share is not None and share < SQUATTED:
        return None
    is_off_the_floor = max(group[0].hold_s, median([m.hold_s for m in group])) > SET_UP_S
    return "deadlift" if is_off_the_floor and _deadlift_odds(group) > SURE else "rdl"


def deadlift_confidence(group: Sequence[Movement]) -> float:
    """Return how sure it is (0 … 1) that a group of deadlifts is that."""
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, _deadlift_odds(group)))))


def _deadlift_odds(group: Sequence[Movement]) -> float:
    """Return log odds of a deadlift against an RDL.

    The knees push, so there is more vertical acceleration for the hinge's rate; plates land, so
    there is more of it at all; and the bar rests on the floor. Fitted by logistic regression to
    synthetic sets of both, hard ones included.
    """
    return (
        2.0 * median([m.kind.log_knees for m in group])
        + 3.0 * median([m.kind.log_vertical for m in group])
        + 0.07 * median([m.range_deg for m in group])
        - 3.5 * median([m.drop_m for m in group])
        + 0.6 * median([m.hold_s for m in group])
        + 0.6
    )


def _squat_odds(group: Sequence[Movement]) -> float:
    """Return log odds of a squat against the more likely of an RDL and a deadlift, fitted alike.

    The hips go down further, for less of a hinge.
    """
    knees = median([m.kind.log_knees for m in group])
    vertical = median([m.kind.log_vertical for m in group])
    range_deg = median([m.range_deg for m in group])
    drop_m = median([m.drop_m for m in group])
    hold_s = median([m.hold_s for m in group])
    to_rdl = -0.12 * range_deg + 4.1 * drop_m + 1.8 * knees + 1.7 * vertical + 0.75 * hold_s + 3.7
    to_deadlift = (
        -0.22 * range_deg + 7.7 * drop_m + 1.35 * knees - 2.35 * vertical - 1.06 * hold_s + 4.5
    )
    return min(to_rdl, to_deadlift)
