"""Everyday life at the belt: walking, sitting, bending, lifting things, lying down and the like."""

from collections.abc import Callable

import numpy as np

from synth_body import Piece, joined
from synth_shapes import (
    FINE_HZ,
    GRID,
    Floats,
    Move,
    any_curve,
    samples,
    skewed,
    trace,
    wander,
    window,
)

SMOOTH = skewed(2.0, 2.0)


def stand(rng: np.random.Generator, duration_s: float) -> Piece:
    """Quiet standing; only the sway that a story adds."""
    return Piece(samples(duration_s), name="stand")


def _steps(
    rng: np.random.Generator,
    duration_s: float,
    *,
    step_hz: float,
    speed_m_s: float,
    bob_m: float,
    strike: float,
    swing_deg: float,
    climb_m_s: float = 0.0,
    lean_deg: float = 0.0,
) -> Piece:
    """Anything done step by step; `strike` is a foot's upward jolt in m/s²."""
    n = samples(duration_s)
    cadence = step_hz * (1.0 + 0.03 * wander(rng, n, 3.0))
    turns = np.cumsum(cadence) / FINE_HZ
    gait = window(n, 0.6)
    beat = 2 * np.pi * turns
    phase = rng.uniform(0.3, 1.2, 3)
    amplitude = gait * (1.0 + 0.12 * wander(rng, n, 2.0))
    channels = {
        "speed_m_s": gait * speed_m_s * (1.0 + 0.08 * np.cos(beat + phase[0])),
        "up_m": amplitude * bob_m / 2 * (np.cos(beat) - gait + 0.15 * np.cos(2 * beat + phase[1])),
        "floor_m": climb_m_s * np.cumsum(gait) / FINE_HZ,
        "forward_m": amplitude * 0.008 * np.sin(beat + phase[1]),
        "left_m": amplitude * rng.uniform(0.012, 0.03) * np.cos(beat / 2 + phase[2]),
        "yaw_deg": amplitude * swing_deg * rng.uniform(0.6, 1.4) * np.cos(beat / 2 + phase[0]),
        "roll_deg": amplitude * swing_deg * rng.uniform(0.4, 1.0) * np.sin(beat / 2 + phase[1]),
        "pitch_deg": gait * lean_deg
        + amplitude * swing_deg * rng.uniform(0.25, 0.6) * np.sin(beat + phase[2]),
    }
    at = np.flatnonzero(np.diff(np.floor(turns)) > 0)
    strength = strike * gait[at] * rng.lognormal(0.0, 0.25, at.size)
    braking = -strength * rng.uniform(0.2, 0.6)
    jolts = tuple(zip(at.tolist(), strength.tolist(), braking.tolist(), strict=True))
    return Piece(n, channels, jolts, (), "walk")


def walk(rng: np.random.Generator, duration_s: float) -> Piece:
    """Walking, with a turn now and then."""
    step_hz = rng.uniform(1.5, 2.2)
    piece = _steps(
        rng,
        duration_s,
        step_hz=step_hz,
        speed_m_s=0.65 * step_hz,
        bob_m=rng.uniform(0.025, 0.05),
        strike=rng.uniform(1.0, 5.0),
        swing_deg=rng.uniform(2.0, 6.0),
        lean_deg=float(rng.normal(1.0, 1.5)),
    )
    moves: list[Move] = []
    left_s = duration_s
    heading = 0.0
    while left_s > 3.0:
        straight_s = float(rng.uniform(0.5, 4.0))
        turn_s = float(rng.uniform(0.8, 2.5))
        if straight_s + turn_s > left_s:
            break
        heading += float(rng.choice([-1, 1]) * rng.uniform(20, 180))
        moves += [(straight_s, heading, None), (turn_s, heading, SMOOTH)]
        left_s -= straight_s + turn_s
    headings = np.zeros(piece.n)
    if moves:
        turned = trace(moves)[: piece.n]
        headings[: turned.size] = turned
        headings[turned.size :] = turned[-1]
    return Piece(piece.n, piece.channels | {"heading_deg": headings}, piece.jolts, (), "walk")


def jog(rng: np.random.Generator, duration_s: float) -> Piece:
    """Jogging."""
    return _steps(
        rng,
        duration_s,
        step_hz=rng.uniform(2.4, 2.9),
        speed_m_s=2.4,
        bob_m=rng.uniform(0.06, 0.10),
        strike=rng.uniform(6.0, 15.0),
        swing_deg=rng.uniform(4.0, 9.0),
        lean_deg=float(rng.uniform(2.0, 8.0)),
    ).named("jog")


def stairs(rng: np.random.Generator, duration_s: float) -> Piece:
    """Stairs up or down."""
    up = rng.random() < 0.5
    step_hz = rng.uniform(1.3, 2.0)
    piece = _steps(
        rng,
        duration_s,
        step_hz=step_hz,
        speed_m_s=0.28 * step_hz,
        bob_m=rng.uniform(0.03, 0.07),
        strike=rng.uniform(1.0, 4.0) if up else rng.uniform(3.0, 8.0),
        swing_deg=rng.uniform(3.0, 8.0),
        climb_m_s=(0.17 if up else -0.17) * step_hz,
        lean_deg=float(rng.uniform(2.0, 10.0) if up else rng.uniform(-3.0, 3.0)),
    )
    return piece.named("stairs")


def turn(rng: np.random.Generator) -> Piece:
    """Turn on the spot with a few small steps."""
    duration_s = float(rng.uniform(1.2, 2.5))
    piece = _steps(
        rng,
        duration_s,
        step_hz=rng.uniform(1.4, 2.0),
        speed_m_s=0.1,
        bob_m=0.015,
        strike=rng.uniform(0.5, 2.0),
        swing_deg=rng.uniform(2.0, 4.0),
    )
    angle = float(rng.choice([-1, 1]) * rng.uniform(60, 180))
    heading = trace([(duration_s, angle, SMOOTH)])
    return Piece(piece.n, piece.channels | {"heading_deg": heading}, piece.jolts, (), "turn")


Pose = dict[str, float]

UPRIGHT: Pose = {}


def _poses(name: str, *moves: tuple[float, Pose | None, Floats]) -> Piece:
    """Make a piece of poses (duration in s, channels that are not upright, way there); None holds the last."""
    channels = {}
    for channel in sorted({key for _, pose, _ in moves for key in pose or {}}):
        value = 0.0
        own: list[Move] = []
        for duration_s, pose, shape in moves:
            value = value if pose is None else pose.get(channel, 0.0)
            own.append((duration_s, value, None if pose is None else shape))
        channels[channel] = trace(own)
    return Piece(next(iter(channels.values())).size, channels, (), (), name)


def sit(rng: np.random.Generator, seated_s: float) -> Piece:
    """Sit down on something of 35–50 cm, stay, get up."""
    drop = float(rng.uniform(0.35, 0.50))
    lean = float(rng.uniform(15, 45))
    tilt = float(rng.uniform(-35, -10))
    down_s, up_s = rng.uniform(0.9, 2.6), rng.uniform(0.9, 2.4)
    up_lean = lean * rng.uniform(0.8, 1.3)
    part = rng.uniform(0.5, 0.7)
    moves_pitch: list[Move] = [
        (down_s * part, lean, any_curve(rng)),
        (down_s * (1.1 - part), tilt, any_curve(rng)),
        (seated_s, tilt, None),
        (up_s * 0.5, up_lean, any_curve(rng)),
        (up_s * 0.6, 0.0, any_curve(rng)),
    ]
    pitch = trace(moves_pitch)
    n = pitch.size
    down_n, up_n = samples(down_s), samples(up_s)
    up = np.zeros(n)
    up[:down_n] = -drop * np.interp(np.arange(down_n) / down_n, GRID, any_curve(rng))
    rise_at = n - up_n
    up[down_n:rise_at] = -drop
    up[rise_at:] = -drop * (1 - np.interp(np.arange(up_n) / up_n, GRID, any_curve(rng)))
    seated = window(n, 1.0) * (up <= -0.98 * drop)
    pitch = pitch + 3.0 * seated * wander(rng, n, 9.0) * (seated_s > 5.0)
    jolt = ((down_n, float(rng.uniform(0.5, 5.0)), 0.0),)
    return Piece(
        n,
        {"pitch_deg": pitch, "up_m": up, "forward_m": up * float(rng.uniform(0.4, 0.9))},
        jolt,
        (),
        "sit",
    )


def pick_up(rng: np.random.Generator, name: str = "pick up") -> Piece:
    """Bend at knees and hips for a weight, fumble, stand up with it (or without)."""
    bend = {
        "pitch_deg": float(rng.uniform(20, 55)),
        "up_m": -float(rng.uniform(0.22, 0.45)),
        "forward_m": -float(rng.uniform(0.02, 0.18)),
    }
    grip = {key: value * float(rng.uniform(0.88, 1.08)) for key, value in bend.items()}
    return _poses(
        name,
        (float(rng.uniform(0.9, 2.0)), bend, any_curve(rng)),
        (float(rng.uniform(0.3, 2.5)), None, SMOOTH),
        (float(rng.uniform(0.4, 1.0)), grip, SMOOTH),
        (float(rng.uniform(0.3, 1.5)), None, SMOOTH),
        (float(rng.uniform(0.9, 2.2)), UPRIGHT, any_curve(rng, concentric=True)),
    )


def shoelace(rng: np.random.Generator) -> Piece:
    """Bend right down once and stay there a while."""
    low = {
        "pitch_deg": float(rng.uniform(40, 85)),
        "up_m": -float(rng.uniform(0.05, 0.40)),
        "forward_m": -float(rng.uniform(0.0, 0.2)),
        "yaw_deg": float(rng.uniform(-15, 15)),
    }
    return _poses(
        "bend",
        (float(rng.uniform(0.9, 2.2)), low, any_curve(rng)),
        (float(rng.uniform(1.0, 9.0)), None, SMOOTH),
        (float(rng.uniform(0.9, 2.2)), UPRIGHT, any_curve(rng)),
    )


def lean_aside(rng: np.random.Generator) -> Piece:
    """Lean or stretch to one side."""
    side = {
        "roll_deg": float(rng.choice([-1, 1]) * rng.uniform(8, 28)),
        "left_m": float(rng.uniform(-0.08, 0.08)),
        "pitch_deg": float(rng.uniform(-4, 8)),
    }
    return _poses(
        "lean aside",
        (float(rng.uniform(0.5, 1.6)), side, any_curve(rng)),
        (float(rng.uniform(0.2, 3.0)), None, SMOOTH),
        (float(rng.uniform(0.5, 1.6)), UPRIGHT, any_curve(rng)),
    )


def twist(rng: np.random.Generator) -> Piece:
    """Look round, turn the trunk and back."""
    far = {
        "yaw_deg": float(rng.choice([-1, 1]) * rng.uniform(15, 50)),
        "pitch_deg": float(rng.uniform(-3, 5)),
    }
    return _poses(
        "twist",
        (float(rng.uniform(0.4, 1.2)), far, any_curve(rng)),
        (float(rng.uniform(0.1, 2.0)), None, SMOOTH),
        (float(rng.uniform(0.4, 1.2)), UPRIGHT, any_curve(rng)),
    )


def drink(rng: np.random.Generator) -> Piece:
    """Lean back a little, twice or three times."""
    moves: list[Move] = []
    for _ in range(int(rng.integers(1, 4))):
        moves += [
            (float(rng.uniform(0.6, 1.2)), -float(rng.uniform(2, 8)), SMOOTH),
            (float(rng.uniform(0.8, 3.0)), 0.0, None),
            (float(rng.uniform(0.6, 1.2)), 0.0, SMOOTH),
            (float(rng.uniform(0.5, 3.0)), 0.0, None),
        ]
    pitch = trace(moves)
    return Piece(pitch.size, {"pitch_deg": pitch}, (), (), "drink")


def jump(rng: np.random.Generator) -> Piece:
    """Jump once to thrice with both feet: dip, push, flight, landing."""
    moves: list[Move] = []
    jolts = []
    for _ in range(int(rng.integers(1, 4))):
        height_m, dip_m = float(rng.uniform(0.05, 0.3)), float(rng.uniform(0.08, 0.25))
        speed_m_s = float(np.sqrt(2 * 9.81 * height_m))
        moves += [
            (float(rng.uniform(0.35, 0.6)), -dip_m, skewed(1.5, 1.0)),
            (2 * (dip_m + 0.06) / speed_m_s, 0.06, skewed(1.0, 0.0)),
            (speed_m_s / 9.81, 0.06 + height_m, skewed(0.0, 1.0)),
            (speed_m_s / 9.81, 0.06, skewed(1.0, 0.0)),
            (2 * (dip_m + 0.06) / speed_m_s, -dip_m, skewed(0.0, 1.0)),
        ]
        touch_down = sum(samples(move[0]) for move in moves[:-1])
        jolts.append((touch_down, float(rng.uniform(8.0, 30.0)), float(rng.uniform(-6, 6))))
        moves += [
            (float(rng.uniform(0.4, 0.8)), 0.0, SMOOTH),
            (float(rng.uniform(0.1, 1.5)), 0.0, None),
        ]
    up = trace(moves)
    pitch = np.clip(-up, 0.0, None) * float(rng.uniform(40, 120))
    return Piece(up.size, {"up_m": up, "pitch_deg": pitch}, tuple(jolts), (), "jump")


def fidget(rng: np.random.Generator, duration_s: float) -> Piece:
    """Standing about: shifting weight, small turns, rocking."""
    n = samples(duration_s)
    still = window(n, 0.8)
    channels = {
        name: still
        * spread
        * float(rng.uniform(0.4, 1.4))
        * wander(rng, n, float(rng.uniform(1.5, 4.0)))
        for name, spread in (
            ("pitch_deg", 2.2),
            ("roll_deg", 2.2),
            ("yaw_deg", 5.0),
            ("forward_m", 0.015),
            ("left_m", 0.025),
        )
    }
    return Piece(n, channels, (), (), "fidget")


def plates(rng: np.random.Generator) -> Piece:
    """Put plates on a bar on the floor: several bends of differing depth and length, steps between."""
    parts = []
    for _ in range(int(rng.integers(2, 6))):
        parts += [
            pick_up(rng) if rng.random() < 0.5 else shoelace(rng),
            walk(rng, float(rng.uniform(1.5, 6.0))),
        ]
        if rng.random() < 0.4:
            parts.append(turn(rng))
    return joined(parts).named("plates")


def lie_down(rng: np.random.Generator) -> Piece:
    """Down to the floor or a mat, roll about, and up again by way of sitting."""
    roll = float(rng.choice([-1, 1]) * rng.uniform(40, 100))
    seated = {"pitch_deg": -20.0, "up_m": -0.75, "forward_m": -0.3}
    lying = {"pitch_deg": -88.0, "up_m": -0.82, "forward_m": -0.4}
    rolled = lying | {"twist_deg": roll}
    return _poses(
        "lie down",
        (
            float(rng.uniform(1.0, 2.0)),
            {"pitch_deg": float(rng.uniform(30, 60)), "up_m": -0.4, "forward_m": -0.1},
            SMOOTH,
        ),
        (float(rng.uniform(0.8, 1.6)), seated, SMOOTH),
        (float(rng.uniform(0.5, 4.0)), None, SMOOTH),
        (float(rng.uniform(0.8, 2.5)), lying, SMOOTH),
        (float(rng.uniform(2.0, 15.0)), None, SMOOTH),
        (float(rng.uniform(0.8, 2.0)), rolled, SMOOTH),
        (float(rng.uniform(1.0, 8.0)), None, SMOOTH),
        (float(rng.uniform(0.8, 2.0)), lying, SMOOTH),
        (float(rng.uniform(0.8, 2.0)), seated, SMOOTH),
        (float(rng.uniform(0.5, 3.0)), None, SMOOTH),
        (
            float(rng.uniform(0.8, 1.5)),
            {"pitch_deg": float(rng.uniform(30, 60)), "up_m": -0.45, "forward_m": -0.1},
            SMOOTH,
        ),
        (float(rng.uniform(0.8, 1.5)), UPRIGHT, SMOOTH),
    )


SMALL: tuple[tuple[float, Callable[[np.random.Generator], Piece]], ...] = (
    (3.0, lambda rng: walk(rng, float(rng.uniform(3, 20)))),
    (3.0, lambda rng: fidget(rng, float(rng.uniform(3, 20)))),
    (2.0, lambda rng: stand(rng, float(rng.uniform(2, 15)))),
    (1.0, drink),
    (0.7, shoelace),
    (0.5, lean_aside),
    (0.5, twist),
    (0.8, turn),
)
"""(weight, what) that fills the minutes between sets and before them."""

LARGE: tuple[tuple[float, Callable[[np.random.Generator], Piece]], ...] = (
    *SMALL,
    (1.5, lambda rng: sit(rng, float(rng.uniform(5, 60)))),
    (0.7, lambda rng: sit(rng, float(rng.uniform(0.5, 5)))),
    (0.8, pick_up),
    (0.4, plates),
    (0.5, lambda rng: stairs(rng, float(rng.uniform(5, 20)))),
    (0.4, lambda rng: jog(rng, float(rng.uniform(5, 40)))),
    (0.3, jump),
    (0.2, lie_down),
)
"""(weight, what) of everyday life."""


def some(
    rng: np.random.Generator,
    seconds: float,
    kinds: tuple[tuple[float, Callable[[np.random.Generator], Piece]], ...] = LARGE,
) -> list[Piece]:
    """Pieces of everyday life for about `seconds`."""
    weights = np.array([weight for weight, _ in kinds])
    pieces: list[Piece] = []
    total = 0.0
    while total < seconds:
        piece = kinds[int(rng.choice(len(kinds), p=weights / weights.sum()))][1](rng)
        pieces += [piece, stand(rng, float(rng.uniform(0.3, 2.0)))]
        total += piece.duration_s + pieces[-1].duration_s
    return pieces
