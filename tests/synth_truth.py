"""What truly happened: phase boundaries by the published rule, from the noise-free movement.

Lifts that travel more than they tilt are bounded by the hips' height in place of the hinge angle.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from synth_body import HoldMark, Motion, RepMark
from synth_shapes import FINE_HZ, Floats

UPRIGHT_DEG = 1.0
"""The float of a swing begins and ends where the hinge angle passes this."""

MEET_S = 0.2
"""A pause round a reversal that is shorter than this is none."""

SLOWEST_DPS = 5.0
SLOWEST_M_S = 0.01
"""What is slower than this, in the hinge angle or in the hips' height, is no movement."""

BY_HEIGHT = frozenset(("squat", "calf_raise", "box_jump", "power_clean"))
"""Lifts whose phases are those of the hips' height: the tilt is small, or turns on the way."""

BACK_M = 0.5
"""A back, for the hip share: bowing lowers the shoulders by this times 1 - cos of the angle."""

OVER_THE_FEET = frozenset(("rdl", "good_morning", "swing", "deadlift", "squat"))
"""Lifts that have a hip share, and hips that lead or do not."""

LEADS_BEFORE = int(0.4 * FINE_HZ)
"""How many samples before an eccentric the pelvis may have begun to bow."""

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
    return motion.hinge_deg


def height_m(motion: Motion) -> Floats:
    """Return the height of the hips over where they are upright on the first floor (n,), in m."""
    return motion.channels["floor_m"] + motion.channels["up_m"]


def depth(motion: Motion, exercise: str) -> tuple[Floats, float]:
    """Return what bounds an exercise's phases (n,), growing as it lowers, and its slowest rate.

    The hinge angle in degrees or, for those of `BY_HEIGHT`, how low the hips are in metres.
    """
    if exercise in BY_HEIGHT:
        return -height_m(motion), SLOWEST_M_S
    return hinge_deg(motion), SLOWEST_DPS


def phase(
    rate: Floats, first: int, last: int, sign: float, slowest: float = SLOWEST_DPS
) -> tuple[float, float]:
    """Return where the movement with its peak between two samples begins and ends by the rate rule.

    `sign` 1 looks for an eccentric, -1 for a concentric. Raises ValueError if nothing moves there.
    """
    along = sign * rate
    peak = first + int(np.argmax(along[first:last]))
    threshold = max(slowest, 0.1 * float(along[peak]))
    if along[peak] <= threshold:
        raise ValueError(f"no movement at {peak / FINE_HZ:.2f} s: peak {along[peak]:.3g} a second")
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


def bounds(angle: Floats, marks: Sequence[RepMark], slowest: float = SLOWEST_DPS) -> list[Bounds]:
    """Return the boundaries of one set's reps by the rule; `angle`, `slowest` as `depth` gives."""
    rate = np.gradient(angle) * FINE_HZ
    swing = marks[0].exercise == "swing"
    reps = []
    for mark in marks:
        first, last = mark.concentric
        # A broken way begins with a movement of its own, before the faster one behind it.
        margin = 0 if mark.finish else MARGIN
        bottom_end, end = phase(rate, first, last + margin, -1.0, slowest)
        if mark.finish is not None:
            _, end = phase(rate, *mark.finish, -1.0, slowest)
        rep = Bounds(None, bottom_end, bottom_end, end)
        if mark.eccentric is not None:
            rep.start, rep.bottom = phase(rate, *mark.eccentric, 1.0, slowest)
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


def hips_lead(motion: Motion, start: int, bottom: int) -> float:
    """Return how far bowing runs ahead of sinking on the way down, -1 … 1: docs/terms.md."""
    angle = hinge_deg(motion)
    near = max(0, start - LEADS_BEFORE)
    upright = near + int(np.argmin(angle[near : start + 1]))
    way = slice(upright, bottom + 1)
    bowed = np.maximum.accumulate(1.0 - np.cos(np.radians(angle[way] - angle[upright])))
    sunk = np.maximum.accumulate(height_m(motion)[upright] - height_m(motion)[way])
    if bowed[-1] <= 0.0 or sunk[-1] <= 0.0:
        return 0.0
    bowed, sunk = bowed / bowed[-1], sunk / sunk[-1]
    return float(np.trapezoid(bowed, sunk) - np.trapezoid(sunk, bowed))


def _label(motion: Motion, mark: RepMark, rep: Bounds) -> dict[str, float | None]:
    """Return one rep of a labels file; `travel_m`, `hips_lead` and `flight_s` are ours."""
    first = rep.bottom_end if rep.start is None else rep.start

    def spread(x: Floats) -> float:
        edges = np.interp((first, rep.end), np.arange(x.size), x)
        return float(np.ptp(np.concatenate((edges, x[int(first) + 1 : int(rep.end) + 1]))))

    range_deg, travel_m = spread(hinge_deg(motion)), spread(height_m(motion))
    bowed_m = BACK_M * (1.0 - float(np.cos(np.radians(range_deg))))
    label = {
        "start_s": None if rep.start is None else round(rep.start / FINE_HZ, 4),
        "bottom_s": round(rep.bottom / FINE_HZ, 4),
        "bottom_end_s": round(rep.bottom_end / FINE_HZ, 4),
        "end_s": round(rep.end / FINE_HZ, 4),
        "range_of_motion_deg": round(range_deg, 2),
        "travel_m": round(travel_m, 3),
    }
    if mark.exercise in OVER_THE_FEET:
        label["hip_share"] = round(bowed_m / (bowed_m + travel_m), 3)
        if rep.start is not None:
            label["hips_lead"] = round(hips_lead(motion, int(rep.start), int(rep.bottom)), 3)
    if mark.flight is not None:
        label["flight_s"] = round((mark.flight[1] - mark.flight[0]) / FINE_HZ, 3)
    return label


def _set(motion: Motion, marks: Sequence[RepMark]) -> dict[str, Any]:
    exercise = marks[0].exercise
    movement, slowest = depth(motion, exercise)
    reps = [
        _label(motion, mark, rep)
        for mark, rep in zip(marks, bounds(movement, marks, slowest), strict=True)
    ]
    return {"exercise": exercise, "reps": reps}


def _hold(motion: Motion, mark: HoldMark) -> dict[str, Any]:
    """Return a set without reps, held from the end of the way in to the start of the way out."""
    rate_dps = np.gradient(hinge_deg(motion)) * FINE_HZ
    _, begin = phase(rate_dps, *mark.into, 1.0)
    end, _ = phase(rate_dps, *mark.out, -1.0)
    return {
        "exercise": mark.exercise,
        "reps": [],
        "start_s": round(begin / FINE_HZ, 4),
        "hold_s": round((end - begin) / FINE_HZ, 4),
    }


def labels(motion: Motion) -> dict[str, Any]:
    """Return all that there was to count, in the shape of `labels.schema.json`."""
    sets = [(marks[0].concentric[0], _set(motion, marks)) for marks in motion.sets]
    sets += [(mark.into[0], _hold(motion, mark)) for mark in motion.holds]
    return {
        "schema": "repbelt.labels/1",
        "source": "synthetic",
        "complete": True,
        "sets": [one for _, one in sorted(sets, key=lambda pair: pair[0])],
    }
