"""The kernel's record before the first sample: filters for the strap's rate, and nothing known."""

import math
from typing import Any

import numpy as np

from repsignal import state as layout

CORRECTION_S = 1.4
"""How slowly the gyro's idea of up follows the accelerometer. More trusts the gyro longer."""

LOW_PASS_HZ = 10.0
LOW_PASS_ACC_HZ = 1.0
"""Corner of what is looked at, with a gyro and without: without, thrusts look like tilt."""


def fresh_states(rate_hz: float, acc_g_per_lsb: float, gyr_dps_per_lsb: float | None) -> Any:
    """Return the kernel's record (1,) for a strap at rest; units as `RepCounter` takes them."""
    states = np.zeros(1, layout.STATE)
    states["bridged_at"] = states["jumped_at"] = states["walk_last"] = -(10**9)
    state = states[0]
    has_gyro = gyr_dps_per_lsb is not None
    cutoff_hz = min(LOW_PASS_HZ if has_gyro else LOW_PASS_ACC_HZ, 0.4 * rate_hz)
    # Second-order Butterworth by the bilinear transform.
    c = math.tan(math.pi * cutoff_hz / rate_hz)
    d = c * c + math.sqrt(2.0) * c + 1.0
    values = {
        "acc_g_per_lsb": acc_g_per_lsb,
        "gyr_rad_s_per_lsb": math.radians(gyr_dps_per_lsb or 0.0),
        "has_gyro": int(has_gyro),
        "b0": c * c / d,
        "b1": 2.0 * c * c / d,
        "b2": c * c / d,
        "a1": 2.0 * (c * c - 1.0) / d,
        "a2": (1.0 - math.sqrt(2.0) * c + c * c) / d,
        "delay_s": math.sqrt(2.0) / (2.0 * math.pi * cutoff_hz),
        "cutoff_hz": cutoff_hz,
        "sample_s": 1.0 / rate_hz,
        "sample_hz": rate_hz,
        "correction_s": CORRECTION_S,
        "correction_hz": 1.0 / CORRECTION_S,
        "line_period_s": 1.0 / rate_hz,
    }
    for name, value in values.items():
        state[name] = value
    return states
