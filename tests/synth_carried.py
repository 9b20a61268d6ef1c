"""A strap that is carried along: by somebody in a car, by hands, into a bag."""

import numpy as np

import synth_life as life
from synth_body import Jolt, Piece
from synth_rests import down_there
from synth_shapes import (
    FINE_HZ,
    MINIMUM_JERK,
    Floats,
    Move,
    any_curve,
    samples,
    skewed,
    trace,
    wander,
    window,
)
from synth_strap import GRAVITY_M_S2


def car(rng: np.random.Generator) -> Piece:
    """Get into a car, ride it over roads that bump and bend, get out."""
    ride_s = float(rng.uniform(25, 140))
    speeds: list[Move] = [(2.0, 0.0, None)]
    turns: list[Move] = [(2.0, 0.0, None)]
    total, turned = 2.0, 0.0
    while total < ride_s:
        change_s = float(rng.uniform(3, 10))
        speeds.append((change_s, float(rng.uniform(0, 18)), MINIMUM_JERK))
        turned += float(rng.normal(0, 20))
        turns.append((change_s, turned, MINIMUM_JERK))
        total += change_s
    speeds += [(6.0, 0.0, MINIMUM_JERK), (3.0, 0.0, None)]
    turns += [(6.0, turned, None), (3.0, turned, None)]
    speed, heading = (trace(moves) for moves in (speeds, turns))
    n = speed.size
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


def _swung_along(rng: np.random.Generator, channels: dict[str, Floats], while_: slice) -> None:
    """Let a bag with the strap in it be carried off, swinging and bobbing with each step."""
    n = while_.stop - while_.start
    beat = 2 * np.pi * float(rng.uniform(1.6, 2.1)) * np.arange(n) / FINE_HZ
    on = window(n, 1.0) * (1.0 + 0.2 * wander(rng, n, 2.0))
    channels["up_m"][while_] += on * (0.03 * np.cos(beat) + 0.5 * window(n, 1.0))
    channels["pitch_deg"][while_] += on * float(rng.uniform(3, 15)) * np.sin(beat / 2)
    channels["roll_deg"][while_] += on * float(rng.uniform(2, 10)) * np.cos(beat / 2 + 0.7)


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
    thrown = rng.random() < 0.5
    if thrown:
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
    lies = sum(samples(move[0]) for move in moves)
    moves.append((float(rng.uniform(3, 40)), None, quick))
    lies_no_more = lies + samples(moves[-1][0])
    moves += [
        (float(rng.uniform(0.5, 1.2)), anyhow(0.7), any_curve(rng))
        for _ in range(int(rng.integers(1, 5)))
    ]
    moves.append((float(rng.uniform(0.8, 1.5)), life.UPRIGHT, MINIMUM_JERK))
    one = life.poses("strap off", *moves)
    if thrown and rng.random() < 0.5:
        _swung_along(rng, one.channels, slice(lies + samples(0.4), lies_no_more))
    return Piece(one.n, one.channels, tuple(jolts), (), "strap off")
