"""Recordings distorted beyond all sense: whatever is counted, what is told keeps its law."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

import synth
from counting import counted, keep_the_law


def _biased(rng: np.random.Generator, counts: NDArray[np.float64]) -> NDArray[np.float64]:
    counts[:, 3:] += rng.normal(0.0, 1.0, 3) * rng.choice([100.0, 1000.0, 4000.0])
    return counts


def _loud(rng: np.random.Generator, counts: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(counts * rng.choice([0.3, 2.0, 5.0]))


def _noisy(rng: np.random.Generator, counts: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(counts + rng.normal(0.0, rng.choice([50.0, 3000.0]), counts.shape))


def _spiked(rng: np.random.Generator, counts: NDArray[np.float64]) -> NDArray[np.float64]:
    where = rng.integers(0, len(counts), 20)
    counts[where] = rng.integers(-32768, 32768, (20, 6))
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
