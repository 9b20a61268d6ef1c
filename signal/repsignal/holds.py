"""Poses that are held: bent over, with the pelvis as still as the lifter can keep it."""

from collections.abc import Sequence
from typing import Final

from repsignal.cycle import Stroke
from repsignal.events import SetResult
from repsignal.state import GRID_HZ
from repsignal.telling import SET_REST_S
from repsignal.ways import Way

HELD: Final = ("hold", "row")
"""Exercises that may leave the pelvis still, and then are held, not counted."""

BENT_DEG, UPRIGHT_DEG = 25.0, 18.0
"""Leaning from which a pose is held bent, and below which it is not any more."""

LEAST_S = 5.0
"""How long a hold lasts at least. Less takes picking something up for one."""

BESIDE_PART = 0.4
"""Part of a hold that the next one, soon behind it, lasts at least to be the set rather."""

READY_S = 8.0
"""How long it may take to bend over for a set and to begin."""


def holds(strokes: Sequence[Stroke]) -> list[Way]:
    """Return what may be a hold among strokes of the lean in order: the way into it and out of it.

    The way out may be drawn from long before it, as the pelvis sinks a little while it is held, so
    only what is measured tells how long it was.
    """
    found: list[Way] = []
    into: Stroke | None = None
    bent: Stroke | None = None
    for stroke in strokes:
        if stroke.way > 0:
            if bent is None and into is None:
                into = stroke
            if bent is None and stroke.to > BENT_DEG:
                bent = stroke
        elif stroke.to < UPRIGHT_DEG:
            if (
                bent is not None
                and into is not None
                and stroke.to_at - bent.to_at > LEAST_S * GRID_HZ
            ):
                found.append(_held(into, bent, stroke))
            into = bent = None
    return found


def without_what_is_beside(sets: Sequence[SetResult]) -> tuple[SetResult, ...]:
    """Return sets, in order, without what was held so soon before or behind one that it is none.

    Beside reps nothing is held; of several holds the last is the set, and what was held before it
    stretched.
    """
    kept: list[SetResult] = []
    for one in sorted(sets, key=lambda one: (one.hold_s is not None, one.start_s)):
        beside = [other for other in kept if _is_soon(one, other)]
        if any(other.hold_s is None or _lasts_little(one, other) for other in beside):
            continue
        kept = [other for other in kept if other not in beside]
        kept.append(one)
    return tuple(sorted(kept, key=lambda one: one.start_s))


def _is_soon(one: SetResult, other: SetResult) -> bool:
    """Whether no rest that parts sets lies between two."""
    if one.hold_s is None:
        return False
    return max(one.start_s - other.end_s, other.start_s - one.end_s) < SET_REST_S + READY_S


def _lasts_little(one: SetResult, other: SetResult) -> bool:
    return (one.hold_s or 0.0) < BESIDE_PART * (other.hold_s or 0.0)


def _held(into: Stroke, bent: Stroke, out: Stroke) -> Way:
    middle = (bent.to_at + out.from_at) // 2
    down = into._replace(to_at=middle, to=bent.to, amount=abs(bent.to - into.from_))
    return Way(down, (out._replace(from_at=middle),), None)
