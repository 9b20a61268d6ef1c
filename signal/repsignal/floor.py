"""Deadlifts: sets that begin and end at the floor, where the bar lies."""

from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from repsignal.events import Rep
from repsignal.grouping import Judged
from repsignal.movement import Movement

AT_THE_FLOOR = frozenset(("pick_up", "set_down", "single_bend", "irregular", "too_fast", "sitting"))
"""What a way to the floor beside a set may have been taken for."""

APART_S = 5.0
"""Longest rest between two ways to the floor of one set."""

RATIO, DEPTH_DEG = 1.5, 14.0
"""How much further a way to the floor may go than those of its set, and to how much deeper a
pose: the bar lies at one height."""


def with_the_floor(judged: Judged, *, is_armed: bool) -> Judged:
    """Return groups of deadlifts with the ways to the floor beside them that are like them.

    If the counter `is_armed` and there is no group, what went to the floor is one.
    """
    groups = [list(group) for group in judged.groups]
    rejected = list(judged.rejected)
    if is_armed and not groups:
        seeds = [pair for pair in rejected if pair[1] in AT_THE_FLOOR]
        if seeds:
            deepest = max(seeds, key=lambda pair: pair[0].peak_deg)
            rejected.remove(deepest)
            groups = [[deepest[0]]]
    for group in groups:
        grown = True
        while grown:
            grown = False
            for pair in rejected:
                if pair[1] in AT_THE_FLOOR and _is_beside(pair[0], group):
                    rejected.remove(pair)
                    group.append(pair[0])
                    group.sort(key=_start_s)
                    grown = True
                    break
    return Judged(groups, rejected)


def without_the_last(judged: Judged, is_from_floor: Sequence[bool]) -> Judged:
    """Return groups, those from the floor without the last way up: the bar stays there."""
    groups, rejected = [], list(judged.rejected)
    for group, cut in zip(judged.groups, is_from_floor, strict=True):
        groups.append(group[:-1] if cut and len(group) > 1 else group)
        if cut and len(group) > 1:
            rejected.append((group[-1], "set_down"))
    rejected.sort(key=lambda pair: pair[0].start_s)
    return Judged(groups, rejected)


def off_the_floor(reps: Sequence[Rep]) -> tuple[Rep, ...]:
    """Return reps whose first has no eccentric: getting into position is none."""
    at_s = reps[0].bottom_end_s
    first = replace(
        reps[0],
        start_s=at_s,
        bottom_s=at_s,
        eccentric_known=False,
        hips_lead=None,
        flags=tuple(flag for flag in reps[0].flags if flag != "knees_first"),
    )
    return (first, *reps[1:])


def _is_beside(movement: Movement, group: Sequence[Movement]) -> bool:
    first, last = group[0], group[-1]
    if movement.end_s <= first.start_s:
        apart_s = first.start_s - movement.end_s
    elif movement.start_s >= last.end_s:
        apart_s = movement.start_s - last.end_s
    else:
        apart_s = 0.0
    usual_deg = median([one.range_deg for one in group])
    return (
        apart_s < APART_S
        and usual_deg / RATIO < movement.range_deg < RATIO * usual_deg
        and abs(movement.peak_deg - median([one.peak_deg for one in group])) < DEPTH_DEG
    )


def _start_s(movement: Movement) -> float:
    return movement.start_s
