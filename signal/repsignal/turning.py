"""Movements: from a valley of the hinge angle over a peak and back, found as they happen."""

from typing import Any

from numba.extending import register_jitable

from repsignal.compiled import inlined
from repsignal.state import ABANDONED, AHEAD, CLOSED, GRID_HZ, LOCKOUT, LOWERING, RISING, TOP

LEAVE_DEG = 10.0
"""A movement begins this far above its valley. Less takes sway for movements."""

TURN_DEG, TURN_PART = 6.0, 0.25
"""A peak is passed when the angle has fallen by this much, and this part of the way up."""

AGAIN_DEG = 8.0
"""A valley is passed when the angle has risen by this much, and `TURN_PART` of the whole."""

BACK_PART = 0.35
"""A movement is back when this part of its range is left."""

HALF_PART = 0.5
"""A movement that stops or turns before, but came this part of its way back, has ended too."""

SLOW_DPS, SLOW_PART = 5.0, 0.1
"""Below this rate, or this part of the drive's peak, the drive is over (TERMS: phase boundary)."""

AHEAD_DEG, AHEAD_DPS = 5.0, 80.0
"""So near to upright, and so fast still, a movement will be back: a swing is not slow before it has
leant back, 0.2 s after its lock-out."""

SLOW_AFTER = 3
STUCK_AFTER = int(1.5 * GRID_HZ)
"""Grid points after which slow is locked out, when back, and half way."""

CLOSE_AFTER = int(0.5 * GRID_HZ)
"""Grid points behind a lock-out by which all that its measuring needs is known."""

LONGEST = int(30.0 * GRID_HZ)
"""Grid points after which a movement is none."""


@inlined
def follow_movement(s: Any) -> None:
    """Take the hinge angle of this grid point into the movement that it belongs to."""
    g = s.grid
    hinge = s.hinge_deg
    if s.phase == TOP:
        if hinge < s.valley_deg:
            s.valley_deg = hinge
            s.valley_at = g
        leaves = hinge > s.valley_deg + LEAVE_DEG
        if s.closing_at > 0 and (leaves or g >= s.closing_at + CLOSE_AFTER):
            s.closing_at = 0
            s.told |= CLOSED
        if leaves:
            s.phase = LOWERING
            s.start_deg = s.valley_deg
            s.start_at = s.valley_at
            s.peak_deg = hinge
            s.peak_at = g
    elif s.phase == LOWERING:
        if hinge > s.peak_deg:
            s.peak_deg = hinge
            s.peak_at = g
        elif hinge < s.peak_deg - max(TURN_DEG, TURN_PART * (s.peak_deg - s.start_deg)):
            s.phase = RISING
            s.low_deg = hinge
            s.low_at = g
            s.drive_dps = 0.0
            s.slow_n = 0
            s.is_told_ahead = 0
    if s.phase == RISING:
        _rise(s, g, hinge)
    if s.phase != TOP and g - s.start_at > LONGEST:
        s.phase = TOP
        s.valley_deg = hinge
        s.valley_at = g
        s.told |= ABANDONED


@inlined
def _rise(s: Any, g: int, hinge: float) -> None:
    if hinge < s.low_deg:
        s.low_deg = hinge
        s.low_at = g
    s.drive_dps = max(s.drive_dps, -s.hinge_dps)
    if s.hinge_dps > -max(SLOW_DPS, SLOW_PART * s.drive_dps):
        s.slow_n += 1
    else:
        s.slow_n = 0
    whole = s.peak_deg - s.start_deg
    is_back = hinge - s.start_deg < BACK_PART * whole
    is_half_back = s.peak_deg - s.low_deg >= HALF_PART * whole
    turns = hinge > s.low_deg + max(AGAIN_DEG, TURN_PART * whole)
    if (is_back and s.slow_n >= SLOW_AFTER) or (
        is_half_back and (turns or s.slow_n >= STUCK_AFTER)
    ):
        s.phase = TOP
        s.m_start = s.start_at
        s.m_peak = s.peak_at
        s.m_end = max(s.low_at, g - SLOW_AFTER)
        s.m_turned = 0
        s.valley_deg = hinge
        s.valley_at = g
        if turns and not is_back:
            s.valley_deg = s.low_deg
            s.valley_at = s.low_at
        s.closing_at = g
        s.told |= LOCKOUT
    elif turns:
        s.phase = LOWERING
        if hinge > s.peak_deg:
            s.peak_deg = hinge
            s.peak_at = g
    elif is_back and hinge < AHEAD_DEG and s.hinge_dps < -AHEAD_DPS and s.is_told_ahead == 0:
        s.is_told_ahead = 1
        s.m_start = s.start_at
        s.m_peak = s.peak_at
        s.m_end = g
        s.told |= AHEAD


@register_jitable
def turn_round(s: Any) -> None:
    """End a movement where the lifter leans the other way, and begin another behind it."""
    # From upright, what looked like a valley is the way there.
    s.valley_at = s.upright_at if s.phase == TOP else max(s.valley_at, s.upright_at)
    if s.phase == RISING:
        s.m_start = s.start_at
        s.m_peak = s.peak_at
        s.m_end = max(s.peak_at + 1, s.upright_at)
        s.m_turned = 1
        s.closing_at = s.grid
        s.told |= LOCKOUT
        s.valley_at = s.m_end
    s.phase = TOP
    s.valley_deg = 0.0
