"""Everyday life at the belt, done in one place: sitting, bending, lifting things, lying down."""

from collections.abc import Callable, Sequence

import numpy as np

from synth_body import Piece, joined
from synth_gait import jog, stairs, steps_back, turn, walk
from synth_shapes import (
    GRID,
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

Pose = dict[str, float]
Step = tuple[float, Pose | None, Floats]
"""(duration in s, what is not upright or None to hold the last pose, the way there)."""

UPRIGHT: Pose = {}


def stand(rng: np.random.Generator, low_s: float, high_s: float) -> Piece:
    """Stand quietly: only the sway that a story adds."""
    return Piece(samples(float(rng.uniform(low_s, high_s))), name="stand")


def poses(name: str, *moves: Step) -> Piece:
    """Go from pose to pose, upright at the end."""
    channels = {}
    for channel in sorted({key for _, pose, _ in moves for key in pose or {}}):
        value = 0.0
        own: list[Move] = []
        for duration_s, pose, shape in moves:
            value = value if pose is None else pose.get(channel, 0.0)
            own.append((duration_s, value, None if pose is None else shape))
        channels[channel] = trace(own)
    return Piece(next(iter(channels.values())).size, channels, (), (), name)


def _there_and_back(
    rng: np.random.Generator, name: str, pose: Pose, way_s: tuple[float, float], hold_s: float
) -> Piece:
    """Go to a pose, stay, come back."""
    return poses(
        name,
        (float(rng.uniform(*way_s)), pose, any_curve(rng)),
        (hold_s, None, MINIMUM_JERK),
        (float(rng.uniform(*way_s)), UPRIGHT, any_curve(rng)),
    )


def sit(rng: np.random.Generator, low_s: float, high_s: float) -> Piece:
    """Sit down on a chair or a low one, slowly or plumping down, stay, get up."""
    drop_m = float(rng.uniform(0.35, 0.5) if rng.random() < 0.75 else rng.uniform(0.5, 0.62))
    lean_deg = float(rng.uniform(15, 45))
    seat_deg = -float(rng.uniform(10, 35))
    quick = rng.random() < 0.3
    down_s = float(rng.uniform(0.7, 1.2) if quick else rng.uniform(1.1, 3.2))
    up_s = float(rng.uniform(0.7, 1.3) if quick else rng.uniform(1.1, 2.8))
    seated_s = float(rng.uniform(low_s, high_s))
    part = float(rng.uniform(0.5, 0.7))
    pitch = trace(
        [
            (down_s * part, lean_deg, any_curve(rng)),
            (down_s * (1.15 - part), seat_deg, any_curve(rng)),
            (seated_s, seat_deg, None),
            (up_s * 0.5, lean_deg * float(rng.uniform(0.8, 1.3)), any_curve(rng)),
            (up_s * 0.6, 0.0, any_curve(rng)),
        ]
    )
    n, down, up = pitch.size, samples(down_s), samples(up_s)
    low = np.ones(n)
    low[:down] = np.interp(np.arange(down) / down, GRID, any_curve(rng))
    low[n - up :] = 1.0 - np.interp(np.arange(up) / up, GRID, any_curve(rng))
    shifting = np.zeros(n)
    shifting[down : n - up] = window(n - up - down, 1.0)
    pitch = pitch + (3.0 if seated_s > 5.0 else 0.3) * shifting * wander(rng, n, 9.0)
    landing = float(rng.uniform(3.0, 25.0) if quick else rng.uniform(0.3, 5.0))
    channels = {
        "pitch_deg": pitch,
        "up_m": -drop_m * low,
        "forward_m": -drop_m * float(rng.uniform(0.4, 0.9)) * low,
    }
    return Piece(n, channels, ((down, landing, 0.0),), (), "sit")


def pick_up(rng: np.random.Generator, name: str = "pick up") -> Piece:
    """Bend at knees and hips for a weight, get a grip, stand up; or the reverse."""
    bend = {
        "pitch_deg": float(rng.uniform(20, 55)),
        "up_m": -float(rng.uniform(0.22, 0.45)),
        "forward_m": -float(rng.uniform(0.02, 0.18)),
    }
    grip = {key: value * float(rng.uniform(0.88, 1.08)) for key, value in bend.items()}
    return poses(
        name,
        (float(rng.uniform(0.9, 2.0)), bend, any_curve(rng)),
        (float(rng.uniform(0.3, 2.5)), None, MINIMUM_JERK),
        (float(rng.uniform(0.4, 1.0)), grip, MINIMUM_JERK),
        (float(rng.uniform(0.3, 1.5)), None, MINIMUM_JERK),
        (float(rng.uniform(0.9, 2.2)), UPRIGHT, any_curve(rng, concentric=True)),
    )


def unrack(rng: np.random.Generator, name: str = "unrack") -> Piece:
    """Dip under a bar in a rack, or lean to it, and lift it out."""
    dip = {
        "pitch_deg": float(rng.uniform(3, 18)),
        "up_m": -float(rng.uniform(0.03, 0.12)),
        "forward_m": -float(rng.uniform(0.0, 0.06)),
    }
    return _there_and_back(rng, name, dip, (0.5, 1.4), float(rng.uniform(0.3, 2.0)))


def bend(rng: np.random.Generator) -> Piece:
    """Bend right down once, to a shoelace or for something on the floor, and stay a while."""
    low = {
        "pitch_deg": float(rng.uniform(40, 85)),
        "up_m": -float(rng.uniform(0.05, 0.40)),
        "forward_m": -float(rng.uniform(0.0, 0.2)),
        "yaw_deg": float(rng.uniform(-15, 15)),
    }
    return _there_and_back(rng, "bend", low, (0.9, 2.2), float(rng.uniform(0.3, 9.0)))


def lean_aside(rng: np.random.Generator) -> Piece:
    """Lean or stretch to one side."""
    side = {
        "roll_deg": float(rng.choice([-1, 1]) * rng.uniform(8, 28)),
        "left_m": float(rng.uniform(-0.08, 0.08)),
        "pitch_deg": float(rng.uniform(-4, 8)),
    }
    return _there_and_back(rng, "lean aside", side, (0.5, 1.6), float(rng.uniform(0.2, 3.0)))


def twist(rng: np.random.Generator) -> Piece:
    """Look round: turn the pelvis and back."""
    far = {
        "yaw_deg": float(rng.choice([-1, 1]) * rng.uniform(15, 50)),
        "pitch_deg": float(rng.uniform(-3, 5)),
    }
    return _there_and_back(rng, "twist", far, (0.4, 1.2), float(rng.uniform(0.1, 2.0)))


def drink(rng: np.random.Generator) -> Piece:
    """Lean back a little, a few times."""
    moves: list[Step] = []
    for _ in range(int(rng.integers(1, 4))):
        back = {"pitch_deg": -float(rng.uniform(2, 8))}
        moves += [
            (float(rng.uniform(0.6, 1.2)), back, MINIMUM_JERK),
            (float(rng.uniform(0.8, 3.0)), None, MINIMUM_JERK),
            (float(rng.uniform(0.6, 1.2)), UPRIGHT, MINIMUM_JERK),
            (float(rng.uniform(0.5, 3.0)), None, MINIMUM_JERK),
        ]
    return poses("drink", *moves)


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
        jolts.append((touch_down, float(rng.uniform(10.0, 50.0)), float(rng.uniform(-8, 8))))
        moves += [
            (float(rng.uniform(0.4, 0.8)), 0.0, MINIMUM_JERK),
            (float(rng.uniform(0.1, 1.5)), 0.0, None),
        ]
    up = trace(moves)
    pitch = np.clip(-up, 0.0, None) * float(rng.uniform(40, 120))
    return Piece(up.size, {"up_m": up, "pitch_deg": pitch}, tuple(jolts), (), "jump")


def fidget(rng: np.random.Generator, low_s: float, high_s: float) -> Piece:
    """Stand about: shift weight, turn a little, rock."""
    n = samples(float(rng.uniform(low_s, high_s)))
    still = window(n, 0.8)
    channels = {
        channel: still
        * spread
        * float(rng.uniform(0.4, 1.4))
        * wander(rng, n, float(rng.uniform(1.5, 4.0)))
        for channel, spread in (
            ("pitch_deg", 2.2),
            ("roll_deg", 2.2),
            ("yaw_deg", 5.0),
            ("forward_m", 0.015),
            ("left_m", 0.025),
        )
    }
    return Piece(n, channels, (), (), "fidget")


def plates(rng: np.random.Generator) -> Piece:
    """Put plates on a bar on the floor: bends of differing depth and length, steps between."""
    parts = []
    for _ in range(int(rng.integers(2, 6))):
        parts += [
            pick_up(rng) if rng.random() < 0.5 else bend(rng),
            walk(rng, float(rng.uniform(2.5, 6.0))),
        ]
        if rng.random() < 0.4:
            parts.append(turn(rng))
    return joined(parts).named("plates")


def lie_down(rng: np.random.Generator) -> Piece:
    """Go down to the floor or a mat, roll about, and get up again by way of sitting."""
    roll_deg = float(rng.choice([-1, 1]) * rng.uniform(40, 100))
    going = {"pitch_deg": float(rng.uniform(30, 60)), "up_m": -0.4, "forward_m": -0.1}
    seated = {"pitch_deg": -20.0, "up_m": -0.75, "forward_m": -0.3}
    lying = {"pitch_deg": -88.0, "up_m": -0.82, "forward_m": -0.4}

    def way(low_s: float, high_s: float, pose: Pose | None) -> Step:
        return float(rng.uniform(low_s, high_s)), pose, MINIMUM_JERK

    return poses(
        "lie down",
        way(1.0, 2.0, going),
        way(0.8, 1.6, seated),
        way(0.5, 4.0, None),
        way(0.8, 2.5, lying),
        way(2.0, 15.0, None),
        way(0.8, 2.0, lying | {"twist_deg": roll_deg}),
        way(1.0, 8.0, None),
        way(0.8, 2.0, lying),
        way(0.8, 2.0, seated),
        way(0.5, 3.0, None),
        way(0.8, 1.5, going),
        way(0.8, 1.5, UPRIGHT),
    )


Activity = tuple[float, Callable[[np.random.Generator], Piece]]

LIFE: tuple[Activity, ...] = (
    (3.0, lambda rng: walk(rng, float(rng.uniform(3, 20)))),
    (3.0, lambda rng: fidget(rng, 3, 20)),
    (2.0, lambda rng: stand(rng, 2, 15)),
    (1.5, lambda rng: sit(rng, 5, 60)),
    (1.0, drink),
    (0.8, turn),
    (0.8, pick_up),
    (0.7, bend),
    (0.7, lambda rng: sit(rng, 0.5, 5)),
    (0.5, lean_aside),
    (0.5, twist),
    (0.5, lambda rng: stairs(rng, float(rng.uniform(5, 20)))),
    (0.4, plates),
    (0.4, lambda rng: jog(rng, float(rng.uniform(5, 40)))),
    (0.3, jump),
    (0.3, steps_back),
    (0.2, lie_down),
)
"""(weight, what) of everyday life."""


def some(
    rng: np.random.Generator, seconds: float, activities: Sequence[Activity] = LIFE
) -> list[Piece]:
    """Live for about `seconds`: pieces of everyday life in any order."""
    weights = np.array([weight for weight, _ in activities])
    pieces: list[Piece] = []
    total_s = 0.0
    while total_s < seconds:
        _, do = activities[int(rng.choice(len(activities), p=weights / weights.sum()))]
        pieces += [do(rng), stand(rng, 0.3, 2.0)]
        total_s += sum(piece.duration_s for piece in pieces[-2:])
    return pieces
