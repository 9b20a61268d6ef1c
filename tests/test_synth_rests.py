"""What is no rep: nothing jumps, nothing counts; gaits as lively as real ones, and unlike."""

from collections.abc import Callable

import numpy as np
import pytest

import synth_life as life
import synth_rests as rests
from draws import holds
from synth import observe
from synth_body import Piece, joined, story
from synth_carried import car, strap_off
from synth_chain import wide_life
from synth_gait import jog, walk
from synth_paces import bouncing, shuffling, vaulting
from synth_rotation import second_derivative
from synth_shapes import FINE_HZ, Floats
from synth_strap import EXACT, GRAVITY_M_S2, hips_m, random_strap, strap_path
from synth_truth import height_m, hinge_deg, labels

Pace = Callable[[np.random.Generator, float], Piece]

RESTS: dict[str, Callable[[np.random.Generator], Piece]] = {
    "set feet": rests.set_feet,
    "stretch": rests.stretch,
    "hip circles": rests.hip_circles,
    "foam roll": rests.foam_roll,
    "cat cow": rests.cat_cow,
    "again and again": rests.again_and_again,
    "carry": rests.carry,
    "car": car,
    "strap off": strap_off,
}


@pytest.mark.parametrize("name", sorted(RESTS))
def test_rests_join_without_a_jump_and_come_back(name: str, rng: np.random.Generator) -> None:
    for _ in range(4):
        pieces = [life.stand(rng, 1, 1), RESTS[name](rng), life.stand(rng, 1, 1)]
        whole = joined(pieces)
        for channel, values in whole.channels.items():
            fastest = np.abs(np.diff(values, prepend=values[0])).max() * FINE_HZ
            if channel != "speed_m_s":
                assert fastest < (2000.0 if channel.endswith("deg") else 10.0), channel
            if channel != "heading_deg":
                assert values[-1] == pytest.approx(0.0, abs=1e-6), channel
        motion = story(rng, pieces)
        assert labels(motion)["sets"] == []
        force = strap_path(motion, EXACT, rng).specific_force_g()
        assert np.linalg.norm(force, axis=0).max() < (20.0 if name == "strap off" else 4.0)


def test_a_car_shakes_and_drives(rng: np.random.Generator) -> None:
    """Seated throughout; it gets somewhere; felt is a car's tenth of g, not a body's steps."""
    ride = car(rng)
    motion = story(rng, [life.stand(rng, 1, 1), ride, life.stand(rng, 1, 1)])
    driving = motion.channels["speed_m_s"] > 2.0
    assert np.count_nonzero(driving) > 5 * FINE_HZ
    assert hinge_deg(motion)[driving].max() < 0.0
    assert motion.channels["up_m"][driving].max() < -0.3
    force = np.linalg.norm(strap_path(motion, EXACT, rng).specific_force_g(), axis=0)[driving]
    assert 0.005 < force.std() < 0.3
    way_m = np.linalg.norm(np.ptp(hips_m(motion)[:2], axis=1))
    assert way_m > 30.0


def test_a_thrown_strap_lands_hard(rng: np.random.Generator) -> None:
    """Of straps taken off, some are thrown: hardly a g in the fall, then many."""

    def hardest() -> float:
        motion = story(rng, [life.stand(rng, 1, 1), strap_off(rng)])
        return float(
            np.linalg.norm(strap_path(motion, EXACT, rng).specific_force_g(), axis=0).max()
        )

    felt = [hardest() for _ in range(12)]
    print(np.round(felt, 1))
    assert max(felt) > 4.0
    assert min(felt) < max(felt) / 1.3


@pytest.mark.parametrize(
    ("pace", "acc_g", "gyr_dps"),
    [
        (vaulting, (0.06, 0.55), (10, 75)),
        (shuffling, (0.01, 0.3), (3, 40)),
        (bouncing, (0.4, 1.1), (20, 110)),
    ],
)
def test_paces_are_as_lively_as_on_real_belts(
    pace: Pace, acc_g: tuple[float, float], gyr_dps: tuple[float, float], rng: np.random.Generator
) -> None:
    """Ranges as in `test_synth`, from waist recordings, and nine in ten; a shuffle is less."""

    def is_as_lively() -> bool:
        recording = observe(story(rng, [pace(rng, 20.0)]), random_strap(rng), rng)
        assert recording.gyr_dps is not None
        spread_g = np.linalg.norm(recording.acc_g, axis=1).std()
        turning = recording.gyr_dps - np.array(recording.strap.gyr_bias_dps)
        turning_dps = np.sqrt((turning**2).sum(axis=1).mean())
        print(f"{spread_g:.2f} g, {turning_dps:.0f} deg/s")
        return bool(acc_g[0] < spread_g < acc_g[1] and gyr_dps[0] < turning_dps < gyr_dps[1])

    assert holds(lambda draws: sum(is_as_lively() for _ in draws) >= 0.9 * len(draws))


def upward_g(rng: np.random.Generator, pace: Pace) -> Floats:
    """Return the hips' force (n,) in g in the middle of 20 s of a gait."""
    motion = story(rng, [pace(rng, 20.0)])
    force = second_derivative(height_m(motion)[None])[0] / GRAVITY_M_S2 + 1.0
    return np.asarray(force[2 * round(FINE_HZ) : -2 * round(FINE_HZ)])


def test_a_bouncing_run_flies(rng: np.random.Generator) -> None:
    """Part of each step nothing pushes; on average the legs carry the body, no more, no less."""
    force = upward_g(rng, bouncing)
    assert 0.1 < np.mean(force < 0.2) < 0.55
    assert force.mean() == pytest.approx(1.0, abs=0.05)
    assert force.max() > 1.5


def test_gaits_differ_in_kind(rng: np.random.Generator) -> None:
    """By the skewness of what lifts the hips: cosines have little, a vault is pushed in jerks."""

    def skewness(pace: Pace) -> float:
        force = np.concatenate([upward_g(rng, pace) for _ in range(6)])
        return float(np.mean(((force - force.mean()) / force.std()) ** 3))

    by_pace = {pace.__name__: skewness(pace) for pace in (walk, vaulting, jog, bouncing)}
    print(by_pace)
    assert by_pace["vaulting"] > by_pace["walk"] + 0.5


def test_wide_life_has_no_reps(rng: np.random.Generator) -> None:
    recording = wide_life(rng, 5.0)
    assert recording.labels["sets"] == []
    assert recording.duration_s >= 5 * 60 - 1
    assert len({what for what, _, _ in recording.spans}) > 4
