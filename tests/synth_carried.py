"""A strap that is carried along: by somebody in a car, by hands, into a bag."""

import numpy as np

import synth_life as life
from synth_body import Jolt, Piece
from synth_rests import down_there
from synth_shapes import FINE_HZ, MINIMUM_JERK, Move, any_curve, samples, skewed, trace, wander
from synth_strap import GRAVITY_M_S2


def car(rng: np.random.Generator) -> Piece:
    """Get into a car, ride it over roads that bump and bend, get out."""
    n = samples(float(rng.uniform(40, 150)))
    speeds: list[Move] = [(2.0, 0.0, None)]
    turns: list[Move] = [(2.0, 0.0, None)]
    total, turned = 2.0, 0.0
    while total < n / FINE_HZ - 14.0:
        change_s = float(rng.uniform(3, 10))
        speeds.append((change_s, float(rng.uniform(0, 18)), MINIMUM_JERK))
        turned += float(rng.normal(0, 20))
        turns.append((change_s, turned, MINIMUM_JERK))
        total += change_s
    speeds.append((6.0, 0.0, MINIMUM_JERK))
    speed, heading = (trace(moves) for moves in (speeds, turns))
    speed = np.concatenate((speed, np.zeros(n - speed.size)))
    heading = np.concatenate((heading, np.full(n - heading.size, heading[-1])))
    moving = np.clip(speed / 8.0, 0.0, 1.5)
    pose = {"pitch_deg": -float(rng.uniform(12, 35)), "up_m": -0.4, "forward_m": -0.25}
    push_m_s2 = np.gradient(speed) * FINE_HZ
    rough = float(rng.uniform(0.4, 1.6))
    move = {
        "speed_m_s": speed,
        "heading_deg": heading,
        # The body's bounce on the springs, the wheels' hop, the engine.
        "up_m": rough * moving * (0.006 * wander(rng, n, 1.4) + 0.0008 * wander(rng, n, 0.35))
        + 1e-5 * wander(rng, n, 0.09),
        "pitch_deg": rough * moving * 0.7 * wander(rng, n, 1.2) - 0.6 * push_m_s2,
        "roll_deg": rough * moving * 1.0 * wander(rng, n, 1.6),
    }
    return down_there(rng, "car", pose, move, n)


def strap_off(rng: np.random.Generator) -> Piece:
    """Take the strap off, handle it, lay it down or throw it into a bag, put it on again.

    Here what is moved is the strap itself: the pelvis stands for it.
    """

    def anyhow(size: float) -> life.Pose:
        return {
            "pitch_deg": size * float(rng.uniform(-80, 80)),
            "roll_deg": size * float(rng.uniform(-120, 120)),
            "twist_deg": size * float(rng.uniform(-90, 90)),
            "up_m": float(rng.uniform(-0.2, 0.3)),
            "forward_m": float(rng.uniform(0.1, 0.5)),
            "left_m": float(rng.uniform(-0.3, 0.3)),
        }

    quick = skewed(1.5, 1.5)
    moves: list[life.Step] = [
        (float(rng.uniform(0.35, 0.9)), anyhow(0.8), any_curve(rng))
        for _ in range(int(rng.integers(2, 7)))
    ]
    jolts: list[Jolt] = []
    if rng.random() < 0.5:
        # Held out, let go: it falls freely and turns, and stops where the bag stands.
        held = anyhow(0.5)
        low_m = -float(rng.uniform(0.7, 1.0))
        fall_s = float(np.sqrt(2.0 * (held["up_m"] - low_m) / GRAVITY_M_S2))
        moves.append((float(rng.uniform(0.4, 0.9)), held, quick))
        moves.append((fall_s, anyhow(0.8) | {"up_m": low_m}, skewed(1.0, 0.0)))
        landed = sum(samples(move[0]) for move in moves)
        jolts += [
            (landed, float(rng.uniform(0, 30)), -float(rng.uniform(0, 15))),
            (landed + samples(0.11), float(rng.uniform(3, 15)), 0.0),
        ]
    else:
        moves.append((float(rng.uniform(0.7, 1.5)), anyhow(1.0) | {"up_m": -0.2}, quick))
        jolts.append((sum(samples(move[0]) for move in moves), float(rng.uniform(3, 15)), 0.0))
    moves.append((float(rng.uniform(3, 40)), None, quick))
    moves += [
        (float(rng.uniform(0.5, 1.2)), anyhow(0.7), any_curve(rng))
        for _ in range(int(rng.integers(1, 5)))
    ]
    moves.append((float(rng.uniform(0.8, 1.5)), life.UPRIGHT, MINIMUM_JERK))
    one = life.poses("strap off", *moves)
    return Piece(one.n, one.channels, tuple(jolts), (), "strap off")
