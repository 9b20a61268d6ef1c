"""Moving on one's feet: walking, turning, jogging, stairs, the two steps back from a rack."""

import numpy as np

from synth_body import Piece
from synth_shapes import FINE_HZ, MINIMUM_JERK, Floats, Move, samples, trace, wander, window


def steps(
    rng: np.random.Generator,
    duration_s: float,
    *,
    name: str,
    step_hz: float,
    speed_m_s: float,
    bob_m: float,
    strike_m_s2: float,
    sway_deg: float,
    lean_deg: float = 0.0,
    climb_m_s: float = 0.0,
) -> Piece:
    """Do anything step by step.

    `bob_m` is the height of the pelvis' rise and fall, `strike_m_s2` the jolt as a foot lands,
    `sway_deg` how far the pelvis turns, drops and nods, `lean_deg` the lean meanwhile.
    """
    n = samples(duration_s)
    turns = np.cumsum(step_hz * (1.0 + 0.03 * wander(rng, n, 3.0))) / FINE_HZ
    beat = 2 * np.pi * turns
    gait = window(n, min(0.6, duration_s / 3))
    size = gait * (1.0 + 0.12 * wander(rng, n, 2.0))
    # One foot lands harder than the other.
    limp = 1.0 + rng.uniform(0.0, 0.25) * np.cos(beat / 2)

    def tone(order: float, share: float) -> Floats:
        """Return an oscillation `order` times a step, of about `share` of the sway."""
        strength = sway_deg * share * float(rng.uniform(0.5, 1.5))
        return np.asarray(strength * size * np.cos(order * beat + rng.uniform(0.0, 2 * np.pi)))

    rise = np.cos(beat) - gait + 0.15 * np.cos(2 * beat + rng.uniform(0.0, 2 * np.pi))
    channels = {
        "speed_m_s": gait * speed_m_s * (1.0 + 0.08 * np.cos(beat + rng.uniform(0.3, 1.2))),
        "up_m": size * limp * bob_m / 2 * rise,
        "floor_m": climb_m_s * np.cumsum(gait) / FINE_HZ,
        "forward_m": size * 0.008 * np.sin(beat + rng.uniform(0.3, 1.2)),
        "left_m": size * rng.uniform(0.012, 0.03) * np.cos(beat / 2 + rng.uniform(0.3, 1.2)),
        "yaw_deg": tone(0.5, 0.9) + tone(1.5, 0.12) + tone(2.5, 0.05),
        "roll_deg": tone(0.5, 0.6) + tone(1.5, 0.15) + tone(2.5, 0.06),
        "pitch_deg": gait * lean_deg + tone(1.0, 0.3) + tone(2.0, 0.12) + tone(3.0, 0.04),
    }
    at = np.flatnonzero(np.diff(np.floor(turns)) > 0)
    strength = strike_m_s2 * (gait * limp)[at] * rng.lognormal(0.0, 0.25, at.size)
    braking = -strength * rng.uniform(0.2, 0.6)
    jolts = tuple(zip(at.tolist(), strength.tolist(), braking.tolist(), strict=True))
    return Piece(n, channels, jolts, (), name)


def wandering(rng: np.random.Generator, n: int) -> Floats:
    """Heading (n,) in degrees of someone who walks about in a room."""
    moves: list[Move] = [(0.5, 0.0, None)]
    heading, total = 0.0, 0.5
    while True:
        straight_s = float(rng.uniform(1.5, 12.0))
        angle = float(rng.choice([-1, 1]) * rng.uniform(15, 180))
        turn_s = max(0.8, abs(angle) / float(rng.uniform(35, 80)))
        total += straight_s + turn_s
        if samples(total) > n:
            break
        moves += [(straight_s, heading, None), (turn_s, heading + angle, MINIMUM_JERK)]
        heading += angle
    headings = trace(moves)[:n]
    return np.concatenate((headings, np.full(n - headings.size, headings[-1])))


def walk(rng: np.random.Generator, duration_s: float) -> Piece:
    """Walk, with a turn now and then."""
    step_hz = float(rng.uniform(1.5, 2.3))
    pace = (step_hz - 1.5) / 0.8
    piece = steps(
        rng,
        duration_s,
        name="walk",
        step_hz=step_hz,
        speed_m_s=0.65 * step_hz,
        bob_m=rng.uniform(0.025, 0.04) + 0.012 * pace,
        strike_m_s2=rng.uniform(1.5, 5.0) * (1.0 + pace),
        sway_deg=rng.uniform(2.0, 5.5),
        lean_deg=float(rng.normal(1.0, 1.5)),
    )
    channels = piece.channels | {"heading_deg": wandering(rng, piece.n)}
    return Piece(piece.n, channels, piece.jolts, (), "walk")


def steps_back(rng: np.random.Generator, *, forward: bool = False) -> Piece:
    """Take two or three steps back from a rack, or forward into it."""
    return steps(
        rng,
        float(rng.uniform(1.2, 2.2)),
        name="steps",
        step_hz=float(rng.uniform(1.2, 1.7)),
        speed_m_s=0.4 if forward else -0.4,
        bob_m=rng.uniform(0.01, 0.025),
        strike_m_s2=rng.uniform(0.5, 2.5),
        sway_deg=rng.uniform(1.0, 3.0),
    )


def jog(rng: np.random.Generator, duration_s: float) -> Piece:
    """Jog."""
    return steps(
        rng,
        duration_s,
        name="jog",
        step_hz=float(rng.uniform(2.4, 2.9)),
        speed_m_s=2.4,
        bob_m=rng.uniform(0.05, 0.09),
        strike_m_s2=rng.uniform(8.0, 20.0),
        sway_deg=rng.uniform(4.0, 9.0),
        lean_deg=float(rng.uniform(2.0, 8.0)),
    )


def stairs(rng: np.random.Generator, duration_s: float) -> Piece:
    """Go up or down a flight of stairs."""
    up = rng.random() < 0.5
    step_hz = float(rng.uniform(1.3, 2.6))
    return steps(
        rng,
        duration_s,
        name="stairs",
        step_hz=step_hz,
        speed_m_s=0.28 * step_hz,
        bob_m=rng.uniform(0.03, 0.06),
        strike_m_s2=rng.uniform(1.5, 6.0) if up else rng.uniform(4.0, 15.0),
        sway_deg=rng.uniform(3.0, 7.0),
        climb_m_s=(0.17 if up else -0.17) * step_hz,
        lean_deg=float(rng.uniform(2.0, 10.0) if up else rng.uniform(-3.0, 3.0)),
    )


def turn(rng: np.random.Generator) -> Piece:
    """Turn on the spot with a few small steps."""
    angle = float(rng.choice([-1, 1]) * rng.uniform(60, 180))
    duration_s = abs(angle) / float(rng.uniform(55, 110))
    piece = steps(
        rng,
        duration_s,
        name="turn",
        step_hz=float(rng.uniform(1.4, 2.0)),
        speed_m_s=0.1,
        bob_m=0.015,
        strike_m_s2=rng.uniform(0.5, 2.5),
        sway_deg=rng.uniform(2.0, 4.0),
    )
    heading = trace([(duration_s, angle, MINIMUM_JERK)])
    return Piece(piece.n, piece.channels | {"heading_deg": heading}, piece.jolts, (), "turn")
