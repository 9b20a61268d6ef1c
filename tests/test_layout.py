"""The folder called signal/ must never hide the standard library's module."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

USE_THE_STDLIB = """
import asyncio, signal, subprocess, sys
assert signal.SIGINT == 2, signal
async def child():
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", "pass")
    return await process.wait()
assert asyncio.run(child()) == 0
import repsignal, rephost, repwire
"""


@pytest.mark.parametrize("folder", [".", "host", "signal", "tests", "firmware"])
def test_stdlib_signal_from(folder: str) -> None:
    subprocess.run([sys.executable, "-c", USE_THE_STDLIB], cwd=ROOT / folder, check=True)


@pytest.mark.parametrize("folder", ["signal", "tests", "tests/firmware", "tests/signal"])
def test_no_package_is_called_signal_and_tests_are_none(folder: str) -> None:
    assert not (ROOT / folder / "__init__.py").exists()


def test_no_module_is_named_after_one_of_the_standard_library() -> None:
    ours = [p for top in ("signal", "host", "tests") for p in (ROOT / top).rglob("*.py")]
    names = {p.stem for p in ours} & set(sys.stdlib_module_names)
    assert names <= {"__init__", "__main__"}
