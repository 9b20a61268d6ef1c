"""From strokes to reps: which strokes make a cycle, and which cycles a set."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from repsignal.cycle import Stroke
from repsignal.exercise import Exercise, Shape, Signal, Start
from repsignal.state import GRID_HZ
from repsignal.strokes import CATCH_DEG, CATCH_G, STOOD_WITHIN

APART = int(20.0 * GRID_HZ)
"""Grid points from one lock-out to the next way up of a set at most."""

SMALL, LARGE = 0.45, 1.0 / 0.45
SMALL_RISE, LARGE_RISE = 0.3, 1.0 / 0.3
"""A rep is at least, and at most, this part of what is usual in its set: of a lean, and of a height
as it is known while it is forgotten."""

LATELY = 5
"""So many reps say what is usual of a height: what was done before a set is none of it."""

THROWN_WITHIN = int(0.3 * GRID_HZ)
"""Grid points behind a throw within which who is thrown begins to fall."""

STAYED_WITHIN = int(1.0 * GRID_HZ)
"""Grid points behind a landing or catch within which the way up from it begins. Later it is a
drift of the height, or the next rep."""

STOOD_AT_LAST = int(2.5 * GRID_HZ)
"""Grid points behind a landing or catch by which the way up from it is over, else a drift went on
in it."""

PULL_PART, DRIFT_G = 1.5, 0.3
"""A slow pull before a throw is higher than it by this factor at most; what goes up with less of a
push than this is no more than a drift."""

CAUGHT_IN, LOWERED_IN = int(1.2 * GRID_HZ), int(1.6 * GRID_HZ)
"""Grid points that a catch and standing up from it take at least, and lowering the bar at most."""

CAUGHT_FLIGHT_S = 0.2
"""For how long who drops under the bar falls at least."""

LEANT_DEG = 30.0
"""Who leans further in a catch has lowered the bar again."""

POSE_PART, POSE_DEG = 0.5, 5.0
"""How far from those of its set the poses of a rep may lie: part of the range, and more."""

BROKEN = int(2.5 * GRID_HZ)
BROKEN_PART = 0.8
"""A way up is broken into two by at most so many grid points, none of them longer than this part
of what is usual."""

AT_ONCE = int(0.3 * GRID_HZ)
"""Grid points between two strokes the same way that are one."""

FROM_LOCK_OUT = 0.5
LOCK_OUT_PART, LOCK_OUT_DEG = 0.18, 3.0
"""A way down that went by less than this part of the way up, or began further from its end than
this part of it and more, did not begin at a lock-out."""


class Span(NamedTuple):
    """Grid points: a rep's beginning, and two points of one phase a cycle apart, 0 if none are.

    `comes_back` tells that the pelvis is as high at both, else it rests at both.
    """

    begin: int
    cycle_from: int
    cycle_to: int
    comes_back: bool


class Way(NamedTuple):
    """A rep as strokes: down before it, if any, up in one or several, down behind it, if known."""

    down: Stroke | None
    ups: tuple[Stroke, ...]
    after: Stroke | None

    def span(self, exercise: Exercise) -> Span:
        """Return where the rep begins, and the cycle by which its travel is known."""
        begin = self.begins_at
        if self.down is not None and self._is_from_lock_out(self.down, exercise):
            begin = self.down.from_at
        if exercise.shape is Shape.CAUGHT and exercise.start is Start.TOP:
            return Span(begin, begin, self.ends_at, comes_back=False)
        if begin < self.begins_at:
            return Span(begin, begin, self.ends_at, comes_back=True)
        if self.after is not None:
            return Span(begin, self.begins_at, self.after.to_at, comes_back=True)
        return Span(begin, 0, 0, comes_back=False)

    def _is_from_lock_out(self, down: Stroke, exercise: Exercise) -> bool:
        """Whether the way down began where this one ends, else it was getting into position."""
        starts_known = exercise.start in (Start.TOP, Start.BOTTOM)
        if starts_known or exercise.shape is Shape.CAUGHT or not exercise.spans:
            return True
        if exercise.signal is Signal.LEAN:
            return abs(down.from_ - self.ups[-1].to) < LOCK_OUT_PART * self.amount + LOCK_OUT_DEG
        return FROM_LOCK_OUT < down.amount / self.amount < 1.0 / FROM_LOCK_OUT

    @property
    def amount(self) -> float:
        """How far up it went at first."""
        return self.ups[0].amount

    @property
    def begins_at(self) -> int:
        """Grid point at which the way up begins."""
        return self.ups[0].from_at

    @property
    def ends_at(self) -> int:
        """Grid point at which it ends."""
        return self.ups[-1].to_at

    def before(self, since: int, until: int) -> Way:
        """Return the way up, between two grid points, that must have come before the way down.

        It was no stroke of its own where it went on from a drift, or a step.
        """
        if self.down is None:
            return self
        stroke = self.down._replace(
            way=self.ups[0].way,
            from_at=since,
            to_at=until,
            from_=self.down.to,
            to=self.down.from_,
            steps=0,
        )
        return Way(None, (stroke,), self.down)


def groups(strokes: Sequence[Stroke], exercise: Exercise) -> list[list[Way]]:
    """Return groups of alike reps among strokes in order, as an exercise makes them."""
    up = -exercise.lowers
    large = [stroke for stroke in strokes if stroke.amount >= 0.4 * exercise.least]
    if exercise.shape is Shape.CAUGHT:
        if exercise.start is Start.FLOOR:
            large = _lowered_apart(large, exercise)
        ways = _caught(large, exercise)
    else:
        if exercise.signal is Signal.HEIGHT:
            large = _without_drift([one for one in large if one.steps <= exercise.most_steps])
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


def _single(strokes: Sequence[Stroke], up: int, exercise: Exercise) -> list[Way]:
    ways = []
    for i, stroke in enumerate(strokes):
        is_large = stroke.way == up and stroke.amount >= exercise.least
        if not is_large or stroke.steps > exercise.most_steps:
            continue
        way = Way(_down(strokes, i - 1, up), (stroke,), _down(strokes, i + 1, up))
        if way.down is not None or exercise.start is not Start.TOP:
            ways.append(way)
    return ways


def _down(strokes: Sequence[Stroke], i: int, up: int) -> Stroke | None:
    return strokes[i] if 0 <= i < len(strokes) and strokes[i].way == -up else None


def _caught(strokes: Sequence[Stroke], exercise: Exercise) -> list[Way]:
    """Return throws with the landing or the catch behind them, and standing up from there."""
    ways = []
    i = 0
    while i + 1 < len(strokes):
        throw, catch = strokes[i : i + 2]
        if (
            throw.way > 0 > catch.way
            and throw.amount >= exercise.least
            and throw.push_g > exercise.throw_g
            and catch.from_at - throw.to_at < THROWN_WITHIN
            and catch.push_g > CATCH_G
            and catch.leant_most_deg < CATCH_DEG
        ):
            j = i + 2
            lands = exercise.start is Start.TOP
            while lands and j + 1 < len(strokes) and _sinks_on(catch, *strokes[j : j + 2]):
                catch = catch._replace(to_at=strokes[j].to_at)
                j += 1
            stood = strokes[j] if j < len(strokes) else None
            if stood is None or stood.way < 0 or stood.from_at - catch.to_at > STAYED_WITHIN:
                stood = _stood(catch, stood)
                j -= 1
            elif stood.to_at - catch.to_at > STOOD_AT_LAST:
                stood = stood._replace(to_at=catch.to_at + STOOD_WITHIN)
            ways.append(Way(_lowered(strokes, i), (throw, stood), _down(strokes, j + 1, 1)))
            i = j
        i += 1
    return ways


def _sinks_on(catch: Stroke, following: Stroke, later: Stroke) -> bool:
    """Whether a way down goes on from a landing, and the lifter stands up from there."""
    return (
        following.way < 0 < later.way
        and following.amount < catch.amount
        and following.from_at - catch.to_at <= AT_ONCE
        and later.from_at - following.to_at <= STAYED_WITHIN
    )


def _lowered_apart(strokes: Sequence[Stroke], exercise: Exercise) -> list[Stroke]:
    """Return strokes with a catch, and the way down to the floor after it, that were one apart.

    Between them the lifter stood up, which was no stroke where the height forgot it.
    """
    apart = list(strokes[:1])
    for throw, stroke in pairwise(strokes):
        if (
            throw.way > 0 > stroke.way
            and throw.push_g > exercise.throw_g
            and stroke.flight_s > CAUGHT_FLIGHT_S
            and stroke.push_g > CATCH_G
            and stroke.leant_most_deg >= LEANT_DEG
            and stroke.to_at - stroke.from_at > CAUGHT_IN
        ):
            lowers_at = max(stroke.from_at + CAUGHT_IN, stroke.to_at - LOWERED_IN)
            apart.append(stroke._replace(to_at=stroke.from_at + CAUGHT_IN // 2, leant_most_deg=0.0))
            apart.append(stroke._replace(from_at=lowers_at, flight_s=0.0, push_g=0.0))
        else:
            apart.append(stroke)
    return apart


def _stood(catch: Stroke, following: Stroke | None) -> Stroke:
    """Return standing up behind a catch so high that it was no stroke."""
    ends_at = catch.to_at + STOOD_WITHIN
    if following is not None:
        ends_at = max(catch.to_at + 1, min(ends_at, following.from_at))
    return catch._replace(way=1, from_at=catch.to_at, to_at=ends_at, from_=catch.to, to=catch.from_)


def _lowered(strokes: Sequence[Stroke], i: int) -> Stroke | None:
    """Return the way down before stroke `i`, with at most little ways up between."""
    k = i - 1
    most = PULL_PART * strokes[i].amount
    while (
        k >= max(0, i - 3)
        and strokes[k].way > 0
        and (strokes[k].amount < most or strokes[k].push_g < DRIFT_G)
    ):
        k -= 1
    return _down(strokes, k, 1)


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
