"""Four-part bars: the phases of each rep, to one time scale, beside those of the plan."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Final

from rephost.performed import PerformedSet
from rephost.plans import Tempo
from rephost.words import FASTEST_COUNTED_S
from repsignal.events import Rep

WIDTH: Final = 1000
"""Of a bar that is as long as the scale."""

PHASES: Final = ("eccentric", "bottom", "concentric", "top")
# A break of half a minute within a set would leave the reps too thin to be seen.
_LONGEST_BAR: Final = 2.5


@dataclass(frozen=True, slots=True)
class Part:
    """A phase as a part of a bar: where it begins and how long it is, of `WIDTH`."""

    kind: str
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Bar:
    """A rep as a bar.

    Attributes
    ----------
    seconds
        Of each phase; None where it is not known.
    is_cut
        It is longer than the scale.
    target
        What the plan means, to the same scale.
    """

    number: int
    rep: Rep
    by_hand: bool
    seconds: tuple[float | None, float, float, float | None]
    parts: tuple[Part, ...]
    is_cut: bool
    is_swing: bool
    target: tuple[Part, ...]

    @property
    def words(self) -> str:
        """Return the phases in seconds, X for a fast concentric; a swing's without a bottom."""
        digits = 2 if self.is_swing else 1
        shown = ["\N{EN DASH}" if s is None else f"{s:.{digits}f}" for s in self.seconds]
        if self.is_swing:
            del shown[1]
        elif self.seconds[2] < FASTEST_COUNTED_S:
            shown[2] = f"X {shown[2]}"
        return " · ".join(shown)


def bars(one: PerformedSet, tempo: Tempo | None = None) -> tuple[list[Bar], float]:
    """Return a bar for each rep of a set, and the seconds that `WIDTH` is."""
    lasting = [_seconds(rep, after) for rep, after in pairwise([*one.reps, None]) if rep]
    whole_s = [sum(s or 0.0 for s in seconds) for seconds in lasting]
    longest_s = max([*whole_s, float(sum(tempo or ())), 0.1])
    scale_s = min(longest_s, max(_LONGEST_BAR * median(whole_s), 0.1)) if whole_s else 1.0
    target = tuple(_parts(tempo, scale_s)) if tempo else ()
    found = [
        Bar(
            number,
            rep,
            by_hand,
            seconds,
            tuple(_parts(seconds, scale_s)),
            sum(s or 0.0 for s in seconds) > scale_s + 1e-9,
            one.exercise == "swing",
            target,
        )
        for number, (rep, by_hand, seconds) in enumerate(
            zip(one.reps, one.by_hand, lasting, strict=True), 1
        )
    ]
    return found, scale_s


def _seconds(rep: Rep, after: Rep | None) -> tuple[float | None, float, float, float | None]:
    return (
        rep.bottom_s - rep.start_s if rep.eccentric_known else None,
        rep.bottom_end_s - rep.bottom_s,
        rep.end_s - rep.bottom_end_s,
        None if after is None else max(0.0, after.start_s - rep.end_s),
    )


def _parts(seconds: Sequence[float | None], scale_s: float) -> list[Part]:
    found, x = [], 0.0
    for kind, lasts_s in zip(PHASES, seconds, strict=True):
        width = min(WIDTH * (lasts_s or 0.0) / scale_s, WIDTH - x)
        if width > 0:
            found.append(Part(kind, round(x, 2), round(width, 2)))
        x += width
    return found
