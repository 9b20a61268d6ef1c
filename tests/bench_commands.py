"""Whole commands as a user waits for them, against starting Python and importing numba."""

import subprocess
import sys
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

import synth
from ratios import compare, report
from rephost.journal import wrap_all
from synth_frames import sent

MOST_HELP_PER_PASS = 10
MOST_HOUR_PER_NUMBA = 3
MOST_HOUR_MB = 300

HEAVY = ("numpy", "numba", "scipy", "rich", "pyarrow")
"""What `--help` must not import."""

SCIPY = ("scipy.linalg", "scipy.signal", "scipy.special")
"""What no command imports that reads a recording; numba itself looks at scipy's version."""

IMPORTED = """
import sys
from rephost.cli import main
main(sys.argv[2:])
loaded = [name for name in sys.argv[1].split(",") if name in sys.modules]
sys.stderr.write(",".join(loaded))
"""

# Not getrusage: what it says of a child begins with what its parent was.
PEAK_MEMORY = """
import sys
from rephost.cli import main
main(sys.argv[1:])
status = open("/proc/self/status").read()
sys.stderr.write(status.split("VmHWM:")[1].split()[0])
"""


def run(*argv: str) -> str:
    """Run Python; return what it says on stderr."""
    done = subprocess.run(
        (sys.executable, *argv), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=True
    )
    return done.stderr.decode()


@pytest.fixture(scope="module")
def hour(tmp_path_factory: pytest.TempPathFactory) -> str:
    one = synth.training_session(np.random.default_rng(1), 60.0)
    path: Path = tmp_path_factory.mktemp("hour") / "hour.rep"
    path.write_bytes(wrap_all(sent(one)))
    return str(path)


def test_help(benchmark: BenchmarkFixture, capsys: pytest.CaptureFixture[str]) -> None:
    compare(
        benchmark,
        capsys,
        "repbelt --help",
        partial(run, "-m", "rephost", "--help"),
        partial(run, "-c", "pass"),
        theirs_is="python -c pass",
        most=MOST_HELP_PER_PASS,
        rounds=15,
    )


def test_help_imports_little(
    benchmark: BenchmarkFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    loaded = benchmark.pedantic(run, args=("-c", IMPORTED, ",".join(HEAVY), "--help"))
    report(capsys, "repbelt --help imports", loaded or "none of them", "nothing", met=not loaded)
    assert not loaded


@pytest.mark.parametrize("options", [(), ("--json",)], ids=["table", "json"])
def test_an_hour(
    options: tuple[str, ...],
    benchmark: BenchmarkFixture,
    capsys: pytest.CaptureFixture[str],
    hour: str,
) -> None:
    compare(
        benchmark,
        capsys,
        " ".join(("repbelt analyze", *options, "an hour of recording")),
        partial(run, "-m", "rephost", "analyze", hour, *options),
        partial(run, "-c", "import numba"),
        theirs_is='python -c "import numba"',
        most=MOST_HOUR_PER_NUMBA,
        rounds=15,
    )


def test_an_hour_without_scipy(
    benchmark: BenchmarkFixture, capsys: pytest.CaptureFixture[str], hour: str
) -> None:
    loaded = benchmark.pedantic(run, args=("-c", IMPORTED, ",".join(SCIPY), "analyze", hour))
    report(capsys, "repbelt analyze imports", loaded or "none of scipy", "nothing", met=not loaded)


def test_an_hours_memory(
    benchmark: BenchmarkFixture, capsys: pytest.CaptureFixture[str], hour: str
) -> None:
    peak_kb = int(benchmark.pedantic(run, args=("-c", PEAK_MEMORY, "analyze", hour)))
    report(
        capsys,
        "repbelt analyze, an hour, peak memory",
        f"{peak_kb / 1e3:.0f} MB",
        f"{MOST_HOUR_MB} MB",
        met=peak_kb <= MOST_HOUR_MB * 1000,
    )
