"""What is no rep though it moves: setting the feet, stretching, rolling, carrying."""

from collections.abc import Callable

import numpy as np

import synth_life as life
from synth_body import GO_ON, Jolt, Piece, joined
from synth_lifts import either
from synth_paces import shuffling
from synth_shapes import (
    MINIMUM_JERK,
    Floats,
    Move,
    any_curve,
    samples,
    trace,
    wander,
    window,
)


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


def down_there(
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
    return down_there(rng, "foam roll", pose, move, n)


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
    return down_there(rng, "cat cow", pose, {"pitch_deg": tilt, "up_m": 0.0005 * tilt}, tilt.size)


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
