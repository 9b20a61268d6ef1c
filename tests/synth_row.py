"""Rows and what else is done bent over: the hinge is held, the pelvis recoils or keeps still."""

import numpy as np

from synth_body import HoldMark, Jolt, Piece
from synth_lifts import laid_out
from synth_linkage import Body, Unevenness
from synth_shapes import (
    FINE_HZ,
    MINIMUM_JERK,
    Floats,
    Move,
    any_curve,
    samples,
    trace,
    wander,
    window,
)
from synth_tempo import Habit, floored, rep_plans

RECOIL = Habit((6, 15), (0.5, 1.3), (0.4, 0.9), (0.0, 0.6), (0.2, 0.9), 9.0, 0.3, 0.35)
STEADY_DPS = 2.0


def _framed(
    rng: np.random.Generator, bent_deg: float, middle: Floats, knee_deg: float
) -> tuple[Floats, Floats, int, int]:
    """Return trunk and knee (n,) of bending over, `middle` on top of it, and standing up again.

    Also the samples that the way in and the way out take, the stillness after and before included.
    """
    into: list[Move] = [(float(rng.uniform(1.0, 2.2)), 1.0, any_curve(rng))]
    into.append((float(rng.uniform(0.8, 3.0)), 1.0, None))
    out: list[Move] = [(float(rng.uniform(0.5, 1.5)), 1.0, None)]
    out.append((float(rng.uniform(0.9, 2.0)), 0.0, any_curve(rng, concentric=True)))
    before, after = trace(into), trace(out, start=1.0)
    bent = np.concatenate((before, np.ones(middle.size), after))
    # The first and the last of `middle` lead over to it from the ways in and out.
    over = np.concatenate((middle[0] * before, middle, middle[-1] * after))
    return bent_deg * bent + over, knee_deg * bent, before.size, after.size


def row(rng: np.random.Generator, reps: int, traits: frozenset[str] = frozenset()) -> Piece:
    """Do a set of rows bent over a bar, the trunk helping a little.

    Traits: strict (the pelvis keeps still: there is a hold and nothing to count), one-arm.
    """
    if "strict" in traits:
        return _held(rng, "row", reps * float(rng.uniform(1.6, 3.5)), "one-arm" in traits)
    plans = floored(rep_plans(rng, reps, RECOIL, traits - {"slow", "half", "no-lockout"}), 0.7)
    deep_deg, last = plans[0].range_deg, plans[-1]
    moves, marks = laid_out("row", [(0.4, deep_deg, None)], plans, MINIMUM_JERK, from_floor=True)
    moves += [(last.down_s, deep_deg, last.down), (0.4, deep_deg, None)]
    recoil = trace(moves, start=deep_deg)
    share = float(rng.uniform(0.85, 1.0))
    bent_deg = float(rng.uniform(42, 75))
    trunk, knee, n_in, n_out = _framed(rng, bent_deg - deep_deg, recoil, float(rng.uniform(12, 40)))
    pulled = np.concatenate((np.zeros(n_in), 1.0 - recoil / deep_deg, np.zeros(n_out)))
    # The legs help as the trunk does.
    knee = knee - float(rng.uniform(0, 7)) * pulled
    channels = {"pitch_deg": share * trunk} | Body.drawn(rng).hips(knee, trunk)
    side = Unevenness.drawn(rng).channels(trunk / bent_deg)
    if "one-arm" in traits:
        channels["twist_deg"] = float(rng.choice([-1, 1]) * rng.uniform(3, 14)) * pulled
    jolts: tuple[Jolt, ...] = tuple(
        (n_in + mark.concentric[1], -float(rng.uniform(0.0, 1.5)), 0.0) for mark in marks
    )
    sets = (tuple(mark.shifted(n_in) for mark in marks),)
    return Piece(trunk.size, channels | side, jolts, sets, "row")


def _held(rng: np.random.Generator, exercise: str, hold_s: float, one_arm: bool) -> Piece:
    """Bend over, let the arms work while the pelvis keeps as still as it can, stand up."""
    n = samples(hold_s)
    tremor = window(n, 0.6) * wander(rng, n, float(rng.uniform(1.5, 3.5)))
    fastest_dps = float(np.max(np.abs(np.gradient(tremor)))) * FINE_HZ
    bent_deg = float(rng.uniform(38, 75))
    trunk, knee, n_in, _ = _framed(
        rng, bent_deg, tremor * min(0.8, STEADY_DPS / fastest_dps), float(rng.uniform(10, 40))
    )
    channels = {"pitch_deg": 0.9 * trunk} | Body.drawn(rng).hips(knee, trunk)
    channels |= Unevenness.drawn(rng).channels(trunk / bent_deg)
    if one_arm:
        turning = np.zeros(trunk.size)
        turning[n_in : n_in + n] = window(n, 0.6) * wander(rng, n, 2.5)
        channels["twist_deg"] = float(rng.uniform(0.3, 1.2)) * turning
    mark = HoldMark(exercise, (0, n_in), (n_in + n, trunk.size))
    return Piece(trunk.size, channels, (), (), exercise, (mark,))


def hold(rng: np.random.Generator, reps: int, traits: frozenset[str] = frozenset()) -> Piece:
    """Do `reps` rear-delt flies, or the like, bent over: the pelvis does none of them."""
    return _held(rng, "hold", reps * float(rng.uniform(1.5, 3.5)), "one-arm" in traits)
