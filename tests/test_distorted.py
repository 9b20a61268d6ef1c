"""Recordings distorted beyond all sense: whatever is counted, what is told keeps its law."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

import synth
import synth_life as life
from counting import counted, found, keep_the_law, seen
from draws import holds
from synth_body import Piece
from synth_gait import walk
from synth_rdl import rdl
from synth_strap import random_strap
from synth_swing import swing


def _biased(rng: np.random.Generator, counts: NDArray[np.float64]) -> NDArray[np.float64]:
    # Of the gyro; of the accelerometer where there is no other.
    counts[:, -3:] += rng.normal(0.0, 1.0, 3) * rng.choice([100.0, 1000.0, 4000.0])
    return counts


def _loud(rng: np.random.Generator, counts: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(counts * rng.choice([0.3, 2.0, 5.0]))


def _noisy(rng: np.random.Generator, counts: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(counts + rng.normal(0.0, rng.choice([50.0, 3000.0]), counts.shape))


def _spiked(rng: np.random.Generator, counts: NDArray[np.float64]) -> NDArray[np.float64]:
    where = rng.integers(0, len(counts), 20)
    counts[where] = rng.integers(-32768, 32768, (20, counts.shape[1]))
    return counts


def _turned(rng: np.random.Generator, counts: NDArray[np.float64]) -> NDArray[np.float64]:
    turn, _ = np.linalg.qr(rng.normal(size=(3, 3)))
    at = int(rng.integers(len(counts)))
    counts[at:, :3] = counts[at:, :3] @ turn
    return counts


def _torn(rng: np.random.Generator, index: NDArray[np.int64]) -> NDArray[np.bool_]:
    keep = np.asarray(rng.random(index.size) > rng.choice([0.0, 0.02, 0.3, 0.7]))
    first = int(rng.integers(index.size // 2))
    keep[first : first + int(rng.integers(600))] = False
    return keep


@pytest.mark.parametrize("distort", [_biased, _loud, _noisy, _spiked, _turned])
@pytest.mark.parametrize("exercise", [None, "rdl", "swing"])
def test_the_law_is_kept(
    distort: Callable[[np.random.Generator, NDArray[np.float64]], NDArray[np.float64]],
    exercise: str | None,
    seed: int,
) -> None:
    for number in range(8):
        rng = np.random.default_rng([seed, number])
        make = synth.rdl_set if number % 2 else synth.swing_set
        one = make(rng, kind="hard")
        counts = distort(rng, one.counts.astype(np.float64))
        keep = _torn(rng, one.index)
        distorted = replace(
            one,
            counts=np.clip(counts, -32768, 32767).astype(np.int16)[keep],
            index=one.index[keep],
        )
        keep_the_law(counted(distorted, exercise), one.duration_s + 1.0)


@pytest.mark.parametrize("axes", [slice(0, 3), slice(3, 6), slice(0, 6)])
@pytest.mark.parametrize("make", [synth.rdl_set, synth.swing_set])
def test_impossible_samples_cost_no_rep(
    make: Callable[..., synth.Recording], axes: slice, seed: int
) -> None:
    """Three samples of a set are as large as the sensor can say. Of ten sets, one may suffer."""

    def spared(numbers: range) -> int:
        right = 0
        for number in numbers:
            rng = np.random.default_rng([seed, number])
            one = make(rng, reps=6, traits=frozenset())
            first, last = one.labels["sets"][0]["reps"][0], one.labels["sets"][0]["reps"][-1]
            inside = (one.t_s > first["bottom_s"]) & (one.t_s < last["end_s"])
            where = rng.choice(np.flatnonzero(inside), 3, replace=False)
            counts = one.counts.copy()
            counts[where, axes] = rng.choice([-32768, 32767], (3, counts[0, axes].size))
            right += found(counted(replace(one, counts=counts))) == found(counted(one))
        return right

    assert holds(lambda numbers: spared(numbers) >= 0.9 * len(numbers))


@pytest.mark.parametrize("make", [rdl, swing])
def test_a_gyro_far_off_is_learnt(make: Callable[..., Piece], seed: int) -> None:
    """A cheap gyro may be 12 deg/s off, and its lifter never stand still before the set."""

    def exact(numbers: range) -> int:
        right = 0
        for number in numbers:
            rng = np.random.default_rng([seed, number])
            pieces = [life.stand(rng, 1.0, 1.5), walk(rng, 12.0), life.stand(rng, 1.0, 1.5)]
            bias = rng.normal(0.0, 1.0, 3)
            bias *= 12.0 / np.linalg.norm(bias)
            strap = replace(random_strap(rng), gyr_bias_dps=tuple(bias.tolist()))
            one = seen(rng, [*pieces, make(rng, 6), life.stand(rng, 2.0, 3.0)], strap)
            right += found(counted(one)) == one.rep_counts
        return right

    assert holds(lambda numbers: exact(numbers) >= 0.8 * len(numbers))
