"""One body behind every lift of the chain: what turns, travels and is felt belongs together."""

from itertools import pairwise

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

import synth_life as life
from synth_body import joined
from synth_chain import LIFTS, chain_piece, set_alone
from synth_linkage import (
    ALONG_LEG,
    ALONG_TRUNK,
    SHANK_SHARE,
    THIGH_SHARE,
    UPPER_SHARE,
    Body,
)
from synth_rotation import second_derivative
from synth_shapes import FINE_HZ, GRID
from synth_strap import EXACT, GRAVITY_M_S2, hips_m, strap_path
from synth_tempo import any_way
from synth_truth import height_m, hinge_deg, labels


@pytest.mark.parametrize("name", sorted(LIFTS))
def test_everything_comes_back(name: str, rng: np.random.Generator) -> None:
    """What goes up comes down: the story ends as it began, and between nothing jumps."""
    lift = LIFTS[name]
    motion = set_alone(rng, lift, 3)
    for channel in ("up_m", "floor_m", "forward_m", "left_m", "twist_deg", "pitch_deg"):
        first, last = motion.channels[channel][[0, -1]]
        assert last == pytest.approx(first, abs=0.05 if channel.endswith("_m") else 4.0), channel
    whole = joined([life.stand(rng, 1, 1), chain_piece(rng, lift, 3), life.stand(rng, 1, 1)])
    for channel, values in whole.channels.items():
        fastest = np.abs(np.diff(values, prepend=values[0])).max() * FINE_HZ
        if channel != "speed_m_s":
            assert fastest < (700.0 if channel.endswith("deg") else 6.0), channel


@pytest.mark.parametrize("name", sorted(LIFTS))
def test_force_is_how_the_strap_moves_and_gravity(name: str, rng: np.random.Generator) -> None:
    """By scipy's rotations and plain differences: rate and force of the same movement."""
    motion = set_alone(rng, LIFTS[name], 2)
    path = strap_path(motion, EXACT, rng)
    channels = motion.channels
    turned = Rotation.identity(motion.n)
    for axis, angle in (
        ("z", channels["heading_deg"] + channels["yaw_deg"]),
        ("y", channels["pitch_deg"]),
        ("x", channels["roll_deg"]),
        ("z", channels["twist_deg"]),
    ):
        turned *= Rotation.from_euler(axis, angle[:, None], degrees=True)
    at_m = hips_m(motion).T + turned.apply(EXACT.place_m)
    felt = np.diff(at_m, 2, axis=0) * FINE_HZ**2 + (0.0, 0.0, GRAVITY_M_S2)
    force = turned[1:-1].apply(felt, inverse=True) / GRAVITY_M_S2
    inside = slice(3, -3)
    off_g = np.abs(force.T - path.specific_force_g()[:, 1:-1])[:, inside]
    assert off_g.max() < 0.02 * max(1.0, float(np.abs(force).max()))
    rate_dps = np.degrees((turned[:-2].inv() * turned[2:]).as_rotvec()) * FINE_HZ / 2
    assert rate_dps.T[:, inside] == pytest.approx(path.rate_dps()[:, 1:-1][:, inside], abs=1.0)


def test_nothing_is_felt_in_flight(rng: np.random.Generator) -> None:
    """Between take-off and landing of a box jump the hips fall freely, for as long as it says."""
    motion = set_alone(rng, LIFTS["box_jump"], 3)
    force = second_derivative(height_m(motion)[None])[0] + GRAVITY_M_S2
    for mark, rep in zip(motion.sets[0], labels(motion)["sets"][0]["reps"], strict=True):
        assert mark.flight is not None
        off, on = mark.flight
        assert rep["flight_s"] == pytest.approx((on - off) / FINE_HZ, abs=1e-3)
        assert 0.28 <= rep["flight_s"] <= 0.61
        # A tenth of a second at either end is smoothed into push and landing.
        edge = round(0.1 * FINE_HZ)
        assert np.abs(force[off + edge : on - edge]).max() < 0.5
        assert force[off - 150 : off].max() > 1.4 * GRAVITY_M_S2


def test_the_step_down_is_no_rep(rng: np.random.Generator) -> None:
    motion = set_alone(rng, LIFTS["box_jump"], 4)
    height = height_m(motion)
    reps = labels(motion)["sets"][0]["reps"]
    box_m = float(height.max())
    for rep, following in pairwise(reps):
        end, start = (round(at * FINE_HZ) for at in (rep["end_s"], following["start_s"]))
        assert height[end] > 0.28
        assert abs(height[start]) < 0.08
    assert 0.3 < box_m < 0.9


def test_the_weight_stays_over_the_feet(rng: np.random.Generator) -> None:
    """Segment by segment: what leans forward is balanced by what goes back."""
    for _ in range(50):
        load = float(rng.uniform(0.0, 1.2))
        body = Body.drawn(rng, load, float(rng.uniform(0, 40)))
        knee, trunk = rng.uniform(0, 120, 30), rng.uniform(0, 50, 30)
        shank = np.radians(body.shank_deg(knee, trunk))
        thigh, lean = np.radians(knee) - shank, np.radians(trunk)
        out = np.cos(np.radians(body.splay_deg))
        at_knee = body.shank_m * np.sin(shank)
        at_hip = at_knee - out * body.thigh_m * np.sin(thigh)
        weights = np.array([SHANK_SHARE, THIGH_SHARE, UPPER_SHARE, load])
        places = np.stack(
            (
                ALONG_LEG * at_knee,
                at_knee + ALONG_LEG * (at_hip - at_knee),
                at_hip + ALONG_TRUNK * body.trunk_m * np.sin(lean),
                at_hip + body.trunk_m * np.sin(lean),
            )
        )
        assert weights @ places / weights.sum() == pytest.approx(body.foot_m, abs=1e-9)
        hips, upright = body.hips(knee, trunk), body.hips(np.zeros(1), np.zeros(1))
        assert upright["up_m"] == pytest.approx(0.0)
        assert np.all(hips["up_m"] < 0.02)


def test_the_pelvis_of_a_hold_keeps_still(rng: np.random.Generator) -> None:
    for name in ("row_strict", "hold"):
        motion = set_alone(rng, LIFTS[name], 8)
        one = labels(motion)["sets"][0]
        first, last = (
            round(at * FINE_HZ) for at in (one["start_s"], one["start_s"] + one["hold_s"])
        )
        held = hinge_deg(motion)[first:last]
        assert held.mean() > 25.0
        assert float(np.ptp(held)) < 9.0
        rate = np.abs(np.gradient(held)) * FINE_HZ
        assert rate[200:-200].max() < 5.0


def test_a_squat_travels_and_a_hinge_tilts(rng: np.random.Generator) -> None:
    """Metres per degree tell them apart, of one body."""
    ratios = {
        name: np.median(
            [
                rep["travel_m"] / rep["range_of_motion_deg"]
                for _ in range(4)
                for rep in labels(set_alone(rng, LIFTS[name], 3))["sets"][0]["reps"]
            ]
        )
        for name in ("squat", "sumo_squat", "deadlift", "good_morning", "linked_rdl")
    }
    print(ratios)
    assert min(ratios["squat"], ratios["sumo_squat"]) > 2.0 * ratios["deadlift"]
    assert ratios["deadlift"] > 1.5 * max(ratios["good_morning"], ratios["linked_rdl"])


def test_ways_differ_in_kind(rng: np.random.Generator) -> None:
    """Fastest before the middle, after it, or flat: no rule can lean on one shape."""
    ways = [any_way(rng, concentric=True, sticks=True) for _ in range(200)]
    for way in ways:
        assert way[0] == pytest.approx(0.0, abs=1e-9)
        assert way[-1] == pytest.approx(1.0)
        assert np.all(np.diff(way) >= 0.0)
    speeds = np.array([np.diff(way) * (GRID.size - 1) for way in ways])
    fastest = speeds.argmax(axis=1) / speeds.shape[1]
    assert np.count_nonzero(fastest < 0.4) > 15
    assert np.count_nonzero(fastest > 0.6) > 15
    assert np.count_nonzero(speeds.max(axis=1) < 1.5) > 10
    assert np.count_nonzero(speeds.max(axis=1) > 1.9) > 15
