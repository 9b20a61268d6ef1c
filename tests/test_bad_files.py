"""Paths that hold nothing to be read, or where nothing can be written."""

import os
import resource
from pathlib import Path

import numpy as np
import pytest

from command import Repbelt, run
from motion import a_table, write_recording


@pytest.mark.parametrize("name", ["a.rep", "a.csv", "a.parquet", "a"])
@pytest.mark.parametrize("command", ["analyze", "import", "replay"])
def test_an_empty_file(repbelt: Repbelt, tmp_path: Path, name: str, command: str) -> None:
    path = tmp_path / name
    path.touch()
    done = repbelt(command, path)
    assert done.code == 1
    assert "the file is empty" in done.err


@pytest.mark.parametrize("name", ["a.rep", "a.csv", "a.txt", "a.parquet", "a"])
@pytest.mark.parametrize("command", ["analyze", "import", "replay"])
def test_a_text_file(repbelt: Repbelt, tmp_path: Path, name: str, command: str) -> None:
    path = tmp_path / name
    path.write_text("Dear diary,\ntoday I lifted. It was 100 kg, and it felt light.\n")
    done = repbelt(command, path)
    assert done.code == 1
    assert str(path) in done.err


@pytest.mark.parametrize("name", ["a.rep", "a.csv", "a.parquet", "a"])
def test_random_bytes(
    repbelt: Repbelt, tmp_path: Path, name: str, rng: np.random.Generator
) -> None:
    path = tmp_path / name
    path.write_bytes(rng.bytes(5000))
    assert repbelt("analyze", path).code == 1


def test_a_folder(repbelt: Repbelt, tmp_path: Path) -> None:
    done = repbelt("analyze", tmp_path)
    assert done.code == 1
    assert "folder" in done.err


@pytest.mark.parametrize("suffix", [".rep", ".csv"])
@pytest.mark.parametrize("command", ["analyze", "import", "replay"])
def test_a_pipe(tmp_path: Path, suffix: str, command: str) -> None:
    path = write_recording(tmp_path / "a.rep") if suffix == ".rep" else a_table(tmp_path / "a.csv")
    reading, writing = os.pipe()
    try:
        os.write(writing, path.read_bytes()[:4096])  # what a pipe holds
        os.close(writing)
        done = run(command, f"/dev/fd/{reading}", pass_fds=[reading])
    finally:
        os.close(reading)
    assert done.code == 1
    assert "a pipe" in done.err


def test_a_missing_path(repbelt: Repbelt, tmp_path: Path) -> None:
    for command in ("analyze", "import", "replay"):
        done = repbelt(command, tmp_path / "none.rep")
        assert done.code == 2
        assert "there is no such file" in done.err


def test_an_unknown_session(repbelt: Repbelt) -> None:
    assert repbelt("export", "0123abcd", "--format", "csv").code == 2


def test_an_output_that_cannot_be_written(repbelt: Repbelt, tmp_path: Path) -> None:
    path = a_table(tmp_path / "a.csv")
    assert repbelt("import", path, "-o", tmp_path / "no" / "out.rep").code == 2
    assert repbelt("import", path, "-o", path).code == 1
    assert repbelt("import", path, "-o", tmp_path).code == 1


def test_a_full_disk_leaves_nothing(repbelt: Repbelt, tmp_path: Path) -> None:
    path = a_table(tmp_path / "a.csv", 5000)
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, limit[1]))
    try:
        done = repbelt("import", path, "-o", tmp_path / "out.rep")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
    assert done == (1, "", f"repbelt: {tmp_path / 'out.rep'}: File too large\n")
    assert [p.name for p in tmp_path.iterdir()] == ["a.csv"]


@pytest.mark.parametrize("kind", ["csv", "parquet", "reps-csv", "reps-parquet"])
def test_a_full_disk_is_told_of_by_the_name_of_the_file(
    repbelt: Repbelt, tmp_path: Path, kind: str
) -> None:
    path, out = write_recording(tmp_path / "a.rep", 5000), tmp_path / "out"
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, limit[1]))
    try:
        done = repbelt("export", path, "--format", kind, "-o", out)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
    assert done == (1, "", f"repbelt: {out}: File too large\n")
    assert [p.name for p in tmp_path.iterdir()] == ["a.rep"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_full_disk_behind_what_is_printed(tmp_path: Path, unbuffered: str) -> None:
    path = write_recording(tmp_path / "a.rep")
    for argv in (
        ["analyze", path],
        ["analyze", path, "--json"],
        ["replay", path, "--json"],
        ["--version"],
        ["--help"],
        ["analyze", "--help"],
    ):
        with Path("/dev/full").open("w") as full:
            done = run(*argv, stdout=full, env={"PYTHONUNBUFFERED": unbuffered})
        assert (done.code, done.err) == (1, "repbelt: the output: No space left on device\n")


def test_a_name_that_means_another_kind_of_file(repbelt: Repbelt, tmp_path: Path) -> None:
    table, recording = a_table(tmp_path / "a.csv"), write_recording(tmp_path / "a.rep")
    for argv, said in (
        (["import", table, "-o", tmp_path / "b.csv"], "is a recording, NAME.rep"),
        (["import", recording, "-o", tmp_path / "b.Parquet"], "is a recording, NAME.rep"),
        (["export", recording, "--format", "csv", "-o", tmp_path / "b.rep"], "a table, NAME.csv"),
    ):
        done = repbelt(*argv)
        assert done.code == 2
        assert said in done.err
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.csv", "a.rep"]


@pytest.mark.parametrize(
    "stem", [b"caf\xe9", "日本 🏋".encode(), rb"a$\frac{$", b"[bold]%s{0}", b"<b>"]
)
def test_names_that_mean_something_elsewhere(repbelt: Repbelt, tmp_path: Path, stem: bytes) -> None:
    table, rep, page, picture, kept = (
        tmp_path / os.fsdecode(stem + suffix)
        for suffix in (b".csv", b".rep", b".html", b".png", b".2.rep")
    )
    a_table(tmp_path / "a.csv").rename(table)
    write_recording(rep)
    for argv in (
        ["import", table, "-o", kept],
        ["analyze", table],
        ["analyze", rep, "--plot", picture],
        ["analyze", rep, "--plot", page],
        ["export", rep, "--format", "csv", "-o", tmp_path / "out.csv"],
    ):
        done = repbelt(*argv)
        assert (done.code, done.err) == (0, "")
    assert all(path.exists() for path in (page, picture, kept))


def test_a_home_that_is_read_only_is_not_spoken_of(tmp_path: Path) -> None:
    path = write_recording(tmp_path / "a.rep")
    home = tmp_path / "home"  # a file: no folder can be made in it, by nobody
    home.touch()
    out = tmp_path / "out.png"
    places = ("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "MPLCONFIGDIR")
    done = run("analyze", path, "--plot", out, env={name: str(home / "a") for name in places})
    assert (done.code, done.err) == (0, "")
    assert out.read_bytes().startswith(b"\x89PNG")


# Through the real command


def test_sentences_of_the_real_command(tmp_path: Path) -> None:
    empty = tmp_path / "a.rep"
    empty.touch()
    assert run("analyze", empty) == (1, "", f"repbelt: {empty}: the file is empty\n")
    none = tmp_path / "none"
    assert run("analyze", none) == (2, "", f"repbelt: {none}: there is no such file or folder\n")
    assert run("analyse").code == 2


def test_a_name_of_two_lines_is_shown_in_one(repbelt: Repbelt, tmp_path: Path) -> None:
    path = write_recording(tmp_path / "mon\nday.rep")
    assert repbelt("analyze", path).out.startswith("mon\N{REPLACEMENT CHARACTER}day.rep: 0:10 min")
    table = a_table(tmp_path / "mon\nday.csv")
    table.write_text(table.read_text() + "5,0,0,x\n")
    assert "number of columns: 1 row left out\n" in (done := repbelt("analyze", table)).err
    assert done.err.count("\n") == 1
    missing = repbelt("analyze", tmp_path / "tues\nday.rep")
    assert (missing.code, missing.err.count("\n")) == (2, 1)
