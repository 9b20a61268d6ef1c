"""Where up is: beside another filter, at rest, with a biased gyro, in any mounting."""

from itertools import permutations, product

import numpy as np
import pytest
from numpy.typing import NDArray
from vqf import VQF

import synth
from counting import counter_of
from repsignal import RepCounter

Floats = NDArray[np.float64]

ACC_G_PER_LSB, GYR_DPS_PER_LSB = 1.0 / 4096.0, 1.0 / 32.768
RATE_HZ = 100.0


def a_counter(*, has_gyro: bool = True) -> RepCounter:
    return RepCounter(RATE_HZ, ACC_G_PER_LSB, GYR_DPS_PER_LSB if has_gyro else None)


def resting(
    seconds: float,
    up: Floats,
    rng: np.random.Generator | None = None,
    bias_dps: Floats | None = None,
) -> NDArray[np.int16]:
    """Return counts (n, 6) of a strap that lies still with `up` in its axes, noisy with `rng`."""
    n = round(seconds * RATE_HZ)
    acc = np.tile(up / ACC_G_PER_LSB, (n, 1))
    gyr = np.tile((np.zeros(3) if bias_dps is None else bias_dps) / GYR_DPS_PER_LSB, (n, 1))
    if rng is not None:
        acc += rng.normal(0.0, 0.003 / ACC_G_PER_LSB, acc.shape)
        gyr += rng.normal(0.0, 0.15 / GYR_DPS_PER_LSB, gyr.shape)
    return np.rint(np.hstack((acc, gyr))).astype(np.int16)


def direction(rng: np.random.Generator) -> Floats:
    x = rng.standard_normal(3)
    return np.asarray(x / np.linalg.norm(x))


def between_deg(a: Floats, b: Floats) -> Floats:
    """Return the angles (n,) between directions (n, 3)."""
    return np.degrees(np.arctan2(np.linalg.norm(np.cross(a, b), axis=-1), np.sum(a * b, axis=-1)))


def ups_of(counter: RepCounter, one: synth.Recording) -> Floats:
    """Return where a counter thinks that up is (n, 3) behind each sample."""
    ups = np.empty((one.index.size, 3))
    for i in range(one.index.size):
        counter.push(one.counts[i : i + 1], int(one.index[i]))
        ups[i] = counter._state["up"]
    return ups


def test_tilt_is_that_of_another_filter(rng: np.random.Generator) -> None:
    """Over a session with swings, sitting and walking; both have settled after 10 s."""
    one = synth.training_session(rng, 2.0)
    gyr_dps = one.gyr_dps
    assert gyr_dps is not None
    ours = ups_of(counter_of(one), one)
    peer = VQF(one.period_s)
    found = peer.updateBatch(np.radians(gyr_dps), one.acc_g * 9.80665)["quat6D"]
    w, x, y, z = found.T
    theirs = np.column_stack((2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)))
    apart_deg = between_deg(ours, theirs)[one.t_s > 10.0]
    print(f"mean {apart_deg.mean():.2f}, 95 % {np.quantile(apart_deg, 0.95):.2f} deg")
    assert apart_deg.mean() < 2.5
    assert np.quantile(apart_deg, 0.95) < 6.0


def test_bias_is_found_at_rest(rng: np.random.Generator) -> None:
    bias_dps = 3.0 * direction(rng)
    counter = a_counter()
    counter.push(resting(12.0, direction(rng), rng, bias_dps), 0)
    found_dps = np.degrees(counter._state["bias"])
    assert np.linalg.norm(found_dps - bias_dps) < 0.15
    assert np.linalg.norm(bias_dps) > 2.9


def test_no_bias_is_learnt_from_a_turn(rng: np.random.Generator) -> None:
    """Turning on the spot at 8 °/s looks like rest to the accelerometer."""
    up = direction(rng)
    counter = a_counter()
    counter.push(resting(12.0, up, rng, 8.0 * up), 0)
    assert np.linalg.norm(np.degrees(counter._state["bias"])) < 1.0


def test_rest_with_a_biased_gyro_keeps_up(rng: np.random.Generator) -> None:
    up = direction(rng)
    counter = a_counter()
    counter.push(resting(20.0, up, rng, 2.5 * direction(rng)), 0)
    assert between_deg(np.array(counter._state["up"]), up) < 0.3


@pytest.mark.parametrize("has_gyro", [True, False])
def test_rest_is_exact(has_gyro: bool, rng: np.random.Generator) -> None:
    """Without noise, up is what is felt, to rounding."""
    counts = resting(6.0, direction(rng))
    felt = counts[0, :3].astype(np.float64)
    counter = a_counter(has_gyro=has_gyro)
    counter.push(counts if has_gyro else np.ascontiguousarray(counts[:, :3]), 0)
    assert between_deg(np.array(counter._state["up"]), felt / np.linalg.norm(felt)) < 1e-6
    _, hinge_deg = counter.trace()
    assert hinge_deg.size > 250
    assert np.abs(hinge_deg).max() < 1e-3


def mountings() -> list[Floats]:
    """Return the 24 rotations (3, 3) that carry axes to axes."""
    matrices = [
        np.diag(signs)[list(order)].astype(np.float64)
        for order in permutations(range(3))
        for signs in product((1.0, -1.0), repeat=3)
    ]
    return [matrix for matrix in matrices if np.linalg.det(matrix) > 0]


def test_mounting_changes_nothing(rng: np.random.Generator) -> None:
    """The very same counts in other axes: up turns with them, to rounding; so the angle stays."""
    whole = synth.rdl_set(rng, reps=4)
    assert len(mountings()) == 24
    # Symmetric about 0: -32768 has no opposite.
    counts = np.clip(whole.counts, -32767, 32767)
    reference = counter_of(whole)
    reference.push(counts, 0)
    up, angle = np.array(reference._state["up"]), reference.trace()[1]
    for matrix in mountings():
        axes = np.rint(matrix).astype(np.int16)
        turned = np.ascontiguousarray(np.hstack((counts[:, :3] @ axes.T, counts[:, 3:] @ axes.T)))
        counter = counter_of(whole)
        counter.push(turned, 0)
        assert np.abs(matrix @ up - counter._state["up"]).max() < 1e-9
        assert np.abs(counter.trace()[1] - angle).max() < 1e-6


def test_up_follows_a_quick_turn(rng: np.random.Generator) -> None:
    """A turn of 90° in a quarter of a second is the gyro's to tell, and ends where it should."""
    n = 25
    dps = np.full(n, 360.0)
    angle = np.radians(np.cumsum(dps / RATE_HZ) - 0.5 * dps / RATE_HZ)
    turning = np.zeros((n, 6))
    turning[:, 0], turning[:, 2] = np.sin(angle) / ACC_G_PER_LSB, np.cos(angle) / ACC_G_PER_LSB
    turning[:, 4] = -dps / GYR_DPS_PER_LSB
    counter = a_counter()
    before = resting(5.0, np.array([0.0, 0.0, 1.0]), rng)
    counter.push(np.vstack((before, np.rint(turning).astype(np.int16))), 0)
    assert between_deg(np.array(counter._state["up"]), np.array([1.0, 0.0, 0.0])) < 4.0
