"""The lifter made of mathematics: exact truth, sets as asked for, life as it is."""

import json
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import jsonschema
import numpy as np
import pytest

import synth
import synth_life as life
from draws import holds
from synth_body import Piece, joined, story
from synth_gait import jog, stairs, walk
from synth_rdl import rdl
from synth_scenes import HARD_RDL, HARD_SWING, around
from synth_shapes import FINE_HZ, Floats
from synth_strap import random_strap
from synth_swing import swing
from synth_traits import RATES_HZ, STRAP_TRAITS
from synth_truth import MEET_S, UPRIGHT_DEG, hinge_deg, labels

SCHEMA = json.loads((Path(__file__).parents[1] / "docs" / "labels.schema.json").read_text())


def test_truth_follows_the_rule(rng: np.random.Generator) -> None:
    """Inside a phase the rate is above the threshold; outside below, or the phases meet."""
    for _ in range(12):
        motion = synth.hard_motion(rng)
        angle = hinge_deg(motion)
        rate = np.gradient(angle) * FINE_HZ
        for one in labels(motion)["sets"]:
            for rep in one["reps"]:
                if rep["start_s"] is not None:
                    check_phase(rate, rep["start_s"], rep["bottom_s"], one["exercise"])
                check_phase(-rate, rep["bottom_end_s"], rep["end_s"], one["exercise"])
                first = rep["bottom_end_s"] if rep["start_s"] is None else rep["start_s"]
                at = np.linspace(first, rep["end_s"], 5000) * FINE_HZ
                range_deg = np.ptp(np.interp(at, np.arange(angle.size), angle))
                assert rep["range_of_motion_deg"] == pytest.approx(range_deg, abs=0.05)
                assert range_deg > 15.0


def check_phase(along: Floats, from_s: float, to_s: float, lift: str) -> None:
    """Assert that a movement lasts from one time to the other, without a break."""
    first, last = round(from_s * FINE_HZ), round(to_s * FINE_HZ)
    threshold = max(5.0, 0.1 * float(along[first : last + 1].max()))
    ends = np.interp((from_s * FINE_HZ, to_s * FINE_HZ), np.arange(along.size), along)
    for end in ends if lift == "rdl" else ():
        assert end == pytest.approx(threshold, rel=0.03) or abs(end) < 2.0, f"{end:.1f} deg/s"
    slow_s = np.count_nonzero(along[first + 2 : last - 1] < 0.97 * threshold) / FINE_HZ
    # Next to a reversal without a pause, at either end, the rate passes zero inside the phase.
    assert slow_s <= MEET_S * 2, f"{slow_s:.2f} s below {threshold:.1f} deg/s"
    middle = slice(first + round(MEET_S * FINE_HZ), last - round(MEET_S * FINE_HZ))
    assert np.all(along[middle] > 0.97 * threshold), f"a break between {from_s} and {to_s} s"


def test_a_pause_is_slower_than_the_rule(rng: np.random.Generator) -> None:
    motion = story(rng, [life.stand(rng, 3, 3), rdl(rng, 6, frozenset(("pauses",)))])
    rate = np.gradient(hinge_deg(motion)) * FINE_HZ
    for rep in labels(motion)["sets"][0]["reps"]:
        assert rep["bottom_end_s"] - rep["bottom_s"] >= MEET_S
        middle = 0.5 * (rep["bottom_end_s"] + rep["bottom_s"])
        near = rate[int((middle - 0.1) * FINE_HZ) : int((middle + 0.1) * FINE_HZ)]
        assert np.abs(near).max() < 5.0


def test_a_float_lasts_from_upright_to_upright(rng: np.random.Generator) -> None:
    motion = story(rng, [life.stand(rng, 3, 3), swing(rng, 10)])
    angle = hinge_deg(motion)
    reps = labels(motion)["sets"][0]["reps"]
    for rep, following in pairwise(reps):
        ends, leaves = (angle[round(at * FINE_HZ)] for at in (rep["end_s"], following["start_s"]))
        assert ends == pytest.approx(UPRIGHT_DEG, abs=1.0)
        assert leaves == pytest.approx(UPRIGHT_DEG, abs=1.0)


def test_a_hiked_set_starts_at_the_bottom(rng: np.random.Generator) -> None:
    reps = synth.swing_set(rng, kind="hard", reps=8, traits=frozenset(("hiked",))).labels["sets"][
        0
    ]["reps"]
    assert len(reps) == 8
    assert reps[0]["start_s"] is None
    assert reps[0]["bottom_s"] == reps[0]["bottom_end_s"]
    assert all(rep["start_s"] is not None for rep in reps[1:])


@pytest.mark.parametrize("kind", ["ordinary", "hard", "gaps"])
@pytest.mark.parametrize("make", [synth.rdl_set, synth.swing_set])
def test_labels_are_in_order_and_fit_the_schema(
    make: Callable[..., synth.Recording], kind: str, seed: int
) -> None:
    for i in range(6):
        rng = np.random.default_rng((seed, i))
        recording = make(rng, kind=kind, armed=True)
        jsonschema.validate(recording.labels, SCHEMA)
        (one,) = recording.labels["sets"]
        times = [
            rep[name]
            for rep in one["reps"]
            for name in ("start_s", "bottom_s", "bottom_end_s", "end_s")
            if rep[name] is not None
        ]
        assert times == sorted(times), (i, recording.traits)
        assert times[0] >= 0.0
        assert times[-1] <= recording.duration_s


def test_half_reps_are_counted(rng: np.random.Generator) -> None:
    """The rule in docs/terms.md: from 45 % of the larger reps' range on it is a rep."""
    shares = []
    for make in (rdl, rdl, swing, swing):
        motion = story(rng, [life.stand(rng, 2, 2), make(rng, 12, frozenset(("half",)))])
        reps = labels(motion)["sets"][0]["reps"]
        assert len(reps) == 12
        ranges = np.array([rep["range_of_motion_deg"] for rep in reps])
        assert ranges.min() > 14.0
        shares += (ranges / np.sort(ranges)[9]).tolist()
    assert 0.45 < min(shares) < 0.7


def test_what_is_given_up_is_no_rep(rng: np.random.Generator) -> None:
    """And stays below that share: in a long set with half reps something is given up."""
    motion = story(rng, [life.stand(rng, 2, 2), rdl(rng, 60, frozenset(("half",)))])
    reps = labels(motion)["sets"][0]["reps"]
    assert len(reps) == 60
    angle = hinge_deg(motion)
    rests = [
        angle[round(rep["end_s"] * FINE_HZ) : round(following["start_s"] * FINE_HZ)]
        for rep, following in pairwise(reps)
    ]
    usual_deg = np.sort([rep["range_of_motion_deg"] for rep in reps])[45]
    small_deg = max(float(np.ptp(rest)) for rest in rests if rest.size)
    assert 0.15 * usual_deg < small_deg < 0.45 * usual_deg


@pytest.mark.parametrize("make", [synth.rdl_set, synth.swing_set])
def test_any_strap_may_make_a_set_hard(
    make: Callable[..., synth.Recording], rng: np.random.Generator
) -> None:
    of = {
        trait: make(rng, kind="hard", reps=4, traits=frozenset((trait,))) for trait in STRAP_TRAITS
    }
    assert of["no-gyro"].gyr_dps is None
    assert of["upside-down"].strap.mount == (0.0, 1.0, 0.0, 0.0)
    assert abs(of["on-hip"].strap.place_m[1]) > 0.14
    assert of["odd-rate"].rate_hz in RATES_HZ
    assert of["clip"].strap.acc_full_scale_g == 2.0
    assert len(of["slip"].strap.slips) == 1
    assert np.diff(of["gaps"].index).max() > 5
    assert of["wobble"].strap.wobble_hz < 5.0
    drawn = [make(rng, kind="hard", armed=True).traits for _ in range(12)]
    assert all(1 <= len(traits) <= 2 for traits in drawn)


@pytest.mark.parametrize("make", [synth.rdl_set, synth.swing_set])
def test_as_many_reps_as_asked_for(
    make: Callable[..., synth.Recording], rng: np.random.Generator
) -> None:
    exercise = "rdl" if make is synth.rdl_set else "swing"
    for reps in (1, 2, 7):
        assert make(rng, kind="hard", reps=reps).rep_counts == ((exercise, reps),)


def test_pieces_join_without_a_jump(rng: np.random.Generator) -> None:
    """Nothing turns by more than 600 °/s or moves at more than 6 m/s, at the seams least of all."""
    for lift, traits in ((rdl, HARD_RDL), (swing, HARD_SWING)):
        for trait in traits:
            pieces = around(rng, lift(rng, 4, frozenset((trait,))), frozenset(), start="floor")
            whole = joined([*pieces, *life.some(rng, 30.0)])
            for name, channel in whole.channels.items():
                if name == "speed_m_s":
                    continue
                fastest = np.abs(np.diff(channel, prepend=0.0)).max() * FINE_HZ
                assert fastest < (600.0 if name.endswith("deg") else 6.0), (trait, name)


def test_the_same_seed_gives_the_same_recording(seed: int) -> None:
    a, b, c = (synth.rdl_set(np.random.default_rng(s), kind="gaps") for s in (seed, seed, seed + 1))
    assert np.array_equal(a.counts, b.counts)
    assert np.array_equal(a.index, b.index)
    assert a.labels == b.labels
    assert a.labels != c.labels


def test_gaps_are_short_and_come_every_nine_seconds(rng: np.random.Generator) -> None:
    recording = synth.swing_set(rng, kind="gaps")
    lost_s = (np.diff(recording.index) - 1) * recording.period_s
    lost_s = lost_s[lost_s > 0]
    assert lost_s.size >= 2
    assert lost_s.size == pytest.approx(recording.duration_s / 9.0, rel=0.5, abs=2)
    assert lost_s.min() >= 0.08
    assert lost_s.max() <= 0.62
    assert recording.index.size == len(recording.counts) == recording.truth_hinge_deg.size


@pytest.mark.parametrize("rate_hz", [25.0, 100.0, 400.0])
def test_any_rate_sees_the_same_time(rate_hz: float, rng: np.random.Generator) -> None:
    motion = synth.hard_motion(rng)
    recording = synth.observe(motion, random_strap(rng), rng, rate_hz=rate_hz, has_gyro=False)
    assert recording.counts.shape == (recording.index.size, 3)
    assert recording.gyr_dps is None
    assert recording.duration_s == pytest.approx(motion.duration_s, abs=2 / rate_hz + 2 / FINE_HZ)
    assert 1 / recording.period_s == pytest.approx(rate_hz, rel=0.061)


def test_sitting_is_lower_and_leans_back(rng: np.random.Generator) -> None:
    motion = story(rng, [life.stand(rng, 2, 2), life.sit(rng, 5, 5), life.stand(rng, 2, 2)])
    seated = hinge_deg(motion) < -7.0
    assert np.count_nonzero(seated) > 4 * FINE_HZ
    assert motion.channels["up_m"][seated].mean() < -0.3
    assert hinge_deg(motion).max() > 10.0


@pytest.mark.parametrize(
    ("activity", "acc_g", "gyr_dps"),
    [(walk, (0.08, 0.55), (15, 75)), (jog, (0.4, 1.1), (20, 110)), (stairs, (0.1, 0.7), (12, 75))],
)
def test_gait_is_as_lively_as_on_real_belts(
    activity: Callable[[np.random.Generator, float], Piece],
    acc_g: tuple[float, float],
    gyr_dps: tuple[float, float],
    rng: np.random.Generator,
) -> None:
    """Spread of |acceleration| and size of the rate lie where waist recordings have them.

    Nine in ten walkers: the ranges are those of the files, and a file beyond them is no wonder.
    """

    def is_as_lively() -> bool:
        motion = story(rng, [activity(rng, 20.0)])
        recording = synth.observe(motion, random_strap(rng), rng)
        assert recording.gyr_dps is not None
        spread_g = np.linalg.norm(recording.acc_g, axis=1).std()
        turning = recording.gyr_dps - np.array(recording.strap.gyr_bias_dps)
        turning_dps = np.sqrt((turning**2).sum(axis=1).mean())
        print(f"{spread_g:.2f} g, {turning_dps:.0f} deg/s")
        return bool(acc_g[0] < spread_g < acc_g[1] and gyr_dps[0] < turning_dps < gyr_dps[1])

    assert holds(lambda draws: sum(is_as_lively() for _ in draws) >= 0.9 * len(draws))


def test_a_session_is_sets_and_rests(rng: np.random.Generator) -> None:
    session = synth.training_session(rng, 8.0)
    assert session.duration_s >= 8 * 60 - 1
    assert len(session.rep_counts) >= 2
    jsonschema.validate(session.labels, SCHEMA)
    for one, following in pairwise(session.labels["sets"]):
        assert following["reps"][0]["bottom_end_s"] - one["reps"][-1]["end_s"] > 15.0


def test_everyday_life_has_no_reps(rng: np.random.Generator) -> None:
    life_of_a_day = synth.everyday(rng, 5.0)
    assert life_of_a_day.labels["sets"] == []
    assert life_of_a_day.labels["complete"]
    assert life_of_a_day.duration_s >= 5 * 60 - 1
