"""Hinges on one leg: airplanes, which turn the pelvis at the bottom, and the death march."""

from dataclasses import replace

import numpy as np

from synth_body import Jolt, Piece
from synth_lifts import laid_out
from synth_linkage import Body
from synth_shapes import MINIMUM_JERK, Floats, samples, trace, wander, window
from synth_stand import Hinge
from synth_tempo import Habit, rep_plans

BALANCED = Habit((46, 80), (1.6, 3.6), (1.2, 2.6), (0.6, 2.0), (0.2, 0.9), 12.0, 0.9, 0.9)


def _on_one_leg(rng: np.random.Generator, depth: Floats, side: Floats | float) -> dict[str, Floats]:
    """Return the lean over the standing leg and the wobble of keeping balance (n,)."""
    n = depth.size
    wobble = np.clip(depth, 0.0, 1.0)
    return {
        "left_m": side * float(rng.uniform(0.03, 0.07)) * depth
        + 0.012 * wobble * wander(rng, n, 1.3),
        "roll_deg": side * float(rng.uniform(1, 8)) * depth + 1.8 * wobble * wander(rng, n, 1.5),
        "yaw_deg": side * float(rng.uniform(0, 6)) * depth + 1.5 * wobble * wander(rng, n, 1.7),
    }


def airplane(rng: np.random.Generator, reps: int, traits: frozenset[str] = frozenset()) -> Piece:
    """Do a set of airplanes: hinge on one leg, open and close the hip, come up."""
    plans = [
        replace(rep, bottom_s=float(rng.uniform(2.5, 5.5)), top_s=max(rep.top_s, 0.8))
        for rep in rep_plans(rng, reps, BALANCED, traits - {"bottom-pauses", "slow", "fast"})
    ]
    moves, marks = laid_out("rdl", (), plans, MINIMUM_JERK, from_floor=False)
    moves.append((0.8, 0.0, MINIMUM_JERK))
    trunk = trace(moves)
    hinge = Hinge.drawn(rng, plans, (8, 28), (0.8, 0.98))
    channels = hinge.channels(rng, Body.drawn(rng), trunk)
    side = float(rng.choice([-1, 1]))
    twist = np.zeros(trunk.size)
    for mark in marks:
        if mark.eccentric is None:
            continue
        first, last = mark.eccentric[1], mark.concentric[0]
        way = np.linspace(0.0, 1.0, last - first)
        opened, closed = rng.uniform(18, 40), rng.uniform(5, 18)
        there = np.where(way < 0.6, opened * np.sin(np.pi * way / 0.6) ** 2, 0.0)
        back = np.where(way > 0.6, closed * np.sin(np.pi * (way - 0.6) / 0.4) ** 2, 0.0)
        twist[first:last] = side * (there - back)
    depth = np.clip(trunk / hinge.full_deg, 0.0, None)
    channels |= _on_one_leg(rng, depth, side) | {"twist_deg": twist}
    return Piece(trunk.size, channels, (), (marks,), "airplane")


def death_march(rng: np.random.Generator, reps: int, traits: frozenset[str] = frozenset()) -> Piece:
    """Do a death march: a step, a hinge over the front leg, up, the next step."""
    plans = [
        replace(rep, top_s=float(rng.uniform(1.2, 2.4)))
        for rep in rep_plans(rng, reps, BALANCED, traits - {"top-pauses", "cluster"})
    ]
    moves, marks = laid_out("rdl", (), plans, MINIMUM_JERK, from_floor=False)
    moves.append((0.8, 0.0, MINIMUM_JERK))
    trunk = trace(moves)
    hinge = Hinge.drawn(rng, plans, (10, 34), (0.75, 0.95))
    channels = hinge.channels(rng, Body.drawn(rng), trunk)
    n = trunk.size
    speed, bob, side = np.zeros(n), np.zeros(n), np.ones(n)
    jolts: list[Jolt] = []
    foot = float(rng.choice([-1, 1]))
    for mark in marks:
        first = mark.concentric[1]
        n_step = samples(float(rng.uniform(0.6, 0.95)))
        stride = slice(first, min(first + n_step, n))
        taken = window(n_step, 0.3)[: stride.stop - first]
        speed[stride] = float(rng.uniform(0.35, 0.7)) * taken
        bob[stride] = -float(rng.uniform(0.01, 0.03)) * taken
        side[first + n_step // 2 :] *= -1.0
        jolts.append((first + int(0.8 * n_step), float(rng.uniform(1.0, 4.0)), 0.0))
    # No step after the last: he stands.
    last = marks[-1].concentric[1]
    speed[last:], bob[last:] = 0.0, 0.0
    depth = np.clip(trunk / hinge.full_deg, 0.0, None)
    channels |= _on_one_leg(rng, depth, foot * side)
    channels["up_m"] = channels["up_m"] + bob
    channels["speed_m_s"] = speed
    return Piece(n, channels, tuple(jolts[:-1]), (marks,), "death_march")
