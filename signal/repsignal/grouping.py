"""Which movements are the reps of a set, and why the others are not."""

from collections.abc import Sequence
from statistics import median
from typing import NamedTuple

from repsignal.movement import Movement

AUTO_REPS = 3
"""Similar reps in a row that make a set when no exercise was chosen."""

AUTO_RANGE_DEG = 20.0
ARMED_RANGE_DEG = 14.0
"""Smallest median range of a set's reps. Less lets leaning count, more misses partial reps."""

LYING_DEG = 76.0
"""A pelvis tilted this far and held there lies."""

JOLT_G = 1.0
"""Vertical acceleration, peak to peak, that no slow hinge has: dropping into a chair, a jump."""

SWING_REST_S = 4.0
"""Swings follow each other within this: the longest cycle and some."""


class Judged(NamedTuple):
    """A run of movements, judged: groups of reps, and movements with the reason they are none."""

    groups: list[list[Movement]]
    rejected: list[tuple[Movement, str]]


def judge(run: Sequence[Movement], *, is_armed: bool) -> Judged:
    """Split a run of movements, in order, into groups of similar reps and the rest."""
    rejected: list[tuple[Movement, str]] = []
    groups: list[list[Movement]] = []
    for part in _split(_large(run, rejected), rejected):
        group = _trimmed(part, rejected)
        reason = _objection(group, is_armed=is_armed)
        if reason is None:
            groups.append(group)
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
            other.transfer <= 1.0 and _ratio(movement.range_deg, other.range_deg) < 1.8
            for other in beside
        )
        if movement.transfer > 1.0 and not (slipped and len(beside) == 2):
            rejected.append((movement, "sitting"))
            parts.append([])
        else:
            parts[-1].append(movement)
    return [part for part in parts if part]


def _trimmed(part: list[Movement], rejected: list[tuple[Movement, str]]) -> list[Movement]:
    """Trim what is unlike the rest from both ends: picking the weight up, setting it down."""
    group = list(part)
    changed = True
    while changed and len(group) > 1:
        changed = False
        swings = is_swing(group) > 0.5
        if len(group) == 2:
            first, last = group
            if _unlike(first, [last], swings) or _unlike(last, [first], swings):
                odd = max(group, key=_floor_likeness)
                group.remove(odd)
                rejected.append((odd, "pick_up" if odd is first else "set_down"))
            break
        if _unlike(group[0], group[1:4], swings) and not (
            swings and _is_hiked(group[0], group[1:4])
        ):
            rejected.append((group.pop(0), "pick_up"))
            changed = True
        elif _unlike(group[-1], group[-4:-1], swings):
            rejected.append((group.pop(), "set_down"))
            changed = True
    return group


def _is_hiked(first: Movement, others: Sequence[Movement]) -> bool:
    """Whether a first swing was driven like the others, whatever came before its drive."""
    return first.concentric_dps > 0.6 * median(m.concentric_dps for m in others)


def _unlike(one: Movement, others: Sequence[Movement], swings: bool) -> bool:
    """Whether a movement at the edge is of another kind than its neighbours."""
    drive = median(m.concentric_dps for m in others)
    if swings and one.concentric_dps < 0.6 * drive:
        return True
    hold_s = median(m.hold_s for m in others)
    return (
        _ratio(one.range_deg, median(m.range_deg for m in others)) > 1.7
        or _ratio(one.concentric_dps, drive) > 2.5
        or _ratio(one.concentric_s, median(m.concentric_s for m in others)) > 2.5
        or _ratio(one.eccentric_s, median(m.eccentric_s for m in others)) > 3.0
        or abs(one.hold_s - hold_s) > 1.0 + 0.8 * min(one.hold_s, hold_s)
        or abs(one.drop_m - median(m.drop_m for m in others))
        > 0.14 + 0.012 * (one.end_s - one.start_s) ** 2
    )


def _floor_likeness(movement: Movement) -> float:
    """Return how much a movement is like reaching for the floor: with the knees, and a hold."""
    duration_s = movement.end_s - movement.start_s
    return movement.drop_m / (0.1 + 0.01 * duration_s**2) + min(3.0, movement.hold_s)


def _objection(group: Sequence[Movement], *, is_armed: bool) -> str | None:
    """Return why a group is no set, or None."""
    if len(group) < (1 if is_armed else AUTO_REPS):
        return "single_bend"
    least = ARMED_RANGE_DEG if is_armed else AUTO_RANGE_DEG
    if median(m.range_deg for m in group) < least:
        return "too_small"
    if median(m.peak_deg for m in group) > LYING_DEG and median(m.hold_s for m in group) > 2.0:
        return "not_upright"
    if is_armed:
        return None
    swings = is_swing(group) > 0.5
    rests = [later.start_s - one.end_s for one, later in zip(group, group[1:], strict=False)]
    if swings and median(rests) > SWING_REST_S:
        return "irregular"
    if not swings and median(m.vertical_g for m in group) > JOLT_G:
        return "too_fast"
    return None


def _ratio(a: float, b: float) -> float:
    """Return how many times the larger is the smaller."""
    low, high = min(a, b), max(a, b)
    return high / max(low, 1e-3)
