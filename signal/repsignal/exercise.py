"""The exercises: one small spec each, by which one engine counts, measures and names them."""

from dataclasses import dataclass
from enum import Enum
from typing import Final


class Signal(Enum):
    """What the phases of an exercise are told by."""

    HINGE = "hinge"
    """The hinge angle: out of upright and back."""
    LEAN = "lean"
    """How far the pelvis leans from standing, in poses that are never upright."""
    HEIGHT = "height"
    """How high the pelvis is, where it travels more than it tilts."""


class Start(Enum):
    """Where a set begins."""

    TOP = "top"
    """At the lock-out: every rep has an eccentric."""
    EITHER = "either"
    """Where the lifter likes; a rep that does not come down from the lock-out has no eccentric."""
    BOTTOM = "bottom"
    """Always at the bottom, where who does it stands: the first rep has no eccentric."""
    FLOOR = "floor"
    """At the floor, where the set also ends: the last way up is that of who let go."""


class Shape(Enum):
    """How many ways up make a rep."""

    SINGLE = "single"
    CAUGHT = "caught"
    """A throw and, behind a landing or a catch, standing up."""


@dataclass(frozen=True, slots=True)
class Span:
    """What a measure usually is, and how far beyond it is as unlikely as one standard deviation."""

    low: float
    high: float
    soft: float

    def beyond(self, value: float) -> float:
        """Return how many standard deviations a value lies outside; 0 inside."""
        return max(0.0, self.low - value, value - self.high) / self.soft


@dataclass(frozen=True, slots=True)
class Exercise:
    """How an exercise is done.

    Parameters
    ----------
    lowers
        Whether the signal grows (1) or falls (-1) as the lifter lowers.
    least
        Smallest rep, in units of the signal (degrees or m). Less counts fidgeting, more misses
        partial reps.
    fewest
        Reps alike that make a set when no exercise was chosen. More where life has movements as
        small.
    most_steps
        Steps in a row that may be heard in a rep.
    throw_g
        Least acceleration of a throw that is caught. Less takes stepping down for one, more loses
        light ones.
    yields
        Whether hinges at the same time, if they are some, are believed rather.
    period_s
        Time from lock-out to lock-out when no exercise was chosen.
    tempo
        By what part the ways of a rep may last longer or shorter than those of the one before, when
        no exercise was chosen. More counts rolling on the floor and bobbing in a stretch.
    rise
        The same of how far the pelvis rises for each degree. More counts what only tilts.
    spans
        What measures of the usual rep of a set are: of a `Cycle` (`signal` LEAN or HEIGHT), or of a
        `Movement`.
    """

    name: str
    signal: Signal
    start: Start = Start.TOP
    shape: Shape = Shape.SINGLE
    lowers: int = 1
    least: float = 14.0
    fewest: int = 3
    most_steps: int = 2
    throw_g: float = 0.18
    yields: bool = False
    period_s: Span | None = None
    tempo: Span | None = None
    rise: Span | None = None
    spans: tuple[tuple[str, Span], ...] = ()


STRAIGHT: Final = Span(-0.12, 0.12, 0.04)
"""Roundness of what comes back as it went, which hips that circle and a strap in a bag do not."""

STEADY: Final = Span(0.0, 0.13, 0.02)
"""Tempo of what is done lying or bent over, where life rolls, rocks and stretches as far."""

EXERCISES: Final = {
    one.name: one
    for one in (
        Exercise("rdl", Signal.HINGE),
        Exercise("swing", Signal.HINGE, Start.EITHER),
        Exercise("good_morning", Signal.HINGE),
        Exercise("deadlift", Signal.HINGE, Start.FLOOR),
        Exercise(
            "squat",
            Signal.HEIGHT,
            lowers=-1,
            least=0.10,
            fewest=4,
            most_steps=3,
            yields=True,
            period_s=Span(1.2, 10.0, 0.5),
            tempo=Span(0.0, 0.16, 0.04),
            rise=Span(0.0, 0.25, 0.06),
            spans=(
                ("travel_m", Span(0.21, 0.66, 0.035)),
                ("roundness", Span(-0.4, 0.4, 0.05)),
                ("range_deg", Span(0.0, 40.0, 4.0)),
                ("lift_m_per_deg", Span(0.0072, 1.0, 0.0012)),
                ("end_deg", Span(0.0, 15.0, 6.0)),
                ("settled_deg", Span(0.0, 4.0, 1.2)),
                ("thrust_g", Span(0.05, 2.0, 0.25)),
                ("jolt_part", Span(0.0, 1.0, 0.25)),
                ("concentric_s", Span(0.4, 4.0, 0.3)),
                ("bottom_pause_s", Span(0.0, 5.5, 0.5)),
                ("flight_s", Span(0.0, 0.26, 0.04)),
            ),
        ),
        Exercise(
            "glute_bridge",
            Signal.LEAN,
            Start.EITHER,
            lowers=-1,
            least=10.0,
            tempo=STEADY,
            rise=Span(0.0, 0.14, 0.07),
            spans=(
                ("forward", Span(-1.0, 0.0, 0.25)),
                ("roundness", STRAIGHT),
                ("range_deg", Span(20.0, 68.0, 4.0)),
                ("most_deg", Span(80.0, 140.0, 6.0)),
                ("bottom_deg", Span(22.0, 100.0, 6.0)),
                ("lift_m_per_deg", Span(0.0028, 0.0110, 0.0006)),
                ("concentric_s", Span(0.35, 4.0, 0.2)),
                ("vertical_g", Span(0.04, 2.0, 0.3)),
            ),
        ),
        Exercise(
            "back_raise",
            Signal.LEAN,
            Start.EITHER,
            least=15.0,
            tempo=STEADY,
            spans=(
                ("forward", Span(0.0, 1.0, 0.25)),
                ("roundness", STRAIGHT),
                ("range_deg", Span(34.0, 80.0, 1.5)),
                ("end_deg", Span(36.0, 102.0, 3.0)),
                ("off_bench_deg", Span(0.0, 10.0, 2.5)),
                ("bottom_deg", Span(75.0, 160.0, 6.0)),
                ("lift_m_per_deg", Span(-0.0012, 0.0050, 0.0006)),
                ("concentric_s", Span(0.45, 5.0, 0.2)),
                ("vertical_g", Span(0.02, 0.35, 0.1)),
                ("bottom_pause_s", Span(0.0, 5.5, 0.5)),
            ),
        ),
        Exercise(
            "row",
            Signal.LEAN,
            Start.EITHER,
            least=4.0,
            fewest=5,
            period_s=Span(0.9, 8.0, 0.1),
            tempo=STEADY,
            spans=(
                ("forward", Span(0.0, 1.0, 0.25)),
                ("roundness", STRAIGHT),
                ("range_deg", Span(5.5, 20.0, 0.8)),
                ("end_deg", Span(28.0, 66.0, 3.0)),
                ("bottom_deg", Span(36.0, 78.0, 4.0)),
                ("travel_m", Span(-0.02, 0.08, 0.03)),
                ("concentric_s", Span(0.24, 0.95, 0.03)),
                ("vertical_g", Span(0.0, 0.45, 0.1)),
                ("bottom_pause_s", Span(0.0, 5.0, 0.5)),
            ),
        ),
        Exercise(
            "calf_raise",
            Signal.HEIGHT,
            Start.BOTTOM,
            lowers=-1,
            least=0.03,
            fewest=5,
            most_steps=1,
            period_s=Span(1.3, 7.5, 0.1),
            tempo=Span(0.0, 0.2, 0.04),
            spans=(
                ("travel_m", Span(0.035, 0.11, 0.010)),
                ("range_deg", Span(0.0, 3.6, 0.6)),
                ("most_deg", Span(0.0, 5.0, 1.5)),
                ("concentric_s", Span(0.3, 2.2, 0.05)),
                ("vertical_g", Span(0.05, 0.85, 0.08)),
            ),
        ),
        Exercise(
            "box_jump",
            Signal.HEIGHT,
            shape=Shape.CAUGHT,
            lowers=-1,
            least=0.15,
            throw_g=0.35,
            period_s=Span(3.0, 20.0, 0.5),
            spans=(
                ("flight_s", Span(0.26, 0.70, 0.03)),
                ("thrown_deg", Span(10.0, 36.0, 2.5)),
                ("range_deg", Span(34.0, 100.0, 4.0)),
                ("gain_m", Span(0.14, 1.5, 0.06)),
                ("vertical_g", Span(1.5, 9.0, 0.3)),
                ("concentric_s", Span(1.5, 4.0, 0.2)),
            ),
        ),
        Exercise(
            "power_clean",
            Signal.HEIGHT,
            Start.FLOOR,
            shape=Shape.CAUGHT,
            lowers=-1,
            least=0.08,
            period_s=Span(3.0, 15.0, 1.0),
            spans=(
                ("flight_s", Span(0.12, 0.36, 0.05)),
                ("thrown_deg", Span(38.0, 64.0, 2.5)),
                ("range_deg", Span(40.0, 75.0, 3.0)),
                ("vertical_g", Span(0.9, 10.0, 0.2)),
                ("concentric_s", Span(1.1, 3.1, 0.3)),
                ("eccentric_s", Span(0.0, 2.8, 0.25)),
            ),
        ),
        Exercise("hold", Signal.LEAN, least=20.0),
    )
}
"""All of them, by name."""
