"""Sets of Romanian deadlifts as movements of the pelvis."""

from dataclasses import replace

import numpy as np

from synth_body import Piece
from synth_lifts import (
    HALF,
    TOO_SMALL,
    Build,
    Rep,
    given_up,
    is_half,
    laid_out,
    unlocked_part,
    varied,
)
from synth_shapes import MINIMUM_JERK, Floats, any_curve, trace, wander, window

SLOWEST_MEAN_DPS = 9.0
"""No phase is slower than this on average: slower, the rule's 5 °/s would cut it to pieces."""

LONGEST_HELD_S = 5.3
"""Nobody pauses at the bottom for longer."""

STICKING_MEAN_DPS = 16.0
"""A phase this fast on average stays well above the rule's threshold at its sticking point."""


def _build(rng: np.random.Generator, range_deg: float, traits: frozenset[str]) -> Build:
    """Return a lifter: hips 10-25 cm back and 3-10 cm down, 18-30 cm if it is half a squat."""
    back_m = float(rng.uniform(0.10, 0.25))
    # Legs of 0.9 m that lean back by this much, and a little bend of the knees.
    drop_m = back_m**2 / 1.8 + float(rng.uniform(0.01, 0.06))
    if "squat-like" in traits:
        drop_m = float(rng.uniform(0.18, 0.30))
    one_arm = ((8, 30), (2, 8)) if "one-arm" in traits else None
    return Build.drawn(rng, range_deg, (back_m, drop_m), (-0.06, 0.08), one_arm)


def _plans(
    rng: np.random.Generator, reps: int, range_deg: float, traits: frozenset[str]
) -> list[Rep]:
    """Return the plan of each rep: the lifter's habit, his scatter, his fatigue."""
    down_s, up_s = rng.uniform(1.3, 3.8), rng.uniform(1.2, 2.8)
    if "slow" in traits:
        down_s, up_s = rng.uniform(4.0, 7.0), rng.uniform(2.0, 6.0)
    if "fast" in traits:
        down_s, up_s = rng.uniform(0.7, 1.2), rng.uniform(0.7, 1.1)
    bottom_s = rng.uniform(0.8, 5.0) if "pauses" in traits else float(rng.choice([0.0, 0.0, 0.4]))
    top_s = rng.uniform(1.5, 5.0) if "top-pauses" in traits else rng.uniform(0.3, 1.2)
    if rng.random() < 0.25 and "top-pauses" not in traits:
        top_s = 0.0
    spread = float(rng.uniform(0.03, 0.12))
    tired = rng.uniform(0.25, 0.7) if "fatigue" in traits else rng.uniform(0.0, 0.12)
    lean_deg = float(rng.choice([0.0, rng.uniform(0.5, 4.0)]))
    unlocked = unlocked_part(rng, traits)
    down, up = any_curve(rng), MINIMUM_JERK
    plans = []
    for i in range(reps):
        worn = tired * (i / max(reps - 1, 1)) ** 1.5
        reach_deg = range_deg * varied(rng, spread / 2) * (1 - 0.25 * worn)
        if is_half(rng, i, traits):
            reach_deg = range_deg * float(rng.uniform(*HALF))
        longest_s = reach_deg / SLOWEST_MEAN_DPS
        rise_s = min(up_s * varied(rng, spread) * (1 + worn), longest_s)
        if i == 0 or rng.random() < 0.4:
            down = any_curve(rng)
            up = any_curve(rng, concentric=reach_deg / rise_s > STICKING_MEAN_DPS)
        rest_s = top_s * varied(rng, 2 * spread)
        if "cluster" in traits and i % 3 == 2:
            rest_s = float(rng.uniform(4.0, 8.0))
        back_deg = lean_deg * varied(rng, spread)
        is_short = unlocked > 0.0 and i < reps - 1 and rng.random() < unlocked
        if is_short:
            back_deg = -range_deg * float(rng.uniform(0.12, 0.3))
        plans.append(
            Rep(
                range_deg=reach_deg,
                down_s=min(down_s * varied(rng, spread) * (1 + 0.3 * worn), longest_s),
                bottom_s=min(bottom_s * varied(rng, 2 * spread), LONGEST_HELD_S),
                up_s=rise_s,
                top_s=rest_s,
                lean_deg=back_deg,
                rest_lean_deg=back_deg * (1.0 if is_short else float(rng.uniform(0.0, 1.0))),
                down=down,
                up=up,
            )
        )
        if "half" in traits and i and rng.random() < 0.15:
            plans.append(given_up(replace(plans[-1], range_deg=range_deg), rng.uniform(*TOO_SMALL)))
    return plans


def _fidgeting(rng: np.random.Generator, channels: dict[str, Floats]) -> dict[str, Floats]:
    """Return the channels with shifting from leg to leg and turning at the top between reps."""
    n = channels["pitch_deg"].size
    upright = window(n, 0.8) * np.exp(-((channels["pitch_deg"] / 12.0) ** 2))
    return channels | {
        "roll_deg": channels["roll_deg"] + 2.5 * upright * wander(rng, n, 1.8),
        "yaw_deg": channels["yaw_deg"] + 4.0 * upright * wander(rng, n, 2.2),
        "left_m": 0.02 * upright * wander(rng, n, 1.8),
    }


def rdl(rng: np.random.Generator, reps: int, traits: frozenset[str] = frozenset()) -> Piece:
    """Do a set of Romanian deadlifts, upright to upright.

    Traits: slow, fast, partial, half, no-lockout, pauses, top-pauses, cluster, squat-like, one-arm,
    fatigue, fidget, drop.
    """
    range_deg = float(rng.uniform(42, 70))
    if "partial" in traits:
        range_deg = float(rng.uniform(25, 35))
    if "squat-like" in traits:
        range_deg = float(rng.uniform(30, 45))
    plans = _plans(rng, reps, range_deg, traits)
    moves, marks = laid_out("rdl", (), plans, MINIMUM_JERK, from_floor=False)
    moves.append((float(rng.uniform(0.5, 1.0)), 0.0, MINIMUM_JERK))
    pitch = trace(moves)
    channels = _build(rng, range_deg, traits).carried(pitch)
    if "fidget" in traits:
        channels = _fidgeting(rng, channels)
    jolts = ((pitch.size - 1, float(rng.uniform(3, 12)), 0.0),) if "drop" in traits else ()
    return Piece(pitch.size, channels, jolts, (marks,), "rdl")
