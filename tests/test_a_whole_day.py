"""A day's recording streams through: memory does not grow with its length."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import parquet

from motion import ACC_G_PER_LSB, GYR_DPS_PER_LSB, counts_of, motion
from rephost.columns import ACC, GYR
from rephost.frames import Framer
from rephost.journal import wrap_all

RATE_HZ = 50.0
HOUR = round(3600 * RATE_HZ)

MEASURED = """
import sys
from rephost.cli import main
assert main(["analyze", sys.argv[1], "--json"]) == 0
# Not getrusage: what it says of a child begins with what its parent was.
with open("/proc/self/status") as status:
    print(int(status.read().split("VmHWM:")[1].split()[0]) / 1024, file=sys.stderr)
"""


def write_hours(path: Path, hours: int, rng: np.random.Generator) -> Path:
    """Write hours of standing about, with a minute of swaying in each and a gap every ten."""
    framer = Framer(RATE_HZ, ACC_G_PER_LSB, GYR_DPS_PER_LSB)
    values = np.tile([0.0, 0.0, 1.0, 0.0, 0.0, 0.0], (HOUR, 1))
    values[1000:4000] = motion(3000)
    there = np.arange(HOUR) % (600 * round(RATE_HZ)) >= 20
    with path.open("wb") as file:
        for hour in range(hours):
            counts = counts_of(values + rng.normal(0, [0.002] * 3 + [0.1] * 3, values.shape))
            index = np.arange(HOUR) + hour * HOUR
            file.write(wrap_all(framer.push(counts[there], index[there])))
        file.write(wrap_all(framer.finish()))
    return path


def write_hours_as_table(path: Path, hours: int, rng: np.random.Generator) -> Path:
    """Write hours of standing about."""
    schema = pa.schema([(name, pa.float64()) for name in ("t_s", *ACC, *GYR)])
    with parquet.ParquetWriter(path, schema) as writer:
        for hour in range(hours):
            t_s = (np.arange(HOUR) + hour * HOUR) / RATE_HZ
            values = rng.normal([0, 0, 1, 0, 0, 0], [0.002] * 3 + [0.1] * 3, (HOUR, 6))
            writer.write_table(pa.table(dict(zip(schema.names, (t_s, *values.T), strict=True))))
    return path


def peak_mb(path: Path) -> float:
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, str(path)], capture_output=True, text=True, check=True
    )
    return float(done.stderr)


def test_memory_is_flat(tmp_path: Path, rng: np.random.Generator) -> None:
    hour = peak_mb(write_hours(tmp_path / "hour.rep", 1, rng))
    day = peak_mb(write_hours(tmp_path / "day.rep", 24, rng))
    assert hour < 300
    assert day < hour + 40


def test_a_day_as_a_table_stays_within_a_gigabyte(tmp_path: Path, rng: np.random.Generator) -> None:
    hour = peak_mb(write_hours_as_table(tmp_path / "hour.parquet", 1, rng))
    many = peak_mb(write_hours_as_table(tmp_path / "many.parquet", 9, rng))
    # A table's times are fitted as a whole, in several arrays of 1.4 MB an hour.
    assert hour + (many - hour) / 8 * 23 < 1000
