"""Which movements are the reps of a set."""

import math
from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from repsignal.circles import circles_in
from repsignal.kinds import SWING_REST_S, are_swings, difference, floorwards, step, step_over
from repsignal.movement import Movement
from repsignal.objections import ARMED_RANGE_DEG, AUTO_REPS, IN_TURN, floor_likeness, objection
from repsignal.sitting import split_at_transfers
from repsignal.state import BRIDGED
from repsignal.swallowed import carried_by_rhythm

SWING_LEAST, SWING_NEXT_LEAST = math.log(0.65), math.log(0.45)
"""Logarithm of how much weaker than the hardest a few swings' drive may be, and that of one right
beside it that is plainly a swing; standing up is less."""

GRIP_S = 1.0
"""What is held for longer at the bottom, apart from other swings, took hold of a weight."""

EDGE, EDGE_PART = 0.9, 2.5
"""A `step` to the first or last of a set that is above this, and this many times the usual one,
may be that to picking up or setting down."""

BESIDE_PART = 0.65
"""Part of a set's range that others beside it have at least, to be one as well."""

BOW_PART, STRETCH_S = 0.45, 3.5
"""The part of a set's depth that a movement beside it has at least to be of it, and for how much
longer it is held at most."""

FLOOR_LEAST = 0.7
"""Below this `floor_likeness` nothing was picked up or set down, however it differs from a set."""

LIGHT, LIGHT_PART = 0.5, 1.2
"""How far above the least the `floor_likeness` of a few single reps may lie: this, or this part."""

APART_S = 4.0
"""How much longer than the usual rest those that are unlike a set stay away from it at least."""

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
    for part in split_at_transfers(_large(run, rejected), rejected):
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


def _large(run: Sequence[Movement], rejected: list[tuple[Movement, str]]) -> list[Movement]:
    """Leave out movements that circle, or are too small to be of a kind with the rest."""
    if not run:
        return []
    ranges = sorted(m.range_deg for m in run)
    least = max(ARMED_RANGE_DEG, 0.45 * ranges[(3 * len(ranges)) // 4])
    large = []
    for movement, is_circle in zip(run, circles_in(run), strict=True):
        if movement.is_of_walk:
            rejected.append((movement, "walking"))
        elif movement.range_deg < least:
            rejected.append((movement, "too_small"))
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
            is_other = _bows_less(before, after) or _bows_less(after, before)
        else:
            is_other = (
                step(part[i - 1], part[i]) > 1.0
                and not _in_turn(part, i)
                and difference(before, after) > 1.0
            )
        if is_other or _is_gripped_apart(part[i - 1], part[i]):
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
            and not _bows_less(here, following)
            and not _bows_less(following, here)
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


def _is_gripped_apart(before: Movement, after: Movement) -> bool:
    """Whether of two movements with a rest between, one swings and the other takes a weight."""
    return after.start_s - before.end_s > SWING_REST_S and any(
        are_swings((swing,)) and swing.hold_s < GRIP_S < other.hold_s
        for swing, other in ((before, after), (after, before))
    )


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
        pieces = _joined(pieces, pieces.index(longest))
        reps = [piece for piece in pieces if len(piece) > 2]
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
    hardest = max(plain, key=lambda piece: (not _grips(piece), _log_drive(piece)))

    def is_one(piece: list[Movement]) -> bool:
        rest_s = max(piece[0].start_s - hardest[-1].end_s, hardest[0].start_s - piece[-1].end_s)
        is_next = rest_s < SWING_REST_S and are_swings(piece)
        if not is_next and _grips(piece):
            return False
        weakest = SWING_NEXT_LEAST if is_next else SWING_LEAST
        return _log_drive(piece) > _log_drive(hardest) + weakest

    return [piece for piece in pieces if is_one(piece)]


def _grips(piece: Sequence[Movement]) -> bool:
    """Whether a piece is held at the bottom for longer than any swing."""
    return median([m.hold_s for m in piece]) > GRIP_S


def _joined(pieces: list[list[Movement]], core: int) -> list[list[Movement]]:
    """Join to the longest piece those beside it that differ, but do not reach for the floor."""
    before, middle, after = pieces[:core], pieces[core], pieces[core + 1 :]
    while before and _belongs(before[-1], middle[:3], difference(before[-1][-3:], middle[:3])):
        middle = before.pop() + middle
    while after and _belongs(after[0], middle[-3:], difference(middle[-3:], after[0][:3])):
        middle = middle + after.pop(0)
    while _steps_off(middle[::-1][:5]):
        after.insert(0, [middle.pop()])
    while _steps_off(middle[:5]):
        before.append([middle.pop(0)])
    return [*before, middle, *after]


def _steps_off(edge: Sequence[Movement]) -> bool:
    """Whether the first of some movements at a set's edge steps out of line, to the floor.

    One a while before or after the others does so already if it is held for longer.
    """
    if len(edge) < 4 or are_swings(edge):
        return False
    pairs = [sorted(pair, key=_start_s) for pair in pairwise(edge)]
    rest_s, *rests_s = (after.start_s - before.end_s for before, after in pairs)
    is_apart = rest_s > median(rests_s) + APART_S
    if is_apart and edge[0].hold_s > median([m.hold_s for m in edge[1:]]) + GRIP_S:
        return True
    out, *usual = (step(*pair) for pair in pairs)
    least = 1.0 if is_apart or edge[0].doubt == BRIDGED else 0.5
    if floor_likeness(edge[:1]) < FLOOR_LEAST:
        return False
    return out > max(EDGE, EDGE_PART * median(usual)) and floorwards(edge[:1], edge[1:4]) > least


def _log_drive(piece: Sequence[Movement]) -> float:
    return median([m.kind.log_drive for m in piece])


def _start_s(movement: Movement) -> float:
    return movement.start_s


def _belongs(piece: Sequence[Movement], core: Sequence[Movement], unlike: float) -> bool:
    swings = are_swings(piece)
    if swings != are_swings(core):
        return False
    rest_s = max(core[0].start_s - piece[-1].end_s, piece[0].start_s - core[-1].end_s)
    if swings:
        if rest_s > SWING_REST_S and _grips(piece):
            return False
        return unlike < (1.3 if rest_s < SWING_REST_S else 1.0)
    usual_s = median([b.start_s - a.end_s for a, b in pairwise(core)])
    if rest_s > usual_s + APART_S and unlike > 1.0 and len(piece) < AUTO_REPS:
        return False
    is_for_floor = floorwards(piece, core) >= 0.6 and floor_likeness(piece) > FLOOR_LEAST
    return unlike < 2.0 and not is_for_floor and not _is_other(piece, core)


def _is_other(piece: Sequence[Movement], core: Sequence[Movement]) -> bool:
    """Whether movements bow much less than others, as hips do that circle, or stretch for long."""
    longer_s = median([m.hold_s for m in piece]) - median([m.hold_s for m in core])
    return longer_s > STRETCH_S or _bows_less(piece, core)


def _bows_less(piece: Sequence[Movement], others: Sequence[Movement]) -> bool:
    usual_deg = median([m.peak_deg for m in others])
    return median([m.peak_deg for m in piece]) < BOW_PART * usual_deg


def _stretch(part: Sequence[Movement], n: int) -> Sequence[Movement]:
    """Return the first n or, below 0, the last n of a part; of a shorter one, the one nearest."""
    if len(part) < abs(n):
        n = 1 if n > 0 else -1
    return part[:n] if n > 0 else part[n:]
