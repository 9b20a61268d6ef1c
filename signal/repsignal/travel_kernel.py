"""How a belt goes up and down in one movement: sums from which `hip_share` tells the hips' way."""

import math
from typing import Any

from numba import float64, int64
from numba.extending import register_jitable

from repsignal.compiled import kernel
from repsignal.state import GRID_HZ, GRID_S, VERTICAL_G

COLUMNS = 6
LEVER, FALL, DEEP_FALL, FORWARD_BIAS, UP_BIAS, HEARD = range(COLUMNS)
"""What the belt's height is made of. Of the hinge angle a, for each metre: -sin a, -(1 - cos a),
-sin a · (1 - cos a). Of an accelerometer's bias, for each m/s²: what sin a (forward) and cos a (up)
come to. And what the accelerometer heard."""

AT_END, WAY_AT_END, PATH = range(COLUMNS, COLUMNS + 3)
"""Rows behind the six of the sums: speed at the end in m/s and height at the end in m, against the
start; and from `PATH` on height on the way, of what was heard and of the biases without the drift
that would leave neither at the end."""

STEPS = 24
"""Into how many steps the path is cut: a bottom is flat, and so is what is between two of them."""

ROWS = PATH + STEPS

LEAST_POINTS = STEPS
MARGIN_POINTS = 15
"""A movement begins and ends where it is most upright within so many grid points: 0.3 s."""

GRAVITY_M_S2 = 9.80665


@register_jitable
def _drift_m(out: Any, column: int, t_s: float, duration_s: float) -> Any:
    """Return the height that an acceleration, linear in time, drifts by until `t_s`.

    Until the end of the movement it drifts by the speed and the way that the column has there.
    """
    speed = out[AT_END, column]
    way = out[WAY_AT_END, column]
    growth = 12.0 * (0.5 * speed * duration_s - way) / duration_s**3
    constant = speed / duration_s - 0.5 * growth * duration_s
    return t_s * t_s * (constant / 2.0 + growth * t_s / 6.0)


@kernel(
    float64(
        float64[:, ::1],
        int64,
        int64,
        int64,
        int64,
        float64[::1],
        float64[::1],
        float64[:, ::1],
        float64[:, ::1],
    )
)
def gather(
    ring: Any,
    start: int,
    stop: int,
    low: int,
    high: int,
    reference: Any,
    forward: Any,
    scratch: Any,
    out: Any,
) -> float:
    """Sum up the movement from grid point `start` to `stop`; return its duration in seconds.

    Parameters
    ----------
    ring
        (n, 6) float64, as the main kernel keeps it.
    low, high
        First and last grid point that may be looked at.
    reference, forward
        (3,) float64, up when upright and forward, in sensor axes.
    scratch
        (2, n) float64, written over.
    out
        (32, 6) float64: Σ vᵢvⱼ of the columns' vertical speeds, then the rows `AT_END`,
        `WAY_AT_END` and `PATH`. Of no meaning if there is too little: the duration is then 0.
    """
    mask = ring.shape[0] - 1
    sine = scratch[0]
    cosine = scratch[1]
    first = max(low, start - MARGIN_POINTS - 1)
    last = min(high, stop + MARGIN_POINTS + 1)
    n = last - first + 1
    for i in range(n):
        row = (first + i) & mask
        along = 0.0
        up = 0.0
        for k in range(3):
            along += ring[row, k] * forward[k]
            up += ring[row, k] * reference[k]
        norm = 1.0 / math.sqrt(along * along + up * up + 1e-12)
        sine[i] = along * norm
        cosine[i] = up * norm
    # A rate looks at both neighbours.
    begin = max(1, start - first)
    end = min(n - 2, stop - first)
    for i in range(begin, 0, -1):
        if sine[i] < sine[begin]:
            begin = i
    for i in range(end, n - 1):
        if sine[i] < sine[end]:
            end = i
    if end - begin < LEAST_POINTS:
        return 0.0
    duration_s = (end - begin) * GRID_S
    out[:, :] = 0.0
    lever = fall = deep_fall = heard = 0.0
    for i in range(begin, end + 1):
        now_heard = ring[(first + i) & mask, VERTICAL_G] * GRAVITY_M_S2
        now_lever = (sine[i - 1] - sine[i + 1]) * 0.5 * GRID_HZ
        now_fall = (cosine[i + 1] - cosine[i - 1]) * 0.5 * GRID_HZ
        now_deep = sine[i - 1] * (1.0 - cosine[i - 1]) - sine[i + 1] * (1.0 - cosine[i + 1])
        now_deep *= 0.5 * GRID_HZ
        if i == begin:
            lever, fall, deep_fall, heard = now_lever, now_fall, now_deep, now_heard
            continue
        speeds = (
            now_lever - lever,
            now_fall - fall,
            now_deep - deep_fall,
            out[AT_END, FORWARD_BIAS] + 0.5 * (sine[i - 1] + sine[i]) * GRID_S,
            out[AT_END, UP_BIAS] + 0.5 * (cosine[i - 1] + cosine[i]) * GRID_S,
            out[AT_END, HEARD] + 0.5 * (heard + now_heard) * GRID_S,
        )
        heard = now_heard
        for j in range(COLUMNS):
            out[WAY_AT_END, j] += 0.5 * (out[AT_END, j] + speeds[j]) * GRID_S
            out[AT_END, j] = speeds[j]
            for k in range(COLUMNS):
                out[j, k] += speeds[j] * speeds[k]
    # The way again, now that the drift is known.
    half_s = 0.5 * GRID_S
    forward_speed = up_speed = heard_speed = 0.0
    forward_way = up_way = heard_way = 0.0
    for i in range(begin + 1, end + 1):
        forward_way += forward_speed * half_s
        up_way += up_speed * half_s
        heard_way += heard_speed * half_s
        both_g = ring[(first + i - 1) & mask, VERTICAL_G] + ring[(first + i) & mask, VERTICAL_G]
        forward_speed += (sine[i - 1] + sine[i]) * half_s
        up_speed += (cosine[i - 1] + cosine[i]) * half_s
        heard_speed += both_g * GRAVITY_M_S2 * half_s
        forward_way += forward_speed * half_s
        up_way += up_speed * half_s
        heard_way += heard_speed * half_s
        t_s = (i - begin) * GRID_S
        row = PATH + (i - begin - 1) * STEPS // (end - begin)  # the last of its step stays
        out[row, LEVER] = sine[begin] - sine[i]
        out[row, FALL] = cosine[i] - cosine[begin]
        out[row, FORWARD_BIAS] = forward_way - _drift_m(out, FORWARD_BIAS, t_s, duration_s)
        out[row, UP_BIAS] = up_way - _drift_m(out, UP_BIAS, t_s, duration_s)
        out[row, HEARD] = heard_way - _drift_m(out, HEARD, t_s, duration_s)
    return duration_s
