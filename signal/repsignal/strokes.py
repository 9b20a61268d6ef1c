"""Strokes: a signal's ways from one turning point to the next, found as they happen.

Two signals are followed beside the hinge angle: how far the pelvis leans from standing, whatever
the side, which tells the lifts that are done lying or bent over; and how high it is, which tells
those that travel more than they tilt. Height comes from accelerations alone, so it is right from
one turn to the next and forgets what was before.
"""

import math
from typing import Any

from numba.extending import register_jitable

from repsignal.compiled import inlined
from repsignal.state import (
    ALIKE,
    ALL,
    FLIGHT,
    FROM,
    FROM_AT,
    GRID_HZ,
    GRID_S,
    HEIGHT,
    LEAN,
    LEANT,
    LEANT_MOST,
    PUSH,
    ROSE,
    STEPS,
    STROKES,
    TO,
    TO_AT,
    UNHEEDED,
    WAY,
)
from repsignal.upright import STEP_MOST

G_M_S2 = 9.80665

LEAN_LEAST_DEG, LEAN_TURN_DEG, LEAN_SLOW_DPS = 4.0, 2.5, 4.0
RISE_LEAST_M, RISE_TURN_M, RISE_SLOW_M_S = 0.03, 0.015, 0.015
"""Of each signal: the smallest stroke, how far back a turn is certain, and what is no movement.
Less takes sway and breath for strokes; more loses the recoil of rows and small calf raises."""

TURN_PART, SLOW_PART = 0.12, 0.1
"""The turn and the slowness again, as parts of the stroke and of its fastest rate."""

OVER_AFTER = 3
PAUSE_AFTER = int(0.5 * GRID_HZ)
"""Grid points of slowness after which a stroke is over, and after which another begins even if it
goes on the same way."""

CALM_G, CALM_DPS = 0.012, 4.0
CALM_AFTER = 18
"""A pelvis whose acceleration and pose stay this near their means for so many grid points rests."""

BASE_G = 0.03
"""Rest is not believed further than this from the resting acceleration that is known."""

FORGET_S, FORGET_HEIGHT_S = 2.5, 2.0
"""Time constants with which speed and height forget, in motion. Less loses slow strokes, more lets
the accelerometer's bias grow."""

REST_AFTER = int(1.0 * GRID_HZ)
"""Grid points of rest after which heights are counted from there: what was before would fade into
the next stroke. Less does so in the pauses of a rep."""

BASE_S, BASE_CALM_S = 8.0, 3.0
"""Time constants of the resting acceleration: in motion, and at rest."""

BASE_FIRST_S, BASE_MOST_G = 2.0, 0.08
"""For so long it is learnt at once, if there is rest; and the most that a sensor is off by."""

HALT_PART = 0.1
"""Part of its speed that a pelvis at rest is found to have had by error, at each grid point."""

FALLING_G, FALLEN_G = -0.5, 0.05
"""Vertical acceleration, low-passed as it is, below which a pelvis begins to fall freely, and above
which it has ended to. In between it falls and tucks."""

ALIKE_RATIO = 2.0
ALIKE_FROM, ALIKE_TO = int(0.8 * GRID_HZ), int(20.0 * GRID_HZ)
"""Strokes one way are alike within this ratio, and so many grid points apart."""

ALIKE_BENT_FROM = int(0.5 * GRID_HZ)
"""The same of the lean, which is not heeded while one stands: no steps are as bent."""

SEEN_ALIKE = 2
"""Strokes alike before the one that is told of first."""

BENT_DEG = 20.0
"""Strokes of the lean that come nearer to standing than this are the hinge angle's."""

STOOD_DEG, SQUAT_M = 48.0, 0.25
"""Strokes of the height in which more is leant than the first are hinges, if they go up no further
than the second."""

CATCH_G = 0.45
"""A way down that ends in a harder push than this is a landing, or a bar that is caught."""

CATCH_DEG = 47.0
"""Most that is leant in it."""

THROW_M, THROW_G = 0.06, 0.18
"""The least height of the throw before it, and the least push."""

JUMP_M = 0.2
"""What is thrown higher may be followed by steps, down from a box, that are no walk."""

CAUGHT_WITHIN = int(3.5 * GRID_HZ)
"""Grid points behind a landing or catch within which the lifter stands up."""

STOOD_WITHIN = int(1.5 * GRID_HZ)
"""Grid points behind a catch within which who stood up from it unseen has done so."""

TRAVEL_M_S, TRAVEL_AFTER = 0.2, int(0.4 * GRID_HZ)
"""Among strokes alike, who goes up or down faster than this for longer does not walk."""

STEPPING, STRIDE_M = 3, 0.25
"""So many steps in a row belong to no rep; but what goes up or down by more is no stride, and what
was heard in it were its own turns."""


@inlined
def follow_strokes(s: Any, ux: float, uy: float, uz: float, vertical_g: float) -> None:
    """Take this grid point into the strokes of lean and height."""
    along = ux * s.standing[0] + uy * s.standing[1] + uz * s.standing[2]
    lean_deg = math.acos(min(1.0, max(-1.0, along))) * 180.0 / math.pi
    s.lean_dps += 0.3 * ((lean_deg - s.lean_deg) * GRID_HZ - s.lean_dps)
    s.lean_deg = lean_deg
    _rise(s, vertical_g)
    if vertical_g < (FALLING_G if s.falling_n == 0 else FALLEN_G):
        s.falling_n += 1
        if s.falling_n > s.flight_n[HEIGHT]:
            s.flight_n[HEIGHT] = s.falling_n
    else:
        s.falling_n = 0
    if s.grid == s.grid_first:
        _begin(s, LEAN, lean_deg)
        _begin(s, HEIGHT, 0.0)
    s.push_g[HEIGHT] = max(s.push_g[HEIGHT], vertical_g)
    if s.grid - s.step_last < STEP_MOST and s.steps > s.steps_most[HEIGHT]:
        s.steps_most[HEIGHT] = s.steps
    _stroke(s, LEAN, lean_deg, s.lean_dps, LEAN_LEAST_DEG, LEAN_TURN_DEG, LEAN_SLOW_DPS)
    _stroke(s, HEIGHT, s.rise_m, s.rise_m_s, RISE_LEAST_M, RISE_TURN_M, RISE_SLOW_M_S)
    if s.catch_at > 0 and s.grid - s.catch_at == STOOD_WITHIN and s.heeded[HEIGHT] != UNHEEDED:
        s.told |= ROSE


@register_jitable
def _rise(s: Any, vertical_g: float) -> None:
    """Follow speed and height of the pelvis, which rest where it rests."""
    since = s.grid - s.grid_resumed
    if since == 0:
        s.rise_mean_g = vertical_g
        s.rise_base_g = 0.0
        s.rise_m_s = 0.0
    s.rise_mean_g += 0.1 * (vertical_g - s.rise_mean_g)
    if (
        s.turning_dps < CALM_DPS
        and abs(vertical_g - s.rise_mean_g) < CALM_G
        and abs(s.rise_mean_g - s.rise_base_g) < BASE_G
    ):
        s.calm_n += 1
    else:
        s.calm_n = 0
    is_calm = s.calm_n > CALM_AFTER
    base_part = GRID_S / (BASE_CALM_S if is_calm else BASE_S)
    if since < BASE_FIRST_S * GRID_HZ and s.turning_dps < CALM_DPS:
        base_part = 0.05
    s.rise_base_g += base_part * (vertical_g - s.rise_base_g)
    s.rise_base_g = min(BASE_MOST_G, max(-BASE_MOST_G, s.rise_base_g))
    s.rise_m_s += (vertical_g - s.rise_base_g) * (G_M_S2 * GRID_S)
    s.rise_m_s -= (HALT_PART if is_calm else GRID_S / FORGET_S) * s.rise_m_s
    s.rise_m += s.rise_m_s * GRID_S
    if s.rise_m_s * s.way[HEIGHT] > TRAVEL_M_S:
        s.rising_n += 1
    else:
        s.rising_n = 0
    if s.rising_n > TRAVEL_AFTER and max(s.alike_n[2 * HEIGHT], s.alike_n[2 * HEIGHT + 1]) > 0:
        s.steps = 0
    if s.calm_n > REST_AFTER:
        s.from_[HEIGHT] -= s.rise_m
        s.to_[HEIGHT] -= s.rise_m
        s.rise_m = 0.0
    elif not is_calm:
        s.rise_m -= GRID_S / FORGET_HEIGHT_S * s.rise_m


@register_jitable
def _begin(s: Any, k: int, x: float) -> None:
    """Begin a stroke of signal `k` here, the way that the last one went."""
    s.from_[k] = x
    s.to_[k] = x
    s.from_at[k] = s.grid
    s.to_at[k] = s.grid
    s.fastest[k] = 0.0
    s.idle_n[k] = 0
    s.is_over[k] = 0
    s.leant_most[k] = s.lean_deg
    s.flight_n[k] = 0
    s.push_g[k] = 0.0
    s.steps_most[k] = 0
    if s.way[k] == 0:
        s.way[k] = 1


@register_jitable
def _stroke(s: Any, k: int, x: float, rate: float, least: float, turn: float, slow: float) -> None:
    way = s.way[k]
    if way * (x - s.to_[k]) > 0.0:
        s.to_[k] = x
        s.to_at[k] = s.grid
    s.leant_most[k] = max(s.leant_most[k], s.lean_deg)
    s.fastest[k] = max(s.fastest[k], way * rate)
    if way * rate < max(slow, SLOW_PART * s.fastest[k]):
        s.idle_n[k] += 1
    else:
        s.idle_n[k] = 0
    amount = abs(s.to_[k] - s.from_[k])
    if s.is_over[k] == 0 and amount >= least and s.idle_n[k] >= OVER_AFTER:
        s.is_over[k] = 1
        _tell(s, k)
    if way * (s.to_[k] - x) > max(turn, TURN_PART * amount):
        _close(s, k, amount, least)
        at, since = s.to_[k], s.to_at[k]
        _begin(s, k, x)
        s.from_[k] = at
        s.from_at[k] = since
        s.way[k] = -way
    elif s.is_over[k] == 1 and s.idle_n[k] == PAUSE_AFTER:
        _close(s, k, amount, least)
        _begin(s, k, x)


@register_jitable
def _close(s: Any, k: int, amount: float, least: float) -> None:
    """Keep a stroke that has come to its turn, if it is one."""
    if amount < least:
        return
    if s.is_over[k] == 0:
        _tell(s, k)
    _write(s, k)
    side = 2 * k + (1 if s.way[k] > 0 else 0)
    s.alike_last[side] = amount
    s.alike_at[side] = s.to_at[k]
    if k == HEIGHT:
        if s.way[k] > 0:
            s.throw_m = amount if s.push_g[k] > THROW_G else 0.0
        elif s.push_g[k] > CATCH_G and s.leant_most[k] < CATCH_DEG and s.throw_m > THROW_M:
            s.catch_at = s.to_at[k]
            if s.throw_m > JUMP_M:
                s.jumped_at = s.grid
    s.strokes_n[k] += 1


@register_jitable
def _write(s: Any, k: int) -> None:
    row = s.strokes_n[k] & (STROKES - 1)
    s.strokes[k, row, WAY] = s.way[k]
    s.strokes[k, row, FROM_AT] = s.from_at[k]
    s.strokes[k, row, TO_AT] = s.to_at[k]
    s.strokes[k, row, FROM] = s.from_[k]
    s.strokes[k, row, TO] = s.to_[k]
    s.strokes[k, row, LEANT_MOST] = s.leant_most[k]
    s.strokes[k, row, FLIGHT] = s.flight_n[k]
    s.strokes[k, row, PUSH] = s.push_g[k]
    s.strokes[k, row, STEPS] = s.steps_most[k]


@register_jitable
def _tell(s: Any, k: int) -> None:
    """Tell that a stroke is over, if such are heeded."""
    side = 2 * k + (1 if s.way[k] > 0 else 0)
    amount = abs(s.to_[k] - s.from_[k])
    apart = s.to_at[k] - s.alike_at[side]
    last = s.alike_last[side]
    soonest = ALIKE_FROM
    if k == LEAN:
        soonest = ALIKE_BENT_FROM
        is_candidate = min(s.from_[k], s.to_[k]) > BENT_DEG
    else:
        stands = s.leant_most[k] < STOOD_DEG or amount > SQUAT_M
        is_candidate = stands and (s.steps_most[k] < STEPPING or amount > STRIDE_M)
    if (
        is_candidate
        and soonest <= apart <= ALIKE_TO
        and amount < ALIKE_RATIO * last
        and last < ALIKE_RATIO * amount
    ):
        s.alike_n[side] += 1
    elif apart > 0:
        s.alike_n[side] = 0
    is_caught = (
        k == HEIGHT and s.way[k] > 0 and s.catch_at > 0 and s.to_at[k] - s.catch_at < CAUGHT_WITHIN
    )
    if s.heeded[k] == ALL or (
        s.heeded[k] == ALIKE and (s.alike_n[side] >= SEEN_ALIKE or is_caught)
    ):
        s.told |= LEANT if k == LEAN else ROSE
