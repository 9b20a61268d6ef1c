"""Whole commands as a user waits for them, against starting Python and importing numba."""

import subprocess
import sys
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

import synth
from rephost.frames import Framer
from rephost.journal import wrap_all

MOST_HELP_PER_PASS = 10
MOST_HOUR_PER_NUMBA = 3
MOST_HOUR_MB = 300


def run(*argv: str) -> None:
    subprocess.run([sys.executable, *argv], stdout=subprocess.DEVNULL, check=True)


def interleaved(ours: tuple[str, ...], theirs: tuple[str, ...], rounds: int) -> tuple[float, float]:
    """Time two commands in turn, so that a busy machine slows both; medians in seconds."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for taken, argv in zip(times, (ours, theirs), strict=True):
            begun = perf_counter()
            run(*argv)
            taken.append(perf_counter() - begun)
    return median(times[0]), median(times[1])


def compare(
    benchmark: BenchmarkFixture, ours: tuple[str, ...], theirs: tuple[str, ...], most: float
) -> None:
    benchmark.pedantic(run, args=ours, warmup_rounds=1, rounds=3)
    ours_s, theirs_s = interleaved(ours, theirs, 9)
    ratio = ours_s / theirs_s
    benchmark.extra_info["ratio"] = round(ratio, 2)
    benchmark.name += f" = {ratio:.2f} x {' '.join(theirs)} (at most {most})"
    assert ratio <= most


@pytest.fixture(scope="module")
def hour(tmp_path_factory: pytest.TempPathFactory) -> str:
    one = synth.training_session(np.random.default_rng(1), 60.0, rate_hz=100.0)
    framer = Framer(one.rate_hz, one.acc_g_per_lsb, one.gyr_dps_per_lsb)
    path: Path = tmp_path_factory.mktemp("hour") / "hour.rep"
    frames = [*framer.push(one.counts, one.index, one.index * one.period_s), *framer.finish()]
    path.write_bytes(wrap_all(frames))
    return str(path)


def test_help(benchmark: BenchmarkFixture) -> None:
    compare(benchmark, ("-m", "rephost", "--help"), ("-c", "pass"), MOST_HELP_PER_PASS)


def test_an_hour(benchmark: BenchmarkFixture, hour: str) -> None:
    ours = ("-m", "rephost", "analyze", hour, "--json")
    compare(benchmark, ours, ("-c", "import numba"), MOST_HOUR_PER_NUMBA)


def test_an_hours_memory(benchmark: BenchmarkFixture, hour: str) -> None:
    # Not getrusage: what it says of a child begins with what its parent was.
    measured = (
        "import sys; from rephost.cli import main; main(['analyze', sys.argv[1]]); "
        "status = open('/proc/self/status').read(); "
        "sys.stderr.write(status.split('VmHWM:')[1].split()[0])"
    )
    argv = [sys.executable, "-c", measured, hour]
    done = benchmark(subprocess.run, argv, capture_output=True, check=True)
    peak_mb = int(done.stderr) // 1024
    benchmark.name += f" = {peak_mb} MB (at most {MOST_HOUR_MB})"
    assert peak_mb <= MOST_HOUR_MB
