"""The per-sample kernel: counts in; orientation, upright reference, hinge angle and movements out.

Two clocks run here. Orientation is followed at the strap's own rate; everything after it on a
fixed grid of `GRID_HZ`, so that all later stages behave alike at any rate. The kernel stops behind
every grid point at which it has something to tell, so its caller may answer (set the reference or
the timer) before the next one: cutting the samples into blocks changes nothing.
"""

import math
from typing import Any

from numba import float64, from_dtype, int16, int64, types, void

from repsignal.compiled import inlined, kernel
from repsignal.gaps import BRIDGED_S, HELD_S, bridge, bridge_point
from repsignal.intake import begin, look, smooth, take_in
from repsignal.orientation import follow, rotate
from repsignal.ringing import listen_for_ringing
from repsignal.state import (
    BRIDGED,
    CLIPPED,
    DOUBT,
    GRID_HZ,
    GRID_S,
    HELD,
    HINGE_DEG,
    LOST,
    MEASURED,
    RINGING,
    STATE,
    TIMER,
    UP_X,
    UP_Y,
    UP_Z,
    VERTICAL_G,
)
from repsignal.strokes import follow_strokes
from repsignal.turning import follow_movement
from repsignal.upright import follow_stance, listen_for_steps, look_at_pose, take_pose

_state = from_dtype(STATE)


@inlined
def _grid_point(s: Any, ring: Any) -> None:
    """Take the next grid point through all stages behind orientation."""
    g = s.grid
    part = 1.0
    if s.t_y > s.t_y_before:
        part = min(1.0, max(0.0, (g * GRID_S - s.t_y_before) / (s.t_y - s.t_y_before)))
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
    ring[row, DOUBT] = RINGING if s.doubt == MEASURED and s.ring_hz > 0.0 else s.doubt
    if s.doubt == BRIDGED:
        s.bridged_at = g
    listen_for_steps(s, vertical_g)
    follow_stance(s, ux, uy, uz)
    follow_movement(s)
    follow_strokes(s, ux, uy, uz, vertical_g)
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
        while s.n > 0 and s.grid * GRID_S <= s.t_y:
            _grid_point(s, ring)
            if s.told:
                return ~i
        if s.bridge_next > 0:
            if s.bridge_next < s.bridge_n:
                smooth(s, bridge_point(s))
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
                look(s, t_s, ax, ay, az)
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
        take_in(s, counts, i, t_s - before_s)
        ax, ay, az = s.heard[0], s.heard[1], s.heard[2]
        wx, wy, wz = s.heard[3], s.heard[4], s.heard[5]
        if s.held_n > 0 or (is_gap and t_s - before_s <= BRIDGED_S):
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
        s.doubt = MEASURED
        for j in range(3):
            if counts[i, j] >= 32767 or counts[i, j] <= -32768:
                s.doubt = CLIPPED
        i += 1
        if s.n == 0 or is_gap:
            if is_gap:
                s.told |= LOST
            begin(s, t_s)
            look(s, t_s, ax, ay, az)
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
            listen_for_ringing(s, t_s, s.rate[0], s.rate[1], s.rate[2])
        look(s, t_s, ax, ay, az)


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
    rotate(s.pull, cx, cy, cz, k)
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
