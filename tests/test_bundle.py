"""Bundles: a session as one file, and what is believed of a stranger's."""

import hashlib
import io
import json
import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from command import Repbelt
from motion import write_recording
from rephost.bundle import opened_bundle, write_bundle
from rephost.bundle_checks import BundleError
from rephost.corrections import Described, SessionDescribed, as_json
from rephost.errors import RepbeltError
from rephost.library import folder
from rephost.performed import counted
from rephost.reviewed import Kept, Reviewed
from rephost.store import opened_store
from sessions import NAMES, bare, rdl, sessions

RECORDING = Path(__file__).parents[1] / "recordings" / "synthetic-rdl-8-ordinary.rep"


def bundled(session: Reviewed, recording: bytes = b"any bytes") -> bytes:
    out = io.BytesIO()
    write_bundle(session, io.BytesIO(recording), out)
    return out.getvalue()


@contextmanager
def in_a_file(content: bytes) -> Iterator[Path]:
    with TemporaryDirectory() as made:
        path = Path(made) / "a.repbelt.zip"
        path.write_bytes(content)
        yield path


@given(session=sessions(), recording=st.binary(max_size=500))
def test_everything_comes_back(session: Reviewed, recording: bytes) -> None:
    content = bundled(session, recording)
    assert content == bundled(session, recording)
    with in_a_file(content) as path, opened_bundle(path) as bundle:
        assert bundle.session_id == session.id
        assert bundle.corrections == session.corrections
        assert bundle.recording.read() == recording
        provenance = bundle.provenance
        assert provenance.began_unix_s == session.began_unix_s
        assert provenance.utc_offset_s == session.utc_offset_s
        assert provenance.plan == session.plan
        assert provenance.strap == session.strap


def test_a_bundle_holds_a_labelled_recording() -> None:
    with zipfile.ZipFile(io.BytesIO(bundled(bare(rdl(0.0, 7))))) as archive:
        names = ["README.txt", "2026-03-29-015959.rep", "2026-03-29-015959.labels.json"]
        assert archive.namelist() == [*names, "session.json"]
        label = json.loads(archive.read(names[2]))
        assert (label["source"], label["complete"]) == ("correction", True)
        assert b"repbelt import" in archive.read("README.txt")


@given(data=st.data())
@settings(max_examples=300)
def test_damage_is_refused_or_does_no_harm(data: st.DataObject) -> None:
    content = bytearray(bundled(WHOLE, RECORDING.read_bytes()[:3000]))
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at] ^= data.draw(st.integers(1, 255))
    damaged = bytes(content[: data.draw(st.sampled_from([None, len(content) // 2, -5]))])
    with in_a_file(damaged) as path:
        said = str(path)
        try:
            with opened_bundle(path) as bundle:
                assert bundle.recording.read() == RECORDING.read_bytes()[:3000]
                assert bundle.corrections == WHOLE.corrections
        except RepbeltError as exc:
            said = str(exc)
        assert str(path) in said


WHOLE = bare(
    rdl(0.0, 3),
    corrections=(
        Kept(1.7e9, Described(rdl(0.0, 3), {"weight_kg": 60.0, "note": "hard"})),
        Kept(1.7e9, SessionDescribed({"title": "Monday"})),
    ),
)


def remade(change: Callable[[dict[str, Any]], object], **more: bytes) -> bytes:
    """Return a bundle whose facts say something else, with more files in it."""
    with zipfile.ZipFile(io.BytesIO(bundled(WHOLE))) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    facts = json.loads(files["session.json"])
    change(facts)
    files["session.json"] = json.dumps(facts).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**files, **more}.items():
            archive.writestr(name, content)
    return out.getvalue()


def at(path: str, value: object) -> Callable[[dict[str, Any]], object]:
    """Return what puts a value at a place in the facts."""

    def change(facts: dict[str, Any]) -> None:
        *way, last = (int(step) if step.isdecimal() else step for step in path.split("."))
        place: Any = facts
        for step in way:
            place = place[step]
        place[last] = value

    return change


REP = "corrections.0.said.was.reps.0"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (at("schema", "repbelt.bundle/2"), "made by a newer repbelt"),
        (at("schema", "something/1"), "no bundle of repbelt's"),
        (at("id", 5), "id is no text"),
        (at("id", "../../../etc/cron.d/x"), "not ours"),
        (at("began_unix_s", 1e300), "began_unix_s is no number from 0"),
        (at("began_unix_s", float("nan")), "cannot be read"),
        (at("began_unix_s", -1), "began_unix_s"),
        (at("utc_offset_s", 86400), "utc_offset_s"),
        (at("utc_offset_s", 1.5), "whole number"),
        (at("strap", "x" * 20_000), "strap is no text of up to"),
        (at("strap", "\ud800"), "strap is no text"),
        (at("plan", {"name": "x", "exercises": [{"exercise": "rdl"}]}), "has no 'sets'"),
        (at("plan", {"name": "x"}), "the plan has no exercises"),
        (at("corrections", {}), "corrections should be a list"),
        (at("corrections.0.said.kind", "undo"), "kind 'undo'"),
        (at("corrections.0.said.details.weight_kg", 1e9), "weight_kg"),
        (at("corrections.0.said.details.weight_kg", True), "weight_kg"),
        (at("corrections.0.said.details.result", 1), "something else"),
        (at("corrections.0.said.details.told_reps", 10**100), "told_reps"),
        (at("corrections.0.said.was.start_s", 50), "ends before it starts"),
        (at("corrections.0.said.was.by_hand", [1, 0, 0]), "by_hand"),
        (at(f"{REP}.start_s", 2e200), "start_s"),
        (at(f"{REP}.bottom_s", -5), "not in order"),
        (at(f"{REP}.eccentric_known", 1), "eccentric_known"),
        (at(f"{REP}.flags", ["x" * 500]), "a flag is no text"),
        (at(f"{REP}.more", 1), "a rep should have"),
        (at("corrections.1.said.details.title", 5), "title is no text"),
        (at("recording_sha256", "0" * 64), "not the one that was put in"),
    ],
)
def test_what_cannot_be_true_is_refused(
    change: Callable[[dict[str, Any]], object], why: str
) -> None:
    with (
        in_a_file(remade(change)) as path,
        pytest.raises(RepbeltError, match=why) as refused,
        opened_bundle(path),
    ):
        pass
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("name", ["../evil.rep", "/etc/passwd", "a/b", "other.rep", "x.py"])
def test_a_file_that_is_not_ours_is_refused(name: str) -> None:
    content = remade(lambda _: None, **{name: b"x"})
    with in_a_file(content) as path, pytest.raises(BundleError, match="ours"), opened_bundle(path):
        pass


@pytest.mark.parametrize("member", ["session.json", "2026-03-29-015959.rep"])
def test_a_zip_bomb_is_refused_unopened(member: str) -> None:
    content = remade(lambda _: None, **{member: b"\0" * (300 << 20)})
    assert len(content) < 1_000_000
    with (
        in_a_file(content) as path,
        pytest.raises(BundleError, match="larger than any of ours"),
        opened_bundle(path),
    ):
        pass


def test_brackets_within_brackets_are_refused() -> None:
    deep = b"[" * 200_000 + b"]" * 200_000
    content = remade(lambda _: None, **{"session.json": deep})
    with in_a_file(content) as path, pytest.raises(BundleError, match="cannot be read"):
        opened_bundle(path).__enter__()


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
