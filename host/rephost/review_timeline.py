"""A session on a line: its sets, the rests between them, what was not counted, and gaps."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from rephost.review_rests import Rest
from rephost.review_words import set_line
from rephost.reviewed import Reviewed
from rephost.words import clock, why_not

# Of the line's width: numbers nearer than this would touch on a phone.
_NUMBER_PCT: Final = 5.0
_LEAST_PCT: Final = 0.5
_STEPS_S: Final = (10, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400)
_MOST_TICKS: Final = 6


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the line, in percent of its width, and what there is to say of it."""

    x: float
    width: float
    text: str
    kind: str = ""
    number: int = 0
    is_named: bool = False

    @property
    def middle(self) -> float:
        """Where a number stands."""
        return round(self.x + 0.5 * self.width, 3)


@dataclass(frozen=True, slots=True)
class Timeline:
    """What is drawn."""

    sets: tuple[Stretch, ...]
    rests: tuple[Stretch, ...]
    planned: tuple[Stretch, ...]
    rejected: tuple[Stretch, ...]
    gaps: tuple[Stretch, ...]
    ticks: tuple[Stretch, ...]


def timeline(session: Reviewed, rests: Sequence[Rest | None]) -> Timeline:
    """Return a session's line, from its beginning to its end."""
    ends_s = [one.end_s for one in session.sets]
    whole_s = max([session.recording["duration_s"], *ends_s, 1.0])

    def at(start_s: float, end_s: float, text: str, kind: str = "") -> Stretch:
        x, width = 100.0 * start_s / whole_s, 100.0 * (end_s - start_s) / whole_s
        return Stretch(round(x, 3), round(max(width, 0.0), 3), text, kind)

    step_s = next((s for s in _STEPS_S if whole_s / s <= _MOST_TICKS), _STEPS_S[-1])
    ticks = range(0, int(whole_s * (1 - _NUMBER_PCT / 100)) + 1, step_s)
    return Timeline(
        sets=_named(
            [
                at(one.start_s, one.end_s, f"set {number}: {set_line(one)}", one.exercise)
                for number, one in enumerate(session.sets, 1)
            ]
        ),
        rests=tuple(
            at(one.start_s, one.start_s + one.taken_s, f"rest {one.words}", one.fits)
            for one in rests
            if one
        ),
        planned=tuple(
            at(one.start_s + one.planned_s, one.start_s + one.planned_s, "")
            for one in rests
            if one and one.planned_s is not None
        ),
        rejected=tuple(
            at(
                one["start_s"],
                one["end_s"],
                f"not counted: {why_not(one)}",
            )
            for one in session.rejected
        ),
        gaps=tuple(at(one["start_s"], one["end_s"], "gap") for one in session.recording["gaps"]),
        ticks=tuple(at(float(s), float(s), clock(s, tenths=False)) for s in ticks),
    )


def _named(sets: Sequence[Stretch]) -> tuple[Stretch, ...]:
    """Give numbers to as many sets as there is room for."""
    found: list[Stretch] = []
    last = -_NUMBER_PCT
    for number, one in enumerate(sets, 1):
        is_named = one.middle - last >= _NUMBER_PCT
        last = one.middle if is_named else last
        width = max(one.width, _LEAST_PCT)
        found.append(Stretch(one.x, width, one.text, one.kind, number, is_named))
    return tuple(found)
