"""`repbelt import` of bundles: what comes back, and what is left alone."""

import hashlib
import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from bundles import at, remade
from command import Repbelt
from motion import write_recording
from rephost.corrections import Described, SessionDescribed, as_json
from rephost.library import folder
from rephost.performed import counted
from rephost.store import opened_store
from sessions import NAMES

RECORDING = Path(__file__).parents[1] / "recordings" / "synthetic-rdl-8-ordinary.rep"


def library() -> dict[str, str]:
    """Return what lies in the library, and what the store says."""
    files = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder().iterdir()
    }
    with opened_store() as store:
        kept = {
            one: [as_json(k.correction) for k in store.session(one).corrections]
            for one in store.ids()
        }
    return {**files, "store": json.dumps(kept)}


@pytest.fixture
def corrected(repbelt: Repbelt) -> str:
    """Import a recording and correct it; return its session's id."""
    session_id = repbelt("import", RECORDING).out.splitlines()[-1].split()[1]
    with opened_store() as store:
        one = store.session(session_id).sets[0]
        store.correct(session_id, Described(one, {"weight_kg": 62.5, "note": NAMES[2]}))
        store.correct(session_id, SessionDescribed({"title": NAMES[4], "note": NAMES[5], "rpe": 8}))
    return session_id


@pytest.fixture
def bundle(repbelt: Repbelt, corrected: str, tmp_path: Path) -> Path:
    path = tmp_path / "monday.repbelt.zip"
    assert repbelt("export", corrected, "--format", "bundle", "-o", path).out == f"{path}\n"
    return path


def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "another machine"))
    monkeypatch.setenv("TZ", "Asia/Kathmandu")


def test_a_session_comes_back_on_another_machine(
    repbelt: Repbelt, corrected: str, bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened_store() as store:
        before = store.session(corrected)
    elsewhere(tmp_path, monkeypatch)
    assert repbelt("import", bundle).out == f"session {corrected}\n"
    with opened_store() as store:
        after = store.session(corrected)
    assert replace(after, path=before.path) == before
    assert after.path.read_bytes() == RECORDING.read_bytes()
    assert after.title == NAMES[4]
    assert after.sets[0].weight_kg == 62.5
    said = repbelt("import", bundle).out
    assert said == f"session {corrected}, which the library had already\n"


def test_one_that_was_corrected_otherwise_stays(
    repbelt: Repbelt, corrected: str, bundle: Path
) -> None:
    with opened_store() as store:
        store.correct(corrected, SessionDescribed({"title": "another"}))
    before = library()
    assert "corrected otherwise" in repbelt.refuses("import", bundle)
    assert library() == before


def test_another_recording_of_that_name_is_left_alone(
    repbelt: Repbelt, corrected: str, bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere(tmp_path, monkeypatch)
    folder().mkdir(parents=True)
    other = write_recording(folder() / f"{corrected}.rep")
    content = other.read_bytes()
    session_id = repbelt("import", bundle).out.split()[1]
    assert session_id != corrected
    assert other.read_bytes() == content
    with opened_store() as store:
        assert store.session(session_id).title == NAMES[4]
        assert sorted(store.ids()) == sorted([session_id, corrected])


def test_a_lost_recording_is_brought_back(repbelt: Repbelt, corrected: str, bundle: Path) -> None:
    before = library()
    (folder() / f"{corrected}.rep").unlink()
    assert repbelt("import", bundle).out == f"session {corrected}\n"
    assert library() == before


def test_a_bundle_of_a_deleted_session_brings_it_back(
    repbelt: Repbelt, corrected: str, bundle: Path
) -> None:
    before = library()
    with opened_store() as store:
        store.delete(corrected)
    assert repbelt("import", bundle).code == 0
    assert library() == before


def test_what_is_refused_changes_nothing(
    repbelt: Repbelt, corrected: str, bundle: Path, tmp_path: Path
) -> None:
    before = library()
    bad = tmp_path / "bad.repbelt.zip"
    for content in (
        b"",
        b"no zip at all",
        bundle.read_bytes()[:-40],
        remade(at("schema", "repbelt.bundle/99")),
        remade(lambda _: None),  # whose recording is none
    ):
        bad.write_bytes(content)
        assert "bad.repbelt.zip: " in repbelt.refuses("import", bad)
        assert library() == before


def test_only_the_recording_of_a_bundle(repbelt: Repbelt, bundle: Path, tmp_path: Path) -> None:
    out = tmp_path / "back.rep"
    assert repbelt("import", bundle, "-o", out).out == f"{out}\n"
    assert out.read_bytes() == RECORDING.read_bytes()


def test_a_bundle_of_a_file(repbelt: Repbelt, tmp_path: Path) -> None:
    path = shutil.copy(RECORDING, tmp_path / "no id.rep")
    out = tmp_path / "b.repbelt.zip"
    assert repbelt("export", path, "--format", "bundle", "-o", out).code == 0
    session_id = repbelt("import", out).out.split()[1]
    with opened_store() as store:
        session = store.session(session_id)
    assert session.sets == tuple(map(counted, session.counted))
    assert len(session.sets[0].reps) == 8
