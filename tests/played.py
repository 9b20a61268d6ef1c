"""Samples of which each says its number, for a simulated strap to play; and what came of them."""

import struct
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rephost.decode import Samples
from rephost.recording import Reader
from rephost.sequencer import Lost, Rebooted, Sequencer

_ACC_NG = 244_141
_GYR_UDPS = 61_035


def truth(first: int, n: int, axes: int) -> NDArray[np.int16]:
    """Return samples `first` … + n, (n, axes): the first two values tell the number."""
    index = np.arange(first, first + n, dtype=np.int64)
    columns = [index & 0x7FFF, index >> 15, index * 7919 & 0x7FFF]
    columns += [index * 104729 + k & 0x7FFF for k in range(axes - 3)]
    return np.stack(columns, axis=1).astype(np.int16)


def write(path: Path, rate_hz: float, seconds: float, axes: int) -> None:
    """Write a file for strap/imu/sim.py."""
    gyr_udps = _GYR_UDPS if axes == 6 else 0
    counts = truth(0, int(rate_hz * seconds), axes)
    header = struct.pack("<III", round(rate_hz * 1000), _ACC_NG, gyr_udps)
    path.write_bytes(header + counts.tobytes())


def whole(path: Path) -> tuple[int, int]:
    """Check that a recording holds each sample once, in order and right; returns first and n."""
    sequencer = Sequencer()
    next_index = -1
    first = -1
    items = [item for one in Reader(path) for item in sequencer.push(one)] + sequencer.finish()
    for item in items:
        assert not isinstance(item, Lost | Rebooted), f"{item} after {next_index}"
        if isinstance(item, Samples):
            if first < 0:
                first = next_index = item.first_index
            assert item.first_index == next_index
            n, axes = item.counts.shape
            np.testing.assert_array_equal(item.counts, truth(next_index, n, axes))
            next_index += n
    print(f"{path.name}: samples {first} to {next_index - 1}, each once")
    return first, next_index - first
