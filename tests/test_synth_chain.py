"""The lifter made of mathematics, the rest of the chain: exact truth, in ranges, with traits."""

import json
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

import jsonschema
import numpy as np
import pytest

from draws import holds
from synth_chain import (
    LIFTS,
    chain_motion,
    chain_session,
    chain_set,
    set_alone,
)
from synth_shapes import FINE_HZ, Floats
from synth_traits import STRAP_TRAITS, hard_traits, strap_with
from synth_truth import MEET_S, depth, labels

DOCS = Path(__file__).parents[1] / "docs"
SCHEMA = json.loads((DOCS / "labels.schema.json").read_text())
ANALYSIS = json.loads((DOCS / "analysis.schema.json").read_text())

STILL = {"row_strict", "hold"}
COUNTED = sorted(set(LIFTS) - STILL)
UP_FIRST = {"deadlift", "glute_bridge", "hip_thrust", "row", "row_one_arm", "calf_raise"}

RANGES: dict[str, tuple[tuple[float, float], tuple[float, float]]] = {
    "deadlift": ((32, 70), (0.09, 0.45)),
    "good_morning": ((33, 78), (0.0, 0.13)),
    "linked_rdl": ((33, 78), (0.0, 0.13)),
    "squat": ((3, 50), (0.20, 0.65)),
    "sumo_squat": ((2, 40), (0.20, 0.65)),
    "glute_bridge": ((16, 54), (0.09, 0.30)),
    "hip_thrust": ((26, 78), (0.12, 0.45)),
    "back_raise_45": ((28, 78), (0.0, 0.12)),
    "back_raise_flat": ((28, 78), (0.0, 0.12)),
    "row": ((3.5, 18), (0.0, 0.05)),
    "row_one_arm": ((3.5, 18), (0.0, 0.05)),
    "calf_raise": ((0, 8), (0.03, 0.11)),
    "box_jump": ((20, 95), (0.42, 1.10)),
    "power_clean": ((30, 72), (0.15, 0.55)),
    "airplane": ((33, 80), (0.0, 0.13)),
    "death_march": ((33, 80), (0.0, 0.13)),
}
"""Range of the pelvis' tilt in degrees, of the hips' height in m: what is usual in an ordinary set,
generously. Single reps scatter about it without an end."""


@pytest.mark.parametrize("name", COUNTED)
def test_truth_follows_the_rule(name: str, rng: np.random.Generator) -> None:
    """At a boundary the rate is at the threshold, or the phases meet; inside there is no break."""
    lift = LIFTS[name]
    for hard in (False, True, True):
        traits = hard_traits(rng, lift.hard) & set(lift.hard) if hard else frozenset()
        motion = set_alone(rng, lift, 4, traits)
        one = labels(motion)["sets"][0]
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
    one = labels(motion)["sets"][0]
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
        reps = labels(set_alone(rng, LIFTS[name], 4))["sets"][0]["reps"]
        assert low_deg <= median(rep["range_of_motion_deg"] for rep in reps) <= high_deg
        assert low_m <= median(rep["travel_m"] for rep in reps) <= high_m


@pytest.mark.parametrize("name", COUNTED)
def test_reps_differ_as_people_do(name: str, rng: np.random.Generator) -> None:
    """Concentrics of an ordinary set scatter by a few percent, never to the same sample."""

    def scatters() -> bool:
        reps = labels(set_alone(rng, LIFTS[name], 8))["sets"][0]["reps"]
        lasting = np.array([rep["end_s"] - rep["bottom_end_s"] for rep in reps])
        spread = float(lasting.std() / lasting.mean())
        print(f"{spread:.3f}")
        return 0.008 < spread < 0.30

    assert holds(lambda draws: sum(scatters() for _ in draws) >= 0.8 * len(draws), 5, 20)


def test_traits_tell(rng: np.random.Generator) -> None:
    """Hard sets are hard in the way they say."""

    def reps_of(trait: str, name: str = "deadlift") -> list[dict[str, Any]]:
        return list(labels(set_alone(rng, LIFTS[name], 6, frozenset((trait,))))["sets"][0]["reps"])

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
        strap = strap_with(rng, motion, frozenset((trait,)))
        assert (strap.slips != ()) == (trait == "slip")
        assert (strap.acc_full_scale_g == 2.0) == (trait == "clip")
    clipped = (
        chain_set(rng, "box_jump", kind="hard", traits=frozenset(("clip",))) for _ in range(5)
    )
    assert any(np.abs(one.counts.astype(int)).max() >= 32767 for one in clipped)
    assert chain_set(rng, "row", traits=frozenset(("no-gyro",))).gyr_dps is None


def test_the_same_seed_gives_the_same_recording(seed: int) -> None:
    a, b, c = (chain_set(np.random.default_rng(s), "squat") for s in (seed, seed, seed + 1))
    assert np.array_equal(a.counts, b.counts)
    assert a.labels == b.labels != c.labels


def test_a_session_holds_sets_of_many_lifts(rng: np.random.Generator) -> None:
    session = chain_session(rng, 8.0)
    assert session.duration_s >= 8 * 60 - 1
    assert len(session.labels["sets"]) >= 2
    jsonschema.validate(session.labels, SCHEMA)
    names = ANALYSIS["properties"]["sets"]["items"]["properties"]["exercise"]["enum"]
    assert {lift.exercise for lift in LIFTS.values()} <= set(names)
    starts = [
        one["start_s"] if "hold_s" in one else one["reps"][0]["bottom_end_s"]
        for one in session.labels["sets"]
    ]
    assert starts == sorted(starts)
