"""The gyro's unit is held against the accelerometer, and good data is never blamed."""

import os
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from pyarrow import parquet

from rephost.columns import ACC, GYR
from rephost.gyro_turns import GyroTurns
from rephost.gyro_units import WRONG_BY, unit_factor
from rephost.recording import Reader
from rephost.samples import in_order

SHIPPED = sorted((Path(__file__).parents[1] / "recordings").glob("*.rep"))
# Far from what is refused: a good sensor is never near it.
NEVER_BEYOND = 4.0


def factor(t_s: NDArray[np.float64], values: NDArray[np.float64], rows: int) -> float | None:
    turns = GyroTurns()
    for start in range(0, len(t_s), rows):
        part = slice(start, start + rows)
        turns.push(t_s[part], values[part, :3], values[part, 3:])
    return unit_factor(turns)


def is_near_one(found: float | None) -> bool:
    return found is None or 1 / NEVER_BEYOND < found < NEVER_BEYOND


def test_recordings_of_ours_fit() -> None:
    assert NEVER_BEYOND < WRONG_BY
    told = 0
    for path in SHIPPED:
        blocks = list(in_order(Reader(path)))
        acc_g, gyr_dps = blocks[0].acc_g_per_lsb, blocks[0].gyr_dps_per_lsb
        if gyr_dps is None:
            continue
        counts = np.concatenate([block.counts for block in blocks])
        t_s = np.concatenate([block.t_s for block in blocks])
        found = factor(t_s, counts * np.array([acc_g] * 3 + [gyr_dps] * 3), 65536)
        assert is_near_one(found), (path.name, found)
        told += found is not None
    assert told >= 10


@pytest.mark.real_data
def test_real_sensors_fit_and_would_be_found_out() -> None:
    files = sorted((Path(os.environ["REPBELT_REAL_DATA"]) / "real").glob("*.parquet"))
    told = 0
    for path in files:
        if not set(GYR) <= set(parquet.read_schema(path).names):
            continue
        columns = parquet.read_table(path, columns=["t_s", *ACC, *GYR])
        t_s, *rest = (column.to_numpy().astype(np.float64) for column in columns)
        values = np.stack(rest, axis=1)
        finite = np.isfinite(values).all(axis=1)
        found = factor(t_s[finite], values[finite], 65536)
        assert is_near_one(found), (path.name, found)
        if found is None:
            continue
        told += 1
        values[:, 3:] *= np.pi / 180
        wrong = factor(t_s[finite], values[finite], 65536)
        assert wrong == pytest.approx(found * 180 / np.pi)
    assert told >= 100


@pytest.mark.parametrize("rate_hz", [25.0, 100.0, 400.0])
def test_a_slow_turn_is_told_to_a_hundredth(rate_hz: float, rng: np.random.Generator) -> None:
    t_s = np.arange(round(60 * rate_hz)) / rate_hz
    tilt = 0.6 * np.sin(2 * np.pi * 0.1 * t_s)
    gyr_dps = np.rad2deg(np.gradient(tilt, t_s))
    zero = np.zeros_like(t_s)
    values = np.stack((zero, np.sin(tilt), np.cos(tilt), gyr_dps, zero, zero), axis=1)
    values += rng.normal(0, [0.003] * 3 + [0.05] * 3, values.shape)
    assert factor(t_s, values, 700) == pytest.approx(1.0, abs=0.02)
    # Turned about the upright nothing can be told; nor while lying still.
    spinning = np.stack((zero, zero, zero + 1, zero, zero, gyr_dps), axis=1)
    assert factor(t_s, spinning, 700) is None
    assert factor(t_s, spinning * [1, 1, 1, 0, 0, 0], 700) is None
