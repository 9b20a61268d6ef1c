"""One movement out of the ring: its phases, its range, and how the pelvis travelled."""

import math
from typing import Any

import numpy as np
from numba import float64, int64, void

from repsignal.compiled import kernel
from repsignal.phases import EDGE_DPS, MEET_S, edge, slopes
from repsignal.rest_kernel import resting_g
from repsignal.roundness import roundness
from repsignal.state import BRIDGED, DOUBT, GRID_HZ, GRID_S, SHAKEN, VERTICAL_G

FEATURES = np.dtype(
    [
        ("start", "f8"),
        ("bottom", "f8"),
        ("bottom_end", "f8"),
        ("end", "f8"),
        ("upright", "f8"),
        ("leave", "f8"),
        ("start_deg", "f8"),
        ("peak_deg", "f8"),
        ("end_deg", "f8"),
        ("eccentric_dps", "f8"),
        ("concentric_dps", "f8"),
        ("net_m", "f8"),
        ("drop_m", "f8"),
        ("vertical_g", "f8"),
        ("aside_deg", "f8"),
        ("lean_back_deg", "f8"),
        ("forward_x", "f8"),
        ("forward_y", "f8"),
        ("forward_z", "f8"),
        ("doubt", "f8"),
        ("hold_s", "f8"),
        ("up_x", "f8"),
        ("up_y", "f8"),
        ("up_z", "f8"),
        ("flight_s", "f8"),
        ("turned_deg", "f8"),
        ("roundness", "f8"),
    ]
)
"""What `measure` finds. Positions in grid points; start, upright and leave may be NaN. `turned_deg`
is how far from where it began the movement ends, or soon comes to."""

UPRIGHT_DEG = 1.0
"""A swing floats from where the hinge angle falls to this until it rises above it."""

STEP_MS = 9.80665 / GRID_HZ
"""What 1 g adds to the speed from one grid point to the next, m/s."""

FALLING_G = -0.7
"""Vertical acceleration below which a pelvis falls freely, low-passed as it is."""

MIDWAY_PART = 0.3
"""A phase that begins further up its way is the last part of it: it came from the valley."""


@kernel(
    void(
        float64[:, ::1],
        int64,
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
def measure(
    ring: Any,
    valley: int,
    peak: int,
    end: int,
    low: int,
    high: int,
    reference: Any,
    edge_part: float,
    scratch: Any,
    out: Any,
) -> None:
    """Measure the movement valley → peak → end.

    Parameters
    ----------
    ring
        (n, 6) float64, as the main kernel keeps it.
    valley, peak, end
        Grid points of the movement's turning points.
    low, high
        First and last grid point that may be looked at.
    reference
        (3,) float64, up in sensor axes when upright.
    edge_part
        Part of a phase's peak rate below which it has not begun or is over.
    scratch
        (2, n) float64, written over.
    out
        (27,) float64, the fields of `FEATURES` in order; all 0 if a phase is too slow to be one.
    """
    mask = ring.shape[0] - 1
    degrees = 180.0 / math.pi
    rx, ry, rz = reference[0], reference[1], reference[2]
    # Forward: across the reference, where up has gone at the peak.
    fx = fy = fz = 0.0
    for g in range(max(low, peak - 4), min(high, peak + 4) + 1):
        row = g & mask
        fx += ring[row, 0]
        fy += ring[row, 1]
        fz += ring[row, 2]
    along = fx * rx + fy * ry + fz * rz
    fx -= along * rx
    fy -= along * ry
    fz -= along * rz
    norm = 1.0 / math.sqrt(fx * fx + fy * fy + fz * fz + 1e-12)
    fx *= norm
    fy *= norm
    fz *= norm
    sx = ry * fz - rz * fy
    sy = rz * fx - rx * fz
    sz = rx * fy - ry * fx
    first = max(low, valley - 25)
    last = min(high, end + 30)
    n = last - first + 1
    angle = scratch[0]
    aside = 0.0
    doubt = 0.0
    for i in range(n):
        row = (first + i) & mask
        up_f = ring[row, 0] * fx + ring[row, 1] * fy + ring[row, 2] * fz
        up_r = ring[row, 0] * rx + ring[row, 1] * ry + ring[row, 2] * rz
        up_s = ring[row, 0] * sx + ring[row, 1] * sy + ring[row, 2] * sz
        angle[i] = math.atan2(up_f, up_r) * degrees
        if valley <= first + i <= end:
            aside = max(aside, abs(up_s))
            if ring[row, DOUBT] > doubt:
                doubt = ring[row, DOUBT]
    aside = math.asin(min(1.0, aside)) * degrees
    if doubt == 0.0:
        for g in range(max(low, valley - 150), valley):
            if ring[g & mask, DOUBT] == BRIDGED:
                doubt = SHAKEN
    iv = max(0, valley - first)
    ip = peak - first
    ie = min(n - 1, end - first)
    # The bottom is where the angle itself turns.
    for i in range(iv, ie + 1):
        if angle[i] > angle[ip]:
            ip = i
    rate = scratch[1]
    slopes(angle, rate, iv, ip, ie, n)
    ke = iv
    for i in range(iv, ip + 1):
        if rate[i] > rate[ke]:
            ke = i
    kc = ip
    for i in range(ip, ie + 1):
        if rate[i] < rate[kc]:
            kc = i
    eccentric = rate[ke]
    concentric = -rate[kc]
    if eccentric <= EDGE_DPS or concentric <= EDGE_DPS:  # no phase
        for i in range(out.shape[0]):
            out[i] = 0.0
        return
    limit = max(EDGE_DPS, edge_part * eccentric)
    start = edge(rate, ke, n, -1, 1.0, limit)
    bottom = edge(rate, ke, n, 1, 1.0, limit)
    limit = max(EDGE_DPS, edge_part * concentric)
    bottom_end = edge(rate, kc, n, -1, -1.0, limit)
    stop = edge(rate, kc, n, 1, -1.0, limit)
    hold = (bottom_end - bottom) * GRID_S
    for i in range(int(bottom) + 1, int(bottom_end) + 1):
        if ring[(first + i) & mask, DOUBT] == BRIDGED:  # a bridge may hold where nobody did
            hold -= GRID_S
    if bottom_end - bottom < MEET_S * GRID_HZ:
        a = int(min(bottom, bottom_end))
        b = min(n - 1, int(max(bottom, bottom_end)) + 1)
        turn = a
        for i in range(a, b + 1):
            if angle[i] > angle[turn]:
                turn = i
        bottom = float(turn)
        bottom_end = float(turn)
    # Where upright is passed: the ends of a swing's float.
    upright = math.nan
    for i in range(kc, n):
        if angle[i] <= UPRIGHT_DEG:
            upright = float(i)
            if i > 0 and angle[i - 1] > UPRIGHT_DEG:
                upright = i - 1 + (angle[i - 1] - UPRIGHT_DEG) / (angle[i - 1] - angle[i])
            break
    leave = math.nan
    for i in range(ke, -1, -1):
        if angle[i] <= UPRIGHT_DEG:
            leave = float(i)
            if i < n - 1 and angle[i + 1] > UPRIGHT_DEG:
                leave = i + (UPRIGHT_DEG - angle[i]) / (angle[i + 1] - angle[i])
            break
    lean_back = 0.0
    for i in range(kc, n):
        lean_back = min(lean_back, angle[i])
    # Vertical travel with the velocity zero at both ends.
    a = max(0, int(start) - 3)
    b = max(a, min(n - 1, int(stop) + 5))
    top = -9.0
    bottom_g = 9.0
    for i in range(a, b + 1):
        v = ring[(first + i) & mask, VERTICAL_G]
        top = max(top, v)
        bottom_g = min(bottom_g, v)
    mean, per_deg = resting_g(ring, first, a, b + 1, angle, int(bottom), int(bottom_end))
    speed = 0.0
    height = 0.0
    for i in range(a, b + 1):
        speed += (ring[(first + i) & mask, VERTICAL_G] - mean - per_deg * angle[i]) * STEP_MS
        height += speed * GRID_S
    net = height
    speed = 0.0
    height = 0.0
    drop = 0.0
    for i in range(a, b + 1):
        speed += (ring[(first + i) & mask, VERTICAL_G] - mean - per_deg * angle[i]) * STEP_MS
        height += speed * GRID_S
        drop = max(drop, net * (i - a) / max(1, b - a) - height)
    falling = 0
    flight = 0
    for i in range(a, min(n, b + 15)):
        falling = falling + 1 if ring[(first + i) & mask, VERTICAL_G] < FALLING_G else 0
        flight = max(flight, falling)
    out[0] = first + start
    out[1] = first + bottom
    out[2] = first + bottom_end
    out[3] = first + stop
    out[4] = first + upright
    out[5] = first + leave
    out[6] = angle[int(start)]
    if out[6] - angle[iv] > MIDWAY_PART * (angle[ip] - angle[iv]):
        out[6] = angle[iv]
    out[7] = angle[ip]
    out[8] = angle[min(n - 1, int(stop) + 1)]
    out[9] = eccentric
    out[10] = concentric
    out[11] = net
    out[12] = drop
    out[13] = top - bottom_g
    out[14] = aside
    out[15] = -lean_back
    out[16] = fx
    out[17] = fy
    out[18] = fz
    out[19] = doubt
    out[20] = hold
    row = (first + int(stop)) & mask
    ux, uy, uz = ring[row, 0], ring[row, 1], ring[row, 2]
    norm = 1.0 / math.sqrt(ux * ux + uy * uy + uz * uz + 1e-12)
    for j in range(3):
        out[21 + j] = ring[row, j] * norm
    out[24] = flight * GRID_S
    # Who comes up slowly at last is not elsewhere.
    out[25] = out[8] - out[6]
    for i in range(min(n - 1, int(stop) + 1), n):
        if abs(angle[i] - out[6]) < abs(out[25]):
            out[25] = angle[i] - out[6]
    out[26] = roundness(ring, first + int(start), first + min(n - 1, int(stop) + 1))
