"""How steadily a group of cycles is done: its rhythm, its tempo, its rise."""

import math
from collections.abc import Sequence
from itertools import pairwise
from statistics import fmean, median

from repsignal.cycle import Cycle
from repsignal.exercise import Exercise, Signal, Span
from repsignal.state import BRIDGED

RHYTHM, RHYTHM_FROM = Span(0.0, 0.12, 0.05), 3
"""By what part of it the time from lock-out to lock-out usually differs in a set, and how many of
them tell. More lets chores count, less loses sets with a pause after every other rep."""

CHANGE_MOST = 0.5
"""The most that one change from rep to rep counts as: a strap slips in one of them."""

SHORT_S, LITTLE_M, LITTLE_DEG = 0.05, 0.01, 3.0
"""Times, ways and tilts that are known no better than this."""


def rhythm_unlikeness(exercise: Exercise, group: Sequence[Cycle]) -> float:
    """Return how badly the times of a group, and from lock-out to lock-out, are an exercise's.

    A set has a rhythm and a tempo; what is done again and again in life has none.
    """
    periods_s = [later.end_s - one.end_s for one, later in pairwise(group)]
    if not periods_s:
        return 0.0
    usual_s = median(periods_s)
    of_period = exercise.period_s.beyond(usual_s) if exercise.period_s else 0.0
    varies = median([abs(one - usual_s) for one in periods_s]) / usual_s
    of_rhythm = RHYTHM.beyond(varies) if len(periods_s) >= RHYTHM_FROM else 0.0
    of_tempo = exercise.tempo.beyond(unsteadiness(group)) if exercise.tempo else 0.0
    of_rise = exercise.rise.beyond(unevenness(group, exercise.signal)) if exercise.rise else 0.0
    return 0.5 * (of_period**2 + of_rhythm**2 + of_tempo**2 + of_rise**2)


def unsteadiness(group: Sequence[Cycle]) -> float:
    """Return by what part the ways up and down of a group take longer or shorter than the last did.

    Who tires slows down little by little, which is hardly any from one rep to the next. Where a gap
    is, it says nothing of time.
    """
    known = [cycle for cycle in group if cycle.doubt != BRIDGED]
    lowered = [cycle for cycle in known if cycle.has_eccentric]
    return 0.5 * (
        _changing([cycle.concentric_s + SHORT_S for cycle in known])
        + _changing([cycle.eccentric_s + SHORT_S for cycle in lowered])
    )


def unevenness(group: Sequence[Cycle], signal: Signal) -> float:
    """Return by what part a group rises more or less for each degree than the last time.

    Half a rep rises half as far and tilts half as far; what only tilts rises as the sensor errs.
    Where the lean is the `signal`, the tilt is that of the same way; else it is too little for it.
    """
    known = [cycle for cycle in group if cycle.has_eccentric and cycle.doubt != BRIDGED]
    tilts_deg = [
        abs(one.end_deg - one.bottom_deg) if signal is Signal.LEAN else one.range_deg
        for one in known
    ]
    return _changing(
        [
            (abs(one.travel_m) + LITTLE_M) / (tilt_deg + LITTLE_DEG)
            for one, tilt_deg in zip(known, tilts_deg, strict=True)
        ]
    )


def _changing(values: Sequence[float]) -> float:
    """Return the mean part by which each differs from the one before."""
    changes = [min(CHANGE_MOST, abs(math.log(b / a))) for a, b in pairwise(values)]
    return fmean(changes) if changes else 0.0
