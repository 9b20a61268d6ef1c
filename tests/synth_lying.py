"""Chain lifts off the feet: glute bridge, hip thrust, back raise at 45 degrees and flat."""

from dataclasses import dataclass

import numpy as np

import synth_life as life
from synth_body import Piece, RepMark
from synth_lifts import laid_out
from synth_linkage import Body, Unevenness
from synth_shapes import MINIMUM_JERK, Floats, Move, any_curve, trace
from synth_tempo import Habit, floored, rep_plans

BRIDGED = Habit((20, 34), (0.7, 2.2), (0.5, 1.5), (0.4, 2.0), (0.1, 0.9), 12.0, 0.4, 0.4)
THRUST = Habit((32, 58), (0.8, 2.2), (0.6, 1.6), (0.4, 2.0), (0.1, 0.9), 14.0, 0.5, 0.5)
RAISED = Habit((48, 80), (1.0, 2.8), (0.8, 2.2), (0.3, 1.6), (0.0, 0.8), 15.0, 0.6, 0.7)


@dataclass(frozen=True)
class _Way:
    """How one gets into a position and out of it: poses on the way, with the time each takes."""

    name: str
    poses: tuple[life.Pose, ...]


def _first(channels: dict[str, Floats]) -> life.Pose:
    return {name: float(channel[0]) for name, channel in channels.items()}


def _last(channels: dict[str, Floats]) -> life.Pose:
    return {name: float(channel[-1]) for name, channel in channels.items()}


def _into(rng: np.random.Generator, way: _Way, goal: life.Pose) -> Piece:
    """Go by way of the poses to `goal`, with a rest here and there, and lie still."""
    moves: list[life.Step] = []
    for pose in (*way.poses, goal):
        moves.append((float(rng.uniform(0.9, 2.0)), pose, any_curve(rng)))
        if rng.random() < 0.5:
            moves.append((float(rng.uniform(0.3, 2.5)), None, MINIMUM_JERK))
    moves.append((float(rng.uniform(1.2, 4.0)), None, MINIMUM_JERK))
    return life.poses(way.name, *moves)


def _framed(rng: np.random.Generator, way: _Way, core: Piece) -> Piece:
    """Return a set done in another position than standing, with getting there and back."""
    into = _into(rng, way, _first(core.channels))
    out = _into(rng, way, _last(core.channels))
    names = set(into.channels) | set(core.channels)
    channels = {
        name: np.concatenate(
            (
                into.channels.get(name, np.zeros(into.n)),
                core.channels.get(name, np.zeros(core.n)),
                out.channels.get(name, np.zeros(out.n))[::-1],
            )
        )
        for name in sorted(names)
    }
    sets = tuple(tuple(mark.shifted(into.n) for mark in marks) for marks in core.sets)
    return Piece(into.n + core.n + out.n, channels, (), sets, core.name)


def _up_first(
    rng: np.random.Generator,
    exercise: str,
    reps: int,
    habit: Habit,
    traits: frozenset[str],
) -> tuple[Floats, tuple[RepMark, ...]]:
    """Return how far from the highest the hips are (n,), in degrees, and the marks."""
    plans = floored(rep_plans(rng, reps, habit, traits), 0.6)
    deep_deg, last = plans[0].range_deg, plans[-1]
    lead_in: list[Move] = [(0.3, deep_deg, None)]
    moves, marks = laid_out(exercise, lead_in, plans, MINIMUM_JERK, from_floor=True)
    moves += [(last.down_s, deep_deg, last.down), (0.5, deep_deg, None)]
    return trace(moves, start=deep_deg), marks


def _on_shoulders(
    rng: np.random.Generator, body: Body, low: Floats, top_deg: float, shoulders_m: float
) -> dict[str, Floats]:
    """Return the pelvis of a trunk that turns about its shoulders, which lie at that height.

    `low` (n,) is how far below the highest, `top_deg` how far above level the trunk is then.
    """
    trunk_m = 0.85 * body.trunk_m
    slope = np.radians(low - top_deg)
    full = float(low.max())
    # At the top the pelvis tucks, at the bottom the small of the back hollows.
    tuck = float(rng.uniform(0, 10)) * (1.0 - low / full) - float(rng.uniform(0, 8)) * low / full
    standing_m = body.shank_m + body.thigh_m
    return {
        "pitch_deg": -90.0 + np.degrees(slope) - tuck,
        "forward_m": trunk_m * np.cos(slope) - float(rng.uniform(0.5, 0.8)),
        "up_m": shoulders_m + 0.02 - trunk_m * np.sin(slope) - standing_m,
    } | Unevenness.drawn(rng).channels(1.0 - low / full)


def glute_bridge(
    rng: np.random.Generator, reps: int, traits: frozenset[str] = frozenset()
) -> Piece:
    """Do a set of glute bridges on the floor, or, trait thrust, of hip thrusts off a bench."""
    body = Body.drawn(rng)
    if "thrust" in traits:
        low, marks = _up_first(rng, "glute_bridge", reps, THRUST, traits)
        top_deg, shoulders_m = float(rng.uniform(-6, 6)), float(rng.uniform(0.34, 0.46))
        way = _Way("to the bench", ({"pitch_deg": 40.0, "up_m": -0.4, "forward_m": -0.1},))
    else:
        low, marks = _up_first(rng, "glute_bridge", reps, BRIDGED, traits)
        # Up from the floor: the trunk is level, or nearly, at the bottom.
        top_deg, shoulders_m = float(low.max() - rng.uniform(-3, 3)), float(rng.uniform(0.0, 0.04))
        going = {"pitch_deg": float(rng.uniform(30, 60)), "up_m": -0.4, "forward_m": -0.1}
        seated = {"pitch_deg": -20.0, "up_m": -0.72, "forward_m": -0.3}
        way = _Way("lie down", (going, seated))
    channels = _on_shoulders(rng, body, low, top_deg, shoulders_m)
    core = Piece(low.size, channels, (), (marks,), "glute_bridge")
    return _framed(rng, way, core)


def back_raise(rng: np.random.Generator, reps: int, traits: frozenset[str] = frozenset()) -> Piece:
    """Do a set of back raises at 45 degrees, or, trait flat, with the legs level.

    Trait from-below: from hanging, the concentric first; else each rep begins at the top.
    """
    legs_deg = float(rng.uniform(78, 92) if "flat" in traits else rng.uniform(38, 52))
    share = float(rng.uniform(0.65, 0.95))
    if "from-below" in traits:
        flexed, marks = _up_first(rng, "back_raise", reps, RAISED, traits)
    else:
        plans = rep_plans(rng, reps, RAISED, traits)
        moves, marks = laid_out(
            "back_raise", ((0.5, 0.0, None),), plans, MINIMUM_JERK, from_floor=False
        )
        moves.append((0.5, 0.0, MINIMUM_JERK))
        flexed = trace(moves)
    # The front of the hips rests on the pad and rolls over it.
    pitch = legs_deg + np.minimum(share, 72.0 / float(flexed.max())) * flexed
    tilt, pad_m = np.radians(pitch), float(rng.uniform(0.05, 0.11))
    leg_m = 0.85 * float(rng.uniform(0.95, 1.1))
    step_m = float(rng.uniform(0.1, 0.25))
    lean = np.radians(legs_deg)
    channels = {
        "pitch_deg": pitch,
        "forward_m": leg_m * np.sin(lean) - pad_m * np.cos(tilt),
        "up_m": leg_m * np.cos(lean) + pad_m * np.sin(tilt) - 0.85 + step_m,
    }
    if "flat" in traits:
        channels["up_m"] = pad_m * np.sin(tilt) + float(rng.uniform(-0.05, 0.1))
    channels |= Unevenness.drawn(rng).channels(flexed / float(flexed.max()))
    mounted = {"pitch_deg": 0.6 * legs_deg, "up_m": step_m, "forward_m": 0.25}
    core = Piece(flexed.size, channels, (), (marks,), "back_raise")
    return _framed(rng, _Way("mount", ({"up_m": step_m}, mounted)), core)
