"""Hip share: how much of a rep's depth is bowing at the hips, how much the knees let down.

A belt is not at the hip joints. As the pelvis tilts, a strap in front goes down and one behind goes
up, by more than the hips of a hinge do. Where it is worn shows in how the belt's speed up and down
goes with the hinge's: hips over straight legs do not sink as a hinge begins, a lever arm does. An
accelerometer's bias shows in the speed that it would leave at the end of each rep. Both are the
same for all reps of a set, so one set of equations is solved for it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from statistics import median
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from repsignal.events import Rep
from repsignal.hips_lead import KNEES_FIRST, LEADING, LEAST_WAY_M, hips_lead
from repsignal.movement import Movement
from repsignal.state import MEASURED
from repsignal.travel import Travel
from repsignal.travel_kernel import (
    AT_END,
    COLUMNS,
    FALL,
    FORWARD_BIAS,
    HEARD,
    LEVER,
    PATH,
    UP_BIAS,
    WAY_AT_END,
)

STANDING = frozenset(("rdl", "good_morning", "swing", "deadlift", "squat"))
"""What is done over the feet, down and up again, and so has a hip share."""

BACK_M = 0.5
"""Length of a back: by so much, times 1 - cos of the hinge angle, bowing lowers the shoulders."""

SQUAT_LIKE = {"rdl": 0.5, "good_morning": 0.5, "swing": 0.44}
"""A hinge whose hip share is below this is rather a squat. A swing bends the knees more."""

LONGEST_S = 7.5
TOO_WIDE = 0.15
"""Of a rep that is longer, and where it may be this far off, no hip share is told."""

LEVER_M = 0.085
LONGEST_LEVER_M = 0.14
"""Standard deviation, and bound, of how far before (+) or behind the hip joints a belt is."""

BELT_HEIGHT_M = 0.085
BELT_HEIGHT_SD_M = 0.026
"""How far above the hip joints a belt is."""

FALL_M, FALL_SD_M = 0.16, 0.6
DEEP_FALL_SD_M = 0.3
"""What of the belt's fall goes with 1 - cos a, and with sin a · (1 - cos a), before it is known."""

BIAS_M_S2 = 0.15
"""Standard deviation of an accelerometer's bias: 15 mg."""

SPEED_M_S = 0.03
SPEED_POINTS = 10
"""How far the speed of a rep is from that of the model, at least, and for how many grid points on
end alike. How far it truly is, is seen from the set."""

REST_M_S, REST_M = 0.03, 0.015
"""How fast hips are, and how far from where they were, as a rep ends."""

SLOW_M_S2 = 0.0004
"""What remains unknown of the way grows with the square of the time by this."""

BENT = 0.12
"""Part of the hips' way that is taken for the lever's, since knees at rest are a little bent."""

_TURNS = 4

Floats = NDArray[np.float64]


def with_hip_share(
    exercise: str, reps: Sequence[Rep], movements: Sequence[Movement]
) -> tuple[Rep, ...]:
    """Return a set's reps with their hip share, and the flag `squat_like` where it is too low.

    `movements` are those of the reps. It is None where it cannot be told: without a gyro, at a gap,
    for a lift that is not done over the feet, and in a rep too slow for it. With it comes how far
    the hips lead, for lifts that tell it, and the flag `knees_first`.
    """
    if exercise not in STANDING:
        return tuple(reps)
    whole = list(reps)
    ranges_deg = [rep.range_of_motion_deg for rep in reps]
    for i, share, way in _shares(movements, ranges_deg):
        flags = reps[i].flags
        if share < SQUAT_LIKE.get(exercise, 0.0):
            flags = (*flags, "squat_like")
        lead = None
        if exercise in LEADING and reps[i].eccentric_known and way.down_m >= LEAST_WAY_M:
            lead = hips_lead(way.bowed.tolist(), way.sunk_m.tolist())
            if lead < KNEES_FIRST:
                flags = (*flags, "knees_first")
        whole[i] = replace(reps[i], hip_share=share, hips_lead=lead, flags=flags)
    return tuple(whole)


def usual_share(movements: Sequence[Movement]) -> float | None:
    """Return the median hip share of a group of movements over the feet; None if none is known."""
    shares = [share for _, share, _ in _shares(movements, [m.range_deg for m in movements])]
    return median(shares) if shares else None


def _shares(
    movements: Sequence[Movement], ranges_deg: Sequence[float]
) -> Iterator[tuple[int, float, _Way]]:
    """Yield which movements have a hip share that can be told, it, and their hips' way."""
    known = {
        i: movement.travel
        for i, movement in enumerate(movements)
        if movement.travel is not None and movement.doubt == MEASURED
    }
    ways = _ways([*known.values()]) if known else []
    for (i, travel), way in zip(known.items(), ways, strict=True):
        off_m = (-way.error_m, way.error_m)
        most, least = (hip_share(ranges_deg[i], way.down_m + by_m) for by_m in off_m)
        if most - least <= 2.0 * TOO_WIDE and travel.duration_s <= LONGEST_S:
            yield i, hip_share(ranges_deg[i], way.down_m), way


def hip_share(range_deg: float, way_m: float) -> float:
    """Return the hip share of a rep, of its range of motion and its hips' way down.

    The share, 0 … 1, is what bowing lowers the shoulders by, of all that they are lowered.
    """
    bowed_m = BACK_M * (1.0 - math.cos(math.radians(range_deg)))
    return bowed_m / (bowed_m + max(0.0, way_m)) if bowed_m > 0.0 else 0.0


class _Way(NamedTuple):
    """A rep's way of the hips down and its standard error, in m; bow and way as it is lowered."""

    down_m: float
    error_m: float
    bowed: Floats
    sunk_m: Floats


def _ways(travels: Sequence[Travel]) -> list[_Way]:
    """Return each rep's way of the hips down."""
    solved, spread = _solved(travels)
    lever_m = max(-LONGEST_LEVER_M, min(LONGEST_LEVER_M, float(solved[LEVER])))
    model = np.array([lever_m, BELT_HEIGHT_M, 0.0, solved[FORWARD_BIAS], solved[UP_BIAS]])
    ways = []
    for travel in travels:
        path = travel.sums[PATH:]
        ways_m = path[:, :HEARD] @ model - path[:, HEARD]
        # The bottom is where the shoulders are lowest: a squat sinks more than it bows.
        bottom = int(np.argmax(ways_m - BACK_M * path[:, FALL]))
        way_m = float(ways_m[bottom]) / (1.0 - BENT)
        seen = path[bottom, :HEARD].copy()
        of_height_m = BELT_HEIGHT_SD_M * float(seen[FALL])
        # A lever that no belt has shows how far off the model is.
        of_lever_m = (float(solved[LEVER]) - lever_m) * float(seen[LEVER])
        seen[FALL] = 0.0
        error_m = math.hypot(
            math.sqrt(float(seen @ spread @ seen)),
            of_height_m,
            of_lever_m,
            SLOW_M_S2 * travel.duration_s**2,
        )
        eccentric = slice(bottom + 1)
        ways.append(_Way(way_m, error_m, -path[eccentric, FALL], ways_m[eccentric]))
    return ways


def _solved(travels: Sequence[Travel]) -> tuple[Floats, Floats]:
    """Return the five unknowns of a set, in the columns' order, and their covariance (5, 5)."""
    found = np.array([travel.sums for travel in travels])
    durations_s = np.array([travel.duration_s for travel in travels])
    sums = found[:, :COLUMNS].sum(axis=0)
    points = sum(travel.points for travel in travels)
    speeds = found[:, AT_END] / REST_M_S
    ways = found[:, WAY_AT_END] / np.hypot(REST_M, REST_M_S * durations_s / 2.0)[:, None]
    sure = _BEFORE.T @ _BEFORE + speeds.T @ speeds + ways.T @ ways
    off_m_s = SPEED_M_S
    for _ in range(_TURNS):
        whole = sums / (SPEED_POINTS * off_m_s**2) + sure
        spread = np.linalg.inv(whole[:HEARD, :HEARD])
        solved = spread @ whole[:HEARD, HEARD]
        left = np.append(solved, -1.0)
        # A movement that is not as the model has it, as a squat's, says less of strap and sensor.
        off_m_s = max(SPEED_M_S, math.sqrt(max(0.0, float(left @ sums @ left)) / points))
    return solved, spread


_BEFORE = np.array(
    [
        [1.0 / LEVER_M, 0.0, 0.0, 0.0, 0.0, 0.0],
        [0.0, 1.0 / FALL_SD_M, 0.0, 0.0, 0.0, FALL_M / FALL_SD_M],
        [0.0, 0.0, 1.0 / DEEP_FALL_SD_M, 0.0, 0.0, 0.0],
        [0.0, 0.0, 0.0, 1.0 / BIAS_M_S2, 0.0, 0.0],
        [0.0, 0.0, 0.0, 0.0, 1.0 / BIAS_M_S2, 0.0],
    ]
)
"""What is usual, as equations of the columns: each unknown over its deviation."""
