"""Synthetic recordings as a strap would send them."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

import synth
from rephost.frames import frames_from_counts
from rephost.journal import wrap_all


def sent(one: synth.Recording, rng: np.random.Generator | None = None) -> Iterator[bytes]:
    """Yield the frames of a recording; `rng` draws how late the strap's clock is read."""
    return frames_from_counts(
        one.counts,
        one.index,
        rate_hz=one.rate_hz,
        acc_g_per_lsb=one.acc_g_per_lsb,
        gyr_dps_per_lsb=one.gyr_dps_per_lsb,
        t_s=one.t_s,
        rng=rng,
    )


def written(path: Path, one: synth.Recording) -> Path:
    """Write a recording as a strap would have; returns its path."""
    path.write_bytes(wrap_all(sent(one)))
    return path
