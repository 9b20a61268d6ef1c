"""The edges of a set: what at and beside them is of it, and what took or left the weight."""

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from repsignal.kinds import SWING_REST_S, are_swings, difference, floorwards, step
from repsignal.movement import Movement
from repsignal.objections import AUTO_REPS, floor_likeness
from repsignal.state import BRIDGED

GRIP_S = 1.0
"""What is held for longer at the bottom, apart from other swings, took hold of a weight."""

EDGE, EDGE_PART = 0.9, 2.5
"""A `step` to the first or last of a set that is above this, and this many times the usual one,
may be that to picking up or setting down."""

BOW_PART, STRETCH_S = 0.45, 3.5
"""The part of a set's depth that a movement beside it has at least to be of it, and for how much
longer it is held at most."""

FLOOR_LEAST = 0.7
"""Below this `floor_likeness` nothing was picked up or set down, however it differs from a set."""

APART_S = 4.0
"""How much longer than the usual rest those that are unlike a set stay away from it at least."""

LOWER_M, LOWER_PART, AWAY_S, KNOWN_S = 0.08, 3.0, 2.0, 9.0
"""Who goes down further than in the reps beside by the first, and by this many times what those
differ by, after a rest longer by the third, reaches for the floor. Heights of what lasts longer
than the last are not known."""


def joined(pieces: list[list[Movement]], core: int) -> list[list[Movement]]:
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


def grips(piece: Sequence[Movement]) -> bool:
    """Whether a piece is held at the bottom for longer than any swing."""
    return median([m.hold_s for m in piece]) > GRIP_S


def is_gripped_apart(before: Movement, after: Movement) -> bool:
    """Whether of two movements with a rest between, one swings and the other takes a weight."""
    return after.start_s - before.end_s > SWING_REST_S and any(
        are_swings((swing,)) and swing.hold_s < GRIP_S < other.hold_s
        for swing, other in ((before, after), (after, before))
    )


def bows_less(piece: Sequence[Movement], others: Sequence[Movement]) -> bool:
    """Whether movements bow much less far than others."""
    usual_deg = median([m.peak_deg for m in others])
    return median([m.peak_deg for m in piece]) < BOW_PART * usual_deg


def _steps_off(edge: Sequence[Movement]) -> bool:
    """Whether the first of some movements at a set's edge steps out of line, to the floor.

    One a while before or after the others does so already if it is held for longer.
    """
    if len(edge) < 3 or are_swings(edge):
        return False
    if _reaches_lower(edge):
        return True
    if len(edge) < 4:
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


def _reaches_lower(edge: Sequence[Movement]) -> bool:
    """Whether the first of some movements at a set's edge, apart from them, goes down further.

    How much the others differ tells how well their heights are known.
    """
    core = edge[1:] if len(edge) > 3 else edge[1:3]
    if len(core) < 2 or any(m.doubt or m.kind.duration_s > KNOWN_S for m in edge):
        return False
    out, *inner = [sorted(pair, key=_start_s) for pair in pairwise(edge)]
    rests_s = [after.start_s - before.end_s for before, after in inner]
    is_apart = out[1].start_s - out[0].end_s > min(rests_s) + AWAY_S
    drops_m = [m.drop_m for m in core]
    lower_m = edge[0].drop_m - max(drops_m)
    is_lower = lower_m > max(LOWER_M, LOWER_PART * (max(drops_m) - min(drops_m)))
    return is_apart and is_lower and floor_likeness(edge[:1]) > FLOOR_LEAST


def _belongs(piece: Sequence[Movement], core: Sequence[Movement], unlike: float) -> bool:
    swings = are_swings(piece)
    if swings != are_swings(core):
        return False
    rest_s = max(core[0].start_s - piece[-1].end_s, piece[0].start_s - core[-1].end_s)
    if swings:
        if rest_s > SWING_REST_S and grips(piece):
            return False
        return unlike < (1.3 if rest_s < SWING_REST_S else 1.0)
    usual_s = median([b.start_s - a.end_s for a, b in pairwise(core)])
    if rest_s > usual_s + APART_S and unlike > 1.0 and len(piece) < AUTO_REPS:
        return False
    # Nobody takes or leaves a weight three times in a row.
    is_few = len(piece) < AUTO_REPS
    is_for_floor = is_few and floorwards(piece, core) >= 0.6 and floor_likeness(piece) > FLOOR_LEAST
    return unlike < 2.0 and not is_for_floor and not _is_other(piece, core)


def _is_other(piece: Sequence[Movement], core: Sequence[Movement]) -> bool:
    """Whether movements bow much less than others, as hips do that circle, or stretch for long."""
    longer_s = median([m.hold_s for m in piece]) - median([m.hold_s for m in core])
    return longer_s > STRETCH_S or bows_less(piece, core)


def _start_s(movement: Movement) -> float:
    return movement.start_s
