"""From a group of movements to the reps of a named exercise: phases by TERMS, flags, confidence."""

import math
from collections.abc import Sequence
from itertools import accumulate
from statistics import median

from repsignal.events import Rep, SetResult
from repsignal.hip_share import with_hip_share
from repsignal.kinds import swing_odds
from repsignal.movement import Movement
from repsignal.movement_kernel import UPRIGHT_DEG
from repsignal.state import BRIDGED, CLIPPED

MEET_S = 0.2
"""A pause shorter than this round a reversal is none."""

SHORT_RANGE = 0.7
NO_LOCKOUT_DEG = 15.0
SURE, UNLIKE_COSTS = 0.99, 0.05
"""How sure a rep is that is like those of its set, and how much less one that is nothing like them:
as often as counted hinges were right in hard synthetic sets and in everyday life."""

FLOOR_HOLD_S = 0.4
"""A swing whose first bottom is held longer was hiked from the floor."""


def set_of(group: Sequence[Movement], exercise: str | None) -> SetResult:
    """Return the set that a group of movements is; `exercise` None finds its name."""
    certainty = 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, swing_odds(group)))))
    name = exercise or ("swing" if certainty > 0.5 else "rdl")
    confidence = certainty if name == "swing" else 1.0 - certainty
    if exercise is not None:
        confidence = 1.0
    times = _swing_times(group) if name == "swing" else _hinge_times(group)
    reps = tuple(
        _rep(movement, bounds, group)
        for movement, bounds in zip(group, _in_order(times), strict=True)
    )
    reps = with_hip_share(name, reps, group)
    return SetResult(name, confidence, reps[0].start_s, reps[-1].end_s, reps)


Bounds = tuple[float, float, float, float, bool]


def _in_order(times: list[Bounds]) -> list[Bounds]:
    """Return the same times, none before the one before it, however a gap distorted them."""
    ordered: list[Bounds] = []
    latest_s = -math.inf
    for *bounds, known in times:
        _, start, bottom, bottom_end, latest_s = accumulate(bounds, max, initial=latest_s)
        ordered.append((start, bottom, bottom_end, latest_s, known))
    return ordered


def _hinge_times(group: Sequence[Movement]) -> list[Bounds]:
    bounds = [(m.start_s, m.bottom_s, m.bottom_end_s, m.end_s, True) for m in group]
    return _meeting(bounds, group, [False] * len(group))


def _swing_times(group: Sequence[Movement]) -> list[Bounds]:
    """Phases of swings: the float lies between them, and the first may come off the floor."""
    bounds: list[Bounds] = []
    for i, m in enumerate(group):
        end = m.end_s if math.isnan(m.upright_s) else min(m.end_s, m.upright_s)
        start = m.start_s
        if i and not math.isnan(m.leave_s):
            start = max(start, m.leave_s)
        off_the_floor = i == 0 and m.hold_s > FLOOR_HOLD_S
        bottom = m.bottom_end_s if off_the_floor else m.bottom_s
        start = bottom if off_the_floor else min(start, bottom)
        bounds.append((start, bottom, m.bottom_end_s, max(end, m.bottom_end_s), not off_the_floor))
    return _meeting(bounds, group, [not math.isnan(m.upright_s) for m in group])


def _meeting(
    bounds: list[Bounds], group: Sequence[Movement], floats: Sequence[bool]
) -> list[Bounds]:
    """Let what overlaps meet, and what is less than a pause apart, if no float lies between."""
    usual_down_s = median(bottom - start for start, bottom, *_ in bounds)
    usual_up_s = median(end - bottom_end for _, _, bottom_end, end, _ in bounds)
    for i in range(len(bounds) - 1):
        own_start, bottom, bottom_end, end, known = bounds[i]
        start, next_bottom, next_bottom_end, next_end, next_known = bounds[i + 1]
        if start < end and BRIDGED in (group[i].doubt, group[i + 1].doubt):
            # A bridge may draw out a movement, and its bottom, over the next one.
            if bottom_end > next_bottom:
                bottom_end = bottom
            end = min(end, bottom_end + usual_up_s)
            start = max(start, next_bottom - usual_down_s)
        if start < end or (not floats[i] and start - end < MEET_S):
            end = start = min(max(0.5 * (start + end), bottom_end), next_bottom)
        bounds[i] = (own_start, bottom, bottom_end, end, known)
        bounds[i + 1] = (start, next_bottom, next_bottom_end, next_end, next_known)
    return bounds


def _rep(m: Movement, bounds: Bounds, group: Sequence[Movement]) -> Rep:
    start_s, bottom_s, bottom_end_s, end_s, known = bounds
    range_deg = m.range_deg
    if end_s == m.upright_s:
        top_deg = min(UPRIGHT_DEG, m.start_deg) if start_s == m.start_s else UPRIGHT_DEG
        range_deg = max(1.0, m.peak_deg - top_deg)
    usual_deg = median(other.range_deg for other in group)
    flags = []
    if range_deg < SHORT_RANGE * usual_deg:
        flags.append("short_range")
    if m.end_deg > m.start_deg + NO_LOCKOUT_DEG:
        flags.append("no_lockout")
    if m.doubt == BRIDGED:
        flags.append("across_gap")
    if m.doubt == CLIPPED:
        flags.append("clipped")
    likeness = min(range_deg, usual_deg) / max(range_deg, usual_deg, 1.0)
    return Rep(
        start_s=start_s,
        bottom_s=bottom_s,
        bottom_end_s=bottom_end_s,
        end_s=end_s,
        eccentric_known=known,
        range_of_motion_deg=range_deg,
        peak_concentric_dps=m.concentric_dps,
        mean_concentric_dps=range_deg / max(0.05, end_s - bottom_end_s),
        confidence=SURE - UNLIKE_COSTS * (1.0 - likeness),
        flags=tuple(flags),
        hip_share=None,
    )
