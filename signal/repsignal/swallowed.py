"""Swings that gaps swallowed: the rhythm of the others tells of them."""

from itertools import pairwise
from statistics import median

from repsignal.gaps import BRIDGED_S
from repsignal.kinds import are_swings
from repsignal.movement import Movement
from repsignal.reps import FLOOR_HOLD_S
from repsignal.state import BRIDGED


def carried_by_rhythm(group: list[Movement]) -> list[Movement]:
    """Put in the swings that gaps swallowed: the rhythm of the others says how many, and when.

    What is held for a cycle has left the rhythm, and no gap swallows more than it lasts.
    """
    if len(group) < 4 or not are_swings(group):
        return group
    cycle_s = median(b.bottom_s - a.bottom_s for a, b in pairwise(group))
    usual = sorted(group, key=_duration_s)[len(group) // 2]
    whole = group[:1]
    for before, following in pairwise(group):
        between_s = following.bottom_s - before.bottom_s
        cycles = round(between_s / cycle_s)
        if (
            BRIDGED in (before.doubt, following.doubt)
            and following.hold_s < cycle_s
            and (before is not group[0] or before.hold_s < FLOOR_HOLD_S)
            and cycles > 1
            and (cycles - 2) * cycle_s + _duration_s(usual) < BRIDGED_S
            and abs(between_s / cycle_s - cycles) < 0.3
        ):
            for i in range(1, cycles):
                bottom_s = before.bottom_s + i * between_s / cycles
                whole.append(usual.shifted(bottom_s - usual.bottom_s))
        whole.append(following)
    return whole


def _duration_s(movement: Movement) -> float:
    return movement.end_s - movement.start_s
