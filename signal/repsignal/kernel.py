"""The per-sample kernel: counts in; orientation, upright reference, hinge angle and movements out.

Two clocks run here. Orientation is followed at the strap's own rate; everything after it on a
fixed grid of `GRID_HZ`, so that all later stages behave alike at any rate. The kernel stops behind
every grid point at which it has something to tell, so its caller may answer (set the reference or
the timer) before the next one: cutting the samples into blocks changes nothing.
"""

import math
from typing import Any

from numba import float64, from_dtype, int16, int64, types, void
from numba.extending import register_jitable

from repsignal.compiled import inlined, kernel
from repsignal.gaps import BRIDGED_S, HELD_S, bridge, bridge_point
from repsignal.orientation import follow, rotate
from repsignal.state import (
    BRIDGED,
    CLIPPED,
    DOUBT,
    GRID_HZ,
    HELD,
    HINGE_DEG,
    LOST,
    MEASURED,
    STATE,
    TIMER,
    TOP,
    UP_X,
    UP_Y,
    UP_Z,
    VERTICAL_G,
)
from repsignal.turning import follow_movement
from repsignal.upright import follow_stance, listen_for_steps, look_at_pose, take_pose

STEP_S = 1.0 / GRID_HZ

FASTEST_G_S = 150.0
FASTEST_DPS_S = 40000.0
"""No pelvis changes its acceleration and rate faster than this: such a sample is an error, and the
one before it stands for it. Less takes drops and jumps for errors."""

JUMP_S = 0.02
"""What lasts so long is no error. More bridges longer ones, and is late for a drop."""

_FASTEST_RAD_S = math.radians(FASTEST_DPS_S)
_state = from_dtype(STATE)


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
def _begin(s: Any, t_s: float, ax: float, ay: float, az: float) -> None:
    """Begin anew with nothing but what is felt now."""
    norm = 1.0 / math.sqrt(ax * ax + ay * ay + az * az + 1e-9)
    s.up[0] = ax * norm
    s.up[1] = ay * norm
    s.up[2] = az * norm
    s.calm_acc[0] = ax
    s.calm_acc[1] = ay
    s.calm_acc[2] = az
    for j in range(3):
        s.rate[j] = 0.0
        s.turning[j] = 0.0
        s.calm_rate[j] = 0.0
    s.calm_s = 0.0
    s.settled_s = 0.0
    s.phase = TOP
    s.closing_at = 0
    s.steps = 0
    s.valley_deg = 999.0
    s.quiet_n = 0


@inlined
def _smooth(s: Any, t_s: float) -> None:
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
def _look(s: Any, t_s: float, ax: float, ay: float, az: float) -> None:
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
    _smooth(s, t_s)
    if s.has_gyro == 0:
        norm = 1.0 / math.sqrt(s.y[0] * s.y[0] + s.y[1] * s.y[1] + s.y[2] * s.y[2] + 1e-9)
        s.up[0] = s.y[0] * norm
        s.up[1] = s.y[1] * norm
        s.up[2] = s.y[2] * norm
    s.last_t_s = t_s
    s.n += 1


@inlined
def _grid_point(s: Any, ring: Any) -> None:
    """Take the next grid point through all stages behind orientation."""
    g = s.grid
    part = 1.0
    if s.t_y > s.t_y_before:
        part = min(1.0, max(0.0, (g * STEP_S - s.t_y_before) / (s.t_y - s.t_y_before)))
    ux = s.y_before[0] + part * (s.y[0] - s.y_before[0])
    uy = s.y_before[1] + part * (s.y[1] - s.y_before[1])
    uz = s.y_before[2] + part * (s.y[2] - s.y_before[2])
    vertical_g = s.y_before[3] + part * (s.y[3] - s.y_before[3])
    norm = 1.0 / math.sqrt(ux * ux + uy * uy + uz * uz + 1e-12)
    ux *= norm
    uy *= norm
    uz *= norm
    if g == s.grid_first:
        take_pose(s, ux, uy, uz)
        s.valley_at = g
    look_at_pose(s, ux, uy, uz)
    row = g & (ring.shape[0] - 1)
    ring[row, UP_X] = ux
    ring[row, UP_Y] = uy
    ring[row, UP_Z] = uz
    ring[row, VERTICAL_G] = vertical_g
    ring[row, HINGE_DEG] = s.hinge_deg
    ring[row, DOUBT] = s.doubt
    if s.doubt == BRIDGED:
        s.bridged_at = g
    listen_for_steps(s, vertical_g)
    follow_stance(s, ux, uy, uz)
    follow_movement(s)
    s.grid += 1
    if s.timer > 0 and s.grid >= s.timer:
        s.timer = 0
        s.told |= TIMER


@kernel(
    int64(
        _state[::1],
        float64[:, ::1],
        types.Array(int16, 2, "C", readonly=True),
        int64,
        int64,
    )
)
def advance(states: Any, ring: Any, counts: Any, offset: int, first_index: int) -> int:
    """Take in samples from row `offset` on; return n, or early, with `told` not 0, ~(next row).

    `counts` (n, 6) or (n, 3) int16; row i is sample `first_index + i`.
    """
    s = states[0]
    i = offset
    n = counts.shape[0]
    s.told = 0
    while True:
        while s.n > 0 and s.grid * STEP_S <= s.t_y:
            _grid_point(s, ring)
            if s.told:
                return ~i
        if s.bridge_next > 0:
            if s.bridge_next < s.bridge_n:
                _smooth(s, bridge_point(s))
                continue
            s.bridge_next = 0
        if s.held_is_ready:
            if s.held_next < s.held_n:
                h = s.held_next
                t_s = s.held[h, 0]
                ax = s.held[h, 1]
                ay = s.held[h, 2]
                az = s.held[h, 3]
                if h == 0:
                    s.doubt = BRIDGED
                elif s.has_gyro:
                    s.doubt = MEASURED
                    follow(s, t_s, ax, ay, az, s.held[h, 4], s.held[h, 5], s.held[h, 6])
                _look(s, t_s, ax, ay, az)
                s.held_next += 1
                continue
            s.held_is_ready = 0
            s.held_n = 0
        if i >= n:
            return i
        # One more sample.
        t_s = s.line_t_s + (first_index + i - s.line_index) * s.line_period_s
        before_s = s.last_t_s
        if s.held_n > 0:
            before_s = s.held[s.held_n - 1, 0]
        is_gap = s.n > 0 and t_s - before_s > 1.5 * s.sample_s
        if is_gap and s.held_n > 0:
            bridge(s, ring)
            continue
        dt = 1e9 if s.n == 0 else max(s.sample_s, t_s - before_s)
        _hear(
            s,
            0,
            counts[i, 0] * s.acc_g_per_lsb,
            counts[i, 1] * s.acc_g_per_lsb,
            counts[i, 2] * s.acc_g_per_lsb,
            dt * FASTEST_G_S,
            dt,
        )
        if s.has_gyro:
            _hear(
                s,
                3,
                counts[i, 3] * s.gyr_rad_s_per_lsb,
                counts[i, 4] * s.gyr_rad_s_per_lsb,
                counts[i, 5] * s.gyr_rad_s_per_lsb,
                dt * _FASTEST_RAD_S,
                dt,
            )
        ax, ay, az, wx, wy, wz = (
            s.heard[0],
            s.heard[1],
            s.heard[2],
            s.heard[3],
            s.heard[4],
            s.heard[5],
        )
        if s.held_n > 0:
            h = s.held_n
            s.held[h, 0] = t_s
            s.held[h, 1] = ax
            s.held[h, 2] = ay
            s.held[h, 3] = az
            s.held[h, 4] = wx
            s.held[h, 5] = wy
            s.held[h, 6] = wz
            s.held_n += 1
            i += 1
            if s.held_n == HELD or t_s - s.held[0, 0] >= HELD_S:
                bridge(s, ring)
            continue
        if is_gap and t_s - before_s <= BRIDGED_S:
            s.held[0, 0] = t_s
            s.held[0, 1] = ax
            s.held[0, 2] = ay
            s.held[0, 3] = az
            s.held[0, 4] = wx
            s.held[0, 5] = wy
            s.held[0, 6] = wz
            s.held_n = 1
            i += 1
            continue
        s.doubt = MEASURED
        for j in range(3):
            if counts[i, j] >= 32767 or counts[i, j] <= -32768:
                s.doubt = CLIPPED
        i += 1
        if s.n == 0 or is_gap:
            if is_gap:
                s.told |= LOST
            _begin(s, t_s, ax, ay, az)
            if s.has_gyro:
                s.calm_rate[0] = wx - s.bias[0]
                s.calm_rate[1] = wy - s.bias[1]
                s.calm_rate[2] = wz - s.bias[2]
                s.rate[0] = wx - s.bias[0]
                s.rate[1] = wy - s.bias[1]
                s.rate[2] = wz - s.bias[2]
            s.x[0] = ax
            s.x[1] = ay
            s.x[2] = az
            if s.has_gyro:
                s.x[0] = s.up[0]
                s.x[1] = s.up[1]
                s.x[2] = s.up[2]
            s.x[3] = ax * s.up[0] + ay * s.up[1] + az * s.up[2] - 1.0
            for j in range(4):
                s.z1[j] = s.x[j] * (1.0 - s.b0)
                s.z2[j] = s.x[j] * (s.b2 - s.a2)
                s.y[j] = s.x[j]
            s.t_y = t_s - s.delay_s
            _look(s, t_s, ax, ay, az)
            s.grid = math.ceil(t_s * GRID_HZ)  # the low-pass looks back over the first sample
            s.t_y_before = s.t_y
            s.grid_resumed = s.grid
            if s.n == 1:
                s.grid_first = s.grid
            if s.told:
                return ~i
            continue
        if s.has_gyro:
            follow(s, t_s, ax, ay, az, wx, wy, wz)
        _look(s, t_s, ax, ay, az)


@kernel(void(_state[::1], float64[::1]))
def realign(states: Any, up: Any) -> None:
    """Turn everything known of up, so that up is now `up` (3,): the pose that was come back to."""
    s = states[0]
    norm = math.sqrt(s.y[0] * s.y[0] + s.y[1] * s.y[1] + s.y[2] * s.y[2] + 1e-12)
    fx, fy, fz = s.y[0] / norm, s.y[1] / norm, s.y[2] / norm
    # Rodrigues' rotation from the present direction to the given one.
    cx = fy * up[2] - fz * up[1]
    cy = fz * up[0] - fx * up[2]
    cz = fx * up[1] - fy * up[0]
    k = 1.0 / (1.0 + fx * up[0] + fy * up[1] + fz * up[2])
    rotate(s.up, cx, cy, cz, k)
    rotate(s.x, cx, cy, cz, k)
    rotate(s.y, cx, cy, cz, k)
    rotate(s.y_before, cx, cy, cz, k)
    rotate(s.z1, cx, cy, cz, k)
    rotate(s.z2, cx, cy, cz, k)
    rotate(s.up_before, cx, cy, cz, k)
    rotate(s.up_slow, cx, cy, cz, k)
    # The hinge angle of now, without the step that the turn would make of its rate.
    tilt = up[0] * s.reference[0] + up[1] * s.reference[1] + up[2] * s.reference[2]
    along = up[0] * s.forward[0] + up[1] * s.forward[1] + up[2] * s.forward[2]
    s.hinge_deg = math.atan2(along, tilt) * 180.0 / math.pi
    s.valley_deg = s.hinge_deg
    s.valley_at = s.grid
