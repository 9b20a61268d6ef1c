"""Which movements are the reps of a set."""

import math
from collections.abc import Sequence
from statistics import median
from typing import NamedTuple

from repsignal.circles import circles_in
from repsignal.edges import bows_less, grips, is_gripped_apart, joined
from repsignal.kinds import (
    SWING_REST_S,
    are_swings,
    difference,
    floorwards,
    motion_difference,
    step,
    step_over,
)
from repsignal.movement import Movement
from repsignal.objections import (
    ARMED_RANGE_DEG,
    AUTO_REPS,
    HINGE_FROM_S,
    IN_TURN,
    floor_likeness,
    objection,
)
from repsignal.sitting import split_at_transfers
from repsignal.state import BRIDGED
from repsignal.swallowed import carried_by_rhythm

SWING_LEAST, SWING_NEXT_LEAST = math.log(0.65), math.log(0.45)
"""Logarithm of how much weaker than the hardest a few swings' drive may be, and that of one right
beside it that is plainly a swing; standing up is less."""

BESIDE_PART = 0.65
"""Part of a set's range that others beside it have at least, to be one as well."""

LIGHT, LIGHT_PART = 0.5, 1.2
"""How far above the least the `floor_likeness` of a few single reps may lie: this, or this part."""

SHORTEST_SWING_S = 0.53
"""No swing, out and back, is over sooner; a strap that jolts with each step is."""

OTHER_MOTION = 0.9
"""A `motion_difference` above this is that of another kind, in whatever pose it ends."""

FLOORWARDS = 1.1
"""What goes further `floorwards` than the lightest of a few single reps picked up or set down."""


class Judged(NamedTuple):
    """A run of movements, judged: groups of reps, and movements with the reason they are none."""

    groups: list[list[Movement]]
    rejected: list[tuple[Movement, str]]


def judge(run: Sequence[Movement], exercise: str | None) -> Judged:
    """Split a run of movements, in order, into groups of similar reps and the rest.

    `exercise` is what the counter is armed for, or None.
    """
    rejected: list[tuple[Movement, str]] = []
    groups: list[list[Movement]] = []
    for part in split_at_transfers(_large(run, exercise, rejected), rejected):
        for group in _chosen(_alike(part), rejected, exercise):
            reason = objection(group, exercise)
            if reason is None:
                groups.append(carried_by_rhythm(group))
            else:
                rejected += [(movement, reason) for movement in group]
    if exercise is not None:
        groups = _without_what_is_beside(groups, rejected)
    rejected.sort(key=lambda pair: pair[0].start_s)
    return Judged(groups, rejected)


def _without_what_is_beside(
    groups: list[list[Movement]], rejected: list[tuple[Movement, str]]
) -> list[list[Movement]]:
    """Leave out the few movements beside a set that go much less far, or further, or swing."""
    longest = max(groups, key=len, default=[])
    if len(longest) < AUTO_REPS:
        return groups
    usual_deg = median([m.range_deg for m in longest])
    swings = are_swings(longest)
    kept = []
    for group in groups:
        part = median([m.range_deg for m in group]) / usual_deg
        is_like = BESIDE_PART < part < 1.0 / BESIDE_PART and are_swings(group) == swings
        if len(group) < len(longest) and not is_like:
            rejected += [(movement, "irregular") for movement in group]
        else:
            kept.append(group)
    return kept


def _large(
    run: Sequence[Movement], exercise: str | None, rejected: list[tuple[Movement, str]]
) -> list[Movement]:
    """Leave out movements that circle, or are too small to be of a kind with the rest."""
    if not run:
        return []
    ranges = sorted(m.range_deg for m in run)
    least = max(ARMED_RANGE_DEG, 0.45 * ranges[(3 * len(ranges)) // 4])
    large = []
    shortest_s = SHORTEST_SWING_S if exercise in (None, "swing") else HINGE_FROM_S
    for movement, is_circle in zip(run, circles_in(run), strict=True):
        if movement.is_of_walk:
            rejected.append((movement, "walking"))
        elif movement.range_deg < least:
            rejected.append((movement, "too_small"))
        elif movement.doubt != BRIDGED and movement.kind.duration_s < shortest_s:
            rejected.append((movement, "too_fast"))
        elif is_circle:
            rejected.append((movement, "irregular"))
        else:
            large.append(movement)
    return large


def _alike(part: Sequence[Movement]) -> list[list[Movement]]:
    """Cut a run where one kind of movement ends and another begins.

    What is unlike inside a set, but has the same kind on both sides, stays in it.
    """
    pieces = [[part[0]]]
    for i in range(1, len(part)):
        before, after = _stretch(pieces[-1], -3), _stretch(part[i:], 3)
        if max(part[i - 1].transfer, part[i].transfer) > 1.0:  # slipped: poses say nothing
            is_other = bows_less(before, after) or bows_less(after, before)
            goes_otherwise = motion_difference(part[i - 1], part[i]) > OTHER_MOTION
        else:
            is_other = False
            goes_otherwise = difference(before, after) > 1.0
        if not is_other and goes_otherwise and step(part[i - 1], part[i]) > 1.0:
            is_other = not _in_turn(part, i)
        if is_other or is_gripped_apart(part[i - 1], part[i]):
            pieces.append([])
        pieces[-1].append(part[i])
    i = 0
    while i + 1 < len(pieces):
        here, following = pieces[i], pieces[i + 1]
        beyond = pieces[i + 2] if i + 2 < len(pieces) else None
        if (
            len(here) > 2
            and len(following) > 2
            and are_swings(here) == are_swings(following)
            and not bows_less(here, following)
            and not bows_less(following, here)
        ):
            pieces[i : i + 2] = [here + following]
        elif (
            beyond is not None
            and len(following) < 3
            and max(len(here), len(beyond)) > 2
            and min(len(here), len(beyond)) > 1
            and difference(here[-3:], beyond[:3]) <= 1.0
        ):
            pieces[i : i + 3] = [here + following + beyond]
        else:
            i += 1
    return pieces


def _in_turn(part: Sequence[Movement], i: int) -> bool:
    """Whether two kinds of movements, whole reps and half ones, take turns where `i` begins."""
    return any(
        max(step_over(*part[j : j + 3]), step_over(*part[j + 1 : j + 4])) < IN_TURN
        for j in range(max(0, i - 3), min(i, len(part) - 3))
    )


def _chosen(
    pieces: list[list[Movement]], rejected: list[tuple[Movement, str]], exercise: str | None
) -> list[list[Movement]]:
    """Leave out the pieces that picked the weight up or set it down."""
    longest = max(pieces, key=len)
    if len(longest) > 2:
        pieces = joined(pieces, pieces.index(longest))
        reps = [piece for piece in pieces if len(piece) > 2] or [max(pieces, key=len)]
    elif len(pieces) == 1:
        reps = pieces
    elif exercise != "rdl" and any(are_swings(piece) for piece in pieces):
        reps = [[m for piece in _hard_swings(pieces) for m in piece]]
    else:
        lightest = min(pieces, key=floor_likeness)
        least = floor_likeness(lightest)
        most = least + max(LIGHT, LIGHT_PART * least)
        light = [
            piece
            for piece in pieces
            if floor_likeness(piece) < most and floorwards(piece, lightest) < FLOORWARDS
        ]
        reps = [[movement for piece in light for movement in piece]]
    first_s = reps[0][0].start_s
    for piece in pieces:
        for movement in piece:
            if not any(movement in group for group in reps):
                reason = "pick_up" if movement.start_s < first_s else "set_down"
                rejected.append((movement, reason))
    return reps


def _hard_swings(pieces: Sequence[list[Movement]]) -> list[list[Movement]]:
    """Leave out what is much weaker than the hardest of a few swings, or was held apart from it."""
    plain = filter(are_swings, pieces)
    hardest = max(plain, key=lambda piece: (not grips(piece), _log_drive(piece)))

    def is_one(piece: list[Movement]) -> bool:
        rest_s = max(piece[0].start_s - hardest[-1].end_s, hardest[0].start_s - piece[-1].end_s)
        is_next = rest_s < SWING_REST_S and are_swings(piece)
        if not is_next and grips(piece):
            return False
        weakest = SWING_NEXT_LEAST if is_next else SWING_LEAST
        return _log_drive(piece) > _log_drive(hardest) + weakest

    return [piece for piece in pieces if is_one(piece)]


def _log_drive(piece: Sequence[Movement]) -> float:
    return median([m.kind.log_drive for m in piece])


def _stretch(part: Sequence[Movement], n: int) -> Sequence[Movement]:
    """Return the first n or, below 0, the last n of a part; of a shorter one, the one nearest."""
    if len(part) < abs(n):
        n = 1 if n > 0 else -1
    return part[:n] if n > 0 else part[n:]
