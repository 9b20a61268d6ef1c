"""What a group of hinges is when nobody said: Romanian deadlifts, swings, deadlifts, or none."""

from collections.abc import Sequence
from statistics import median

from repsignal.kinds import are_swings
from repsignal.movement import Movement

AWAY_DEG = 30.0
"""Reps whose lock-outs are further from upright than this are done lying, or bent over a bench."""

BEHIND_DEG, CIRCLE_DEG = -6.5, 36.0
"""Slow movements that begin further back than this, and go no further than that, are circles of the
hips: no hinge begins by leaning back."""

THROW_G = 0.3
"""Vertical acceleration, peak to peak, of the weakest swing."""

LEGS_G = 4.0
"""A throw with more vertical acceleration than this for each 100 °/s is one of the legs."""

KNEES_DEG, KNEES_M, KNEES_M_DEG = 30.0, 0.17, 0.0095
"""What tilts by less, but travels by more than this, and by more than this for each degree, is a
squat."""


def hinge_name(group: Sequence[Movement]) -> str | None:
    """Return what a group of movements alike is called; None if it is no hinge's."""
    usual_deg = median([m.range_deg for m in group])
    top_deg = median([min(m.start_deg, m.end_deg) for m in group])
    if top_deg > AWAY_DEG:
        return None
    if are_swings(group):
        throws = median([m.vertical_g for m in group]) > THROW_G
        return "swing" if throws and median([m.knees_g for m in group]) < LEGS_G else None
    if top_deg < BEHIND_DEG and usual_deg < CIRCLE_DEG:
        return None
    drop_m = median([m.drop_m for m in group])
    if drop_m > KNEES_M and (usual_deg < KNEES_DEG or drop_m > KNEES_M_DEG * usual_deg):
        return None
    return "rdl"
