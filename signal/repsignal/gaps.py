"""Across gaps: how the pelvis went on while nothing was heard of it."""

import math
from typing import Any

from numba.extending import register_jitable

from repsignal.orientation import turn
from repsignal.state import BRIDGED, DOUBT, GRID_HZ, GRID_S, HINGE_DEG

HELD_S = 0.06
"""How long samples are held behind a gap. More judges the motion better, and tells it later."""

BRIDGED_S = 2.5
"""The longest gap that is bridged; behind a longer one orientation begins anew."""

RHYTHM_S = 0.15
"""Over longer gaps the cycle before tells better how a rhythmic motion went on."""

RHYTHM_CYCLES = 1.1
"""Cycles after a lock-out for which the rhythm goes on. More makes swings of what follows a set."""

CURVED_S = 0.8
"""The longest gap over which the rates at its edges tell how the motion went."""

SHIFT = 14
"""Grid points by which a cycle may come early or late."""

ALIKE_DPS = 100.0
"""How far the hinge rates of two cycles may differ at the same point."""


@register_jitable
def recall(s: Any, ring: Any) -> None:
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
    early = (s.held[0, 0] + 0.25 * span - s.cycle_s) * GRID_HZ
    late = int(0.5 * span * GRID_HZ + 0.5)
    best = 1e18
    best_at = -1
    for shift in range(-SHIFT, SHIFT + 1):
        g = int(early + 0.5) + shift
        if g - 2 < s.grid_resumed or g + late + 2 >= s.grid or g < s.grid - mask + 4:
            continue
        a = (ring[(g + 1) & mask, HINGE_DEG] - ring[(g - 1) & mask, HINGE_DEG]) * (0.5 * GRID_HZ)
        b = (ring[(g + late + 1) & mask, HINGE_DEG] - ring[(g + late - 1) & mask, HINGE_DEG]) * (
            0.5 * GRID_HZ
        )
        off = a - first
        later_off = b - second
        cost = off * off + later_off * later_off + 100.0 * shift * shift
        for k in range(g - 1, g + late + 2):
            if ring[k & mask, DOUBT] == BRIDGED:
                cost += 1e4
        if cost < best:
            best = cost
            best_at = g
    if best_at >= 0 and best < ALIKE_DPS * ALIKE_DPS:
        row = best_at & mask
        for j in range(3):
            s.up[j] = ring[row, j]


@register_jitable
def bridge(s: Any, ring: Any) -> None:
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
            turn(s.up, hx, hy, hz)
            turn(s.pull, hx, hy, hz)
        ux, uy, uz = s.up[0], s.up[1], s.up[2]
        norm = 1.0 / math.sqrt(ux * ux + uy * uy + uz * uz + 1e-12)
        for j in range(3):
            s.up[j] *= norm
        since_s = (s.grid - s.m_end) * GRID_S
        if gap_s > RHYTHM_S and since_s < RHYTHM_CYCLES * s.cycle_s:
            recall(s, ring)
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
def bridge_point(s: Any) -> float:
    """Put the next point of the bridge, by Hermite's cubic, to the low-pass; return its time."""
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
    s.doubt = BRIDGED
    s.bridge_next += 1
    return float(s.last_t_s + p * s.bridge_s)
