"""From the cycles of a set to its reps: phases by TERMS, flags, confidence."""

from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from repsignal.cycle import Cycle
from repsignal.events import Rep
from repsignal.exercise import Exercise, Signal, Start
from repsignal.hip_share import LONGEST_S, STANDING, hip_share
from repsignal.hips_lead import LEADING, LEAST_WAY_M
from repsignal.phases import MEET_S
from repsignal.reps import SHORT_RANGE
from repsignal.state import BRIDGED, CLIPPED, MEASURED

SURE, UNLIKE_COSTS = 0.94, 0.35
"""As in `reps`, for the lifts that are told by lean or height."""

LEAST_DEG = 0.1


def reps_of(cycles: Sequence[Cycle], exercise: Exercise) -> tuple[Rep, ...]:
    """Return the reps that the cycles of a set are, in order."""
    usual = median([_amount(cycle, exercise) for cycle in cycles])
    reps: list[Rep] = []
    for i, cycle in enumerate(cycles):
        known = cycle.has_eccentric and not (i == 0 and exercise.start is Start.FLOOR)
        start_s = cycle.start_s if known else cycle.bottom_end_s
        bottom_s = cycle.bottom_s if known else cycle.bottom_end_s
        if reps and start_s - reps[-1].end_s < MEET_S:
            before = reps[-1]
            meet_s = min(max(0.5 * (start_s + before.end_s), before.bottom_end_s), bottom_s)
            if meet_s < before.bottom_end_s:
                meet_s = before.end_s
            reps[-1] = replace(before, end_s=meet_s)
            start_s = meet_s
            bottom_s = max(bottom_s, start_s)
        bottom_end_s = max(cycle.bottom_end_s, bottom_s)
        if not known:
            start_s = bottom_s = bottom_end_s
        end_s = max(cycle.end_s, bottom_end_s)
        amount = _amount(cycle, exercise)
        flags = []
        if amount < SHORT_RANGE * usual:
            flags.append("short_range")
        if cycle.doubt == BRIDGED:
            flags.append("across_gap")
        if cycle.doubt == CLIPPED:
            flags.append("clipped")
        likeness = min(amount, usual) / max(amount, usual, 1e-3)
        range_deg = max(LEAST_DEG, cycle.range_deg)
        reps.append(
            Rep(
                start_s=start_s,
                bottom_s=bottom_s,
                bottom_end_s=bottom_end_s,
                end_s=end_s,
                eccentric_known=known,
                range_of_motion_deg=range_deg,
                peak_concentric_dps=max(LEAST_DEG, cycle.concentric_dps),
                mean_concentric_dps=range_deg / max(0.05, end_s - bottom_end_s),
                confidence=SURE - UNLIKE_COSTS * (1.0 - likeness),
                flags=tuple(flags),
                hip_share=_hip_share(cycle, exercise),
                flight_s=cycle.flight_s if exercise.name == "box_jump" else None,
                hips_lead=_hips_lead(cycle, exercise) if known else None,
            )
        )
    return tuple(reps)


def _hip_share(cycle: Cycle, exercise: Exercise) -> float | None:
    if exercise.name not in STANDING or cycle.doubt != MEASURED:
        return None
    return hip_share(cycle.range_deg, cycle.travel_m)


def _hips_lead(cycle: Cycle, exercise: Exercise) -> float | None:
    is_seen = cycle.doubt == MEASURED and cycle.travel_m >= LEAST_WAY_M
    is_soon = cycle.end_s - cycle.start_s <= LONGEST_S
    return cycle.hips_lead if exercise.name in LEADING and is_seen and is_soon else None


def _amount(cycle: Cycle, exercise: Exercise) -> float:
    if exercise.signal is Signal.HEIGHT:
        return max(1e-3, cycle.travel_m)
    return max(1e-3, abs(cycle.end_deg - cycle.bottom_deg))
