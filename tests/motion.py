"""A simple swaying motion as a table or as a recording, for the tests of files and commands."""

from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import csv, parquet

from rephost.columns import ACC, GYR
from rephost.frames import frames_from_counts
from rephost.journal import wrap_all

RATE_HZ = 100.0
ACC_G_PER_LSB = 488e-6
GYR_DPS_PER_LSB = 35e-3


def motion(n: int, axes: int = 6) -> NDArray[np.float64]:
    """Values (n, axes) in g and degrees per second, gravity along z."""
    t_s = np.arange(n) / RATE_HZ
    phase = 2 * np.pi * 0.5 * t_s[:, None] + np.arange(axes)
    values = np.sin(phase) * ([0.3] * 3 + [90.0] * 3)[:axes]
    values[:, 2] += 1.0
    return values


def write_table(path: Path, t_s: NDArray[np.float64], values: NDArray[np.float64]) -> Path:
    names = ("t_s", *ACC, *GYR)[: 1 + values.shape[1]]
    table = pa.table(dict(zip(names, (t_s, *values.T), strict=True)))
    if path.suffix == ".csv":
        csv.write_csv(table, path)
    else:
        parquet.write_table(table, path, row_group_size=700)
    return path


def a_table(path: Path, n: int = 500, axes: int = 6) -> Path:
    return write_table(path, np.arange(n) / RATE_HZ, motion(n, axes))


def counts_of(values: NDArray[np.float64]) -> NDArray[np.int16]:
    lsb = np.array([ACC_G_PER_LSB] * 3 + [GYR_DPS_PER_LSB] * 3)
    return np.rint(values / lsb[: values.shape[1]]).astype(np.int16)


def write_recording(
    path: Path,
    n: int = 1000,
    axes: int = 6,
    lost: slice = slice(0, 0),
    values: NDArray[np.float64] | None = None,
) -> Path:
    index = np.delete(np.arange(n), lost)
    frames = frames_from_counts(
        counts_of(motion(n, axes) if values is None else values)[index],
        index,
        rate_hz=RATE_HZ,
        acc_g_per_lsb=ACC_G_PER_LSB,
        gyr_dps_per_lsb=GYR_DPS_PER_LSB if axes == 6 else None,
    )
    path.write_bytes(wrap_all(frames))
    return path
