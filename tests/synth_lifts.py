"""What the two lifts share: how a lifter hinges, a rep's plan, and reps laid out in time."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from synth_body import RepMark
from synth_shapes import FINE_HZ, Floats, Move, samples

EASE_S = 0.9
"""The lean of lock-out eases off within this, however long the rest at the top."""


@dataclass(frozen=True)
class Build:
    """How one lifter hinges.

    At `full_deg` of hinge the hips are `back_m` back and `drop_m` down; `bend` (-0.4…0.4) moves
    the way back to the end or the beginning of the hinge, `lead_s` lets the hips run ahead of it;
    `soft` (0…1) is the part of the way down that begins with the hinge, and does not follow it;
    `yaw_deg` and `roll_deg` are how far the pelvis turns and leans, as with a weight in one hand.
    """

    full_deg: float
    back_m: float
    drop_m: float
    bend: float
    lead_s: float
    soft: float
    yaw_deg: float = 0.0
    roll_deg: float = 0.0

    @classmethod
    def drawn(
        cls,
        rng: np.random.Generator,
        full_deg: float,
        travel_m: tuple[float, float],
        lead_s: tuple[float, float],
        one_arm_deg: tuple[tuple[float, float], tuple[float, float]] | None,
    ) -> Self:
        """Return a lifter whose hips travel so far back and down; the rest is drawn.

        `lead_s` and, for one with a weight in one hand, yaw and roll are drawn from these ranges.
        """
        return cls(
            full_deg,
            *travel_m,
            bend=float(rng.uniform(-0.4, 0.4)),
            lead_s=float(rng.uniform(*lead_s)),
            soft=float(rng.uniform(0.15, 0.55)),
            yaw_deg=either(rng, *one_arm_deg[0]) if one_arm_deg else float(rng.normal(0.0, 1.5)),
            roll_deg=either(rng, *one_arm_deg[1]) if one_arm_deg else float(rng.normal(0.0, 1.2)),
        )

    def carried(self, pitch_deg: Floats) -> dict[str, Floats]:
        """Return every channel of a hinge whose angle is `pitch_deg`."""
        at = np.arange(pitch_deg.size)
        u = np.interp(at + self.lead_s * FINE_HZ, at, pitch_deg) / self.full_deg
        deep = np.maximum(u, 0.0)
        return {
            "pitch_deg": pitch_deg,
            "forward_m": -self.back_m * (u + self.bend * deep * (1.0 - u)),
            "up_m": -self.drop_m * (self.soft * deep + (1.0 - self.soft) * deep**2),
            "yaw_deg": self.yaw_deg * u,
            "roll_deg": self.roll_deg * u,
        }


@dataclass(frozen=True)
class Rep:
    """One rep's plan: durations in s, angles in degrees, the ways from one to the other.

    `lean_deg` is how far it leans back at lock-out, `rest_lean_deg` where it is as the next begins.
    One that is no rep (`is_rep`) is too small to be counted, by the rule in docs/terms.md.
    """

    range_deg: float
    down_s: float
    bottom_s: float
    up_s: float
    top_s: float
    lean_deg: float
    rest_lean_deg: float
    down: Floats
    up: Floats
    is_rep: bool = True


def varied(rng: np.random.Generator, spread: float) -> float:
    """Return a factor round 1 of standard deviation `spread`, without outliers."""
    return float(np.clip(rng.normal(1.0, spread), 1 - 2.5 * spread, 1 + 2.5 * spread))


HALF = (0.54, 0.66)
"""What a half rep reaches of the usual range: counted, and flagged as short."""

TOO_SMALL = (0.18, 0.33)
"""What a movement reaches that is given up at once: no rep."""


def is_half(rng: np.random.Generator, number: int, traits: frozenset[str]) -> bool:
    """Tell whether a rep is a half one; the first never, and never more than every other."""
    return "half" in traits and number % 2 == 1 and rng.random() < 0.7


def unlocked_part(rng: np.random.Generator, traits: frozenset[str]) -> float:
    """Return which part of a set's reps is not locked out: none, now and then, or all.

    The last one always is: he stands up when he is done.
    """
    return float(rng.choice((0.3, 0.6, 1.0))) if "no-lockout" in traits else 0.0


def given_up(rep: Rep, share: float) -> Rep:
    """Return a movement that goes a `share` of a rep's way and back at once: no rep."""
    return replace(
        rep,
        range_deg=share * rep.range_deg,
        down_s=max(0.4, share * rep.down_s),
        bottom_s=0.0,
        up_s=max(0.4, share * rep.up_s),
        is_rep=False,
    )


def either(rng: np.random.Generator, low: float, high: float) -> float:
    """Return an amount between `low` and `high` to one side or the other."""
    return float(rng.choice([-1.0, 1.0]) * rng.uniform(low, high))


def laid_out(
    exercise: str, lead_in: Sequence[Move], reps: Sequence[Rep], ease: Floats, *, from_floor: bool
) -> tuple[list[Move], tuple[RepMark, ...]]:
    """Return the moves of the hinge angle, and the marks of the reps.

    `from_floor`: `lead_in` ends at the bottom and the first rep has no eccentric. `ease` is the
    way from one lean to the other at the top.
    """
    moves = list(lead_in)
    at = sum(samples(move[0]) for move in moves)
    marks = []

    def go(duration_s: float, target: float, shape: Floats | None) -> tuple[int, int]:
        nonlocal at
        moves.append((duration_s, target, shape))
        begin, at = at, at + samples(duration_s)
        return begin, at

    for i, rep in enumerate(reps):
        down = None
        if i or not from_floor:
            down = go(rep.down_s, rep.range_deg, rep.down)
            if rep.bottom_s > 0.02:
                go(rep.bottom_s, rep.range_deg, None)
        up = go(rep.up_s, -rep.lean_deg, rep.up)
        if rep.is_rep:
            marks.append(RepMark(exercise, down, up))
        if rep.top_s > EASE_S:
            go(EASE_S, -rep.rest_lean_deg, ease)
            go(rep.top_s - EASE_S, -rep.rest_lean_deg, None)
        elif rep.top_s > 0.02:
            go(rep.top_s, -rep.rest_lean_deg, ease)
    return moves, tuple(marks)
