"""The per-sample kernel: counts in; orientation, upright reference, hinge angle and movements out.

Two clocks run here. Orientation is followed at the strap's own rate; everything after it on a
fixed grid of `GRID_HZ`, so that all later stages behave alike at any rate. The kernel stops behind
every grid point at which it has something to tell, so its caller may answer (set the reference or
the timer) before the next one: cutting the samples into blocks changes nothing.
"""

import math
from typing import Any

import numpy as np
from numba import float64, from_dtype, int16, int64, types
from numba.extending import register_jitable

from repsignal.compiled import kernel

GRID_HZ = 50.0
RING = 8192
"""Grid points remembered: 164 s."""

RING_FIELDS = 6
UP_X, UP_Y, UP_Z, VERTICAL_G, HINGE_DEG, DOUBT = range(RING_FIELDS)
"""Columns of the ring: where up is in sensor axes (3), vertical acceleration without gravity in g,
hinge angle as known then, and 0 for a measured point, 1 bridged over a gap, 2 clipped."""

TOP, LOWERING, RISING = range(3)
LOCKOUT, CLOSED, ABANDONED, WALKING, TIMER, LOST = (1 << i for i in range(6))

STATE = np.dtype(
    [
        # set once
        ("acc_g_per_lsb", "f8"),
        ("gyr_rad_s_per_lsb", "f8"),
        ("has_gyro", "i8"),
        ("b0", "f8"),
        ("b1", "f8"),
        ("b2", "f8"),
        ("a1", "f8"),
        ("a2", "f8"),
        ("delay_s", "f8"),
        ("sample_s", "f8"),
        ("correction_s", "f8"),
        # clock line
        ("line_index", "i8"),
        ("line_t_s", "f8"),
        ("line_period_s", "f8"),
        # orientation
        ("n", "i8"),
        ("last_t_s", "f8"),
        ("first_t_s", "f8"),
        ("up", "f8", 3),
        ("rate", "f8", 3),
        ("bias", "f8", 3),
        ("calm_rate", "f8", 3),
        ("calm_acc", "f8", 3),
        ("calm_s", "f8"),
        ("settled_s", "f8"),
        ("doubt", "i8"),
        # low-pass of up and vertical acceleration
        ("x", "f8", 4),
        ("z1", "f8", 4),
        ("z2", "f8", 4),
        ("y", "f8", 4),
        ("y_before", "f8", 4),
        ("t_y", "f8"),
        ("t_y_before", "f8"),
        # grid
        ("grid", "i8"),
        ("grid_first", "i8"),
        ("grid_resumed", "i8"),
        ("reference", "f8", 3),
        ("forward", "f8", 3),
        ("has_forward", "i8"),
        ("up_before", "f8", 3),
        ("up_slow", "f8", 3),
        ("turning_dps", "f8"),
        ("quiet_n", "i8"),
        ("far_n", "i8"),
        ("hinge_deg", "f8"),
        ("hinge_dps", "f8"),
        # steps
        ("bounce_mean", "f8"),
        ("bounce", "f8"),
        ("bounce_low", "i8"),
        ("steps", "i8"),
        ("step_first", "i8"),
        ("step_last", "i8"),
        ("walk_told", "i8"),
        # movements
        ("phase", "i8"),
        ("valley_deg", "f8"),
        ("valley_at", "i8"),
        ("start_deg", "f8"),
        ("start_at", "i8"),
        ("peak_deg", "f8"),
        ("peak_at", "i8"),
        ("low_deg", "f8"),
        ("low_at", "i8"),
        ("drive_dps", "f8"),
        ("slow_n", "i8"),
        ("closing_at", "i8"),
        # what is told
        ("told", "i8"),
        ("m_start", "i8"),
        ("m_peak", "i8"),
        ("m_end", "i8"),
        ("m_lockout", "i8"),
        ("timer", "i8"),
    ],
    align=True,
)

_state = from_dtype(STATE)


@register_jitable
def _refer(s: Any, ux: float, uy: float, uz: float, weight: float) -> None:
    """Move the upright reference towards a direction."""
    rx = s.reference[0] + weight * (ux - s.reference[0])
    ry = s.reference[1] + weight * (uy - s.reference[1])
    rz = s.reference[2] + weight * (uz - s.reference[2])
    norm = 1.0 / math.sqrt(rx * rx + ry * ry + rz * rz + 1e-12)
    s.reference[0] = rx * norm
    s.reference[1] = ry * norm
    s.reference[2] = rz * norm


@kernel(
    int64(
        _state,
        float64[:, ::1],
        types.Array(int16, 2, "C", readonly=True),
        int64,
        int64,
    )
)
def advance(s: Any, ring: Any, counts: Any, offset: int, first_index: int) -> int:
    """Take in samples from row `offset` on; return the row to go on with.

    `counts` (n, 6) or (n, 3) int16; row i is sample `first_index + i`. Returns early when `told`
    is not 0; then call again.
    """
    degrees = 180.0 / math.pi
    step_s = 1.0 / 50.0
    size = ring.shape[0]
    i = offset
    n = counts.shape[0]
    s.told = 0
    while True:
        # The grid points up to the newest filtered sample.
        while s.n > 0 and s.grid * step_s <= s.t_y:
            g = s.grid
            part = 1.0
            if s.t_y > s.t_y_before:
                part = min(1.0, max(0.0, (g * step_s - s.t_y_before) / (s.t_y - s.t_y_before)))
            ux = s.y_before[0] + part * (s.y[0] - s.y_before[0])
            uy = s.y_before[1] + part * (s.y[1] - s.y_before[1])
            uz = s.y_before[2] + part * (s.y[2] - s.y_before[2])
            av = s.y_before[3] + part * (s.y[3] - s.y_before[3])
            norm = 1.0 / math.sqrt(ux * ux + uy * uy + uz * uz + 1e-12)
            ux *= norm
            uy *= norm
            uz *= norm
            if g == s.grid_first:
                s.reference[0] = ux
                s.reference[1] = uy
                s.reference[2] = uz
                s.up_before[0] = ux
                s.up_before[1] = uy
                s.up_before[2] = uz
                s.up_slow[0] = ux
                s.up_slow[1] = uy
                s.up_slow[2] = uz
                s.valley_at = g
            # How fast up turns, and its slow mean.
            dx = ux - s.up_before[0]
            dy = uy - s.up_before[1]
            dz = uz - s.up_before[2]
            turn = math.sqrt(dx * dx + dy * dy + dz * dz) * 50.0 * degrees
            s.turning_dps += 0.1 * (turn - s.turning_dps)
            s.up_before[0] = ux
            s.up_before[1] = uy
            s.up_before[2] = uz
            s.up_slow[0] += 0.03 * (ux - s.up_slow[0])
            s.up_slow[1] += 0.03 * (uy - s.up_slow[1])
            s.up_slow[2] += 0.03 * (uz - s.up_slow[2])
            # Tilt against the reference, and its direction.
            rx = s.reference[0]
            ry = s.reference[1]
            rz = s.reference[2]
            along = ux * rx + uy * ry + uz * rz
            px = ux - along * rx
            py = uy - along * ry
            pz = uz - along * rz
            across = math.sqrt(px * px + py * py + pz * pz)
            tilt_deg = math.atan2(across, along) * degrees
            inverse = 1.0 / (across + 1e-9)
            px *= inverse
            py *= inverse
            pz *= inverse
            cosine = px * s.forward[0] + py * s.forward[1] + pz * s.forward[2]
            if tilt_deg > 12.0 and s.has_forward == 0 or tilt_deg > 20.0:
                follow = 0.05
                if s.has_forward == 0 or cosine < 0.5:
                    follow = 1.0
                s.has_forward = 1
                fx = s.forward[0] + follow * (px - s.forward[0])
                fy = s.forward[1] + follow * (py - s.forward[1])
                fz = s.forward[2] + follow * (pz - s.forward[2])
                # Kept across the reference, which moves.
                f_along = fx * rx + fy * ry + fz * rz
                fx -= f_along * rx
                fy -= f_along * ry
                fz -= f_along * rz
                f_norm = 1.0 / math.sqrt(fx * fx + fy * fy + fz * fz + 1e-12)
                s.forward[0] = fx * f_norm
                s.forward[1] = fy * f_norm
                s.forward[2] = fz * f_norm
                cosine = px * s.forward[0] + py * s.forward[1] + pz * s.forward[2]
            if s.has_forward == 0:
                cosine = 1.0
            hinge = tilt_deg * cosine
            s.hinge_dps += 0.3 * ((hinge - s.hinge_deg) * 50.0 - s.hinge_dps)
            s.hinge_deg = hinge
            row = g % size
            ring[row, 0] = ux
            ring[row, 1] = uy
            ring[row, 2] = uz
            ring[row, 3] = av
            ring[row, 4] = hinge
            ring[row, 5] = s.doubt
            # Steps: the trunk bounces at 1.2 to 3.4 a second while it stays upright.
            s.bounce_mean += 0.06 * (av - s.bounce_mean)
            s.bounce += 0.35 * (av - s.bounce_mean - s.bounce)
            if s.bounce < -0.04:
                s.bounce_low = 1
            elif s.bounce > 0.04 and s.bounce_low == 1:
                s.bounce_low = 0
                if 15 <= g - s.step_last <= 42 and s.phase == TOP:
                    s.steps += 1
                else:
                    s.steps = 1
                    s.step_first = g
                    s.walk_told = g
                s.step_last = g
                if s.steps >= 4 and g - s.step_first >= 90 and g - s.walk_told >= 50:
                    s.walk_told = g
                    s.told |= WALKING
                    weight = 0.5
                    if (
                        s.up_slow[0] * rx + s.up_slow[1] * ry + s.up_slow[2] * rz < 0.978
                    ):  # further off than 12 degrees
                        weight = 1.0
                    _refer(s, s.up_slow[0], s.up_slow[1], s.up_slow[2], weight)
            # Standing still near upright: the reference follows.
            if s.turning_dps < 2.5:
                s.quiet_n += 1
            else:
                s.quiet_n = 0
                s.far_n = 0
            if s.phase == TOP:
                if s.quiet_n > 20:
                    if tilt_deg < 18.0:
                        _refer(s, ux, uy, uz, 0.01)
                    s.valley_deg = hinge
                    s.valley_at = g
            if s.quiet_n > 0 and tilt_deg >= 18.0:
                s.far_n += 1
                if s.far_n == 400:
                    if tilt_deg < 60.0:
                        _refer(s, ux, uy, uz, 1.0)
                        s.has_forward = 0
                    if s.phase != TOP:
                        s.told |= ABANDONED
                    s.phase = TOP
                    s.valley_deg = hinge
                    if tilt_deg < 60.0:
                        s.valley_deg = 0.0
                        s.hinge_deg = 0.0
                    s.valley_at = g
            # Movements: away from a valley, to a peak, back.
            if s.phase == TOP:
                if hinge < s.valley_deg:
                    s.valley_deg = hinge
                    s.valley_at = g
                if s.closing_at > 0 and (
                    g >= s.closing_at + 25 or hinge > s.valley_deg + 10.0
                ):
                    s.closing_at = 0
                    s.told |= CLOSED
                if hinge > s.valley_deg + 10.0:
                    s.phase = LOWERING
                    s.start_deg = s.valley_deg
                    s.start_at = s.valley_at
                    s.peak_deg = hinge
                    s.peak_at = g
                    s.steps = 0
            elif s.phase == LOWERING:
                if hinge > s.peak_deg:
                    s.peak_deg = hinge
                    s.peak_at = g
                elif hinge < s.peak_deg - max(6.0, 0.25 * (s.peak_deg - s.start_deg)):
                    s.phase = RISING
                    s.low_deg = hinge
                    s.low_at = g
                    s.drive_dps = 0.0
                    s.slow_n = 0
            if s.phase == RISING:
                if hinge < s.low_deg:
                    s.low_deg = hinge
                    s.low_at = g
                s.drive_dps = max(s.drive_dps, -s.hinge_dps)
                whole = s.peak_deg - s.start_deg
                if s.hinge_dps > -max(5.0, 0.1 * s.drive_dps):
                    s.slow_n += 1
                else:
                    s.slow_n = 0
                is_back = hinge - s.start_deg < 0.35 * whole
                turned = hinge > s.low_deg + max(8.0, 0.25 * whole)
                half = s.peak_deg - s.low_deg >= 0.5 * whole
                if is_back and s.slow_n >= 3 or (turned and half) or (half and s.slow_n >= 75):
                    s.phase = TOP
                    s.m_start = s.start_at
                    s.m_peak = s.peak_at
                    s.m_end = s.low_at
                    s.m_lockout = g - 3
                    s.valley_deg = hinge
                    s.valley_at = g
                    if turned and not is_back:
                        s.valley_deg = s.low_deg
                        s.valley_at = s.low_at
                    s.closing_at = g
                    s.told |= LOCKOUT
                elif turned:
                    s.phase = LOWERING
                    if hinge > s.peak_deg:
                        s.peak_deg = hinge
                        s.peak_at = g
            if s.phase != TOP and g - s.start_at > 1500:
                s.phase = TOP
                s.valley_deg = hinge
                s.valley_at = g
                s.told |= ABANDONED
            s.grid += 1
            if s.timer > 0 and s.grid >= s.timer:
                s.timer = 0
                s.told |= TIMER
            if s.told:
                return i
        if i >= n:
            return i
        # One more sample.
        t_s = s.line_t_s + (first_index + i - s.line_index) * s.line_period_s
        ax = counts[i, 0] * s.acc_g_per_lsb
        ay = counts[i, 1] * s.acc_g_per_lsb
        az = counts[i, 2] * s.acc_g_per_lsb
        wx = wy = wz = 0.0
        if s.has_gyro:
            wx = counts[i, 3] * s.gyr_rad_s_per_lsb - s.bias[0]
            wy = counts[i, 4] * s.gyr_rad_s_per_lsb - s.bias[1]
            wz = counts[i, 5] * s.gyr_rad_s_per_lsb - s.bias[2]
        fresh = s.n == 0
        dt = t_s - s.last_t_s
        gap = False
        if not fresh and dt > 1.5 * s.sample_s:
            gap = True
            if dt > 2.5:  # too long to bridge: begin anew, but for the reference
                s.told |= LOST
                fresh = True
                s.phase = TOP
                s.closing_at = 0
                s.steps = 0
                s.settled_s = 0.0
                s.valley_deg = 999.0
                s.quiet_n = 0
        if fresh:
            norm = 1.0 / math.sqrt(ax * ax + ay * ay + az * az + 1e-9)
            s.up[0] = ax * norm
            s.up[1] = ay * norm
            s.up[2] = az * norm
            dt = s.sample_s
            s.calm_acc[0] = ax
            s.calm_acc[1] = ay
            s.calm_acc[2] = az
            if s.n == 0:
                s.first_t_s = t_s
            s.calm_rate[0] = wx
            s.calm_rate[1] = wy
            s.calm_rate[2] = wz
        elif s.has_gyro:
            # Turn up by the mean rate since the last sample.
            half = 0.5 * dt
            hx = (wx + s.rate[0]) * half
            hy = (wy + s.rate[1]) * half
            hz = (wz + s.rate[2]) * half
            ux = s.up[0]
            uy = s.up[1]
            uz = s.up[2]
            dx = uy * hz - uz * hy
            dy = uz * hx - ux * hz
            dz = ux * hy - uy * hx
            ux += dx + 0.5 * (dy * hz - dz * hy)
            uy += dy + 0.5 * (dz * hx - dx * hz)
            uz += dz + 0.5 * (dx * hy - dy * hx)
            # Lean towards what is felt; over time that is gravity, as the lifter stays on the spot.
            dot = ax * ux + ay * uy + az * uz
            s.settled_s += dt
            k = min(0.5, dt / min(s.correction_s, 0.2 + s.settled_s))
            ex = ax - dot * ux
            ey = ay - dot * uy
            ez = az - dot * uz
            tx = ay * uz - az * uy
            ty = az * ux - ax * uz
            tz = ax * uy - ay * ux
            ux += k * ex
            uy += k * ey
            uz += k * ez
            k = dt / (8.0 * s.correction_s * s.correction_s)
            s.bias[0] -= k * tx
            s.bias[1] -= k * ty
            s.bias[2] -= k * tz
            norm = ux * ux + uy * uy + uz * uz
            norm = 1.0 / math.sqrt(norm + 1e-12)
            s.up[0] = ux * norm
            s.up[1] = uy * norm
            s.up[2] = uz * norm
            # At rest the gyro shows its bias.
            k = min(1.0, dt / 0.5)
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
            # 2.5 deg/s round a mean of under 5 deg/s, and 30 mg
            if (
                rx * rx + ry * ry + rz * rz < 0.0019
                and bx * bx + by * by + bz * bz < 0.0009
                and s.calm_rate[0] ** 2 + s.calm_rate[1] ** 2 + s.calm_rate[2] ** 2 < 0.0076
            ):
                s.calm_s += dt
                if s.calm_s > 0.8:
                    k = dt / min(3.0, max(0.5, s.calm_s - 0.7))
                    s.bias[0] += k * s.calm_rate[0]
                    s.bias[1] += k * s.calm_rate[1]
                    s.bias[2] += k * s.calm_rate[2]
                    s.calm_rate[0] -= k * s.calm_rate[0]
                    s.calm_rate[1] -= k * s.calm_rate[1]
                    s.calm_rate[2] -= k * s.calm_rate[2]
            else:
                s.calm_s = 0.0
        s.rate[0] = wx
        s.rate[1] = wy
        s.rate[2] = wz
        s.y_before[0] = s.y[0]
        s.y_before[1] = s.y[1]
        s.y_before[2] = s.y[2]
        s.y_before[3] = s.y[3]
        s.t_y_before = s.t_y
        s.x[0] = s.up[0]
        s.x[1] = s.up[1]
        s.x[2] = s.up[2]
        if s.has_gyro == 0:
            s.x[0] = ax
            s.x[1] = ay
            s.x[2] = az
        s.x[3] = ax * s.up[0] + ay * s.up[1] + az * s.up[2] - 1.0
        if fresh:
            for j in range(4):
                s.z1[j] = s.x[j] * (1.0 - s.b0)
                s.z2[j] = s.x[j] * (s.b2 - s.a2)
        for j in range(4):
            out = s.b0 * s.x[j] + s.z1[j]
            s.z1[j] = s.b1 * s.x[j] - s.a1 * out + s.z2[j]
            s.z2[j] = s.b2 * s.x[j] - s.a2 * out
            s.y[j] = out
        if s.has_gyro == 0:
            norm = 1.0 / math.sqrt(s.y[0] ** 2 + s.y[1] ** 2 + s.y[2] ** 2 + 1e-9)
            s.up[0] = s.y[0] * norm
            s.up[1] = s.y[1] * norm
            s.up[2] = s.y[2] * norm
        s.t_y = t_s - s.delay_s
        if fresh:
            s.t_y_before = s.t_y
            s.grid = int(math.ceil(s.t_y / step_s))
            s.grid_resumed = s.grid
            if s.n == 0:
                s.grid_first = s.grid
        s.doubt = 0
        for j in range(3):
            if counts[i, j] >= 32767 or counts[i, j] <= -32768:
                s.doubt = 2
        if gap:
            s.doubt = 1
        s.last_t_s = t_s
        s.n += 1
        i += 1
