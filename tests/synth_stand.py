"""Chain lifts done standing: deadlift, good morning, RDL once more, squat, calf raise."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from synth_body import Jolt, Piece
from synth_lifts import Rep, laid_out
from synth_linkage import Body, Unevenness
from synth_shapes import FINE_HZ, MINIMUM_JERK, Floats, Move, any_curve, trace, wander, window
from synth_tempo import Habit, Range, floored, rep_plans

ON_FLOOR = Habit((46, 66), (1.0, 2.6), (0.8, 2.2), (0.4, 1.8), (0.4, 2.2), 12.0, 0.7, 0.8)
BOWED = Habit((48, 78), (1.4, 3.6), (1.0, 2.4), (0.3, 1.4), (0.0, 0.6), 12.0, 0.7, 0.8)
SQUATTED = Habit((88, 124), (1.0, 3.2), (0.8, 2.2), (0.5, 2.0), (0.0, 0.8), 16.0, 0.6, 0.6, 2.1)
ON_TOES = Habit((20, 42), (0.5, 2.0), (0.4, 1.2), (0.2, 1.2), (0.2, 1.0), 16.0, 0.3, 0.3)


def later(x: Floats, by_s: float) -> Floats:
    """Return x (n,) delayed by `by_s` seconds, its ends held."""
    at = np.arange(x.size)
    return np.asarray(np.interp(at - by_s * FINE_HZ, at, x))


@dataclass(frozen=True)
class Hinge:
    """How the joints go along with a trunk that leans by up to `full_deg`.

    The knees bend by `knee_deg` at full lean: with `late` below 1 before the trunk leans, above 1
    behind it, and `lag_s` later. The pelvis tilts by `share` of the trunk's lean, the spine does
    the rest.
    """

    full_deg: float
    knee_deg: float
    late: float
    lag_s: float
    share: float

    @classmethod
    def drawn(
        cls, rng: np.random.Generator, plans: Sequence[Rep], knee_deg: Range, share: Range
    ) -> "Hinge":
        """Return a lifter who hinges as deep as the deepest of `plans`."""
        return cls(
            max(rep.range_deg for rep in plans),
            float(rng.uniform(*knee_deg)),
            float(rng.uniform(0.6, 2.4)),
            float(rng.uniform(-0.10, 0.15)),
            float(rng.uniform(*share)),
        )

    def channels(
        self, rng: np.random.Generator, body: Body, trunk_deg: Floats, knee_deg: Floats | float = 0
    ) -> dict[str, Floats]:
        """Return the pelvis of a trunk that leans so (n,), the knees bent by `knee_deg` more."""
        u = np.clip(trunk_deg / self.full_deg, 0.0, None)
        knee = later(self.knee_deg * u**self.late, self.lag_s) + knee_deg
        pitch = {"pitch_deg": self.share * trunk_deg}
        return pitch | body.hips(knee, trunk_deg) | Unevenness.drawn(rng).channels(u)


def _clanks(rng: np.random.Generator, marks: Sequence[tuple[int, int] | None]) -> tuple[Jolt, ...]:
    """Return what of plates that land on the floor comes through to the hips."""
    return tuple((down[1], float(rng.uniform(0.5, 6.0)), 0.0) for down in marks if down is not None)


def deadlift(rng: np.random.Generator, reps: int, traits: frozenset[str] = frozenset()) -> Piece:
    """Do a set of deadlifts from the floor; trait touch-and-go, else each rep from a dead stop."""
    plans = floored(rep_plans(rng, reps, ON_FLOOR, traits), 0.2)
    if "touch-and-go" in traits and "bottom-pauses" not in traits:
        plans = [replace(rep, bottom_s=float(rng.uniform(0, 0.12))) for rep in plans]
    setup_s = float(rng.uniform(0.8, 4.5))
    start_deg = plans[0].range_deg
    lead_in: list[Move] = [
        (float(rng.uniform(1.0, 2.4)), start_deg, any_curve(rng)),
        (setup_s, start_deg, None),
    ]
    moves, marks = laid_out("deadlift", lead_in, plans, MINIMUM_JERK, from_floor=True)
    last = plans[-1]
    floor_deg = last.range_deg * float(rng.uniform(0.9, 1.05))
    quick = float(rng.uniform(0.5, 1.1))
    moves += [
        (max(0.6, last.down_s * quick), floor_deg, last.down),
        (float(rng.uniform(0.4, 2.0)), floor_deg, None),
        (float(rng.uniform(1.0, 2.2)), 0.0, any_curve(rng)),
    ]
    trunk = trace(moves)
    hinge = Hinge.drawn(rng, plans, (58, 100), (0.72, 0.95))
    # He finds his hips' place over the bar before the first pull.
    first, n_setup = marks[0].concentric[0], int(setup_s * FINE_HZ)
    seeking = np.zeros(trunk.size)
    seeking[first - n_setup : first] = window(n_setup, 0.5) * rng.uniform(0, 9)
    knee = np.abs(seeking * wander(rng, trunk.size, 1.6))
    channels = hinge.channels(rng, Body.drawn(rng), trunk, knee)
    jolts = _clanks(rng, [mark.eccentric for mark in marks])
    return Piece(trunk.size, channels, jolts, (marks,), "deadlift")


def bowing(
    rng: np.random.Generator,
    reps: int,
    traits: frozenset[str],
    exercise: str,
    knee_deg: Range,
    back_load: float,
) -> Piece:
    """Do a set of hinges from upright to upright, the load on the back or in the hands."""
    plans = rep_plans(rng, reps, BOWED, traits)
    moves, marks = laid_out(exercise, (), plans, MINIMUM_JERK, from_floor=False)
    moves.append((float(rng.uniform(0.5, 1.0)), 0.0, MINIMUM_JERK))
    trunk = trace(moves)
    hinge = Hinge.drawn(rng, plans, knee_deg, (0.75, 0.95))
    channels = hinge.channels(rng, Body.drawn(rng, back_load), trunk)
    return Piece(trunk.size, channels, (), (marks,), exercise)


def good_morning(
    rng: np.random.Generator, reps: int, traits: frozenset[str] = frozenset()
) -> Piece:
    """Do a set of good mornings, a light bar on the back."""
    return bowing(rng, reps, traits, "good_morning", (3, 28), float(rng.uniform(0.1, 0.6)))


def linked_rdl(rng: np.random.Generator, reps: int, traits: frozenset[str] = frozenset()) -> Piece:
    """Do a set of Romanian deadlifts by the body of segments: another model than `rdl`'s."""
    return bowing(rng, reps, traits, "rdl", (8, 34), 0.0)


def squat(rng: np.random.Generator, reps: int, traits: frozenset[str] = frozenset()) -> Piece:
    """Do a set of squats with a load; trait sumo: a wide stance, more upright."""
    sumo = "sumo" in traits
    plans = rep_plans(rng, reps, SQUATTED, traits)
    moves, marks = laid_out("squat", (), plans, MINIMUM_JERK, from_floor=False)
    moves.append((float(rng.uniform(0.5, 1.0)), 0.0, MINIMUM_JERK))
    knee = trace(moves)
    u = np.clip(knee / max(rep.range_deg for rep in plans), 0.0, None)
    early = float(rng.uniform(0.2, 1.8))
    lean = float(rng.uniform(10, 30) if sumo else rng.uniform(22, 48))
    trunk = later(lean * (early * u + (1.0 - early) * u**2), float(rng.uniform(-0.06, 0.06)))
    if rng.random() < 0.35:
        # Hips first out of the hole: the trunk dips forward as the knees begin to open.
        rising = np.clip(-np.gradient(later(u, 0.05)) * FINE_HZ, 0.0, None)
        trunk = trunk + float(rng.uniform(2, 7)) * u * rising / max(float(rising.max()), 1e-9)
    wink_deg = float(rng.choice([0.0, rng.uniform(2.0, 18.0)]))
    wink = wink_deg * np.clip((u - 0.7) / 0.3, 0.0, None) ** 2
    body = Body.drawn(
        rng,
        float(rng.uniform(0.2, 1.2)),
        float(rng.uniform(28, 45) if sumo else rng.uniform(5, 20)),
    )
    channels = body.hips(knee, trunk) | Unevenness.drawn(rng, 1.3).channels(u)
    channels["pitch_deg"] = float(rng.uniform(0.45, 0.85)) * trunk - wink
    return Piece(knee.size, channels, (), (marks,), "squat")


def calf_raise(rng: np.random.Generator, reps: int, traits: frozenset[str] = frozenset()) -> Piece:
    """Do a set of standing calf raises, on the floor or, trait step, the heels going below it."""
    plans = floored(rep_plans(rng, reps, ON_TOES, traits - {"slow"}), 0.8)
    deep_deg, last = plans[0].range_deg, plans[-1]
    below_deg = float(rng.uniform(8, 18)) if "step" in traits else 0.0
    lead_in: list[Move] = []
    if below_deg:
        lead_in = [(0.8, deep_deg, MINIMUM_JERK), (float(rng.uniform(0.4, 1.5)), deep_deg, None)]
    moves, marks = laid_out("calf_raise", lead_in, plans, MINIMUM_JERK, from_floor=True)
    moves.append((last.down_s, deep_deg - below_deg, last.down))
    heel = deep_deg - below_deg - trace(moves, start=deep_deg - below_deg)
    rise_m = float(rng.uniform(0.125, 0.150)) * np.sin(np.radians(heel))
    # Over the balls of the feet: a little forward, the pelvis all but still.
    channels = {
        "up_m": rise_m,
        "forward_m": float(rng.uniform(0.2, 0.7)) * rise_m,
        "pitch_deg": float(rng.normal(0.0, 15.0)) * rise_m,
        "roll_deg": float(rng.normal(0.0, 8.0)) * rise_m,
    }
    return Piece(heel.size, channels, (), (marks,), "calf_raise")
