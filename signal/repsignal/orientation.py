"""Where up is, in sensor axes: turned by the gyro, drawn to what is felt; and the gyro's bias.

Only the direction of gravity is followed, since a hinge needs no heading. The correction by the
unweighted acceleration is a low-pass in the room, not in the strap: a lifter who stays on the spot
accelerates by nothing on average, however hard the swing (Mahony et al. 2008, with the proportional
and integral part; Laidig and Seel 2023 for why the average must be taken in the room, and with a
low-pass of second order, which lets less of a swing's rhythm through).
"""

import math
from typing import Any

from numba.extending import register_jitable

BIAS_PART, BIAS_FIRST_PART, BIAS_FIRST_S = 0.03, 0.25, 6.0
"""How far the correction is blamed on the gyro's bias: once rest has shown that, and before, for so
long and ever less. More learns it sooner in motion, and is misled by walking and swings."""

PULL_PART = 2.0
"""How much faster the acceleration is smoothed than up follows it: 2 is a second-order low-pass
without overshoot to speak of. More lets the rhythm of swings through, less rings."""

STILL_N, STILL_S = 20, 0.8
"""Once a pose was held for so many grid points, up is drawn to what is felt in this time: stopping
a walk leaves it wrong by degrees. Less is misled by the hips as they start."""

CALM_DPS = 2.5
CALM_G = 0.03
"""At rest, rates and accelerations stay this near their mean. More finds rest more often, and takes
slow movement for it."""

CALM_MEAN_DPS = 5.0
"""A gyro's bias is no larger than this beyond what is known."""

CALM_AFTER_S = 0.8
"""Rest must last this long before the bias is learnt from it."""

CALM_MEAN_S = 0.5
"""Time constant of the mean that rest is judged against."""

SLOPE_S = 0.04
"""Time constant of the angular acceleration kept for gaps."""

_SLOPE_HZ, _CALM_HZ = 1.0 / SLOPE_S, 1.0 / CALM_MEAN_S
_CALM = (math.radians(CALM_DPS) ** 2, CALM_G**2, math.radians(CALM_MEAN_DPS) ** 2)


@register_jitable
def rotate(v: Any, cx: float, cy: float, cz: float, k: float) -> None:
    """Turn the first three of `v` by the rotation of axis times sine c; k = 1 / (1 + cosine)."""
    x, y, z = v[0], v[1], v[2]
    dx = cy * z - cz * y
    dy = cz * x - cx * z
    dz = cx * y - cy * x
    v[0] = x + dx + k * (cy * dz - cz * dy)
    v[1] = y + dy + k * (cz * dx - cx * dz)
    v[2] = z + dz + k * (cx * dy - cy * dx)


@register_jitable
def follow(
    s: Any, t_s: float, ax: float, ay: float, az: float, wx: float, wy: float, wz: float
) -> None:
    """Turn up by the mean rate since the last sample, draw it to what is felt; learn the bias."""
    dt = t_s - s.last_t_s
    wx -= s.bias[0]
    wy -= s.bias[1]
    wz -= s.bias[2]
    half = 0.5 * dt
    hx = (wx + s.rate[0]) * half
    hy = (wy + s.rate[1]) * half
    hz = (wz + s.rate[2]) * half
    turn(s.up, hx, hy, hz)
    turn(s.pull, hx, hy, hz)
    ux = s.up[0]
    uy = s.up[1]
    uz = s.up[2]
    # Over time, what is felt is gravity, as the lifter stays on the spot.
    dot = ax * ux + ay * uy + az * uz
    s.settled_s += dt
    px = ax - dot * ux
    py = ay - dot * uy
    pz = az - dot * uz
    k = min(1.0, dt * PULL_PART * s.correction_hz)
    s.pull[0] += k * (px - s.pull[0])
    s.pull[1] += k * (py - s.pull[1])
    s.pull[2] += k * (pz - s.pull[2])
    if s.settled_s < s.correction_s or s.quiet_n > STILL_N:
        slowest_s = STILL_S if s.quiet_n > STILL_N else s.correction_s
        k = min(0.5, dt / min(slowest_s, 0.2 + s.settled_s))
        ux += k * px
        uy += k * py
        uz += k * pz
    else:
        k = dt * s.correction_hz
        ux += k * s.pull[0]
        uy += k * s.pull[1]
        uz += k * s.pull[2]
    tx = ay * uz - az * uy
    ty = az * ux - ax * uz
    tz = ax * uy - ay * ux
    norm = 1.5 - 0.5 * (ux * ux + uy * uy + uz * uz)  # Newton's step; it is nearly 1
    s.up[0] = ux * norm
    s.up[1] = uy * norm
    s.up[2] = uz * norm
    part = BIAS_PART if s.settled_s > s.correction_s else 0.0
    if part > 0.0 and s.has_rested == 0:
        part = max(part, BIAS_FIRST_PART * min(1.0, BIAS_FIRST_S / (s.n * s.sample_s)))
    k = dt * part * s.correction_hz * s.correction_hz
    s.bias[0] -= k * tx
    s.bias[1] -= k * ty
    s.bias[2] -= k * tz
    k = min(1.0, dt * _SLOPE_HZ)
    inverse = s.sample_hz
    s.turning[0] += k * ((wx - s.rate[0]) * inverse - s.turning[0])
    s.turning[1] += k * ((wy - s.rate[1]) * inverse - s.turning[1])
    s.turning[2] += k * ((wz - s.rate[2]) * inverse - s.turning[2])
    s.rate[0] = wx
    s.rate[1] = wy
    s.rate[2] = wz
    # At rest the gyro shows its bias.
    k = min(1.0, dt * _CALM_HZ)
    rx = wx - s.calm_rate[0]
    ry = wy - s.calm_rate[1]
    rz = wz - s.calm_rate[2]
    bx = ax - s.calm_acc[0]
    by = ay - s.calm_acc[1]
    bz = az - s.calm_acc[2]
    s.calm_rate[0] += k * rx
    s.calm_rate[1] += k * ry
    s.calm_rate[2] += k * rz
    s.calm_acc[0] += k * bx
    s.calm_acc[1] += k * by
    s.calm_acc[2] += k * bz
    mx = s.calm_rate[0]
    my = s.calm_rate[1]
    mz = s.calm_rate[2]
    if (
        rx * rx + ry * ry + rz * rz < _CALM[0]
        and bx * bx + by * by + bz * bz < _CALM[1]
        and mx * mx + my * my + mz * mz < _CALM[2]
    ):
        s.calm_s += dt
        if s.calm_s > CALM_AFTER_S:
            s.has_rested = 1
            k = dt / min(3.0, max(0.5, s.calm_s - CALM_AFTER_S))
            for j in range(3):
                s.bias[j] += k * s.calm_rate[j]
                s.rate[j] -= k * s.calm_rate[j]
                s.calm_rate[j] -= k * s.calm_rate[j]
    else:
        s.calm_s = 0.0


@register_jitable
def turn(v: Any, hx: float, hy: float, hz: float) -> None:
    """Turn a direction that stands still in the room against a small rotation of the strap."""
    x, y, z = v[0], v[1], v[2]
    dx = y * hz - z * hy
    dy = z * hx - x * hz
    dz = x * hy - y * hx
    v[0] = x + dx + 0.5 * (dy * hz - dz * hy)
    v[1] = y + dy + 0.5 * (dz * hx - dx * hz)
    v[2] = z + dz + 0.5 * (dx * hy - dy * hx)
