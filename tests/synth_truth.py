"""What truly happened: phase boundaries by the published rule, from the noise-free hinge angle."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from synth_body import Motion, RepMark
from synth_shapes import FINE_HZ, Floats

UPRIGHT_DEG = 1.0
"""The float of a swing begins and ends where the hinge angle passes this."""

MEET_S = 0.2
"""A pause round a reversal that is shorter than this is none."""

MARGIN = int(0.35 * FINE_HZ)
"""How many samples a phase's peak may lie outside its mark (smoothing, sway)."""


@dataclass
class Bounds:
    """When a rep's phases begin and end, in fine samples; `start` is None without an eccentric."""

    start: float | None
    bottom: float
    bottom_end: float
    end: float


def hinge_deg(motion: Motion) -> Floats:
    """Return the pelvis' forward tilt about its left-right axis (n,), in degrees; 0 is upright."""
    pitch, roll, twist = (
        np.radians(motion.channels[name]) for name in ("pitch_deg", "roll_deg", "twist_deg")
    )
    # The world's up as the pelvis sees it: its forward and its upward part.
    forward = -np.cos(twist) * np.sin(pitch) + np.sin(twist) * np.sin(roll) * np.cos(pitch)
    upward = np.cos(roll) * np.cos(pitch)
    return np.asarray(np.degrees(np.arctan2(-forward, upward)))


def phase(rate_dps: Floats, first: int, last: int, sign: float) -> tuple[float, float]:
    """Return where the movement with its peak between two samples begins and ends by the rate rule.

    `sign` 1 looks for an eccentric, -1 for a concentric. Raises ValueError if nothing moves there.
    """
    along = sign * rate_dps
    peak = first + int(np.argmax(along[first:last]))
    threshold = max(5.0, 0.1 * float(along[peak]))
    if along[peak] <= threshold:
        raise ValueError(f"no movement at {peak / FINE_HZ:.2f} s: peak {along[peak]:.1f} deg/s")
    slow = along <= threshold
    if slow[peak:].any() and slow[:peak].any():
        before = int(np.flatnonzero(slow[:peak])[-1])
        after = peak + int(np.argmax(slow[peak:]))
        return _crossing(along, before, threshold), _crossing(along, after - 1, threshold)
    raise ValueError(f"the movement at {peak / FINE_HZ:.2f} s is cut off")


def _crossing(x: Floats, i: int, level: float) -> float:
    """Return the fractional sample between i and i + 1 at which x passes `level`."""
    return float(i + (level - x[i]) / (x[i + 1] - x[i]))


def _turn(angle: Floats, a: float, b: float, sign: float) -> float:
    """Return the sample of the deepest (1) or most upright (-1) position between a and b."""
    first, last = int(min(a, b)), int(max(a, b)) + 2
    return float(first + int(np.argmax(sign * angle[first:last])))


def _cut_at_upright(angle: Floats, reps: Sequence[Bounds]) -> None:
    """End each swing's concentric where its float begins; begin the next where the float ends."""
    for i, rep in enumerate(reps):
        first, last = int(rep.bottom_end), int(rep.end) + 2
        upright = np.flatnonzero(angle[first:last] <= UPRIGHT_DEG)
        if upright.size and upright[0] > 0:
            passing = _crossing(angle, first + int(upright[0]) - 1, UPRIGHT_DEG)
            rep.end = min(rep.end, passing)
        if i and rep.start is not None:
            first, last = int(rep.start), int(rep.bottom)
            upright = np.flatnonzero(angle[first:last] <= UPRIGHT_DEG)
            if upright.size:
                rep.start = max(rep.start, _crossing(angle, first + int(upright[-1]), UPRIGHT_DEG))


def bounds(angle: Floats, marks: Sequence[RepMark]) -> list[Bounds]:
    """Return the boundaries of one set's reps by the rule."""
    rate_dps = np.gradient(angle) * FINE_HZ
    swing = marks[0].exercise == "swing"
    reps = []
    for mark in marks:
        first, last = mark.concentric
        bottom_end, end = phase(rate_dps, first, last + MARGIN, -1.0)
        rep = Bounds(None, bottom_end, bottom_end, end)
        if mark.eccentric is not None:
            rep.start, rep.bottom = phase(rate_dps, *mark.eccentric, 1.0)
            if (rep.bottom_end - rep.bottom) / FINE_HZ < MEET_S:
                rep.bottom = rep.bottom_end = _turn(angle, rep.bottom, rep.bottom_end, 1.0)
        reps.append(rep)
    if swing:
        _cut_at_upright(angle, reps)
    for rep, following in pairwise(reps):
        if following.start is None or (following.start - rep.end) / FINE_HZ >= MEET_S:
            continue
        lowest = _turn(angle, rep.end, following.start, -1.0)
        # A float is as long as it is; only a swing that never gets upright has none.
        if not swing or angle[int(lowest)] > UPRIGHT_DEG:
            rep.end = following.start = lowest
    return reps


def _label(angle: Floats, rep: Bounds) -> dict[str, float | None]:
    """Return one rep of a labels file."""
    first = rep.bottom_end if rep.start is None else rep.start
    edges = np.interp((first, rep.end), np.arange(angle.size), angle)
    inside = np.concatenate((edges, angle[int(first) + 1 : int(rep.end) + 1]))
    return {
        "start_s": None if rep.start is None else round(rep.start / FINE_HZ, 4),
        "bottom_s": round(rep.bottom / FINE_HZ, 4),
        "bottom_end_s": round(rep.bottom_end / FINE_HZ, 4),
        "end_s": round(rep.end / FINE_HZ, 4),
        "range_of_motion_deg": round(float(np.ptp(inside)), 2),
    }


def labels(motion: Motion) -> dict[str, Any]:
    """Return all that there was to count, in the shape of `labels.schema.json`."""
    angle = hinge_deg(motion)
    sets = [
        {
            "exercise": marks[0].exercise,
            "reps": [_label(angle, rep) for rep in bounds(angle, marks)],
        }
        for marks in motion.sets
    ]
    return {"schema": "repbelt.labels/1", "source": "synthetic", "complete": True, "sets": sets}
