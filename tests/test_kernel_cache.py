"""The compiled kernels' cache may be missing, unwritable or damaged: the command works on.

Each run is a process of its own with a copy of the packages, whose caches are then the copy's. It
turns a table into a recording: the kernels of that are compiled in seconds, the counter's, by the
same way, in a minute.
"""

import contextlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from motion import a_table

ROOT = Path(__file__).parents[1]
PACKAGES = ("signal/repsignal", "host/rephost", "firmware/micropython/lib/repwire")


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """Copy the packages, with what is compiled of them, and make a table."""
    for package in PACKAGES:
        # What another process is writing just now is missing, or is damage to be seen.
        shutil.copytree(ROOT / package, tmp_path / Path(package).name, copy_function=copy_if_there)
    a_table(tmp_path / "a.csv")
    return tmp_path


def copy_if_there(source: str, copy: str) -> None:
    with contextlib.suppress(FileNotFoundError):
        shutil.copy2(source, copy)


def caches(place: Path) -> list[Path]:
    return sorted(place.rglob("*.nb[ic]"))


def converted(pythonpath: Path, place: Path, **environ: str) -> bytes:
    inherited = {k: v for k, v in os.environ.items() if k != "NUMBA_CACHE_DIR"}
    out = place / "a.rep"
    out.unlink(missing_ok=True)
    done = subprocess.run(
        [sys.executable, "-m", "rephost", "import", str(place / "a.csv"), "-o", str(out)],
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
        cwd=place,
        env={**inherited, "PYTHONPATH": str(pythonpath), **environ},
    )
    assert (done.returncode, done.stderr) == (0, "")
    return out.read_bytes()


def test_no_folder_can_be_written(copied: Path) -> None:
    for package in PACKAGES:
        folder = copied / Path(package).name / "__pycache__"
        shutil.rmtree(folder, ignore_errors=True)
        folder.touch()  # a file where the folder should be stops even root
    nowhere = "/dev/null/nowhere"
    environ = {"HOME": nowhere, "XDG_CACHE_HOME": nowhere, "NUMBA_CACHE_DIR": nowhere}
    uncached = converted(copied, copied, **environ)
    assert caches(copied) == []
    assert uncached == converted(ROOT / "host", copied)


def test_a_damaged_cache_is_made_anew(copied: Path, rng: np.random.Generator) -> None:
    expected = converted(copied, copied)
    of_the_way = [path for path in caches(copied / "rephost") if "journal" in path.name]
    damaged = rng.permutation(np.array(of_the_way)).tolist()[:3]
    for number, path in enumerate(damaged):
        whole = path.read_bytes()
        path.write_bytes((b"", whole[: len(whole) // 2], rng.bytes(len(whole)))[number])
    harm = [path.read_bytes() for path in damaged]
    assert converted(copied, copied) == expected
    assert all(path.read_bytes() != bad for path, bad in zip(damaged, harm, strict=True))
    assert converted(copied, copied) == expected
