"""Poses that are held: bent over, with the pelvis as still as the lifter can keep it."""

from collections.abc import Sequence
from typing import Final

from repsignal.cycle import Stroke
from repsignal.state import GRID_HZ
from repsignal.ways import Way

HELD: Final = ("hold", "row")
"""Exercises that may leave the pelvis still, and then are held, not counted."""

BENT_DEG, UPRIGHT_DEG = 25.0, 18.0
"""Leaning from which a pose is held bent, and below which it is not any more."""

LEAST_S = 5.0
"""How long a hold lasts at least. Less takes picking something up for one."""


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


def _held(into: Stroke, bent: Stroke, out: Stroke) -> Way:
    middle = (bent.to_at + out.from_at) // 2
    down = into._replace(to_at=middle, to=bent.to, amount=abs(bent.to - into.from_))
    return Way(down, (out._replace(from_at=middle),), None)
