"""Whose gyro has other axes than its accelerometer is found out; whose has not is believed."""

import os
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from pyarrow import csv, parquet
from pyarrow import table as table_of

from rephost.analysis import analyze
from rephost.columns import ACC, GYR
from rephost.gyro_axes import axes_in_words, right_axes
from rephost.gyro_turns import AS_GIVEN, GyroTurns
from rephost.recording import Reader
from rephost.samples import in_order
from rephost.sources import opened

Floats = NDArray[np.float64]

SHIPPED = sorted((Path(__file__).parents[1] / "recordings").glob("*.rep"))
RATE_HZ = 50.0


def turning(rng: np.random.Generator, seconds: float = 90.0) -> Floats:
    """Return times and what a good sensor reads that is slowly turned every way: (n, 7)."""
    t_s = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    tilts = [
        np.radians(35.0) * np.sin(2 * np.pi * rng.uniform(0.05, 0.12) * t_s + rng.uniform(0, 6))
        for _ in range(2)
    ]
    up = np.stack((np.sin(tilts[0]), np.sin(tilts[1]), np.cos(tilts[0]) * np.cos(tilts[1])), axis=1)
    up /= np.linalg.norm(up, axis=1, keepdims=True)
    # Gravity turns against the sensor: d up/dt = up x rate, and what turns about up is not felt.
    rate = np.cross(np.gradient(up, 1 / RATE_HZ, axis=0), up)
    rate += up * (0.3 * np.sin(2 * np.pi * 0.07 * t_s))[:, None]
    acc = up + rng.normal(0, 0.004, up.shape)
    gyr = np.degrees(rate) + rng.normal(0, 0.2, up.shape)
    return np.column_stack((t_s, acc, gyr))


def turns_of(rows: Floats, cuts: tuple[int, ...] = ()) -> GyroTurns:
    turns = GyroTurns()
    for start, stop in pairwise((0, *cuts, len(rows))):
        part = rows[start:stop]
        turns.push(part[:, 0], part[:, 1:4], part[:, 4:7])
    return turns


@st.composite
def signed_axes(draw: st.DrawFn) -> Floats:
    order = draw(st.permutations(range(3)))
    signs = draw(st.lists(st.sampled_from((1.0, -1.0)), min_size=3, max_size=3))
    return np.diag(signs) @ np.eye(3)[order]


@given(axes=signed_axes(), seed=st.integers(0, 2**32 - 1), cut=st.integers(500, 4000))
def test_axes_exchanged_are_found(axes: Floats, seed: int, cut: int) -> None:
    rows = turning(np.random.default_rng(seed))
    # The sensor's own x is what another calls -z, say.
    rows[:, 4:7] = rows[:, 4:7] @ axes
    found = right_axes(turns_of(rows, (cut,)))
    assert found is not None
    assert found.tolist() == axes.tolist()
    assert turns_of(rows).likeness(found) > 0.95


def test_a_gyro_that_also_turns_elsewhere_is_not_believed(rng: np.random.Generator) -> None:
    rows = turning(rng, seconds=600.0)
    rows[:, 4:7] = wavering(rows, rng)
    assert right_axes(turns_of(rows)) is None


def test_few_turns_say_nothing(rng: np.random.Generator) -> None:
    rows = turning(rng, seconds=2.0)
    rows[:, 4:7] *= -1
    assert right_axes(turns_of(rows)) is AS_GIVEN
    still = turning(rng)
    still[:, 1:4] = (0.0, 0.0, 1.0)
    assert right_axes(turns_of(still)) is AS_GIVEN
    assert right_axes(GyroTurns()) is AS_GIVEN


def test_recordings_of_ours_are_believed() -> None:
    for path in SHIPPED:
        blocks = list(in_order(Reader(path)))
        gyr_dps = blocks[0].gyr_dps_per_lsb
        if gyr_dps is None:
            continue
        scale = np.array([blocks[0].acc_g_per_lsb] * 3 + [gyr_dps] * 3)
        counts = np.concatenate([block.counts for block in blocks]) * scale
        t_s = np.concatenate([block.t_s for block in blocks])
        assert right_axes(turns_of(np.column_stack((t_s, counts)))) is AS_GIVEN, path.name


@pytest.mark.real_data
def test_of_real_sensors_those_are_found_out_that_are_known_for_it() -> None:
    """UMAFall's waist sensor has its gyro turned by half a turn about y."""
    files = sorted((Path(os.environ["REPBELT_REAL_DATA"]) / "real").glob("*.parquet"))
    found = 0
    for path in files:
        if not set(GYR) <= set(parquet.read_schema(path).names):
            continue
        columns = parquet.read_table(path, columns=["t_s", *ACC, *GYR])
        rows = np.column_stack([column.to_numpy().astype(np.float64) for column in columns])
        axes = right_axes(turns_of(rows[np.isfinite(rows).all(axis=1)]))
        if axes is AS_GIVEN:
            continue
        assert path.name.startswith("umafall"), path.name
        assert axes is None or axes_in_words(axes) == "-gx, gy, -gz", path.name
        found += axes is not None
    assert found >= 5


def test_a_table_is_mended_and_says_so(tmp_path: Path, rng: np.random.Generator) -> None:
    rows = turning(rng, seconds=600.0)
    good, turned, other = (tmp_path / f"{name}.csv" for name in ("good", "turned", "other"))
    write(good, rows)
    write(turned, np.column_stack((rows[:, :4], -rows[:, 5], rows[:, 4], rows[:, 6])))
    rows[:, 4:7] = wavering(rows, rng)
    write(other, rows)
    with opened(good) as source:
        assert source.notes == ()
        as_good = source.file.read()
    with opened(turned) as source:
        assert source.notes == (
            "the gyro's axes are not the accelerometer's: by how gravity turns, its x, y and z are "
            "gy, -gx, gz",
        )
        assert source.file.read().replace(b"turned.csv", b"good.csv")[:20_000] == as_good[:20_000]
    with opened(other) as source:
        assert source.notes == (
            "the gyro contradicts how gravity turns, whatever its axes: the accelerometer alone is "
            "used",
        )
    assert analyze(turned)["recording"]["has_gyro"]
    assert not analyze(other)["recording"]["has_gyro"]


def wavering(rows: Floats, rng: np.random.Generator) -> Floats:
    """Return rotations (n, 3) about other axes than they are, and as much again about any."""
    up = rows[:, 1:4]
    felt = rows[:, 4:7] - up * np.sum(up * rows[:, 4:7], axis=1, keepdims=True)
    others = rng.normal(0, 1.5 * np.sqrt(np.mean(felt**2)), (len(rows) // 40 + 1, 3))
    return rows[:, [5, 6, 4]] + np.repeat(others, 40, axis=0)[: len(rows)]


def write(path: Path, rows: Floats) -> None:
    columns = dict(zip(("t_s", *ACC, *GYR), rows.T, strict=True))
    csv.write_csv(table_of(columns), path)
