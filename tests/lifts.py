"""Movements made by hand: what the kernels would have measured of a plain hinge or swing."""

import math
from dataclasses import replace
from typing import Any

import numpy as np

from repsignal.movement import Movement
from repsignal.movement_kernel import FEATURES
from repsignal.state import GRID_HZ

HINGE = {
    "start": 0.0,
    "bottom": 2.0,
    "bottom_end": 2.3,
    "end": 3.8,
    "upright": 3.7,
    "leave": 0.1,
    "start_deg": 0.0,
    "peak_deg": 55.0,
    "end_deg": 0.0,
    "eccentric_dps": 50.0,
    "concentric_dps": 65.0,
    "net_m": 0.0,
    "drop_m": 0.06,
    "vertical_g": 0.12,
    "aside_deg": 1.0,
    "lean_back_deg": 1.0,
    "forward_x": 1.0,
    "forward_y": 0.0,
    "forward_z": 0.0,
    "doubt": 0.0,
    "hold_s": 0.3,
    "up_x": 0.0,
    "up_y": 0.0,
    "up_z": 1.0,
    "flight_s": 0.0,
}
SWING = HINGE | {
    "bottom": 0.55,
    "bottom_end": 0.55,
    "end": 1.05,
    "upright": 1.0,
    "leave": 0.05,
    "eccentric_dps": 160.0,
    "concentric_dps": 230.0,
    "vertical_g": 1.0,
    "lean_back_deg": 5.0,
    "hold_s": 0.0,
}
_TIMES = ("start", "bottom", "bottom_end", "end", "upright", "leave")


def movement(base: dict[str, float], at_s: float = 0.0, **changed: float) -> Movement:
    """Return a movement that begins at `at_s`; times are changed in seconds from there."""
    features = np.zeros(1, FEATURES)
    whole = base | changed
    whole.setdefault("turned_deg", whole["end_deg"] - whole["start_deg"])
    for name, value in whole.items():
        features[name] = (value + at_s) * GRID_HZ if name in _TIMES else value
    return Movement.measured(features.view(np.float64), has_gyro=True)


def hinge(at_s: float = 0.0, **changed: float) -> Movement:
    """Return one rep of an RDL."""
    return movement(HINGE, at_s, **changed)


def swing(at_s: float = 0.0, **changed: float) -> Movement:
    """Return one swing."""
    return movement(SWING, at_s, **changed)


def hinges(n: int, at_s: float = 0.0, cycle_s: float = 4.5, **changed: float) -> list[Movement]:
    """Return reps of an RDL, all alike."""
    return [hinge(at_s + i * cycle_s, **changed) for i in range(n)]


def swings(n: int, at_s: float = 0.0, cycle_s: float = 1.6, **changed: float) -> list[Movement]:
    """Return swings, all alike."""
    return [swing(at_s + i * cycle_s, **changed) for i in range(n)]


def with_transfer(one: Movement, transfer: float) -> Movement:
    """Return a movement that came back this surely somewhere else."""
    return replace(one, transfer=transfer)


def kind_of(one: Movement) -> dict[str, Any]:
    """Return a movement's kind by name, finite throughout."""
    kind = one.kind._asdict()
    assert all(math.isfinite(value) for value in kind.values())
    return kind
