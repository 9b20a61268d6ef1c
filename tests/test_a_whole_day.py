"""A day's recording streams through: memory does not grow with its length."""

import subprocess
import sys
from pathlib import Path

import numpy as np

from motion import ACC_G_PER_LSB, GYR_DPS_PER_LSB, counts_of, motion
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
