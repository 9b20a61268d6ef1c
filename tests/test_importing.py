"""Tables to recordings, and the library."""

import json
import os
import shutil
from pathlib import Path
from typing import Final

import numpy as np
import pytest

from motion import RATE_HZ, a_table, motion, write_recording, write_table
from rephost.cli import main
from rephost.decode import Configured, HostFrame, Samples
from rephost.library import folder
from rephost.recording import Reader
from rephost.store import opened_store
from rephost.store_opening import database_path

RECORDINGS: Final = Path(__file__).parents[1] / "recordings"


@pytest.fixture(autouse=True)
def _own_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


@pytest.mark.parametrize("axes", [3, 6])
def test_a_recording_as_a_strap_would_have_made_it(tmp_path: Path, axes: int) -> None:
    out = tmp_path / "out.rep"
    table = a_table(tmp_path / "t.csv", 3000, axes)
    assert main(["import", str(table), "-o", str(out)]) == 0
    items = list(Reader(out))
    config = next(item for item in items if isinstance(item, Configured))
    assert config.odr_hz == pytest.approx(RATE_HZ)
    assert (config.gyr_dps_per_lsb is not None) == (axes == 6)
    assert sum(len(item.counts) for item in items if isinstance(item, Samples)) == 3000
    assert [item.payload for item in items if isinstance(item, HostFrame)] == [b"t.csv"]


def test_gaps_are_lost_samples(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    there = np.delete(np.arange(3000), slice(1000, 1050))
    table = write_table(tmp_path / "t.csv", there / RATE_HZ, motion(3000)[there])
    assert main(["analyze", str(table), "--json"]) == 0
    recording = json.loads(capsys.readouterr().out)["recording"]
    assert recording["samples"] == 2950
    assert recording["lost_samples"] == 50
    assert recording["duration_s"] == pytest.approx(29.99, abs=0.01)
    (gap,) = recording["gaps"]
    assert gap["start_s"] == pytest.approx(9.99, abs=0.01)
    assert gap["end_s"] == pytest.approx(10.50, abs=0.01)


@pytest.mark.parametrize("name", ["t.csv", "t.parquet"])
def test_analyze_of_a_table_equals_import_then_analyze(
    tmp_path: Path, name: str, rng: np.random.Generator, capsys: pytest.CaptureFixture[str]
) -> None:
    there = np.sort(rng.choice(6000, 5700, replace=False))
    t_s = there / RATE_HZ + rng.uniform(-0.002, 0.002, 5700)
    table = write_table(tmp_path / name, t_s, motion(6000)[there])
    out = tmp_path / "out.rep"
    assert main(["import", str(table), "-o", str(out)]) == 0
    capsys.readouterr()
    printed = []
    for path in (table, out):
        assert main(["analyze", str(path), "--json"]) == 0
        printed.append(capsys.readouterr().out)
    assert printed[0] == printed[1]


def test_an_output_is_never_overwritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out.rep"
    out.write_text("mine")
    assert main(["import", str(a_table(tmp_path / "t.csv")), "-o", str(out)]) == 1
    assert "not overwritten" in capsys.readouterr().err
    assert out.read_text() == "mine"


def test_a_table_that_fails_leaves_nothing(tmp_path: Path) -> None:
    table = a_table(tmp_path / "t.csv")
    table.write_text(table.read_text() + "0,0,0,1,0,0,0\n")
    assert main(["import", str(table), "-o", str(tmp_path / "out.rep")]) == 1
    assert main(["import", str(table)]) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["t.csv"]


def test_into_the_library_and_out_by_its_id(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", str(a_table(tmp_path / "t.csv"))]) == 0
    session_id = capsys.readouterr().out.splitlines()[-1].split()[1]
    assert (folder() / f"{session_id}.rep").exists()
    assert main(["analyze", session_id, "--json"]) == 0
    out = tmp_path / "out.csv"
    assert main(["export", session_id, "--format", "csv", "-o", str(out)]) == 0
    assert out.exists()


def test_what_is_imported_is_a_session_of_the_day_of_its_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "set.rep"
    shutil.copy(RECORDINGS / "synthetic-rdl-8-ordinary.rep", path)
    os.utime(path, (1.6e9, 1.6e9))
    assert main(["import", str(path)]) == 0
    session_id = capsys.readouterr().out.splitlines()[-1].split()[1]
    with opened_store() as store:
        session = store.session(session_id)
        assert session.began_unix_s == 1.6e9
        assert [(one.exercise, one.rep_count) for one in session.sets] == [("rdl", 8)]
        assert store.sync() == []


def test_a_store_that_cannot_be_opened_costs_no_recording(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database_path().parent.mkdir(parents=True)
    database_path().write_bytes(b"this is no database, whatever its name says" * 100)
    assert main(["import", str(RECORDINGS / "synthetic-rdl-8-ordinary.rep")]) == 0
    said = capsys.readouterr()
    session_id = said.out.splitlines()[-1].split()[1]
    assert (folder() / f"{session_id}.rep").exists()
    assert "repbelt restore" in said.err
    assert said.err.count("\n") == 1


def test_the_same_recording_has_the_same_id(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write_recording(tmp_path / "a.rep")
    ids = []
    for _ in range(2):
        assert main(["import", str(path)]) == 0
        ids.append(capsys.readouterr().out.splitlines()[-1].split(",")[0])
    assert ids[0] == ids[1]
    (kept,) = folder().iterdir()
    assert kept.read_bytes() == path.read_bytes()


def test_a_damaged_recording_is_kept_as_it_is(tmp_path: Path) -> None:
    path = write_recording(tmp_path / "a.rep")
    damaged = bytearray(path.read_bytes())
    damaged[2000] ^= 4
    path.write_bytes(damaged)
    assert main(["import", str(path)]) == 0
    (kept,) = folder().iterdir()
    assert kept.read_bytes() == damaged


def test_columns_are_for_tables(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["analyze", str(write_recording(tmp_path / "a.rep")), "--columns", "t=ms"]) == 2
    assert "--columns is for tables" in capsys.readouterr().err
