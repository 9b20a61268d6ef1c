"""The lifter made of mathematics, the rest of the chain: one body, exact truth, in its ranges."""

from itertools import pairwise
from typing import Any

import jsonschema
import numpy as np
import pytest
from scipy.spatial.transform import Rotation

import synth_life as life
from draws import holds
from synth_body import Motion, joined, story
from synth_chain import (
    LIFTS,
    STRAP_TRAITS,
    Lift,
    chain_motion,
    chain_piece,
    chain_set,
    chain_strap,
    chain_traits,
)
from synth_linkage import (
    ALONG_LEG,
    ALONG_TRUNK,
    SHANK_SHARE,
    THIGH_SHARE,
    UPPER_SHARE,
    Body,
)
from synth_rotation import second_derivative
from synth_shapes import FINE_HZ, GRID, Floats
from synth_strap import EXACT, GRAVITY_M_S2, hips_m, strap_path
from synth_tempo import any_way
from synth_truth import MEET_S, depth, height_m, hinge_deg, labels
from test_synth import SCHEMA

STILL = {"row_strict", "hold"}
COUNTED = sorted(set(LIFTS) - STILL)
UP_FIRST = {"deadlift", "glute_bridge", "hip_thrust", "row", "row_one_arm", "calf_raise"}

RANGES: dict[str, tuple[tuple[float, float], tuple[float, float]]] = {
    "deadlift": ((35, 68), (0.09, 0.36)),
    "good_morning": ((33, 78), (0.0, 0.13)),
    "linked_rdl": ((33, 78), (0.0, 0.13)),
    "squat": ((3, 50), (0.20, 0.65)),
    "sumo_squat": ((2, 40), (0.20, 0.65)),
    "glute_bridge": ((16, 54), (0.09, 0.28)),
    "hip_thrust": ((26, 78), (0.12, 0.45)),
    "back_raise_45": ((28, 78), (0.0, 0.12)),
    "back_raise_flat": ((28, 78), (0.0, 0.12)),
    "row": ((3.5, 16), (0.0, 0.05)),
    "row_one_arm": ((3.5, 16), (0.0, 0.05)),
    "calf_raise": ((0, 8), (0.03, 0.11)),
    "box_jump": ((20, 95), (0.42, 1.10)),
    "power_clean": ((30, 72), (0.15, 0.50)),
    "airplane": ((33, 80), (0.0, 0.13)),
    "death_march": ((33, 80), (0.0, 0.13)),
}
"""Range of the pelvis' tilt in degrees, of the hips' height in m: of ordinary reps, generously."""


def set_alone(
    rng: np.random.Generator, lift: Lift, reps: int, traits: frozenset[str] = frozenset()
) -> Motion:
    """Return a set with a second of standing before and after it."""
    piece = chain_piece(rng, lift, reps, traits)
    return story(rng, [life.stand(rng, 1.0, 1.5), piece, life.stand(rng, 1.0, 1.5)])


def only(motion: Motion) -> dict[str, Any]:
    """Return the one set of a motion's labels."""
    (one,) = labels(motion)["sets"]
    return dict(one)


@pytest.mark.parametrize("name", COUNTED)
def test_truth_follows_the_rule(name: str, rng: np.random.Generator) -> None:
    """At a boundary the rate is at the threshold, or the phases meet; inside there is no break."""
    lift = LIFTS[name]
    for hard in (False, True, True):
        traits = chain_traits(rng, lift) & set(lift.hard) if hard else frozenset()
        motion = set_alone(rng, lift, 4, traits)
        one = only(motion)
        assert one["exercise"] == lift.exercise
        assert len(one["reps"]) == 4
        movement, slowest = depth(motion, lift.exercise)
        rate = np.gradient(movement) * FINE_HZ
        for rep in one["reps"]:
            if rep["start_s"] is not None:
                check_phase(rate, rep["start_s"], rep["bottom_s"], slowest)
            if lift.exercise not in ("box_jump", "power_clean"):
                check_phase(-rate, rep["bottom_end_s"], rep["end_s"], slowest)


def check_phase(along: Floats, from_s: float, to_s: float, slowest: float) -> None:
    """Assert that a movement lasts from one time to the other, as the rule has it."""
    first, last = round(from_s * FINE_HZ), round(to_s * FINE_HZ)
    threshold = max(slowest, 0.1 * float(along[first : last + 1].max()))
    for end in np.interp((from_s * FINE_HZ, to_s * FINE_HZ), np.arange(along.size), along):
        assert end == pytest.approx(threshold, rel=0.03) or abs(end) < 0.4 * threshold
    edge = round(MEET_S * FINE_HZ)
    assert np.all(along[first + edge : last - edge] > 0.97 * threshold)


@pytest.mark.parametrize("name", sorted(LIFTS))
def test_labels_are_in_order_and_fit_the_schema(name: str, seed: int) -> None:
    for i in range(4):
        rng = np.random.default_rng((seed, i))
        recording = chain_set(rng, name, kind="hard" if i % 2 else "ordinary")
        jsonschema.validate(recording.labels, SCHEMA)
        (one,) = recording.labels["sets"]
        times = [
            rep[key]
            for rep in one["reps"]
            for key in ("start_s", "bottom_s", "bottom_end_s", "end_s")
            if rep[key] is not None
        ]
        assert times == sorted(times), (i, recording.traits)
        if name in STILL:
            assert one["reps"] == []
            assert one["hold_s"] > 1.0
            times = [one["start_s"], one["start_s"] + one["hold_s"]]
        assert times[0] > 0.0
        assert times[-1] < recording.duration_s


@pytest.mark.parametrize("name", sorted(UP_FIRST | {"power_clean"}))
def test_lifts_that_go_up_first_have_no_first_eccentric(
    name: str, rng: np.random.Generator
) -> None:
    """The lowering belongs to the rep behind it, the last one to none."""
    motion = set_alone(rng, LIFTS[name], 5)
    one = only(motion)
    assert [rep["start_s"] is None for rep in one["reps"]] == [True, False, False, False, False]
    movement, _ = depth(motion, LIFTS[name].exercise)
    last = round(one["reps"][-1]["end_s"] * FINE_HZ)
    lowered = float(movement[last:].max() - movement[last])
    lifted = float(movement[round(one["reps"][-1]["bottom_end_s"] * FINE_HZ)] - movement[last])
    if name != "calf_raise":
        assert lowered > 0.8 * lifted
    for rep, following in pairwise(one["reps"]):
        assert following["start_s"] >= rep["end_s"]


@pytest.mark.parametrize("name", COUNTED)
def test_reps_lie_within_their_ranges(name: str, rng: np.random.Generator) -> None:
    (low_deg, high_deg), (low_m, high_m) = RANGES[name]
    for _ in range(4):
        for rep in only(set_alone(rng, LIFTS[name], 4))["reps"]:
            assert low_deg <= rep["range_of_motion_deg"] <= high_deg
            assert low_m <= rep["travel_m"] <= high_m


@pytest.mark.parametrize("name", COUNTED)
def test_reps_differ_as_people_do(name: str, rng: np.random.Generator) -> None:
    """Concentrics of an ordinary set scatter by a few percent, never to the same sample."""

    def scatters() -> bool:
        reps = only(set_alone(rng, LIFTS[name], 8))["reps"]
        lasting = np.array([rep["end_s"] - rep["bottom_end_s"] for rep in reps])
        spread = float(lasting.std() / lasting.mean())
        print(f"{spread:.3f}")
        return 0.008 < spread < 0.30

    assert holds(lambda draws: sum(scatters() for _ in draws) >= 0.8 * len(draws), 5, 20)


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
    for mark, rep in zip(motion.sets[0], only(motion)["reps"], strict=True):
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
    reps = only(motion)["reps"]
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
    for name in sorted(STILL):
        motion = set_alone(rng, LIFTS[name], 8)
        one = only(motion)
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
                for rep in only(set_alone(rng, LIFTS[name], 3))["reps"]
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


def test_traits_tell(rng: np.random.Generator) -> None:
    """Hard sets are hard in the way they say."""

    def reps_of(trait: str, name: str = "deadlift") -> list[dict[str, Any]]:
        return list(only(set_alone(rng, LIFTS[name], 6, frozenset((trait,))))["reps"])

    pauses = [rep["bottom_end_s"] - rep["bottom_s"] for rep in reps_of("bottom-pauses")[1:]]
    assert min(pauses) > 2.5
    rests = [b["start_s"] - a["end_s"] for a, b in pairwise(reps_of("top-pauses"))]
    assert min(rests) > 2.5
    slow = [rep["end_s"] - rep["start_s"] for rep in reps_of("slow", "squat")]
    assert max(slow) > 5.5
    fast = [rep["end_s"] - rep["start_s"] for rep in reps_of("fast", "squat")]
    assert max(fast) < 4.0
    motion = chain_motion(rng, LIFTS["squat"], 5)
    for trait in STRAP_TRAITS:
        strap = chain_strap(rng, motion, frozenset((trait,)))
        assert (strap.slips != ()) == (trait == "slip")
        assert (strap.acc_full_scale_g == 2.0) == (trait == "clip")
    clipped = chain_set(rng, "box_jump", kind="hard", traits=frozenset(("clip",)))
    assert np.abs(clipped.counts).max() >= 32767
    assert chain_set(rng, "row", traits=frozenset(("no-gyro",))).gyr_dps is None


def test_the_same_seed_gives_the_same_recording(seed: int) -> None:
    a, b, c = (chain_set(np.random.default_rng(s), "squat") for s in (seed, seed, seed + 1))
    assert np.array_equal(a.counts, b.counts)
    assert a.labels == b.labels != c.labels
