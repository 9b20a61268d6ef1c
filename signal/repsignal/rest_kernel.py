"""How high the pelvis is in a cycle, which is known where it rests before and behind it."""

from typing import Any

from numba.extending import register_jitable

from repsignal.state import BRIDGED, DOUBT, GRID_HZ, GRID_S, VERTICAL_G
from repsignal.strokes import G_M_S2

RESTED = int(1.2 * GRID_HZ)
"""Grid points behind a cycle in which the pelvis may have come to rest."""

FAR = 6.0 * GRID_HZ
"""Grid points between two points of rest by which they count as no rest at all."""

SOON = 1.0 * GRID_HZ
"""Grid points behind a cycle by which rest there counts as none, if it is higher than before."""

CALM_G = 0.035
"""How far the vertical acceleration is from its mean, on average, round a point of rest at most.
More takes a slow turn for rest."""

UNKNOWN_G = 0.1
"""The same from what it is on average where a cycle ends higher than it began."""

GONE_PART, GONE_M = 0.25, 0.01
"""How much higher or lower than before it a pelvis may be found to rest behind a cycle at most:
part of the way, and more. It is the sensor's error, or it did not rest."""

CALM = int(0.12 * GRID_HZ)
"""Half of the grid points that say how calm a point is, at which the pelvis is taken to rest."""

LEAST_DEG = 3.0
"""How far from the mean pose another is held at least to show what the sensor is off by in it."""

SETTLED = int(0.12 * GRID_HZ)
"""Grid points behind the beginning of a hold, and before its end, in which it is none yet."""

HELD_AFTER = int(0.3 * GRID_HZ)
"""Grid points for which a pose is held at least to show it."""


@register_jitable
def resting_g(
    ring: Any, first: int, begin: int, end: int, pose: Any, held: int, let_go: int
) -> Any:
    """Return what a pelvis at rest is taken to accelerate by from `begin` to `end`, and by pose.

    It is as fast at the end as at the beginning. What is wrong with an accelerometer differs from
    pose to pose, (n,) in degrees, and shows in one that is held from `held` to `let_go`: all count
    from `first`. Returns g where the pose is 0, and g for each degree.
    """
    mask = ring.shape[0] - 1
    mean_g = mean_deg = 0.0
    for i in range(begin, end):
        mean_g += ring[(first + i) & mask, VERTICAL_G]
        mean_deg += pose[i]
    mean_g /= max(1, end - begin)
    mean_deg /= max(1, end - begin)
    low, high = held + SETTLED, let_go - SETTLED
    if high - low < HELD_AFTER:
        return mean_g, 0.0
    held_g = held_deg = 0.0
    for i in range(low, high + 1):
        if ring[(first + i) & mask, DOUBT] == BRIDGED:
            return mean_g, 0.0
        held_g += ring[(first + i) & mask, VERTICAL_G]
        held_deg += pose[i]
    held_g /= high - low + 1
    held_deg /= high - low + 1
    if abs(held_deg - mean_deg) < LEAST_DEG:
        return mean_g, 0.0
    per_deg = (held_g - mean_g) / (held_deg - mean_deg)
    return mean_g - per_deg * mean_deg, per_deg


@register_jitable
def travel(
    ring: Any,
    first: int,
    n: int,
    begin: int,
    end: int,
    rests: bool,
    comes_back: bool,
    speed: Any,
    height: Any,
    pose: Any,
    per_deg: float,
) -> None:
    """Write speed (m/s) and height (m) of the pelvis (n,), which at `end` does what at `begin`.

    Both are counted in grid points from `first`.

    At rest it is felt to accelerate by `per_deg` for each degree of its pose (n,), and by the mean.
    It `rests` at both, or `comes_back` to the same height, so that its mean speed is none, as holds
    of any two points a cycle apart; or both, which tells how the sensor's error changed on the way.
    """
    mask = ring.shape[0] - 1
    mean = 0.0
    for i in range(begin, end):
        mean += ring[(first + i) & mask, VERTICAL_G] - per_deg * pose[i]
    mean /= max(1, end - begin)
    v = 0.0
    for i in range(n):
        speed[i] = v
        felt_g = ring[(first + i) & mask, VERTICAL_G] - per_deg * pose[i]
        v += (felt_g - mean) * (G_M_S2 * GRID_S)
    gone = 0.0
    at_begin = speed[begin]
    for i in range(begin, end):
        gone += speed[i] - at_begin
    lasts = max(1, end - begin)
    at_rest = at_begin if rests else at_begin + gone / lasts
    # An error that grows evenly, by which speed is none and height the same at both ends.
    growing = 6.0 * gone / lasts**3 if rests and comes_back else 0.0
    h = 0.0
    for i in range(n):
        since = i - begin
        speed[i] += growing * since * (lasts - since) * -1.0 - at_rest
        height[i] = h
        h += speed[i] * GRID_S


@register_jitable
def _write_unrest(
    ring: Any, first: int, low: int, high: int, base_g: float, off_g: float, unrest: Any
) -> None:
    """Write how far the pelvis is from resting round each point between two; 1 is no rest.

    `off_g` is how far the acceleration at rest may be from `base_g`.
    """
    mask = ring.shape[0] - 1
    n = 2 * CALM + 1
    for i in range(low, high + 1):
        mean = 0.0
        for j in range(i - CALM, i + CALM + 1):
            mean += ring[(first + j) & mask, VERTICAL_G] / n
        total = 0.0
        for j in range(i - CALM, i + CALM + 1):
            total += abs(ring[(first + j) & mask, VERTICAL_G] - mean)
        unrest[i] = total / (CALM_G * n) + abs(mean - base_g) / off_g


@register_jitable
def _best_rests(
    before: Any,
    behind: Any,
    comes_back: bool,
    way_m: float,
    fastest_m_s: float,
    unrest: Any,
    speed: Any,
    height: Any,
) -> Any:
    """Return the points before and behind a cycle at which the pelvis rests; (-1, -1): none.

    Who goes on evenly at one of them, as calm as at rest, would not have come back; or goes up at
    the one and down at the other, by more than what is wrong with a speed.
    """
    best_a, best_b = -1, -1
    least = 2.0
    for a in range(before[0], before[1] + 1):
        if unrest[a] > 1.0:
            continue
        for b in range(behind[0], behind[1] + 1):
            off = unrest[a] + unrest[b]
            if unrest[b] > 1.0 or off > least:
                continue
            if comes_back:
                gone_m = height[b] - height[a] - 0.5 * (speed[a] + speed[b]) * (b - a) * GRID_S
                off += abs(gone_m) / (GONE_PART * way_m + GONE_M)
                off += abs(speed[a] - speed[b]) / fastest_m_s
            else:
                # The error of a landing that was too hard to be measured grows with the time, and
                # who rests on a box steps down again soon.
                off += (before[1] - a) / FAR + (b - behind[0]) / SOON
            if off < least:
                best_a, best_b, least = a, b, off
    return best_a, best_b


@register_jitable
def find_rests(
    ring: Any,
    first: int,
    n: int,
    begin: int,
    turn: int,
    end: int,
    comes_back: bool,
    unrest: Any,
    speed: Any,
    height: Any,
) -> Any:
    """Return the points round a cycle at which the pelvis rests; (-1, -1) if it does not.

    Parameters
    ----------
    first, n
        Grid point of the window's first sample, and how many it has; all else counts from there.
    begin, turn, end
        The cycle as it is known; a speed left over at a turn that is not exact would grow to a
        height.
    comes_back
        Whether it is as high at the end as at the beginning.
    unrest
        (n,) float64, written over.
    speed, height
        (n,) float64, as `travel` wrote them of the cycle as it is known.
    """
    mask = ring.shape[0] - 1
    base_g = 0.0
    for i in range(begin, end):
        base_g += ring[(first + i) & mask, VERTICAL_G]
    base_g /= max(1, end - begin)
    latest = max(begin, (begin + turn) // 2) if begin < turn else begin + CALM
    before, behind = (CALM, min(latest, n - 1 - CALM)), (max(CALM, end - CALM), n - 1 - CALM)
    # What goes up without coming back says little of the acceleration at rest.
    off_g = CALM_G if comes_back else UNKNOWN_G
    for low, high in (before, behind):
        _write_unrest(ring, first, low, high, base_g, off_g, unrest)
    way_m = max(abs(height[begin] - height[turn]), abs(height[end] - height[turn]))
    fastest_m_s = 1e-6
    for i in range(begin, end):
        fastest_m_s = max(fastest_m_s, abs(speed[i]))
    return _best_rests(before, behind, comes_back, way_m, fastest_m_s, unrest, speed, height)
