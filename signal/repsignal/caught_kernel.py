"""How fast the pelvis stands up from a catch: known from where it rests behind.

The jolt of a catch is harder than a sensor can tell, so no speed is carried across it.
"""

from typing import Any

from numba.extending import register_jitable

from repsignal.state import GRID_HZ, GRID_S, VERTICAL_G
from repsignal.strokes import G_M_S2

CATCH_SEEN = int(4.5 * GRID_HZ)
"""Grid points behind a way up by which the rest behind its catch is known."""

LANDS = int(0.5 * GRID_HZ)
"""Grid points from falling fastest to the hardest push of the catch at most."""

CAUGHT = int(0.3 * GRID_HZ)
"""Grid points behind that push in which nobody has stood up or goes down again."""

LOWERED_DEG = 20.0
"""Who leans further lowers the bar, or has it on the floor; who leans less stands."""

BOUNCE = int(0.1 * GRID_HZ)
"""Half the grid points over which the bounce of the flesh behind a landing is evened out."""

CALM_G, CALM_DEG = 0.025, 3.0
HALF = int(0.12 * GRID_HZ)
"""A pelvis whose acceleration is this near its mean, and whose lean changes by less, rests; half
the grid points that tell."""

LONGEST_REST = int(1.2 * GRID_HZ)
"""Grid points of rest that are enough to know the acceleration at rest by."""


@register_jitable
def _rests(ring: Any, first: int, n: int, i: int, lean_deg: Any) -> bool:
    if i < HALF or i > n - 1 - HALF or abs(lean_deg[i + HALF] - lean_deg[i - HALF]) > CALM_DEG:
        return False
    mask = ring.shape[0] - 1
    mean = 0.0
    for j in range(i - HALF, i + HALF + 1):
        mean += ring[(first + j) & mask, VERTICAL_G] / (2 * HALF + 1)
    off = 0.0
    for j in range(i - HALF, i + HALF + 1):
        off += abs(ring[(first + j) & mask, VERTICAL_G] - mean)
    return off < CALM_G * (2 * HALF + 1)


@register_jitable
def stands_up(ring: Any, first: int, n: int, low: int, high: int, lean_deg: Any, speed: Any) -> int:
    """Write the speed (n,) in m/s behind a catch; return where the pelvis rises fastest there.

    All counts from grid point `first`; it falls under the bar between `low` and `high`, and
    `lean_deg` (n,) is the lean. Without a rest behind the catch nothing is written: -1.
    """
    mask = ring.shape[0] - 1
    falls = low
    for i in range(low, min(n, high + 1)):
        if ring[(first + i) & mask, VERTICAL_G] < ring[(first + falls) & mask, VERTICAL_G]:
            falls = i
    lands = falls
    for i in range(falls, min(n, falls + LANDS)):
        if ring[(first + i) & mask, VERTICAL_G] > ring[(first + lands) & mask, VERTICAL_G]:
            lands = i
    lowers = min(n - 1, lands + CAUGHT)
    while lowers < n - 1 and lean_deg[lowers] < LOWERED_DEG:
        lowers += 1
    last = lowers
    while last > lands + CAUGHT and not (
        lean_deg[last] < LOWERED_DEG and _rests(ring, first, n, last, lean_deg)
    ):
        last -= 1
    if last <= lands + CAUGHT:
        return -1
    since = last
    while last - since < LONGEST_REST and _rests(ring, first, n, since - 1, lean_deg):
        since -= 1
    rest_g = 0.0
    for i in range(since - HALF, last + HALF + 1):
        rest_g += ring[(first + i) & mask, VERTICAL_G] / (last - since + 2 * HALF + 1)
    for i in range(since, n):
        speed[i] = 0.0
    v = 0.0
    for i in range(since - 1, lands - 1, -1):
        v -= (ring[(first + i) & mask, VERTICAL_G] - rest_g) * (G_M_S2 * GRID_S)
        speed[i] = v
    rises, most = -1, 0.0
    for i in range(lands + BOUNCE, since):
        mean = 0.0
        for j in range(i - BOUNCE, min(n - 1, i + BOUNCE) + 1):
            mean += speed[j]
        if mean > most:
            rises, most = i, mean
    return rises
