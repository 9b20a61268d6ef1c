"""Sets of kettlebell swings as movements of the pelvis."""

import numpy as np

from synth_body import Piece
from synth_lifts import HALF, Build, Rep, is_half, laid_out, varied
from synth_shapes import MINIMUM_JERK, Move, any_curve, skewed, trace


def _build(rng: np.random.Generator, range_deg: float, traits: frozenset[str]) -> Build:
    """Return a lifter: hips well back and 7-20 cm down, up to 30 cm if it is half a squat."""
    back_m = float(rng.uniform(0.12, 0.28))
    drop_m = float(rng.uniform(*((0.20, 0.30) if "squat-like" in traits else (0.07, 0.20))))
    one_arm = ((10, 35), (2, 10)) if "one-arm" in traits else None
    return Build.drawn(rng, range_deg, (back_m, drop_m), (-0.02, 0.06), one_arm)


def _plans(
    rng: np.random.Generator, reps: int, range_deg: float, traits: frozenset[str]
) -> list[Rep]:
    """Return the plan of each swing: hip drive, float leaning back a little, back-swing."""
    cycle_s = rng.uniform(1.35, 1.95)
    if "slow" in traits:
        cycle_s = rng.uniform(1.9, 2.4)
    if "fast" in traits:
        cycle_s = rng.uniform(1.05, 1.3)
    up_s = cycle_s * rng.uniform(0.27, 0.36)
    down_s = cycle_s * rng.uniform(0.30, 0.40)
    float_s = cycle_s - up_s - down_s
    lean_deg = -rng.uniform(3.0, 7.0) if "short" in traits else rng.uniform(2.5, 12.0)
    eased = float(rng.uniform(0.4, 1.0))
    spread = float(rng.uniform(0.03, 0.08))
    tired = rng.uniform(0.15, 0.4) if "fatigue" in traits else rng.uniform(0.0, 0.1)
    down = skewed(float(rng.uniform(1.6, 2.8)), float(rng.uniform(1.0, 1.5)))
    up = skewed(float(rng.uniform(1.0, 1.6)), float(rng.uniform(1.4, 2.6)))
    plans = []
    for i in range(reps):
        worn = tired * (i / max(reps - 1, 1)) ** 1.5
        back_deg = lean_deg * varied(rng, 2 * spread)
        if "short" not in traits:
            back_deg = max(2.0, back_deg)
        rest_s, rest_deg = float_s * varied(rng, 2 * spread), eased * back_deg
        if "cluster" in traits and i % 5 == 4:
            rest_s, rest_deg = float(rng.uniform(4.0, 8.0)), 0.0
        reach_deg = range_deg * varied(rng, spread) * (1 - 0.15 * worn)
        if is_half(rng, i, traits):
            reach_deg = range_deg * float(rng.uniform(*HALF))
        plans.append(
            Rep(
                range_deg=reach_deg,
                down_s=down_s * varied(rng, spread) * (1 + 0.3 * worn),
                bottom_s=float(rng.uniform(0.3, 1.5)) if "dead-start" in traits else 0.0,
                up_s=up_s * varied(rng, spread) * (1 + 0.5 * worn),
                top_s=rest_s,
                lean_deg=back_deg,
                rest_lean_deg=rest_deg,
                down=down,
                up=up,
            )
        )
    return plans


def _hike(rng: np.random.Generator, first: Rep) -> list[Move]:
    """Return the way down to a weight on the floor, the grip, and the hike back."""
    grip_deg = first.range_deg * float(rng.uniform(0.75, 1.1))
    return [
        (float(rng.uniform(0.9, 1.8)), grip_deg, any_curve(rng)),
        (float(rng.uniform(0.6, 3.0)), grip_deg, None),
        (float(rng.uniform(0.4, 0.6)), first.range_deg, skewed(2.0, 1.2)),
    ]


def _park(rng: np.random.Generator, last: Rep) -> list[Move]:
    """Return the lowering to the floor, letting go, and standing up at leisure."""
    floor_deg = last.range_deg * float(rng.uniform(0.8, 1.1))
    return [
        (last.down_s * float(rng.uniform(1.0, 1.5)), floor_deg, last.down),
        (float(rng.uniform(0.5, 2.0)), floor_deg, None),
        (float(rng.uniform(1.2, 2.2)), 0.0, any_curve(rng)),
    ]


def _run_out(rng: np.random.Generator, last: Rep) -> list[Move]:
    """Return the weight swinging out: a small give of the hips that is no rep, or none."""
    if rng.random() < 0.6:
        return [(float(rng.uniform(0.6, 1.0)), 0.0, MINIMUM_JERK)]
    give_deg = min(16.0, 0.3 * last.range_deg)
    return [
        (last.down_s * 1.1, give_deg, MINIMUM_JERK),
        (float(rng.uniform(0.8, 1.4)), 0.0, MINIMUM_JERK),
    ]


def swing(rng: np.random.Generator, reps: int, traits: frozenset[str] = frozenset()) -> Piece:
    """Do a set of kettlebell swings, standing to standing.

    Traits: hiked, dead-start (implies hiked), one-arm, cluster, fatigue, slow, fast, partial, half,
    squat-like, short (never quite upright), drop.
    """
    from_floor = bool(traits & {"hiked", "dead-start"})
    range_deg = float(rng.uniform(40, 72))
    if "partial" in traits:
        range_deg = float(rng.uniform(25, 35))
    if "squat-like" in traits:
        range_deg = float(rng.uniform(30, 45))
    plans = _plans(rng, reps, range_deg, traits)
    lead_in = _hike(rng, plans[0]) if from_floor else []
    moves, marks = laid_out("swing", lead_in, plans, MINIMUM_JERK, from_floor=from_floor)
    jolts: tuple[tuple[int, float, float], ...] = ()
    if "drop" in traits:
        moves.append((float(rng.uniform(0.5, 0.9)), 0.0, MINIMUM_JERK))
    elif from_floor:
        moves += _park(rng, plans[-1])
    else:
        moves += _run_out(rng, plans[-1])
    pitch = trace(moves)
    if "drop" in traits:
        jolts = ((pitch.size - 1, float(rng.uniform(3, 12)), float(rng.uniform(-3, 3))),)
    return Piece(
        pitch.size, _build(rng, range_deg, traits).carried(pitch), jolts, (marks,), "swing"
    )
