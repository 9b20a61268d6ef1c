"""Files and folders that may not be read or written."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from motion import write_recording
from rephost.cli import main

NOBODY = 65534


@contextmanager
def without_privileges() -> Iterator[None]:
    """Let file permissions count even where the tests run as root."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def place() -> Iterator[Path]:
    """Make a folder that anybody may look into, unlike pytest's own."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder
        folder.chmod(0o755)


def run(*argv: object) -> int:
    with without_privileges():
        return main([str(arg) for arg in argv])


@pytest.fixture
def recording(place: Path) -> Path:
    path = write_recording(place / "a.rep")
    # Once with all privileges: whatever is imported on use is there, and the kernels are cached.
    assert main(["export", str(path), "--format", "csv", "-o", str(place / "a.csv")]) == 0
    assert main(["import", str(path)]) == 0
    place.chmod(0o555)
    return path


def test_a_file_that_may_not_be_read(recording: Path, capsys: pytest.CaptureFixture[str]) -> None:
    recording.chmod(0)
    for argv in (["analyze", recording], ["export", recording, "--format", "csv"]):
        capsys.readouterr()
        assert run(*argv) == 1
        assert capsys.readouterr() == ("", f"repbelt: {recording}: permission denied\n")


@pytest.mark.parametrize(
    "argv",
    [
        ["import", "a.csv", "-o", "out"],
        ["export", "a.rep", "--format", "csv", "-o", "out"],
        ["export", "a.rep", "--format", "reps-parquet", "-o", "out"],
    ],
)
def test_a_folder_that_may_not_be_written(
    place: Path, recording: Path, argv: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(place.iterdir())
    capsys.readouterr()
    full = [str(place / arg) if arg in ("a.csv", "a.rep", "out") else arg for arg in argv]
    assert run(*full) == 1
    assert capsys.readouterr() == ("", f"repbelt: {place / 'out'}: permission denied\n")
    assert sorted(place.iterdir()) == before


def test_a_library_that_may_not_be_written(
    place: Path,
    recording: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(place / "data"))
    capsys.readouterr()
    assert run("import", recording) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err == f"repbelt: {place / 'data'}: permission denied\n"


def test_only_reading_needs_no_writing(
    place: Path, recording: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("a.rep", "a.csv"):
        capsys.readouterr()
        assert run("analyze", place / name, "--json") == 0
        assert capsys.readouterr().err == ""
