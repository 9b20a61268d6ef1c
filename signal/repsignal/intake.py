"""One sample taken in: believed or not, and smoothed before anything is looked at."""

import math
from typing import Any

from numba.extending import register_jitable

from repsignal.compiled import inlined
from repsignal.state import TOP

FASTEST_G_S = 150.0
FASTEST_DPS_S = 40000.0
"""No pelvis changes its acceleration and rate faster than this: such a sample is an error, and the
one before it stands for it. Less takes drops and jumps for errors."""

JUMP_S = 0.02
"""What lasts so long is no error. More bridges longer ones, and is late for a drop."""

_FASTEST_RAD_S = math.radians(FASTEST_DPS_S)


@inlined
def take_in(s: Any, counts: Any, i: int, dt: float) -> None:
    """Put row i of `counts`, `dt` seconds behind the one before, into `heard`, in g and rad/s."""
    since = 1e9 if s.n == 0 else max(s.sample_s, dt)
    _hear(
        s,
        0,
        counts[i, 0] * s.acc_g_per_lsb,
        counts[i, 1] * s.acc_g_per_lsb,
        counts[i, 2] * s.acc_g_per_lsb,
        since * FASTEST_G_S,
        since,
    )
    if s.has_gyro:
        _hear(
            s,
            3,
            counts[i, 3] * s.gyr_rad_s_per_lsb,
            counts[i, 4] * s.gyr_rad_s_per_lsb,
            counts[i, 5] * s.gyr_rad_s_per_lsb,
            since * _FASTEST_RAD_S,
            since,
        )


@inlined
def _hear(s: Any, first: int, x: float, y: float, z: float, most: float, dt: float) -> None:
    """Take in one sensor's sample, axes `first` … `first + 2`; not if it jumps by over `most`.

    A jump that lasts is believed.
    """
    which = first // 3
    jumps = (
        abs(x - s.heard[first]) > most
        or abs(y - s.heard[first + 1]) > most
        or abs(z - s.heard[first + 2]) > most
    )
    if jumps and s.unheard_s[which] + 0.5 * s.sample_s < JUMP_S:
        s.unheard_s[which] += dt
        return
    s.unheard_s[which] = 0.0
    s.heard[first] = x
    s.heard[first + 1] = y
    s.heard[first + 2] = z


@register_jitable
def begin(s: Any, t_s: float) -> None:
    """Begin anew with nothing but what is heard now."""
    ax, ay, az = s.heard[0], s.heard[1], s.heard[2]
    norm = 1.0 / math.sqrt(ax * ax + ay * ay + az * az + 1e-9)
    s.up[0] = ax * norm
    s.up[1] = ay * norm
    s.up[2] = az * norm
    for j in range(3):
        rate = s.heard[3 + j] - s.bias[j] if s.has_gyro else 0.0
        s.rate[j] = rate
        s.calm_rate[j] = rate
        s.turning[j] = 0.0
        s.pull[j] = 0.0
        s.calm_acc[j] = s.heard[j]
        s.x[j] = s.up[j] if s.has_gyro else s.heard[j]
    s.calm_s = 0.0
    s.settled_s = 0.0
    s.phase = TOP
    s.closing_at = 0
    s.steps = 0
    s.valley_deg = 999.0
    s.quiet_n = 0
    s.x[3] = ax * s.up[0] + ay * s.up[1] + az * s.up[2] - 1.0
    for j in range(4):
        s.y[j] = s.x[j]
    steady(s)
    s.t_y = t_s - s.delay_s


@register_jitable
def steady(s: Any) -> None:
    """Put the low-pass to rest where it is."""
    for j in range(4):
        s.z1[j] = s.y[j] * (1.0 - s.b0)
        s.z2[j] = s.y[j] * (s.b2 - s.a2)


@inlined
def smooth(s: Any, t_s: float) -> None:
    """Low-pass `x`, and note that it is known up to `t_s`."""
    s.t_y_before = s.t_y
    for j in range(4):
        s.y_before[j] = s.y[j]
        out = s.b0 * s.x[j] + s.z1[j]
        s.z1[j] = s.b1 * s.x[j] - s.a1 * out + s.z2[j]
        s.z2[j] = s.b2 * s.x[j] - s.a2 * out
        s.y[j] = out
    s.t_y = t_s - s.delay_s


@inlined
def look(s: Any, t_s: float, ax: float, ay: float, az: float) -> None:
    """Put up and vertical acceleration of this moment to the low-pass."""
    if s.has_gyro:
        s.x[0] = s.up[0]
        s.x[1] = s.up[1]
        s.x[2] = s.up[2]
    else:
        s.x[0] = ax
        s.x[1] = ay
        s.x[2] = az
    s.x[3] = ax * s.up[0] + ay * s.up[1] + az * s.up[2] - 1.0
    smooth(s, t_s)
    if s.has_gyro == 0:
        norm = 1.0 / math.sqrt(s.y[0] * s.y[0] + s.y[1] * s.y[1] + s.y[2] * s.y[2] + 1e-9)
        s.up[0] = s.y[0] * norm
        s.up[1] = s.y[1] * norm
        s.up[2] = s.y[2] * norm
    s.last_t_s = t_s
    s.n += 1
