"""What truly happened: phase boundaries by the rule of the phase boundary, from the noise-free hinge angle."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from synth_body import Motion, RepMark
from synth_shapes import FINE_HZ, Floats

UPRIGHT_DEG = 1.0
"""The float of a swing begins and ends where the hinge angle passes this."""

MEET_S = 0.2
"""Shorter than this round a reversal there is no pause."""

MARGIN_S = 0.35
"""How far outside its mark a phase may reach (smoothing, a flat onset)."""


def hinge_deg(motion: Motion) -> Floats:
    """Forward tilt of the pelvis against upright, about its left–right axis (n,), in degrees."""
    pitch, roll, twist = (
        np.radians(motion.channels[name]) for name in ("pitch_deg", "roll_deg", "twist_deg")
    )
    # The world's up as the pelvis sees it: its forward and its upward part.
    forward = -np.cos(twist) * np.sin(pitch) + np.sin(twist) * np.sin(roll) * np.cos(pitch)
    upward = np.cos(roll) * np.cos(pitch)
    return np.asarray(np.degrees(np.arctan2(-forward, upward)))


def phase(rate_dps: Floats, first: int, last: int, sign: float) -> tuple[float, float]:
    """Where (fine samples, fractional) the rate in direction `sign` exceeds the rule's threshold round its peak."""
    along = sign * rate_dps
    peak = first + int(np.argmax(along[first:last]))
    threshold = max(5.0, 0.1 * float(along[peak]))
    if along[peak] <= threshold:
        raise ValueError(f"no movement at {peak / FINE_HZ:.2f} s: peak {along[peak]:.1f} deg/s")
    below = np.flatnonzero(along[:peak] <= threshold)
    before = int(below[-1]) if below.size else 0
    after = peak + int(np.argmax(along[peak:] <= threshold))
    return (
        before + (threshold - along[before]) / (along[before + 1] - along[before]),
        after - (threshold - along[after]) / (along[after - 1] - along[after]),
    )


def _last_rise(angle: Floats, first: int, last: int) -> float | None:
    """Last upward passing of upright between two samples."""
    low = np.flatnonzero(angle[first:last] <= UPRIGHT_DEG)
    if not low.size or first + low[-1] + 1 >= last:
        return None
    i = first + int(low[-1])
    return float(i + (UPRIGHT_DEG - angle[i]) / (angle[i + 1] - angle[i]))


def _first_fall(angle: Floats, first: int, last: int) -> float | None:
    """First downward passing of upright between two samples."""
    low = np.flatnonzero(angle[first:last] <= UPRIGHT_DEG)
    if not low.size or low[0] == 0:
        return None
    i = first + int(low[0])
    return float(i - 1 + (angle[i - 1] - UPRIGHT_DEG) / (angle[i - 1] - angle[i]))


def _bounds(angle: Floats, rate_dps: Floats, marks: Sequence[RepMark]) -> list[list[float | None]]:
    """Start, bottom, bottom end and end of each rep, before phases are made to meet."""
    margin = int(MARGIN_S * FINE_HZ)
    rows: list[list[float | None]] = []
    for mark in marks:
        first, last = mark.concentric
        bottom_end, end = phase(rate_dps, first, min(last + margin, angle.size), -1.0)
        start: float | None = None
        bottom: float | None = bottom_end
        if mark.eccentric is not None:
            start, bottom = phase(rate_dps, *mark.eccentric, 1.0)
        rows.append([start, bottom, bottom_end, end])
    return rows


def _meet(angle: Floats, before: float, after: float, *, lowest: bool) -> tuple[float, float]:
    """Both times at the reversal if the pause between them is too short to be one."""
    if (after - before) / FINE_HZ >= MEET_S:
        return before, after
    i, j = int(min(before, after)), int(max(before, after)) + 2
    turn = i + int(np.argmin(angle[i:j]) if lowest else np.argmax(angle[i:j]))
    return float(turn), float(turn)


def set_truth(angle: Floats, marks: Sequence[RepMark]) -> dict[str, Any]:
    """Return one set's labels: times in seconds, range in degrees."""
    rate_dps = np.gradient(angle) * FINE_HZ
    rows = _bounds(angle, rate_dps, marks)
    swing = marks[0].exercise == "swing"
    for i, row in enumerate(rows):
        start, bottom, bottom_end, end = row
        assert bottom is not None
        assert bottom_end is not None
        assert end is not None
        if start is not None:
            row[1], row[2] = _meet(angle, bottom, bottom_end, lowest=False)
        if swing:
            upright = _first_fall(angle, int(bottom_end), int(end) + 1)
            row[3] = end if upright is None else min(end, upright)
            if i and start is not None:
                leaves = _last_rise(angle, int(start), int(bottom))
                row[0] = start if leaves is None else max(start, leaves)
    for row, following in zip(rows, rows[1:], strict=False):
        end, start = row[3], following[0]
        if start is None or end is None:
            continue
        low = angle[int(end) : int(start) + 1].min(initial=np.inf)
        if not (swing and low <= UPRIGHT_DEG):
            row[3], following[0] = _meet(angle, end, start, lowest=True)
    return {"exercise": marks[0].exercise, "reps": [_rep(angle, *row) for row in rows]}


def _rep(
    angle: Floats,
    start: float | None,
    bottom: float | None,
    bottom_end: float | None,
    end: float | None,
) -> dict[str, float | None]:
    assert bottom_end is not None
    assert end is not None
    inside = angle[int(bottom_end if start is None else start) : int(end) + 2]
    times = (start, bottom, bottom_end, end)
    names = ("start_s", "bottom_s", "bottom_end_s", "end_s")
    rep = {
        name: None if at is None else round(at / FINE_HZ, 4)
        for name, at in zip(names, times, strict=True)
    }
    return rep | {"range_of_motion_deg": round(float(np.ptp(inside)), 2)}


def labels(motion: Motion) -> dict[str, Any]:
    """Everything there was to count, as `labels.schema.json` wants it."""
    angle = hinge_deg(motion)
    sets = [set_truth(angle, marks) for marks in motion.reps if marks]
    return {"schema": "repbelt.labels/1", "source": "synthetic", "complete": True, "sets": sets}
