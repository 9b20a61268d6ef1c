"""Sets of Romanian deadlifts and kettlebell swings as movements of the pelvis."""

from dataclasses import dataclass, replace

import numpy as np

from synth_body import Piece, RepMark
from synth_shapes import FINE_HZ, Floats, Move, any_curve, samples, skewed, trace, wander

SLOWEST_MEAN_DPS = 9.0
"""A phase is never slower than this on average: slower, the rule's 5 °/s would cut it to pieces."""


@dataclass(frozen=True)
class Build:
    """How one lifter hinges: hips back and down at `full_deg` of hinge, and how far these run ahead of it."""

    full_deg: float
    back_m: float
    drop_m: float
    bend: float
    lead_s: float
    yaw_deg: float = 0.0
    roll_deg: float = 0.0

    def carried(self, pitch_deg: Floats) -> dict[str, Floats]:
        """Every channel of a hinge whose angle is `pitch_deg`."""
        at = np.arange(pitch_deg.size)
        early = np.interp(at + self.lead_s * FINE_HZ, at, pitch_deg)
        u = early / self.full_deg
        deep = np.maximum(u, 0.0)
        return {
            "pitch_deg": pitch_deg,
            "forward_m": -self.back_m * (u + self.bend * deep * (1.0 - u)),
            "up_m": -self.drop_m * (0.35 * deep + 0.65 * deep**2),
            "yaw_deg": self.yaw_deg * u,
            "roll_deg": self.roll_deg * u,
        }


@dataclass(frozen=True)
class Rep:
    """One rep's plan: durations in s, angles in degrees, the ways from one to the other."""

    range_deg: float
    down_s: float
    bottom_s: float
    up_s: float
    top_s: float
    lean_deg: float
    down: Floats
    up: Floats

    def possible(self) -> "Rep":
        """Return the same rep with phases that are not too slow to be seen as movement."""
        longest_s = self.range_deg / SLOWEST_MEAN_DPS
        return replace(self, down_s=min(self.down_s, longest_s), up_s=min(self.up_s, longest_s))


def _laid_out(
    exercise: str, lead_in: list[Move], reps: list[Rep], *, from_floor: bool
) -> tuple[list[Move], tuple[RepMark, ...], int]:
    """Moves of a set, its marks, and the number of samples used."""
    moves = list(lead_in)
    at = sum(samples(move[0]) for move in moves)
    marks = []
    for i, rep in enumerate(reps):
        down: tuple[int, int] | None = None
        if i or not from_floor:
            down = (at, at + samples(rep.down_s))
            moves.append((rep.down_s, rep.range_deg, rep.down))
            at = down[1]
        if rep.bottom_s > 0.01 and not (from_floor and i == 0):
            moves.append((rep.bottom_s, rep.range_deg, None))
            at += samples(rep.bottom_s)
        up = (at, at + samples(rep.up_s))
        moves.append((rep.up_s, -rep.lean_deg, rep.up))
        at = up[1]
        marks.append(RepMark(exercise, down, up))
        if rep.top_s > 0.01:
            moves.append((rep.top_s, -rep.lean_deg, None))
            at += samples(rep.top_s)
    return moves, tuple(marks), at


def _varied(rng: np.random.Generator, spread: float) -> float:
    return float(np.clip(rng.normal(1.0, spread), 1 - 2.5 * spread, 1 + 2.5 * spread))


def rdl(rng: np.random.Generator, reps: int, traits: frozenset[str] = frozenset()) -> Piece:
    """A set of Romanian deadlifts, upright to upright.

    Traits: slow, fast, partial, pauses, top-pauses, cluster, squat-like, one-arm, fatigue, fidget.
    """
    range_deg = rng.uniform(25, 35) if "partial" in traits else rng.uniform(42, 72)
    if "squat-like" in traits:
        range_deg = rng.uniform(30, 45)
    down_s, up_s = rng.uniform(1.4, 3.6), rng.uniform(1.2, 2.6)
    if "slow" in traits:
        down_s, up_s = rng.uniform(4.0, 7.0), rng.uniform(2.0, 6.0)
    if "fast" in traits:
        down_s, up_s = rng.uniform(0.7, 1.2), rng.uniform(0.7, 1.1)
    bottom_s = rng.uniform(0.8, 4.0) if "pauses" in traits else float(rng.choice([0.0, 0.0, 0.4]))
    top_s = rng.uniform(0.3, 1.2)
    if "top-pauses" in traits:
        top_s = rng.uniform(1.5, 4.0)
    elif rng.random() < 0.25:
        top_s = 0.0
    spread = rng.uniform(0.03, 0.12)
    tired = rng.uniform(0.25, 0.7) if "fatigue" in traits else rng.uniform(0.0, 0.12)
    back_m = rng.uniform(0.10, 0.25)
    build = Build(
        full_deg=float(range_deg),
        back_m=float(back_m),
        drop_m=float(
            rng.uniform(0.18, 0.30)
            if "squat-like" in traits
            else back_m**2 / 1.8 + rng.uniform(0.005, 0.06)
        ),
        bend=float(rng.uniform(-0.4, 0.4)),
        lead_s=float(rng.uniform(-0.06, 0.08)),
        yaw_deg=float(rng.choice([-1, 1]) * rng.uniform(8, 30)) if "one-arm" in traits else 0.0,
        roll_deg=float(rng.uniform(-8, 8)) if "one-arm" in traits else float(rng.normal(0, 1.2)),
    )
    down, up = any_curve(rng), any_curve(rng, concentric=True)
    lean_deg = rng.choice([0.0, rng.uniform(0.5, 4.0)])
    plans = []
    for i in range(reps):
        worn = tired * (i / max(reps - 1, 1)) ** 1.5
        if rng.random() < 0.4:
            down, up = any_curve(rng), any_curve(rng, concentric=True)
        rest_s = top_s * _varied(rng, 2 * spread)
        if "cluster" in traits and i % 3 == 2:
            rest_s = float(rng.uniform(4.0, 8.0))
        plans.append(
            Rep(
                range_deg=range_deg * _varied(rng, spread / 2) * (1 - 0.25 * worn),
                down_s=down_s * _varied(rng, spread) * (1 + 0.3 * worn),
                bottom_s=bottom_s * _varied(rng, 2 * spread),
                up_s=up_s * _varied(rng, spread) * (1 + worn),
                top_s=rest_s,
                lean_deg=float(lean_deg * _varied(rng, spread)),
                down=down,
                up=up,
            ).possible()
        )
    moves, marks, _ = _laid_out("rdl", [], plans, from_floor=False)
    moves.append((0.7, 0.0, skewed(2.0, 2.0)))
    pitch = trace(moves)
    channels = build.carried(pitch)
    if "fidget" in traits:
        channels = _fidgeting(rng, channels, marks)
    return Piece(pitch.size, channels, (), (marks,), "rdl")


def _fidgeting(
    rng: np.random.Generator, channels: dict[str, Floats], marks: tuple[RepMark, ...]
) -> dict[str, Floats]:
    """Shifting from leg to leg and twisting at the top between reps."""
    n = channels["pitch_deg"].size
    upright = np.exp(-((channels["pitch_deg"] / 12.0) ** 2))
    return channels | {
        "roll_deg": channels["roll_deg"] + 3.0 * upright * wander(rng, n, 1.6),
        "yaw_deg": channels["yaw_deg"] + 5.0 * upright * wander(rng, n, 2.0),
        "left_m": 0.025 * upright * wander(rng, n, 1.6),
    }


def swing(rng: np.random.Generator, reps: int, traits: frozenset[str] = frozenset()) -> Piece:
    """A set of kettlebell swings, standing to standing.

    Traits: hiked, dead-start, one-arm, cluster, fatigue, slow, fast, partial, squat-like, drop.
    """
    dead = "dead-start" in traits
    hiked = "hiked" in traits or dead
    range_deg = rng.uniform(25, 35) if "partial" in traits else rng.uniform(40, 72)
    if "squat-like" in traits:
        range_deg = rng.uniform(30, 45)
    cycle_s = rng.uniform(1.35, 1.95)
    if "slow" in traits:
        cycle_s = rng.uniform(1.9, 2.4)
    if "fast" in traits:
        cycle_s = rng.uniform(1.05, 1.3)
    up_s = cycle_s * rng.uniform(0.28, 0.36)
    down_s = cycle_s * rng.uniform(0.30, 0.40)
    float_s = cycle_s - up_s - down_s
    lean_deg = rng.uniform(2.5, 12.0)
    spread = rng.uniform(0.03, 0.08)
    tired = rng.uniform(0.15, 0.4) if "fatigue" in traits else rng.uniform(0.0, 0.1)
    build = Build(
        full_deg=float(range_deg),
        back_m=float(rng.uniform(0.12, 0.28)),
        drop_m=float(rng.uniform(0.20, 0.30) if "squat-like" in traits else rng.uniform(0.07, 0.2)),
        bend=float(rng.uniform(-0.4, 0.4)),
        lead_s=float(rng.uniform(-0.02, 0.06)),
        yaw_deg=float(rng.choice([-1, 1]) * rng.uniform(10, 35)) if "one-arm" in traits else 0.0,
        roll_deg=float(rng.uniform(-10, 10)) if "one-arm" in traits else float(rng.normal(0, 1.2)),
    )
    down = skewed(float(rng.uniform(1.6, 2.8)), float(rng.uniform(1.0, 1.5)))
    up = skewed(float(rng.uniform(1.0, 1.6)), float(rng.uniform(1.4, 2.6)))
    plans = []
    for i in range(reps):
        worn = tired * (i / max(reps - 1, 1)) ** 1.5
        rest_s = float_s * _varied(rng, 2 * spread)
        if "cluster" in traits and i % 5 == 4:
            rest_s = float(rng.uniform(4.0, 8.0))
        plans.append(
            Rep(
                range_deg=range_deg * _varied(rng, spread) * (1 - 0.15 * worn),
                down_s=down_s * _varied(rng, spread) * (1 + 0.3 * worn),
                bottom_s=float(rng.uniform(0.45, 1.5)) if dead else 0.0,
                up_s=up_s * _varied(rng, spread) * (1 + 0.5 * worn),
                top_s=rest_s,
                lean_deg=max(2.0, lean_deg * _varied(rng, 2 * spread)),
                down=down,
                up=up,
            )
        )
    moves: list[Move] = []
    if hiked:
        grip_deg = range_deg * rng.uniform(0.75, 1.1)
        moves = [
            (float(rng.uniform(0.9, 1.8)), grip_deg, any_curve(rng)),
            (float(rng.uniform(0.6, 3.0)), grip_deg, None),
            (0.45, plans[0].range_deg, skewed(2.0, 1.2)),
        ]
    moves, marks, _ = _laid_out("swing", moves, plans, from_floor=hiked)
    if hiked and "drop" not in traits:
        floor_deg = range_deg * rng.uniform(0.8, 1.1)
        moves += [
            (down_s * float(rng.uniform(1.0, 1.5)), floor_deg, down),
            (float(rng.uniform(0.5, 2.0)), floor_deg, None),
            (float(rng.uniform(1.1, 2.2)), 0.0, any_curve(rng)),
        ]
    else:
        moves.append((0.8, 0.0, skewed(2.0, 2.0)))
    pitch = trace(moves)
    return Piece(pitch.size, build.carried(pitch), (), (marks,), "swing")
