"""The compiled kernels' cache may be missing, unwritable or damaged: the command works on.

Each run is a process of its own with a copy of the packages, whose caches are then the copy's.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from motion import write_recording

ROOT = Path(__file__).parents[1]
PACKAGES = ("signal/repsignal", "host/rephost", "firmware/micropython/lib/repwire")


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """Copy the packages without their caches, and make a recording."""
    for package in PACKAGES:
        copy = tmp_path / Path(package).name
        shutil.copytree(ROOT / package, copy, ignore=shutil.ignore_patterns("__pycache__"))
    write_recording(tmp_path / "a.rep")
    return tmp_path


def caches(place: Path) -> list[Path]:
    return sorted(place.rglob("*.nb[ic]"))


def analysis(pythonpath: Path, place: Path, **environ: str) -> str:
    inherited = {k: v for k, v in os.environ.items() if k != "NUMBA_CACHE_DIR"}
    done = subprocess.run(
        [sys.executable, "-m", "rephost", "analyze", str(place / "a.rep"), "--json"],
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
        cwd=place,
        env={**inherited, "PYTHONPATH": str(pythonpath), **environ},
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_no_folder_can_be_written(copied: Path) -> None:
    for package in PACKAGES:
        # A file where the cache's folder should be stops even root.
        (copied / Path(package).name / "__pycache__").touch()
    nowhere = "/dev/null/nowhere"
    environ = {"HOME": nowhere, "XDG_CACHE_HOME": nowhere, "NUMBA_CACHE_DIR": nowhere}
    uncached = analysis(copied, copied, **environ)
    assert caches(copied) == []
    assert uncached == analysis(ROOT / "host", copied)


def test_a_damaged_cache_is_made_anew(copied: Path, rng: np.random.Generator) -> None:
    expected = analysis(copied, copied)
    assert caches(copied)
    for number, path in enumerate(caches(copied)):
        whole = path.read_bytes()
        damaged = (b"", whole[: len(whole) // 2], rng.bytes(len(whole)))
        path.write_bytes(damaged[number % len(damaged)])
    assert analysis(copied, copied) == expected
    assert min(path.stat().st_size for path in caches(copied)) > 0
    assert analysis(copied, copied) == expected
