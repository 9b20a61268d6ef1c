"""One cycle of strokes out of the ring: its phases, its range, and how far the pelvis travelled."""

import math
from typing import Any

import numpy as np
from numba import float64, int64, void
from numba.extending import register_jitable

from repsignal.caught_kernel import CATCH_SEEN, stands_up
from repsignal.compiled import kernel
from repsignal.hips_lead import cycle_lead
from repsignal.phases import EDGE_DPS, EDGE_M_S, MEET_S, edge, slopes
from repsignal.rest_kernel import RESTED, find_rests, resting_g, travel
from repsignal.roundness import roundness
from repsignal.state import DOUBT, GRID_HZ, GRID_S, HEIGHT, VERTICAL_G
from repsignal.strokes import FALLEN_G, FALLING_G

CYCLE = np.dtype(
    [
        (name, "f8")
        for name in (
            "start",
            "bottom",
            "bottom_end",
            "end",
            "start_deg",
            "bottom_deg",
            "end_deg",
            "range_deg",
            "most_deg",
            "concentric_dps",
            "travel_m",
            "start_m",
            "vertical_g",
            "flight_s",
            "doubt",
            "has_eccentric",
            "up_x",
            "up_y",
            "up_z",
            "roundness",
            "hips_lead",
        )
    ]
)
"""What `measure_cycle` finds. Positions in grid points; degrees are leant from standing; `travel_m`
is how much higher the concentric ends than it began, `start_m` the eccentric; up is that at the
bottom, `hips_lead` that of the eccentric; all 0 if the concentric is too slow to be one."""

AROUND = int(0.4 * GRID_HZ)
"""Grid points before and behind a cycle in which its first and last boundary may lie."""

LATE = int(0.3 * GRID_HZ)
"""Grid points by which a turn of the height may be found too early, or too late."""


@register_jitable
def _lean_deg(ring: Any, row: int, standing: Any) -> float:
    x, y, z = ring[row, 0], ring[row, 1], ring[row, 2]
    cosine = x * standing[0] + y * standing[1] + z * standing[2]
    return math.acos(min(1.0, max(-1.0, cosine))) * 180.0 / math.pi


@register_jitable
def _settled(ring: Any, at: int, until: int, standing: Any) -> float:
    """Return the lean where it is least next to `at`: the pelvis may tilt longer than it rises."""
    mask = ring.shape[0] - 1
    way = 1 if until > at else -1
    least_deg = _lean_deg(ring, at & mask, standing)
    while at != until:
        at += way
        lean_deg = _lean_deg(ring, at & mask, standing)
        if lean_deg > least_deg:
            break
        least_deg = lean_deg
    return least_deg


@register_jitable
def _lowest(height: Any, begin: int, low: int, high: int) -> int:
    at = max(begin, low - LATE)
    for i in range(at, high + 1):
        if height[i] < height[at]:
            at = i
    return at


@register_jitable
def _longest_hold(
    rate: Any, n: int, start: int, bottom: int, bottom_end: int, end: int
) -> tuple[int, int]:
    """Return where the longest hold begins and ends: before a cycle, at its bottom, or behind."""
    before, behind = start, end
    while before > 0 and abs(rate[before - 1]) < EDGE_DPS:
        before -= 1
    while behind < n - 1 and abs(rate[behind + 1]) < EDGE_DPS:
        behind += 1
    lasts = max(start - before, bottom_end - bottom, behind - end)
    if lasts == bottom_end - bottom:
        return bottom, bottom_end
    return (before, start) if lasts == start - before else (end, behind)


@kernel(
    void(
        float64[:, ::1],
        int64,
        int64,
        int64,
        int64,
        int64,
        int64,
        float64,
        int64,
        int64,
        int64,
        int64,
        float64[::1],
        float64,
        float64[:, ::1],
        float64[::1],
    )
)
def measure_cycle(
    ring: Any,
    begin: int,
    turn: int,
    end: int,
    low: int,
    high: int,
    signal: int,
    sign: float,
    cycle_from: int,
    cycle_to: int,
    comes_back: int,
    finish: int,
    standing: Any,
    edge_part: float,
    scratch: Any,
    out: Any,
) -> None:
    """Measure the cycle begin → turn → end; the eccentric is none where `begin` is `turn`.

    Parameters
    ----------
    ring
        (n, 6) float64, as the main kernel keeps it.
    begin, turn, end
        Grid points of the cycle's turning points.
    low, high
        First and last grid point that may be looked at.
    signal, sign
        `LEAN` or `HEIGHT`, and whether that grows (1) or falls (-1) as the lifter lowers.
    cycle_from, cycle_to
        Grid points a whole cycle apart, the pelvis as fast at one as at the other; one and the same
        if there are none: then it rests at `turn` and at `end`.
    comes_back
        Whether it is as high at one as at the other too (1), or rests at both (0).
    finish
        Where the last of several ways up begins, which ends the rep; 0 if there is one.
    standing
        (3,) float64, up in sensor axes when standing.
    edge_part
        Part of a phase's peak rate below which it has not begun or is over.
    scratch
        (5, n) float64, written over.
    out
        (21,) float64, the fields of `CYCLE` in order.
    """
    mask = ring.shape[0] - 1
    for i in range(out.shape[0]):
        out[i] = 0.0
    first = max(low, begin - AROUND)
    is_caught = finish > 0 and comes_back == 1
    last = min(high, max(end, cycle_to) + (CATCH_SEEN if is_caught else RESTED))
    n = last - first + 1
    if n < 5:
        return
    ib, it, ie = max(0, begin - first), max(0, turn - first), min(n - 1, end - first)
    is_lowered = it > ib
    x = scratch[0]
    rate = scratch[1]
    height = scratch[2]
    lean_deg = scratch[3]
    for i in range(n):
        lean_deg[i] = _lean_deg(ring, (first + i) & mask, standing)
    a, b = it, ie
    rests, returns = True, False
    if cycle_to > cycle_from:
        ca, cb = max(0, cycle_from - first), min(n - 1, cycle_to - first)
        a, b, rests, returns = ca, cb, comes_back == 0, comes_back == 1
        travel(ring, first, n, a, b, rests, returns, rate, height, lean_deg, 0.0)
        at_rest = find_rests(ring, first, n, a, it, b, returns, x, rate, height)
        if at_rest[0] >= 0:
            a, b, rests = at_rest[0], at_rest[1], True
            travel(ring, first, n, a, b, rests, returns, rate, height, lean_deg, 0.0)
            if not returns and height[cb] < height[it]:  # nobody lands lower: they were none
                a, b = ca, cb
    travel(ring, first, n, a, b, rests, returns, rate, height, lean_deg, 0.0)
    if signal == HEIGHT:
        for i in range(n):
            x[i] = -height[i]
            rate[i] = -rate[i]
        slowest = EDGE_M_S
    else:
        for i in range(n):
            x[i] = sign * lean_deg[i]
        slopes(x, rate, ib, it, ie, n)
        slowest = EDGE_DPS
    if signal == HEIGHT:
        # What was found as it happened had begun to forget: the turns are a little later.
        it = _lowest(height, ib, it, min(n - 1, it + LATE))
        ie = min(n - 1, ie + LATE)
    kc = it
    for i in range(it, (min(ie, finish - first) if finish > 0 else ie) + 1):
        if rate[i] < rate[kc]:
            kc = i
    concentric = -rate[kc]
    if concentric <= slowest:
        return
    limit = max(slowest, edge_part * concentric)
    bottom_end = edge(rate, kc, n, -1, -1.0, limit)
    stop = edge(rate, kc, n, 1, -1.0, limit)
    if finish > 0:
        kf = min(n - 1, max(it, finish - first))
        for i in range(kf, ie + 1):
            if rate[i] < rate[kf]:
                kf = i
        stop = max(stop, edge(rate, kf, n, 1, -1.0, max(slowest, -edge_part * rate[kf])))
    if is_caught:
        stands = scratch[4]
        ks = stands_up(ring, first, n, it, finish - first, lean_deg, stands)
        if ks >= 0 and stands[ks] > slowest:
            stop = edge(stands, ks, n, 1, 1.0, max(slowest, edge_part * stands[ks]))
    start = bottom = bottom_end
    has_eccentric = 0.0
    if is_lowered:
        ke = ib
        for i in range(ib, it + 1):
            if rate[i] > rate[ke]:
                ke = i
        if rate[ke] > slowest:
            limit = max(slowest, edge_part * rate[ke])
            start = edge(rate, ke, n, -1, 1.0, limit)
            bottom = min(bottom_end, edge(rate, ke, n, 1, 1.0, limit))
            has_eccentric = 1.0
            if bottom_end - bottom < MEET_S * GRID_HZ:
                lowest = int(bottom)
                for i in range(int(bottom), min(n - 1, int(bottom_end) + 1) + 1):
                    if x[i] > x[lowest]:
                        lowest = i
                bottom = float(lowest)
                bottom_end = float(lowest)
    i_start, i_bottom, i_end = int(start), int(bottom_end), min(n - 1, int(stop) + 1)
    if signal != HEIGHT and returns:
        held, let_go = _longest_hold(rate, n, i_start, int(bottom), i_bottom, i_end)
        per_deg = resting_g(ring, first, a, b, lean_deg, held, let_go)[1]
        travel(ring, first, n, a, b, rests, returns, scratch[4], height, lean_deg, per_deg)
    most_deg, fastest, before = 0.0, 0.0, 0.0
    leant_most = i_start
    top_g, bottom_g, doubt = -9.0, 9.0, 0.0
    falling, flight = 0, 0
    for i in range(i_start, i_end + 1):
        row = (first + i) & mask
        if lean_deg[i] > most_deg:
            most_deg = lean_deg[i]
            leant_most = i
        if i > i_bottom:
            fastest = max(fastest, abs(lean_deg[i] - before) * GRID_HZ)
        before = lean_deg[i]
        top_g = max(top_g, ring[row, VERTICAL_G])
        bottom_g = min(bottom_g, ring[row, VERTICAL_G])
        doubt = max(doubt, ring[row, DOUBT])
        # Who drops into the bottom falls too, but does not fly.
        is_falling = ring[row, VERTICAL_G] < (FALLING_G if falling == 0 else FALLEN_G)
        falling = falling + 1 if is_falling and i > i_bottom else 0
        flight = max(flight, falling)
    # From the pose that is leant most: a tuck goes through standing, and on to the other side.
    range_deg = 0.0
    pose = ring[(first + leant_most) & mask, :3]
    for i in range(i_start, i_end + 1):
        range_deg = max(range_deg, _lean_deg(ring, (first + i) & mask, pose))
    out[0] = first + start
    out[1] = first + bottom
    out[2] = first + bottom_end
    out[3] = first + stop
    out[4] = _lean_deg(ring, (first + i_start) & mask, standing)
    out[5] = _lean_deg(ring, (first + i_bottom) & mask, standing)
    out[6] = _lean_deg(ring, (first + i_end) & mask, standing)
    if signal == HEIGHT:
        out[4] = _settled(ring, first + i_start, max(low, first + i_start - AROUND), standing)
        out[6] = _settled(ring, first + i_end, min(high, first + i_end + AROUND), standing)
    out[7] = range_deg
    out[8] = most_deg
    out[9] = fastest
    out[10] = height[i_end] - height[i_bottom]
    out[11] = height[i_start] - height[i_bottom]
    out[12] = top_g - bottom_g
    out[13] = flight * GRID_S
    out[14] = doubt
    out[15] = has_eccentric
    for j in range(3):
        out[16 + j] = ring[(first + i_bottom) & mask, j]
    out[19] = roundness(ring, first + i_start, first + i_end)
    if has_eccentric > 0.0:
        out[20] = cycle_lead(ring, first, i_start, min(n - 2, int(bottom)), scratch)
