"""Sitting down and getting up, which lean forward and back as a hinge does, but end elsewhere."""

import math
from collections.abc import Callable, Sequence
from statistics import fmean, median

from repsignal.kinds import are_swings, motion_difference, step
from repsignal.movement import Movement, travel_error_m
from repsignal.state import BRIDGED, RINGING, SHAKEN

SAME_MOTION = 0.8
"""A `motion_difference` below this, across a movement that did not come back, shows that the lifter
went on and the strap slipped. More takes sitting down between two bends for it."""

GOES_ON, UNLOCKED = 0.7, 1.8
"""A movement that goes as the two nearest within the first, and came back but for the second, was
not locked out."""

SEAT_HOLD_S, SHORT_HOLD_S = 2.0, 1.0
"""Who sits down stays for longer than the first; than the second if no more is known."""

UPRIGHT_DEG = 5.0
"""Who begins nearer to upright than this was not seated."""

BACK_DEG, APART_S = 7.0, 4.0
"""Who is seated leans back by more than the first; who does so that long behind the last movement,
and is as high as he was by an error only, sat down."""

UNDONE, UNDONE_DEG, UNDONE_AFTER_S = 0.7, 12.0, 1.0
"""Of sitting down and getting up one is more of a transfer than the first, both turn by as much
within the second, and between them lies more than the third."""

SEAT_SWING_M = 0.12
"""By how much the heights that sitting down and getting up end at differ from the mean, at least;
of what lasts long, an error of the height looks as large."""

LEVEL_M, LEVEL_FROM = 0.1, 3
"""What usually ends no further than the first above or below where it began, by so many at least,
was not done to a seat and up from it. More takes high chairs for reps."""

LEVEL = 0.5
"""Part of what travel may be wrong by, below which the pelvis is as high as it was: no seat is."""


def split_at_transfers(
    run: Sequence[Movement], rejected: list[tuple[Movement, str]]
) -> list[list[Movement]]:
    """Split where the pelvis went elsewhere: sitting down, getting up, lying.

    One such movement between similar ones is the strap that slipped, not the lifter. What little is
    done between sitting down and getting up is done seated.
    """
    parts: list[list[Movement]] = [[]]
    seated_s = -math.inf
    for i, movement in enumerate(run):
        # What begins before the way to a seat has ended, and holds, is the seat.
        is_seat = movement.hold_s > SEAT_HOLD_S and movement.start_s < seated_s
        if (
            is_seat
            or _is_seated(run, i)
            or (movement.transfer > 1.0 and not _is_slip(run, i))
            or _is_undone(run, i)
            or (i > 0 and _is_undone(run, i - 1))
        ):
            seated_s = movement.end_s
            rejected.append((movement, "sitting"))
            parts.append([])
        else:
            parts[-1].append(movement)
    for seated in parts[1:-1]:
        if len(seated) < 3:
            rejected += [(movement, "sitting") for movement in seated]
            seated.clear()
    return [part for part in parts if part]


def _is_seated(run: Sequence[Movement], i: int) -> bool:
    """Whether a movement is held between leaning back and leaning back: on a seat.

    It is like none beside it, or begins before the one before has ended.
    """
    movement = run[i]
    if max(movement.start_deg, movement.end_deg) > -BACK_DEG:
        return False
    if i > 0 and movement.start_s < run[i - 1].end_s and movement.hold_s > SHORT_HOLD_S:
        return True
    beside = [run[j] for j in (i - 1, i + 1) if 0 <= j < len(run)]
    return movement.hold_s > SEAT_HOLD_S and all(step(movement, other) > 1.0 for other in beside)


def _is_undone(run: Sequence[Movement], i: int) -> bool:
    """Whether a movement leads to leaning back, from where the next, a transfer too, gets up.

    Two among others like them are reps that were not locked out.
    """
    if i + 1 >= len(run):
        return False
    down, up = run[i], run[i + 1]
    around = [run[j] for j in (i - 1, i + 2) if 0 <= j < len(run)]
    if any(motion_difference(down, other) < GOES_ON for other in around):
        return False
    down_deg, up_deg = down.end_deg - down.start_deg, up.end_deg - up.start_deg
    return (
        max(down.transfer, up.transfer) > UNDONE
        and down.end_deg < -BACK_DEG
        and up_deg > BACK_DEG
        and abs(down_deg + up_deg) < UNDONE_DEG
        and up.start_s > down.end_s + UNDONE_AFTER_S
    )


def _is_slip(run: Sequence[Movement], i: int) -> bool:
    """Whether a movement that did not come back is like those beside it, or level, all the same."""
    movement = run[i]
    is_apart = i > 0 and movement.start_s - run[i - 1].end_s > APART_S
    leans_back = movement.end_deg < -BACK_DEG and not are_swings((movement,))
    if _is_level(run, i) and not (is_apart and leans_back):
        return True
    first = min(max(0, i - 1), len(run) - 3)
    if len(run) > 2 and run[i].transfer < UNLOCKED:
        others = [run[j] for j in range(first, first + 3) if j != i]
        if all(motion_difference(run[i], other) < GOES_ON for other in others):
            return True
    beside = [run[j] for j in (i - 1, i + 1) if 0 <= j < len(run)]
    steady = [other for other in beside if other.transfer <= 1.0]
    if len(steady) == 2 and motion_difference(*steady) < SAME_MOTION:
        return True
    return run[i].transfer < 1.5 and any(step(run[i], other) < 0.9 for other in steady)


def _is_level(run: Sequence[Movement], i: int) -> bool:
    """Whether a movement came back as high as it began: known by a gyro only.

    It began upright, or in the pose in which the one right before it, level too, was not locked
    out.
    """
    movement = run[i]
    duration_s = movement.end_s - movement.start_s
    if movement.net_m == 0.0 or abs(movement.net_m) >= LEVEL * travel_error_m(duration_s):
        return False
    if abs(movement.start_deg) < UPRIGHT_DEG:
        return True
    return (
        i > 0
        and movement.start_s - run[i - 1].end_s < APART_S
        and abs(movement.start_deg - run[i - 1].end_deg) < UPRIGHT_DEG
        and _is_level(run, i - 1)
    )


def _is_known(movement: Movement) -> bool:
    """Whether a movement's pose and travel were measured, not told by a bridge."""
    return movement.doubt not in (BRIDGED, RINGING, SHAKEN)


def keeps_level(group: Sequence[Movement]) -> bool:
    """Whether movements usually end as high as they began, nearer than any seat is below standing.

    Known of three by a gyro: by one alone, height is too uncertain.
    """
    nets_m = [abs(m.net_m) for m in group if m.net_m != 0.0 and _is_known(m)]
    return len(nets_m) >= LEVEL_FROM and median(nets_m) < LEVEL_M


def undoes(group: Sequence[Movement]) -> bool:
    """Whether every second movement goes the other way, as in sitting down and getting up in turn.

    Who does not always lock out goes to and fro as it comes: by more than differs in turn.
    """
    ways_deg = [m.end_deg - m.start_deg for m in group]
    means_deg = [fmean(ways_deg[::2]), fmean(ways_deg[1::2])]
    spread_deg = fmean([abs(way_deg - means_deg[i % 2]) for i, way_deg in enumerate(ways_deg)])
    return 0.5 * abs(means_deg[0] - means_deg[1]) > spread_deg


def alternation(group: Sequence[Movement]) -> float:
    """Return how sure it is that every other movement undoes the one before: over 1 is sitting.

    Getting up ends where sitting down began: what is small and different from one to the next,
    pose, height and haste, has the same sign every second time.
    """
    known = [(i % 2, m) for i, m in enumerate(group) if m.transfer <= 1.0 and _is_known(m)]
    odd = [m for is_odd, m in known if is_odd]
    even = [m for is_odd, m in known if not is_odd]

    def swinging(measure: Callable[[Movement], float]) -> float:
        return 0.5 * abs(fmean([measure(m) for m in odd]) - fmean([measure(m) for m in even]))

    if min(len(odd), len(even)) < 1 or 2 * len(known) < len(group):
        return 0.0
    return math.hypot(
        swinging(lambda m: m.end_deg - m.start_deg) / 3.0,
        swinging(lambda m: m.net_m / max(SEAT_SWING_M, travel_error_m(m.end_s - m.start_s))),
        swinging(lambda m: math.log(m.eccentric_dps / m.concentric_dps)) / 0.3,
    )
