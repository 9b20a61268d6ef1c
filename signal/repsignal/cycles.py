"""From strokes to reps: which strokes make a cycle, and which cycles a set."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from repsignal.catches import caught, lowered_apart
from repsignal.cycle import Stroke
from repsignal.exercise import Exercise, Shape, Signal, Start
from repsignal.state import GRID_HZ
from repsignal.strokes import STRIDE_M
from repsignal.ways import AT_ONCE, Way, down_at

APART = int(20.0 * GRID_HZ)
"""Grid points from one lock-out to the next way up of a set at most."""

SMALL, LARGE = 0.45, 1.0 / 0.45
SMALL_RISE, LARGE_RISE = 0.3, 1.0 / 0.3
"""A rep is at least, and at most, this part of what is usual in its set: of a lean, and of a height
as it is known while it is forgotten."""

LATELY = 5
"""So many reps say what is usual of a height: what was done before a set is none of it."""

POSE_PART, POSE_DEG = 0.5, 5.0
"""How far from those of its set the poses of a rep may lie: part of the range, and more."""

BROKEN = int(2.5 * GRID_HZ)
BROKEN_PART = 0.8
"""A way up is broken into two by at most so many grid points, none of them longer than this part
of what is usual."""


def groups(strokes: Sequence[Stroke], exercise: Exercise) -> list[list[Way]]:
    """Return groups of alike reps among strokes in order, as an exercise makes them."""
    up = -exercise.lowers
    large = [stroke for stroke in strokes if stroke.amount >= 0.4 * exercise.least]
    if exercise.shape is Shape.CAUGHT:
        if exercise.start is Start.FLOOR:
            large = lowered_apart(large, exercise)
        ways = caught(large, exercise)
    else:
        if exercise.signal is Signal.HEIGHT:
            large = _without_drift([one for one in large if not _steps(one, exercise)])
        ways = _single(_whole(large, up, exercise), up, exercise)
    return _alike(ways, is_posed=exercise.signal is Signal.LEAN)


def _whole(strokes: Sequence[Stroke], up: int, exercise: Exercise) -> list[Stroke]:
    """Return strokes with ways up that a pause broke in two made whole."""
    amounts = [
        stroke.amount
        for before, stroke, after in zip(strokes, strokes[1:], strokes[2:], strict=False)
        if stroke.way == up and before.way == after.way == -up and stroke.amount >= exercise.least
    ]
    if not amounts:
        return list(strokes)
    usual = median(amounts)
    whole: list[Stroke] = []
    for stroke in strokes:
        before = whole[-1] if whole else None
        if (
            before is not None
            and before.way == stroke.way
            and stroke.from_at - before.to_at < BROKEN
            and max(before.amount, stroke.amount) < BROKEN_PART * usual
            and before.amount + stroke.amount < 1.3 * usual
        ):
            whole[-1] = _joined(before, stroke)
        else:
            whole.append(stroke)
    return whole


def _without_drift(strokes: Sequence[Stroke]) -> list[Stroke]:
    """Return strokes of the height without the weaker of two one way: a drift leads into one.

    Where one goes on at once it is a part of the other.
    """
    kept: list[Stroke] = []
    for stroke in strokes:
        before = kept[-1] if kept else None
        if before is None or before.way != stroke.way or stroke.from_at - before.to_at > BROKEN:
            kept.append(stroke)
        elif stroke.from_at - before.to_at <= AT_ONCE:
            kept[-1] = _joined(before, stroke)
        elif stroke.amount > before.amount:
            kept[-1] = stroke
    return kept


def _joined(a: Stroke, b: Stroke) -> Stroke:
    to = a.to + b.way * b.amount  # the height forgets what lies between
    return Stroke(
        a.way,
        a.from_at,
        b.to_at,
        a.from_,
        to,
        max(a.leant_most_deg, b.leant_most_deg),
        max(a.flight_s, b.flight_s),
        max(a.push_g, b.push_g),
        max(a.steps, b.steps),
        abs(to - a.from_),
    )


def _steps(stroke: Stroke, exercise: Exercise) -> bool:
    """Whether a stroke is that of who walks."""
    return stroke.steps > exercise.most_steps and stroke.amount < STRIDE_M


def _single(strokes: Sequence[Stroke], up: int, exercise: Exercise) -> list[Way]:
    ways: list[Way] = []
    for i, stroke in enumerate(strokes):
        is_large = stroke.way == up and stroke.amount >= exercise.least
        if not is_large or _steps(stroke, exercise):
            continue
        down = down_at(strokes, i - 1, up)
        follows = (
            bool(ways)
            and down is not None
            and ways[-1].after is down
            and max(down.amount, ways[-1].amount) < LARGE * stroke.amount
            and ways[-1].amount > SMALL * stroke.amount
        )
        way = Way(down, (stroke,), down_at(strokes, i + 1, up), follows)
        if way.down is not None or exercise.start is not Start.TOP:
            ways.append(way)
    return ways


def _alike(ways: Sequence[Way], *, is_posed: bool) -> list[list[Way]]:
    found: list[list[Way]] = []
    for way in ways:
        for group in reversed(found[-2:]):
            if _belongs(way, group, is_posed=is_posed):
                group.append(way)
                break
        else:
            found.append([way])
    return found


def _belongs(way: Way, group: Sequence[Way], *, is_posed: bool) -> bool:
    if way.begins_at - group[-1].ends_at > APART or way.begins_at < group[-1].ends_at:
        return False
    if not is_posed:
        usual = median([one.amount for one in group[-LATELY:]])
        return SMALL_RISE * usual <= way.amount <= LARGE_RISE * usual
    usual = median([one.amount for one in group])
    if not SMALL * usual <= way.amount <= LARGE * usual:
        return False
    near = POSE_PART * usual + POSE_DEG
    from_ = median([one.ups[0].from_ for one in group])
    to = median([one.ups[-1].to for one in group])
    return abs(way.ups[0].from_ - from_) < near and abs(way.ups[-1].to - to) < near
