"""`repbelt export`: of sessions and files, in every format."""

import csv
import json
from pathlib import Path

import pytest
from pyarrow import parquet

from command import Repbelt
from rephost.cli_recordings import REP_FORMATS, SAMPLE_FORMATS, SESSION_FORMATS
from rephost.corrections import Described, Retold
from rephost.library import folder
from rephost.performed import made_of
from rephost.store import opened_store

RECORDING = Path(__file__).parents[1] / "recordings" / "synthetic-rdl-8-ordinary.rep"
FORMATS = (*SAMPLE_FORMATS, *REP_FORMATS, *SESSION_FORMATS)
SUFFIXES = {
    "reps-csv": "reps.csv",
    "reps-parquet": "reps.parquet",
    "strong": "strong.csv",
    "openweight": "openweight.json",
    "bundle": "repbelt.zip",
}


@pytest.fixture
def session_id(repbelt: Repbelt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Import a recording, go to a folder of its own, and take its third rep away."""
    kept = repbelt("import", RECORDING).out.splitlines()[-1].split()[1]
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    with opened_store() as store:
        one = store.session(kept).sets[0]
        reps = (*one.reps[:2], *one.reps[3:])
        by_hand = (False, True, *[False] * (len(reps) - 2))
        store.correct(kept, Retold(one.start_s, one.end_s, (made_of("rdl", reps, by_hand),)))
        store.correct(kept, Described(store.session(kept).sets[0], {"weight_kg": 80.0}))
    return kept


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("what", ["id", "last", "file"])
def test_each_format_gets_its_name(repbelt: Repbelt, session_id: str, kind: str, what: str) -> None:
    means = {"id": session_id, "last": "last", "file": RECORDING}[what]
    stem = RECORDING.stem if what == "file" else session_id
    done = repbelt("export", means, "--format", kind)
    assert (done.code, done.err) == (0, "")
    assert done.out == f"{stem}.{SUFFIXES.get(kind, kind)}\n"
    (made,) = Path.cwd().iterdir()
    assert f"{made.name}\n" == done.out
    before = made.read_bytes()
    assert "not overwritten" in repbelt.refuses("export", means, "--format", kind)
    assert made.read_bytes() == before
    assert list(Path.cwd().iterdir()) == [made]


def test_reps_of_a_session_are_as_they_stand_and_of_a_file_as_counted(
    repbelt: Repbelt, session_id: str
) -> None:
    assert repbelt("export", session_id, "--format", "reps-csv", "-o", "session.csv").code == 0
    assert repbelt("export", RECORDING, "--format", "reps-csv", "-o", "file.csv").code == 0
    assert repbelt("export", "last", "--format", "reps-parquet", "-o", "s.parquet").code == 0
    session, file = (
        list(csv.DictReader(Path(name).read_text(encoding="utf-8").splitlines()))
        for name in ("session.csv", "file.csv")
    )
    assert (len(session), len(file)) == (7, 8)
    assert [row["by_hand"] for row in session] == ["false", "true", *["false"] * 5]
    assert "by_hand" not in file[0]
    table = parquet.read_table("s.parquet")
    assert table["by_hand"].to_pylist() == [False, True, *[False] * 5]
    assert table["end_s"].to_pylist() == [float(row["end_s"]) for row in session]


def test_a_session_counted_otherwise_is_that_of_its_recording(
    repbelt: Repbelt, session_id: str
) -> None:
    argv = ("export", session_id, "--exercise", "rdl", "--format", "reps-csv")
    assert repbelt(*argv, "-o", "a.csv").code == 0
    assert len(Path("a.csv").read_text().splitlines()) == 9


def test_the_recording_itself(repbelt: Repbelt, session_id: str) -> None:
    assert repbelt("export", session_id, "--format", "rep", "-o", "a.rep").code == 0
    assert Path("a.rep").read_bytes() == RECORDING.read_bytes()


def test_what_stands_is_what_other_programs_get(repbelt: Repbelt, session_id: str) -> None:
    assert repbelt("export", "last", "--format", "openweight", "-o", "a.json").code == 0
    (exercise,) = json.loads(Path("a.json").read_text(encoding="utf-8"))["exercises"]
    (one,) = exercise["sets"]
    assert (one["reps"], one["weight"], one["unit"]) == (7, 80.0, "kg")


@pytest.mark.parametrize("kind", FORMATS)
def test_without_its_recording(repbelt: Repbelt, session_id: str, kind: str) -> None:
    (folder() / f"{session_id}.rep").unlink()
    if kind in ("csv", "parquet", "rep", "mcap", "bundle"):
        said = repbelt.refuses("export", session_id, "--format", kind)
        assert "its recording is not there any more" in said
        assert list(Path.cwd().iterdir()) == []
    else:
        assert repbelt("export", session_id, "--format", kind).code == 0


@pytest.mark.parametrize("what", ["nothing.rep", "2026-01-01-000000", "'; DROP TABLE session; --"])
def test_what_is_not_there(repbelt: Repbelt, session_id: str, what: str) -> None:
    done = repbelt("export", what, "--format", "fit")
    assert done.code == 2
    assert "no such file" in done.err


def test_last_of_nothing(repbelt: Repbelt) -> None:
    assert "no sessions yet" in repbelt.refuses("export", "last", "--format", "fit")


def test_only_a_recording_is_called_one(repbelt: Repbelt, session_id: str) -> None:
    done = repbelt("export", session_id, "--format", "fit", "-o", "a.rep")
    assert done.code == 2
    assert "is no recording" in done.err
