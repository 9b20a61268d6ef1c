"""The per-sample kernel: counts in; orientation, upright reference, hinge angle and movements out.

Two clocks run here. Orientation is followed at the strap's own rate; everything after it on a
fixed grid of `GRID_HZ`, so that all later stages behave alike at any rate. The kernel stops behind
every grid point at which it has something to tell, so its caller may answer (set the reference or
the timer) before the next one: cutting the samples into blocks changes nothing.
"""

import math
from typing import Any

import numpy as np
from numba import float64, from_dtype, int16, int64, types, void
from numba.extending import register_jitable

from repsignal.compiled import kernel

GRID_HZ = 50.0
RING = 8192
"""Grid points remembered: 164 s."""

RING_FIELDS = 6
UP_X, UP_Y, UP_Z, VERTICAL_G, HINGE_DEG, DOUBT = range(RING_FIELDS)
"""Columns of the ring: where up is in sensor axes (3), vertical acceleration without gravity in g,
hinge angle as known then, and 0 for a measured point, 1 bridged over a gap, 2 clipped."""

HELD = 32
"""Samples that may be held behind a gap."""

HELD_S = 0.06
"""How long samples are held behind a gap. More judges the motion better, and tells it later."""

BRIDGED_S = 2.5
"""The longest gap that is bridged."""

RHYTHM_S = 0.15
"""Over longer gaps the cycle before tells better how a rhythmic motion went on."""

CURVED_S = 0.8
"""The longest gap over which the rates at its edges tell how the motion went."""

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
        ("correction_hz", "f8"),
        ("sample_hz", "f8"),
        # clock line
        ("line_index", "i8"),
        ("line_t_s", "f8"),
        ("line_period_s", "f8"),
        # orientation
        ("n", "i8"),
        ("last_t_s", "f8"),
        ("up", "f8", 3),
        ("rate", "f8", 3),
        ("bias", "f8", 3),
        ("calm_rate", "f8", 3),
        ("calm_acc", "f8", 3),
        ("calm_s", "f8"),
        ("settled_s", "f8"),
        ("doubt", "i8"),
        ("turning", "f8", 3),
        # a gap: the samples behind it, held until their rates show how the motion went on
        ("held", "f8", (HELD, 7)),
        ("held_n", "i8"),
        ("held_next", "i8"),
        ("held_is_ready", "i8"),
        ("bridged_at", "i8"),
        ("bridge_n", "i8"),
        ("bridge_next", "i8"),
        ("bridge_s", "f8"),
        ("bridge_from", "f8", 4),
        ("bridge_to", "f8", 4),
        ("bridge_out", "f8", 3),
        ("bridge_in", "f8", 3),
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
        ("sure_forward", "i8"),
        ("up_before", "f8", 3),
        ("up_slow", "f8", 3),
        ("turning_dps", "f8"),
        ("quiet_n", "i8"),
        ("far_n", "i8"),
        ("hinge_deg", "f8"),
        ("hinge_dps", "f8"),
        ("cycle_s", "f8"),
        # steps
        ("bounce_mean", "f8"),
        ("bounce", "f8"),
        ("bounce_low", "i8"),
        ("steps", "i8"),
        ("step_first", "i8"),
        ("step_last", "i8"),
        ("walk_told", "i8"),
        ("walked", "i8"),
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


@register_jitable
def _rotate(v: Any, cx: float, cy: float, cz: float, k: float) -> None:
    """Turn the first three of `v` by the rotation whose axis times sine is c; k = 1 / (1 + cosine)."""
    x, y, z = v[0], v[1], v[2]
    dx = cy * z - cz * y
    dy = cz * x - cx * z
    dz = cx * y - cy * x
    v[0] = x + dx + k * (cy * dz - cz * dy)
    v[1] = y + dy + k * (cz * dx - cx * dz)
    v[2] = z + dz + k * (cx * dy - cy * dx)


@register_jitable
def _follow(
    s: Any, t_s: float, ax: float, ay: float, az: float, wx: float, wy: float, wz: float
) -> None:
    """Turn up by the mean rate since the last sample, lean it towards what is felt; learn the bias."""
    dt = t_s - s.last_t_s
    wx -= s.bias[0]
    wy -= s.bias[1]
    wz -= s.bias[2]
    half = 0.5 * dt
    _turn(s, (wx + s.rate[0]) * half, (wy + s.rate[1]) * half, (wz + s.rate[2]) * half)
    ux = s.up[0]
    uy = s.up[1]
    uz = s.up[2]
    # Over time what is felt is gravity, as the lifter stays on the spot.
    dot = ax * ux + ay * uy + az * uz
    s.settled_s += dt
    k = dt * s.correction_hz
    if s.settled_s < s.correction_s:
        k = min(0.5, dt / min(s.correction_s, 0.2 + s.settled_s))
    tx = ay * uz - az * uy
    ty = az * ux - ax * uz
    tz = ax * uy - ay * ux
    ux += k * (ax - dot * ux)
    uy += k * (ay - dot * uy)
    uz += k * (az - dot * uz)
    norm = 1.5 - 0.5 * (ux * ux + uy * uy + uz * uz)  # Newton's step; it is nearly 1
    s.up[0] = ux * norm
    s.up[1] = uy * norm
    s.up[2] = uz * norm
    k = dt * 0.25 * s.correction_hz * s.correction_hz
    s.bias[0] -= k * tx
    s.bias[1] -= k * ty
    s.bias[2] -= k * tz
    k = min(1.0, dt * 25.0)
    inverse = s.sample_hz
    s.turning[0] += k * ((wx - s.rate[0]) * inverse - s.turning[0])
    s.turning[1] += k * ((wy - s.rate[1]) * inverse - s.turning[1])
    s.turning[2] += k * ((wz - s.rate[2]) * inverse - s.turning[2])
    s.rate[0] = wx
    s.rate[1] = wy
    s.rate[2] = wz
    # At rest the gyro shows its bias.
    k = min(1.0, dt * 2.0)
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
    # Within 2.5 deg/s and 30 mg of a mean of under 5 deg/s.
    if (
        rx * rx + ry * ry + rz * rz < 0.0019
        and bx * bx + by * by + bz * bz < 0.0009
        and s.calm_rate[0] ** 2 + s.calm_rate[1] ** 2 + s.calm_rate[2] ** 2 < 0.0076
    ):
        s.calm_s += dt
        if s.calm_s > 0.8:
            k = dt / min(3.0, max(0.5, s.calm_s - 0.7))
            for j in range(3):
                s.bias[j] += k * s.calm_rate[j]
                s.rate[j] -= k * s.calm_rate[j]
                s.calm_rate[j] -= k * s.calm_rate[j]
    else:
        s.calm_s = 0.0


@register_jitable
def _turn(s: Any, hx: float, hy: float, hz: float) -> None:
    """Turn up against a small rotation of the strap, radians."""
    ux = s.up[0]
    uy = s.up[1]
    uz = s.up[2]
    dx = uy * hz - uz * hy
    dy = uz * hx - ux * hz
    dz = ux * hy - uy * hx
    s.up[0] = ux + dx + 0.5 * (dy * hz - dz * hy)
    s.up[1] = uy + dy + 0.5 * (dz * hx - dx * hz)
    s.up[2] = uz + dz + 0.5 * (dx * hy - dy * hx)


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


@register_jitable
def _recall(s: Any, ring: Any) -> None:
    """Put up where it was at the same point of the cycle before, found by the hinge rate there."""
    degrees = 180.0 / math.pi
    mask = ring.shape[0] - 1
    # The hinge rate is the rate about forward x reference.
    hx = s.forward[1] * s.reference[2] - s.forward[2] * s.reference[1]
    hy = s.forward[2] * s.reference[0] - s.forward[0] * s.reference[2]
    hz = s.forward[0] * s.reference[1] - s.forward[1] * s.reference[0]
    n = s.held_n
    first = 0.0
    second = 0.0
    for k in range(n):
        rate = (
            (s.held[k, 4] - s.bias[0]) * hx
            + (s.held[k, 5] - s.bias[1]) * hy
            + (s.held[k, 6] - s.bias[2]) * hz
        ) * degrees
        if 2 * k < n:
            first += rate
        if 2 * k >= n - 1:
            second += rate
    half = (n + 1) // 2
    first /= half
    second /= half
    span = s.held[n - 1, 0] - s.held[0, 0]
    early = (s.held[0, 0] + 0.25 * span - s.cycle_s) * 50.0
    late = int(0.5 * span * 50.0 + 0.5)
    best = 1e18
    best_at = -1
    for shift in range(-14, 15):
        g = int(early + 0.5) + shift
        if g - 2 < s.grid_resumed or g + late + 2 >= s.grid or g < s.grid - mask + 4:
            continue
        a = (ring[(g + 1) & mask, 4] - ring[(g - 1) & mask, 4]) * 25.0
        b = (ring[(g + late + 1) & mask, 4] - ring[(g + late - 1) & mask, 4]) * 25.0
        cost = (a - first) ** 2 + (b - second) ** 2 + (10.0 * shift) ** 2
        for k in range(g - 1, g + late + 2):
            if ring[k & mask, 5] == 1.0:
                cost += 1e4
        if cost < best:
            best = cost
            best_at = g
    if best_at >= 0 and best < 1e4:
        row = best_at & mask
        for j in range(3):
            s.up[j] = ring[row, j]


@register_jitable
def _bridge(s: Any, ring: Any) -> None:
    """Cross a gap of under `BRIDGED_S`: where up is behind it, and the way there.

    The angle turned is the trapezoid of the rates at both edges, corrected by their slopes
    (Euler-Maclaurin): a turning point inside the gap shows in them. In a rhythm, the cycle before
    tells better.
    """
    gap_s = s.held[0, 0] - s.last_t_s
    last = s.held_n - 1
    span_s = s.held[last, 0] - s.held[0, 0]
    for j in range(3):
        s.bridge_from[j] = s.up[j]
    s.bridge_from[3] = s.x[3]
    ux, uy, uz = s.up[0], s.up[1], s.up[2]
    wx, wy, wz = s.rate[0], s.rate[1], s.rate[2]
    s.bridge_out[0] = uy * wz - uz * wy
    s.bridge_out[1] = uz * wx - ux * wz
    s.bridge_out[2] = ux * wy - uy * wx
    steps = 8
    hx = hy = hz = 0.0
    if s.has_gyro:
        for j in range(3):
            rate = s.held[0, 4 + j] - s.bias[j]
            h = 0.5 * gap_s * (s.rate[j] + rate)
            if last > 0 and gap_s <= CURVED_S and s.steps < 2:
                slope = (s.held[last, 4 + j] - s.held[0, 4 + j]) / span_s
                h += gap_s * gap_s / 12.0 * (s.turning[j] - slope)
            if j == 0:
                hx = h / steps
            elif j == 1:
                hy = h / steps
            else:
                hz = h / steps
            s.rate[j] = rate
        for _ in range(steps):
            _turn(s, hx, hy, hz)
        norm = 1.0 / math.sqrt(s.up[0] ** 2 + s.up[1] ** 2 + s.up[2] ** 2 + 1e-12)
        for j in range(3):
            s.up[j] *= norm
        if gap_s > RHYTHM_S and s.cycle_s > 0.0:
            _recall(s, ring)
        s.settled_s = min(s.settled_s, max(0.3, 3.0 - 2.0 * gap_s))
    else:
        for j in range(3):
            s.up[j] = s.held[0, 1 + j]
        s.bridge_from[0] = s.x[0]
        s.bridge_from[1] = s.x[1]
        s.bridge_from[2] = s.x[2]
    ux, uy, uz = s.up[0], s.up[1], s.up[2]
    wx, wy, wz = s.rate[0], s.rate[1], s.rate[2]
    if s.has_gyro:
        s.bridge_in[0] = uy * wz - uz * wy
        s.bridge_in[1] = uz * wx - ux * wz
        s.bridge_in[2] = ux * wy - uy * wx
    else:
        for j in range(3):
            s.bridge_out[j] = (s.up[j] - s.bridge_from[j]) / gap_s
            s.bridge_in[j] = s.bridge_out[j]
    s.bridge_to[0] = ux
    s.bridge_to[1] = uy
    s.bridge_to[2] = uz
    s.bridge_to[3] = s.held[0, 1] * ux + s.held[0, 2] * uy + s.held[0, 3] * uz - 1.0
    s.bridge_s = gap_s
    s.bridge_n = int(gap_s / s.sample_s + 0.5)
    s.bridge_next = 1
    s.held_is_ready = 1
    s.held_next = 0


@register_jitable
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


@register_jitable
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
        norm = 1.0 / math.sqrt(s.y[0] ** 2 + s.y[1] ** 2 + s.y[2] ** 2 + 1e-9)
        s.up[0] = s.y[0] * norm
        s.up[1] = s.y[1] * norm
        s.up[2] = s.y[2] * norm
    s.last_t_s = t_s
    s.n += 1


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
    degrees = 180.0 / math.pi
    step_s = 1.0 / 50.0
    mask = ring.shape[0] - 1
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
            turn = math.sqrt(dx * dx + dy * dy + dz * dz) * (50.0 * degrees)
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
            if (tilt_deg > 12.0 and s.has_forward == 0) or tilt_deg > 20.0:
                follow = 0.05
                if s.has_forward == 0 or (
                    cosine < 0.5 and (tilt_deg > 35.0 or s.sure_forward == 0)
                ):
                    follow = 1.0
                    s.sure_forward = 0
                elif cosine < 0.5:
                    follow = 0.0
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
            row = g & mask
            ring[row, 0] = ux
            ring[row, 1] = uy
            ring[row, 2] = uz
            ring[row, 3] = av
            ring[row, 4] = hinge
            ring[row, 5] = s.doubt
            if s.doubt == 1:
                s.bridged_at = g
            # Steps: the trunk bounces at 1.2 to 3.4 a second while it stays upright.
            s.bounce_mean += 0.06 * (av - s.bounce_mean)
            s.bounce += 0.35 * (av - s.bounce_mean - s.bounce)
            if s.bounce < -0.04:
                s.bounce_low = 1
            elif s.bounce > 0.04 and s.bounce_low == 1:
                s.bounce_low = 0
                if 15 <= g - s.step_last <= 42:
                    s.steps += 1
                else:
                    s.steps = 1
                    s.step_first = g
                    s.walk_told = g
                s.step_last = g
                if s.steps >= 4 and g - s.step_first >= 90 and g - s.walk_told >= 50:
                    s.walk_told = g
                    s.told |= WALKING
                    s.walked = 1
                    weight = 0.5
                    if (
                        s.up_slow[0] * rx + s.up_slow[1] * ry + s.up_slow[2] * rz < 0.978
                    ):  # further off than 12 degrees
                        weight = 1.0
                    _refer(s, s.up_slow[0], s.up_slow[1], s.up_slow[2], weight)
                    if s.phase != TOP:
                        s.phase = TOP
                        s.valley_deg = hinge
                        s.valley_at = g
            if tilt_deg > 18.0:
                s.steps = 0
            # Standing still near upright: the reference follows.
            if s.turning_dps < 2.5:
                s.quiet_n += 1
            else:
                s.quiet_n = 0
                s.far_n = 0
            if s.phase != TOP and s.quiet_n > 30 and tilt_deg < 10.0 and s.peak_deg < 12.0:
                s.phase = TOP  # up from somewhere else
            if s.phase == TOP:
                if s.quiet_n > 20:
                    if tilt_deg < 18.0:
                        _refer(s, ux, uy, uz, 0.03)
                    s.valley_deg = hinge
                    s.valley_at = g
            if s.quiet_n > 0 and tilt_deg >= 18.0:
                s.far_n += 1
                if s.far_n == 400:
                    s.sure_forward = 0
                    adopts = tilt_deg < 60.0 and s.walked == 0
                    if adopts:
                        _refer(s, ux, uy, uz, 1.0)
                        s.has_forward = 0
                    if s.phase != TOP:
                        s.told |= ABANDONED
                    s.phase = TOP
                    s.valley_deg = hinge
                    if adopts:
                        s.valley_deg = 0.0
                        s.hinge_deg = 0.0
                    s.valley_at = g
            # Movements: away from a valley, to a peak, back.
            if s.phase == TOP:
                if hinge < s.valley_deg:
                    s.valley_deg = hinge
                    s.valley_at = g
                if s.closing_at > 0 and (g >= s.closing_at + 25 or hinge > s.valley_deg + 10.0):
                    s.closing_at = 0
                    s.told |= CLOSED
                if hinge > s.valley_deg + 10.0:
                    s.phase = LOWERING
                    s.start_deg = s.valley_deg
                    s.start_at = s.valley_at
                    s.peak_deg = hinge
                    s.peak_at = g
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
                if (is_back and s.slow_n >= 3) or (turned and half) or (half and s.slow_n >= 75):
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
                return ~i
        if s.bridge_next > 0:
            # A point of the bridge, by Hermite's cubic.
            if s.bridge_next < s.bridge_n:
                p = s.bridge_next / s.bridge_n
                p2 = p * p
                p3 = p2 * p
                h00 = 2.0 * p3 - 3.0 * p2 + 1.0
                h10 = (p3 - 2.0 * p2 + p) * s.bridge_s
                h01 = 3.0 * p2 - 2.0 * p3
                h11 = (p3 - p2) * s.bridge_s
                for j in range(3):
                    s.x[j] = (
                        h00 * s.bridge_from[j]
                        + h10 * s.bridge_out[j]
                        + h01 * s.bridge_to[j]
                        + h11 * s.bridge_in[j]
                    )
                s.x[3] = s.bridge_from[3] + p * (s.bridge_to[3] - s.bridge_from[3])
                s.doubt = 1
                _smooth(s, s.last_t_s + p * s.bridge_s)
                s.bridge_next += 1
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
                    s.doubt = 1
                elif s.has_gyro:
                    s.doubt = 0
                    _follow(s, t_s, ax, ay, az, s.held[h, 4], s.held[h, 5], s.held[h, 6])
                _look(s, t_s, ax, ay, az)
                s.held_next += 1
                continue
            s.held_is_ready = 0
            s.held_n = 0
        if i >= n:
            return i
        # One more sample.
        t_s = s.line_t_s + (first_index + i - s.line_index) * s.line_period_s
        ax = counts[i, 0] * s.acc_g_per_lsb
        ay = counts[i, 1] * s.acc_g_per_lsb
        az = counts[i, 2] * s.acc_g_per_lsb
        wx = wy = wz = 0.0
        if s.has_gyro:
            wx = counts[i, 3] * s.gyr_rad_s_per_lsb
            wy = counts[i, 4] * s.gyr_rad_s_per_lsb
            wz = counts[i, 5] * s.gyr_rad_s_per_lsb
        before_s = s.last_t_s
        if s.held_n > 0:
            before_s = s.held[s.held_n - 1, 0]
        is_gap = s.n > 0 and t_s - before_s > 1.5 * s.sample_s
        if s.held_n > 0:
            if is_gap:
                _bridge(s, ring)
                continue
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
                _bridge(s, ring)
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
        s.doubt = 0
        for j in range(3):
            if counts[i, j] >= 32767 or counts[i, j] <= -32768:
                s.doubt = 2
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
            s.grid = int(math.ceil(s.t_y / step_s))
            s.t_y_before = s.t_y
            s.grid_resumed = s.grid
            if s.n == 1:
                s.grid_first = s.grid
            if s.told:
                return ~i
            continue
        if s.has_gyro:
            _follow(s, t_s, ax, ay, az, wx, wy, wz)
        _look(s, t_s, ax, ay, az)


@kernel(void(_state[::1], float64[::1]))
def realign(states: Any, up: Any) -> None:
    """Turn everything known of up, so that up is now `up` (3,): the pose that was come back to."""
    s = states[0]
    norm = math.sqrt(s.y[0] ** 2 + s.y[1] ** 2 + s.y[2] ** 2 + 1e-12)
    fx, fy, fz = s.y[0] / norm, s.y[1] / norm, s.y[2] / norm
    # Rodrigues' rotation from the present direction to the given one.
    cx = fy * up[2] - fz * up[1]
    cy = fz * up[0] - fx * up[2]
    cz = fx * up[1] - fy * up[0]
    k = 1.0 / (1.0 + fx * up[0] + fy * up[1] + fz * up[2])
    _rotate(s.up, cx, cy, cz, k)
    _rotate(s.x, cx, cy, cz, k)
    _rotate(s.y, cx, cy, cz, k)
    _rotate(s.y_before, cx, cy, cz, k)
    _rotate(s.z1, cx, cy, cz, k)
    _rotate(s.z2, cx, cy, cz, k)
    _rotate(s.up_before, cx, cy, cz, k)
    _rotate(s.up_slow, cx, cy, cz, k)
    # The hinge angle of now, without the step that the turn would make of its rate.
    tilt = up[0] * s.reference[0] + up[1] * s.reference[1] + up[2] * s.reference[2]
    along = up[0] * s.forward[0] + up[1] * s.forward[1] + up[2] * s.forward[2]
    s.hinge_deg = math.atan2(along, tilt) * 180.0 / math.pi
    s.valley_deg = s.hinge_deg
    s.valley_at = s.grid
