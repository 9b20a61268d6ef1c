"""A rep that a lifter points at, measured on the hinge angle."""

import numpy as np
import pytest
from numpy.typing import NDArray

from rephost.measured import rep_between

RATE_HZ = 104.0
Curve = tuple[NDArray[np.float64], NDArray[np.float64]]


def hinge(still_s: float, down_s: float, hold_s: float, up_s: float, deg: float) -> Curve:
    """Return times and the hinge angle of one rep that begins after `still_s`, and ends so."""
    t_s = np.arange(0.0, 2 * still_s + down_s + hold_s + up_s, 1 / RATE_HZ)
    down = np.clip((t_s - still_s) / down_s, 0, 1)
    up = np.clip((t_s - still_s - down_s - hold_s) / up_s, 0, 1)
    return t_s, 0.5 * deg * (np.cos(np.pi * up) - np.cos(np.pi * down))


def slow_s(lasts_s: float, deg: float) -> float:
    """Return how long at either end a phase is too slow to be one: 5 °/s or a tenth of its peak."""
    peak_dps = 0.5 * np.pi * deg / lasts_s
    return float(lasts_s / np.pi * np.arcsin(max(5.0, 0.1 * peak_dps) / peak_dps))


def test_a_rep_pointed_at_roughly_has_the_times_of_its_movement(seed: int) -> None:
    rng = np.random.default_rng(seed)
    for _ in range(50):
        still_s, down_s, up_s = rng.uniform(0.6, 3), rng.uniform(0.8, 4), rng.uniform(0.5, 3)
        hold_s = rng.choice([0.0, rng.uniform(0.5, 3)])
        deg = rng.uniform(30, 90)
        t_s, hinge_deg = hinge(still_s, down_s, hold_s, up_s, deg)
        noisy = hinge_deg + rng.normal(0, 0.01, len(t_s))
        rep = rep_between(t_s, noisy, rng.uniform(0, still_s), t_s[-1] - rng.uniform(0, still_s))
        begins, bottoms, rises, ends = np.cumsum([still_s, down_s, hold_s, up_s])
        slow_down_s, slow_up_s = slow_s(down_s, deg), slow_s(up_s, deg)
        true = [begins + slow_down_s, bottoms - slow_down_s, rises + slow_up_s, ends - slow_up_s]
        if abs(true[2] - true[1] - 0.2) < 0.06:
            continue  # a pause or none: either may be found
        if true[2] - true[1] < 0.2:
            true[1:3] = [bottoms, bottoms]
        found = (rep.start_s, rep.bottom_s, rep.bottom_end_s, rep.end_s)
        assert np.abs(np.array(found) - true).max() < 0.07, (found, true)
        assert rep.eccentric_known
        assert rep.range_of_motion_deg == pytest.approx(deg, abs=0.5)


def test_a_rep_that_begins_at_the_bottom_has_no_eccentric() -> None:
    t_s, hinge_deg = hinge(1.0, 2.0, 1.0, 1.0, 60.0)
    rep = rep_between(t_s, hinge_deg, 3.5, 6.0)
    assert not rep.eccentric_known
    assert rep.start_s == rep.bottom_s == rep.bottom_end_s
    assert rep.bottom_end_s == pytest.approx(4.0, abs=0.1)


@pytest.mark.parametrize(("start_s", "end_s"), [(0.0, 0.9), (1.0, 3.0), (90.0, 91.0), (0.5, 0.51)])
def test_where_no_hip_rises_there_is_no_rep(start_s: float, end_s: float) -> None:
    t_s, hinge_deg = hinge(1.0, 2.0, 1.0, 1.0, 60.0)
    with pytest.raises(ValueError, match="there"):
        rep_between(t_s, hinge_deg, start_s, end_s)
