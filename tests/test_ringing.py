"""A strap that rings on a soft belly: what it rings at is left out, what the lifter does is not."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from repsignal import RepCounter

RATE_HZ = 100.0
REST_S = 1.5
G_PER_LSB, DPS_PER_LSB = 8.0 / 32768, 1000.0 / 32768


def counts_of(pitch_deg: NDArray[np.float64]) -> NDArray[np.int16]:
    """Return what a strap that only pitches measures (n, 6)."""
    tilt = np.radians(pitch_deg)
    counts = np.zeros((pitch_deg.size, 6))
    counts[:, 0], counts[:, 2] = -np.sin(tilt) / G_PER_LSB, np.cos(tilt) / G_PER_LSB
    counts[:, 4] = np.gradient(pitch_deg) * RATE_HZ / DPS_PER_LSB
    return np.ascontiguousarray(np.rint(counts).astype(np.int16))


def told(pitch_deg: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return times and angles as the counter knows them, forward positive."""
    counter = RepCounter(RATE_HZ, G_PER_LSB, DPS_PER_LSB)
    counter.push(counts_of(pitch_deg), 0)
    t_s, hinge_deg = counter.trace()
    return t_s, hinge_deg


def bows(t_s: NDArray[np.float64], cycle_s: float) -> NDArray[np.float64]:
    """Return bows of 50 degrees from 3 s on, with `REST_S` between them."""
    into = np.minimum((t_s - 3.0) % (cycle_s + REST_S) / cycle_s, 1.0)
    return np.where(t_s > 3.0, 25.0 * (1.0 - np.cos(2 * np.pi * into)), 0.0)


@settings(max_examples=15, deadline=None)
@given(ring_hz=st.floats(2.6, 4.8), size_deg=st.floats(6.0, 15.0), cycle_s=st.floats(2.0, 4.0))
def test_ringing_is_left_out(ring_hz: float, size_deg: float, cycle_s: float) -> None:
    t_s = np.arange(0.0, 3.0 + 6 * (cycle_s + REST_S), 1.0 / RATE_HZ)
    bow_deg = bows(t_s, cycle_s)
    ring_deg = size_deg * np.sin(2 * np.pi * ring_hz * t_s) * (t_s > 3.0)
    at_s, hinge_deg = told(bow_deg + ring_deg)
    late = at_s > 3.0 + 2 * (cycle_s + REST_S)
    off_deg = hinge_deg[late] - np.interp(at_s[late], t_s, bow_deg)
    assert np.std(off_deg) < 0.5 * size_deg / np.sqrt(2.0)


@settings(max_examples=15, deadline=None)
@given(cycle_s=st.floats(1.0, 4.0))
def test_what_does_not_ring_is_untouched(cycle_s: float) -> None:
    """Swings are slower than any strap rings: nothing is drawn out."""
    t_s = np.arange(0.0, 3.0 + 6 * (cycle_s + REST_S), 1.0 / RATE_HZ)
    bow_deg = bows(t_s, cycle_s)
    at_s, hinge_deg = told(bow_deg)
    late = at_s > 3.0 + 2 * (cycle_s + REST_S)
    off_deg = hinge_deg[late] - np.interp(at_s[late], t_s, bow_deg)
    assert np.ptp(off_deg) < 4.0
