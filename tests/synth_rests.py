"""What is no rep though it moves: setting the feet, stretching, rolling, carrying, car and bag."""

from collections.abc import Callable

import numpy as np

import synth_life as life
from synth_body import GO_ON, Jolt, Piece, joined
from synth_lifts import either
from synth_paces import any_run, any_walk, shuffling
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


def set_feet(rng: np.random.Generator) -> Piece:
    """Find one's stance: weight to one side, the foot put down, to the other, a wriggle."""
    side: list[Move] = []
    jolts: list[Jolt] = []
    at = 0.0
    towards = float(rng.choice([-1.0, 1.0]))
    for _ in range(int(rng.integers(2, 5))):
        shift_s = float(rng.uniform(0.3, 0.7))
        side += [(shift_s, towards * float(rng.uniform(0.4, 1.0)), MINIMUM_JERK)]
        side += [(float(rng.uniform(0.05, 0.5)), 0.0, None)]
        at += shift_s + side[-1][0]
        jolts.append((samples(at), float(rng.uniform(0.3, 2.5)), 0.0))
        towards = -towards
    side.append((float(rng.uniform(0.3, 0.7)), 0.0, MINIMUM_JERK))
    shift = trace(side)
    n = shift.size
    channels = {
        "left_m": 0.05 * shift,
        "roll_deg": float(rng.uniform(1, 5)) * shift,
        "yaw_deg": float(rng.uniform(-8, 8)) * shift,
        "up_m": -0.008 * np.abs(shift),
        "pitch_deg": window(n, 0.4) * float(rng.uniform(0.5, 3.0)) * wander(rng, n, 1.5),
    }
    return Piece(n, channels, tuple(jolts), (), "set feet")


def _pulsing(rng: np.random.Generator, pose: life.Pose, pulses: int, part: float) -> life.Step:
    """Return a step a `part` deeper into a pose or out of it again, by turns."""
    deeper = 1.0 + (part if pulses % 2 else 0.0)
    return (
        float(rng.uniform(0.4, 1.6)),
        {name: value * deeper for name, value in pose.items()},
        any_curve(rng),
    )


def stretch(rng: np.random.Generator) -> Piece:
    """Stretch: toe touch, lunge, kneeling hip flexor, or deep squat, held or pulsing in it."""
    poses: tuple[life.Pose, ...] = (
        {"pitch_deg": 75.0, "up_m": -0.03, "forward_m": -0.18},
        {"pitch_deg": 10.0, "up_m": -0.35, "forward_m": 0.3, "yaw_deg": 12.0},
        {"pitch_deg": -12.0, "up_m": -0.45, "forward_m": 0.15, "yaw_deg": -8.0},
        {"pitch_deg": 25.0, "up_m": -0.6, "forward_m": -0.25},
    )
    pose = {
        name: value * float(rng.uniform(0.7, 1.1))
        for name, value in poses[int(rng.integers(len(poses)))].items()
    }
    pulsing = rng.random() < 0.5
    moves: list[life.Step] = [(float(rng.uniform(1.0, 2.5)), pose, any_curve(rng))]
    part = float(rng.uniform(0.03, 0.25))
    for pulses in range(2 * int(rng.integers(2, 7)) if pulsing else 1):
        if pulsing:
            moves.append(_pulsing(rng, pose, pulses, part))
        else:
            moves.append((float(rng.uniform(5, 25)), None, MINIMUM_JERK))
    moves.append((float(rng.uniform(1.0, 2.5)), life.UPRIGHT, any_curve(rng)))
    return life.poses("stretch", *moves)


def hip_circles(rng: np.random.Generator) -> Piece:
    """Loosen the hips: circles of the pelvis, standing."""
    turns = float(rng.integers(3, 9))
    n = samples(turns * float(rng.uniform(0.9, 2.2)))
    beat = float(rng.choice([-1, 1])) * 2 * np.pi * turns * np.arange(n) / n
    on = window(n, 1.0)
    size = on * (1.0 + 0.15 * wander(rng, n, 2.0))
    wide_m, tilt_deg = float(rng.uniform(0.05, 0.12)), float(rng.uniform(5, 18))
    channels = {
        "forward_m": size * wide_m * np.cos(beat),
        "left_m": size * wide_m * np.sin(beat),
        "pitch_deg": -size * tilt_deg * np.cos(beat + 0.4),
        "roll_deg": size * tilt_deg * 0.6 * np.sin(beat + 0.4),
        "yaw_deg": size * 4.0 * np.cos(beat + 1.2),
        "up_m": -0.02 * on,
    }
    return Piece(n, channels, (), (), "hip circles")


def _down_there(
    rng: np.random.Generator, name: str, pose: life.Pose, move: dict[str, Floats], n: int
) -> Piece:
    """Get down to a pose on the floor, move there by `move` (n,) on top of it, get up."""
    going = {"pitch_deg": 45.0, "up_m": -0.4, "forward_m": -0.1}

    def way() -> Piece:
        return life.poses(
            name,
            (float(rng.uniform(0.9, 1.8)), going, any_curve(rng)),
            (float(rng.uniform(0.9, 1.8)), pose, any_curve(rng)),
            (float(rng.uniform(0.5, 2.0)), None, MINIMUM_JERK),
        )

    into, out = way(), way()
    channels = {}
    for channel in sorted(set(into.channels) | set(move)):
        here = np.full(n, pose.get(channel, 0.0)) + move.get(channel, 0.0)
        before, after = (one.channels.get(channel, np.zeros(one.n)) for one in (into, out))
        # Where one then faces is where one goes on facing.
        back = np.full(out.n, here[-1]) if channel in GO_ON else after[::-1]
        channels[channel] = np.concatenate((before, here, back))
    return Piece(into.n + n + out.n, channels, (), (), name)


def foam_roll(rng: np.random.Generator) -> Piece:
    """Roll back and forth on a foam roller, face down or face up."""
    n = samples(float(rng.uniform(10, 45)))
    on = window(n, 1.2)
    way = wander(rng, n, float(rng.uniform(1.2, 3.5))) * on
    face_down = rng.random() < 0.5
    pose = {
        "pitch_deg": float(rng.uniform(70, 95) if face_down else -rng.uniform(55, 95)),
        "up_m": -float(rng.uniform(0.6, 0.78)),
        "forward_m": -0.3,
        "roll_deg": float(rng.uniform(-12, 12)),
    }
    move = {
        "forward_m": float(rng.uniform(0.05, 0.16)) * way,
        "pitch_deg": float(rng.uniform(1, 9)) * way,
        "up_m": 0.015 * way,
        "roll_deg": 3.0 * on * wander(rng, n, 4.0),
    }
    return _down_there(rng, "foam roll", pose, move, n)


def cat_cow(rng: np.random.Generator) -> Piece:
    """On all fours, round and hollow the back by turns: the pelvis tilts again and again."""
    n_turns = int(rng.integers(3, 10))
    size_deg = float(rng.uniform(12, 30))
    moves: list[Move] = []
    for i in range(2 * n_turns):
        target = (-1) ** i * size_deg * float(rng.uniform(0.4, 0.6))
        moves.append((float(rng.uniform(0.9, 2.5)), target, any_curve(rng)))
        moves.append((float(rng.uniform(0.0, 1.5)) + 0.01, target, None))
    moves.append((1.0, 0.0, MINIMUM_JERK))
    tilt = trace(moves)
    pose = {"pitch_deg": float(rng.uniform(80, 95)), "up_m": -0.45, "forward_m": 0.1}
    return _down_there(rng, "cat cow", pose, {"pitch_deg": tilt, "up_m": 0.0005 * tilt}, tilt.size)


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
    return _down_there(rng, "car", pose, move, n)


def again_and_again(rng: np.random.Generator) -> Piece:
    """Sit down and stand up, or bend and rise, several times in a row, as one does in a garden."""
    act: Callable[[np.random.Generator], Piece] = life.bend
    if rng.random() < 0.5:
        act = _sit_shortly
    parts: list[Piece] = []
    for _ in range(int(rng.integers(2, 7))):
        parts += [act(rng), life.stand(rng, 0.2, 4.0)]
        if rng.random() < 0.3:
            parts.append(shuffling(rng, float(rng.uniform(0.8, 2.5))))
    return joined(parts).named("again and again")


def _sit_shortly(rng: np.random.Generator) -> Piece:
    return life.sit(rng, 0.5, 6.0)


def carry(rng: np.random.Generator) -> Piece:
    """Pick up a weight, carry it leaning away from it, set it down."""
    walked = shuffling(rng, float(rng.uniform(4, 20)))
    lean = either(rng, 0.0, 8.0) * window(walked.n, 0.8)
    channels = walked.channels | {"roll_deg": walked.channels["roll_deg"] + lean}
    carried = Piece(walked.n, channels, walked.jolts, (), "walk")
    parts = [life.pick_up(rng), carried, life.pick_up(rng, "set down")]
    return joined(parts).named("carry")


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


WIDE: tuple[life.Activity, ...] = (
    (3.0, lambda rng: any_walk(rng, float(rng.uniform(3, 25)))),
    (0.6, lambda rng: any_run(rng, float(rng.uniform(5, 40)))),
    (1.0, set_feet),
    (0.7, stretch),
    (0.4, hip_circles),
    (0.3, foam_roll),
    (0.2, cat_cow),
    (0.15, car),
    (0.6, again_and_again),
    (0.6, carry),
    (0.3, strap_off),
)
"""(weight, what) of life round the gym that `synth_life.LIFE` does not have."""
