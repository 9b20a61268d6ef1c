"""A strap that rings: soft tissue lets it swing to and fro for a while behind every jerk.

What rings has a frequency of its own, above that of any lift: the low-pass is then one with a notch
there, for as long as it rings and until the lifter next walks or stands still.
"""

import math
from typing import Any

from repsignal.compiled import inlined
from repsignal.intake import steady
from repsignal.state import GRID_HZ

RING_DPS = 30.0
"""A turn to and fro faster than this each way is heard. Less takes tremor for ringing."""

FASTEST_S, SLOWEST_S = 0.095, 0.215
"""How long each way lasts: 5.3 to 2.3 Hz. Slower are steps and swings, faster is filtered out."""

RING_AFTER = 3
"""Ways in a row that make it ringing. More loses some of a swing's, less takes a jolt for it."""

OFF_AFTER_S = 60.0
"""How long nothing was heard when the lifter stands still until it is over."""

WALKED = int(1.0 * GRID_HZ)
"""Grid points behind a walk until which nothing is heard: the hips of who walks briskly turn to and
fro as fast, and the strap with them."""

RETUNE = 0.12
"""Part by which another frequency differs to be listened to."""

CORNER_PART = 0.75
"""Corner of the low-pass, as part of the frequency of the notch. More lets more of it through, less
draws swings out."""

DAMPING = 0.1
"""That of what rings, as a strap on a soft belly does."""

_RING_RAD_S = math.radians(RING_DPS)


@inlined
def listen_for_ringing(s: Any, t_s: float, wx: float, wy: float, wz: float) -> None:
    """Know ringing by turns to and fro of the strap's rates (rad/s); tune the low-pass to it."""
    if s.grid - s.walk_last < WALKED:
        s.ring_n = 0
        s.ring_sum_s = 0.0
        if s.ring_hz > 0.0:
            _tune(s, 0.0)
        return
    turn = wx * wx + wy * wy + wz * wz
    along = wx * s.ring_way[0] + wy * s.ring_way[1] + wz * s.ring_way[2]
    turns_back = along < 0.0 and turn > _RING_RAD_S * _RING_RAD_S
    if turns_back:
        way_s = t_s - s.ring_turned_s
        s.ring_turned_s = t_s
        if FASTEST_S <= way_s <= SLOWEST_S:
            s.ring_n += 1
            s.ring_sum_s += way_s
        else:
            s.ring_n = 0
            s.ring_sum_s = 0.0
        if s.ring_n == RING_AFTER:
            ring_hz = 0.5 * RING_AFTER / s.ring_sum_s
            s.ring_n = 0
            s.ring_sum_s = 0.0
            s.ring_heard_s = t_s
            if abs(ring_hz - s.ring_hz) > RETUNE * s.ring_hz:
                _tune(s, ring_hz)
    if turns_back or turn > s.ring_way[0] ** 2 + s.ring_way[1] ** 2 + s.ring_way[2] ** 2:
        s.ring_way[0] = wx
        s.ring_way[1] = wy
        s.ring_way[2] = wz
    if s.ring_hz > 0.0 and s.quiet_n > 0 and t_s - s.ring_heard_s > OFF_AFTER_S:
        _tune(s, 0.0)


@inlined
def _tune(s: Any, ring_hz: float) -> None:
    """Put the low-pass, with a notch at a frequency or, for 0, as it is without; bilinear."""
    s.ring_hz = ring_hz
    corner_hz = s.cutoff_hz
    if ring_hz > 0.0:
        corner_hz = min(corner_hz, CORNER_PART * ring_hz)
    c = math.tan(math.pi * corner_hz * s.sample_s)
    d = c * c + math.sqrt(2.0) * c + 1.0
    s.a1 = 2.0 * (c * c - 1.0) / d
    s.a2 = (1.0 - math.sqrt(2.0) * c + c * c) / d
    s.delay_s = math.sqrt(2.0) / (2.0 * math.pi * corner_hz)
    if ring_hz > 0.0:
        n = math.tan(math.pi * ring_hz * s.sample_s)
        k = c * c / (n * n * d)
        s.b0 = k * (1.0 + 2.0 * DAMPING * n + n * n)
        s.b1 = k * 2.0 * (n * n - 1.0)
        s.b2 = k * (1.0 - 2.0 * DAMPING * n + n * n)
        s.delay_s -= 2.0 * DAMPING / (2.0 * math.pi * ring_hz)
    else:
        s.b0 = c * c / d
        s.b1 = 2.0 * c * c / d
        s.b2 = c * c / d
    steady(s)
