"""A command that is told to stop: no half file, no traceback, and an exit code that says so."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from motion import write_recording

# The signal comes when the new file is all there but for its name.
AT_THE_LAST_MOMENT = """
import os, sys
from rephost.__main__ import main
assert [name for name in os.listdir() if name.endswith(".part")] == []
def fsync(_):
    assert [name for name in os.listdir() if name.endswith(".part")]
    os.kill(os.getpid(), number)
os.fsync = fsync
number = int(sys.argv.pop(1))
sys.exit(main())
"""
# It comes while a module is being imported.
AT_AN_IMPORT = """
import os, runpy, signal, sys
class Interrupt:
    @staticmethod
    def find_spec(name, *_):
        if name == wanted:
            os.kill(os.getpid(), signal.SIGINT)
wanted = sys.argv.pop(1)
assert wanted not in sys.modules
sys.meta_path.insert(0, Interrupt)
runpy.run_module("rephost", run_name="__main__", alter_sys=True)
"""


def run(code: str, *argv: object, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, argv)],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
    )


@pytest.mark.parametrize(
    ("number", "argv"),
    [
        (signal.SIGTERM, ["import", "a.rep", "-o", "out.rep"]),
        (signal.SIGTERM, ["export", "a.rep", "--format", "csv"]),
        (signal.SIGHUP, ["export", "a.rep", "--format", "parquet"]),
        (signal.SIGINT, ["export", "a.rep", "--format", "reps-csv", "-o", "out"]),
        (signal.SIGTERM, ["analyze", "a.rep", "--plot", "out.html"]),
    ],
)
def test_what_is_half_written_goes(tmp_path: Path, number: signal.Signals, argv: list[str]) -> None:
    write_recording(tmp_path / "a.rep")
    done = run(AT_THE_LAST_MOMENT, int(number), *argv, folder=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (128 + number, "", "")
    assert [path.name for path in tmp_path.iterdir()] == ["a.rep"]


@pytest.mark.parametrize(
    "module", ["rephost.cli", "argparse", "rephost.errors", "numpy", "numba", "pyarrow"]
)
def test_ctrl_c_at_any_import(tmp_path: Path, module: str) -> None:
    write_recording(tmp_path / "a.rep")
    done = run(AT_AN_IMPORT, module, "export", "a.rep", "--format", "csv", folder=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")


# It comes where Python cannot pass an exception on.
IN_A_CALLBACK = """
import os, sys, time
from rephost.__main__ import main
class Callback:
    def __del__(self):
        os.kill(os.getpid(), int(number))
def fsync(_):
    Callback()
    until_s = time.monotonic() + 60
    while time.monotonic() < until_s:
        pass
os.fsync = fsync
number = sys.argv.pop(1)
sys.exit(main())
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_in_a_callback_is_not_lost(tmp_path: Path, number: signal.Signals) -> None:
    write_recording(tmp_path / "a.rep")
    argv = ["export", "a.rep", "--format", "csv"]
    done = run(IN_A_CALLBACK, int(number), *argv, folder=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (128 + number, "", "")
    assert [path.name for path in tmp_path.iterdir()] == ["a.rep"]
