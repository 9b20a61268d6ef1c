"""Standing up from a catch: known from the rest behind it, whatever the catch itself did."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from repsignal.caught_kernel import stands_up
from repsignal.state import GRID_HZ, RING, RING_FIELDS, VERTICAL_G
from repsignal.strokes import G_M_S2
from synth_shapes import Floats

LANDS_S, N = 1.0, int(8.0 * GRID_HZ)


def caught(
    depth_m: float, begins_s: float, lasts_s: float, bias_g: float, catch_g: float
) -> tuple[Floats, float]:
    """Return a ring in which a pelvis is caught and stands up; and when it rises fastest."""
    t_s = np.arange(N) / GRID_HZ
    u = np.clip((t_s - begins_s) / lasts_s, 0.0, 1.0)
    # Of the smoothest way up (minimum jerk) the acceleration.
    of_way = depth_m / lasts_s**2 * (60.0 * u - 180.0 * u**2 + 120.0 * u**3)
    g = np.where((u > 0.0) & (u < 1.0), of_way / G_M_S2, 0.0)
    g[(t_s > LANDS_S - 0.25) & (t_s < LANDS_S - 0.05)] = -0.8
    g[np.abs(t_s - LANDS_S) < 0.04] = catch_g
    ring = np.zeros((RING, RING_FIELDS))
    ring[:N, VERTICAL_G] = g + bias_g
    return ring, begins_s + 0.5 * lasts_s


def found(ring: Floats, lean_deg: Floats) -> tuple[int, Floats]:
    speed = np.zeros(N)
    high = int(LANDS_S * GRID_HZ)
    return stands_up(ring, 0, N, high - int(0.4 * GRID_HZ), high, lean_deg, speed), speed


@given(
    st.floats(0.15, 0.45),
    st.floats(1.5, 2.5),
    st.floats(0.6, 1.5),
    st.floats(-0.03, 0.03),
    st.floats(1.0, 6.0),
)
def test_it_is_found_when_the_pelvis_rises_fastest(
    depth_m: float, begins_s: float, lasts_s: float, bias_g: float, catch_g: float
) -> None:
    """Neither a sensor's bias nor how hard the catch was matters."""
    ring, fastest_s = caught(depth_m, begins_s, lasts_s, bias_g, catch_g)
    at, speed = found(ring, np.zeros(N))
    assert abs(at / GRID_HZ - fastest_s) <= 0.1
    assert abs(speed[at] - 1.875 * depth_m / lasts_s) <= 0.1 * depth_m / lasts_s + 0.03
    assert speed[-1] == 0.0


def test_without_a_rest_behind_it_nothing_is_told() -> None:
    ring, _ = caught(0.3, 1.6, 1.0, 0.0, 3.0)
    ring[:N, VERTICAL_G] += 0.2 * np.sin(2.0 * np.pi * 2.0 * np.arange(N) / GRID_HZ)
    at, speed = found(ring, np.zeros(N))
    assert at == -1
    assert not speed.any()


def test_who_leans_to_the_floor_does_not_stand_there() -> None:
    """The rest at the floor behind a catch is not the one it is timed from."""
    ring, fastest_s = caught(0.3, 1.6, 1.0, 0.0, 3.0)
    lean_deg = np.where(np.arange(N) / GRID_HZ > 5.0, 45.0, 0.0)
    at, _ = found(ring, lean_deg)
    assert abs(at / GRID_HZ - fastest_s) <= 0.1
