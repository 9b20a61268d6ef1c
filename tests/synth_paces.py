"""Gait that differs in kind from `synth_gait`: a vaulting walk, a bouncing run, a shuffle.

There a step is a few cosines. Here each step is an event of its own, its length, time and side
drawn, and the pelvis does what its legs make it do.
"""

from collections.abc import Callable

import numpy as np

from synth_body import Jolt, Piece
from synth_gait import jog, walk, wandering
from synth_shapes import FINE_HZ, GRID, MINIMUM_JERK, Floats, samples, smooth, wander, window
from synth_strap import GRAVITY_M_S2


def _step_times(
    rng: np.random.Generator, duration_s: float, step_s: float, spread: float
) -> list[int]:
    """Return how many samples each step takes, left and right not alike, slowly wandering."""
    limp, drift = float(rng.normal(0.0, 0.02)), 0.0
    lengths: list[int] = []
    while sum(lengths) < duration_s * FINE_HZ:
        drift = 0.7 * drift + float(rng.normal(0.0, spread))
        uneven = limp * (-1) ** len(lengths)
        lengths.append(samples(step_s * float(np.clip(1.0 + drift + uneven, 0.6, 1.6))))
    return lengths


def _alternating(rng: np.random.Generator, lengths: list[int], lag: float) -> Floats:
    """Return -1…1 (n,) that swings from one side to the other with each step."""
    edges = np.concatenate(([0], np.cumsum(lengths)))
    beats = np.interp(np.arange(edges[-1]), edges, np.arange(edges.size))
    size = np.interp(beats, np.arange(edges.size), rng.normal(1.0, 0.12, edges.size))
    return np.asarray(size * np.cos(np.pi * (beats + lag)))


def vaulting(rng: np.random.Generator, duration_s: float) -> Piece:
    """Walk as on stilts: the hips ride over each leg as over a pole, with a give in between."""
    leg_m = float(rng.uniform(0.8, 0.98))
    step_s = float(rng.uniform(0.46, 0.66))
    step_m = float(rng.uniform(0.48, 0.8))
    soft_s = float(rng.uniform(0.03, 0.06))
    lengths = _step_times(rng, duration_s, step_s, 0.025)
    n = sum(lengths)
    on, still = window(n, 0.6), np.zeros(n)
    height, speed, nod = still.copy(), still.copy(), still.copy()
    jolts: list[Jolt] = []
    at = 0
    for length in lengths:
        one = slice(at, at + length)
        way = (np.arange(length) + 0.5) / length - 0.5
        reach = step_m * float(rng.normal(1.0, 0.05))
        # Half of what a pole would make of it: the knee, the ankle and the pelvis give way.
        height[one] = 0.55 * (np.sqrt(leg_m**2 - (reach * way) ** 2) - leg_m)
        speed[one] = reach / (length / FINE_HZ) * (1.0 + 0.25 * (4 * way**2 - 1 / 3))
        nod[one] = -float(rng.uniform(0.5, 2.0)) * np.sin(2 * np.pi * way)
        jolts.append(
            (at + int(0.05 * length), float(rng.lognormal(0.8, 0.4)) * float(on[at]), -0.6)
        )
        at += length
    side = _alternating(rng, lengths, float(rng.uniform(-0.2, 0.2)))
    drop = _alternating(rng, lengths, float(rng.uniform(0.2, 0.6)))
    channels = {
        "up_m": on * smooth(height, soft_s),
        "speed_m_s": on * smooth(speed, soft_s),
        "pitch_deg": on * (float(rng.normal(1.5, 1.5)) + smooth(nod, soft_s)),
        "left_m": on * float(rng.uniform(0.012, 0.03)) * side,
        "roll_deg": on * float(rng.uniform(1.5, 5.0)) * drop,
        "yaw_deg": on * float(rng.uniform(2.0, 7.0)) * side,
        "heading_deg": wandering(rng, n),
    }
    return Piece(n, channels, tuple(jolts), (), "walk")


def bouncing(rng: np.random.Generator, duration_s: float) -> Piece:
    """Run as a ball bounces: a half sine of push in each stance, free fall between."""
    step_s = float(rng.uniform(0.34, 0.42))
    stance = float(rng.uniform(0.55, 0.8))
    lengths = _step_times(rng, duration_s, step_s, 0.015)
    n = sum(lengths)
    on = window(n, 0.6)
    fall_m_s2 = np.zeros(n)
    at = 0
    for length in lengths:
        n_stance = int(length * stance * float(rng.uniform(0.93, 1.07)))
        push = np.sin(np.pi * (np.arange(n_stance) + 0.5) / n_stance) ** float(
            rng.uniform(0.8, 1.5)
        )
        push *= length / float(push.sum())
        fall_m_s2[at : at + length] = -GRAVITY_M_S2
        fall_m_s2[at : at + n_stance] += GRAVITY_M_S2 * push
        at += length
    height = np.zeros(n)
    at = 0
    for length in lengths:
        # Each step returns the hips to where and as fast as it took them.
        one = slice(at, at + length)
        rate = np.cumsum(fall_m_s2[one]) / FINE_HZ
        way = np.cumsum(rate - rate.mean()) / FINE_HZ
        height[one] = way
        at += length
    side = _alternating(rng, lengths, float(rng.uniform(-0.2, 0.2)))
    beat = np.cumsum(np.concatenate([np.full(k, 1.0 / k) for k in lengths]))
    channels = {
        "up_m": on * height,
        "speed_m_s": on * float(rng.uniform(2.0, 3.2)),
        "pitch_deg": on * (rng.uniform(2, 9) + rng.uniform(1, 4) * np.cos(2 * np.pi * beat)),
        "left_m": on * float(rng.uniform(0.005, 0.02)) * side,
        "roll_deg": on * float(rng.uniform(2.0, 6.0)) * side,
        "yaw_deg": on * float(rng.uniform(3.0, 9.0)) * side,
        "heading_deg": wandering(rng, n),
    }
    return Piece(n, channels, (), (), "jog")


def shuffling(rng: np.random.Generator, duration_s: float) -> Piece:
    """Shuffle with something heavy or in slippers: short, flat steps from side to side, uneven."""
    lengths = _step_times(rng, duration_s, float(rng.uniform(0.45, 0.95)), 0.08)
    n = sum(lengths)
    on = window(n, 0.5)
    edges = np.concatenate(([0], np.cumsum(lengths)))
    # From foot to foot: a shift, then a stay; each to its own place.
    places = rng.uniform(0.4, 1.3, edges.size) * (-1.0) ** np.arange(edges.size)
    shift, going = np.zeros(n), np.zeros(n)
    for i, length in enumerate(lengths):
        moving = float(rng.uniform(0.45, 0.9))
        way = np.clip((np.arange(length) + 0.5) / length / moving, 0.0, 1.0)
        shift[edges[i] : edges[i + 1]] = places[i] + (places[i + 1] - places[i]) * np.interp(
            way, GRID, MINIMUM_JERK
        )
        going[edges[i] : edges[i + 1]] = np.sin(np.pi * way) ** 2
    drag = float(rng.uniform(0.2, 0.5))
    channels = {
        "up_m": -on * float(rng.uniform(0.003, 0.012)) * going,
        "speed_m_s": on * drag * smooth(going, 0.04),
        "pitch_deg": on * (float(rng.uniform(-3, 9)) + 1.2 * wander(rng, n, 1.0)),
        "left_m": on * float(rng.uniform(0.02, 0.05)) * shift,
        "roll_deg": on * float(rng.uniform(1.0, 5.0)) * shift,
        "yaw_deg": on * float(rng.uniform(1.0, 5.0)) * smooth(shift, 0.08),
        "heading_deg": wandering(rng, n),
    }
    strikes = [float(rng.uniform(0.2, 1.5)) * float(on[min(e, n - 1)]) for e in edges[1:-1]]
    jolts = tuple((int(e), up, -0.2) for e, up in zip(edges[1:-1], strikes, strict=True))
    return Piece(n, channels, jolts, (), "walk")


Pace = Callable[[np.random.Generator, float], Piece]


def any_walk(rng: np.random.Generator, duration_s: float) -> Piece:
    """Walk by any of the models."""
    pace: Pace = (walk, walk, vaulting, vaulting, shuffling)[int(rng.integers(5))]
    return pace(rng, duration_s)


def any_run(rng: np.random.Generator, duration_s: float) -> Piece:
    """Run by any of the models."""
    pace: Pace = (jog, bouncing)[int(rng.integers(2))]
    return pace(rng, duration_s)
