"""Backup and restore: all comes back as it was, and a broken backup changes nothing."""

import hashlib
import json
import random
import sqlite3
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from command import Repbelt
from made_sessions import made_set
from rephost.backup_reading import MANIFEST
from rephost.corrections import Described, SessionDescribed
from rephost.library import LABELS_SUFFIX, folder
from rephost.open_sessions import CLOSED, OPEN, beside
from rephost.performed import counted
from rephost.plans import own_folder
from rephost.reviewed import RecordingState, Reviewed
from rephost.store import Store, opened_store
from rephost.store_opening import database_path
from stored import RDL, SWING, put, shelved

Change = Callable[[dict[str, bytes]], None]


@contextmanager
def data_folder(monkeypatch: pytest.MonkeyPatch, path: Path) -> Iterator[None]:
    """Live in another data folder."""
    with monkeypatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(path))
        patch.delenv("REPBELT_DATABASE_URL", raising=False)
        yield


def sessions(store: Store) -> list[Reviewed]:
    return [store.session(session_id) for session_id in store.ids()]


def as_kept(store: Store) -> list[Any]:
    """Return all that is kept of sessions, wherever their recordings lie."""
    kept = []
    for session_id in store.ids():
        one = store.session(session_id)
        fields = {name: getattr(one, name) for name in Reviewed.__slots__ if name != "path"}
        kept.append((fields, one.path.name, one.path.exists() and one.path.read_bytes()))
    return [kept, store.sessions(), store.sets()]


def ran(repbelt: Repbelt, *argv: object, err: str = "") -> str:
    done = repbelt(*argv)
    assert (done.code, done.err) == (0, err)
    return done.out


def fill() -> None:
    """Fill the library with what a user has."""
    note = beside(shelved(RDL), CLOSED)
    note.write_text(
        json.dumps(
            {
                "strap": "Strap '🏋️'",
                "began_unix_s": 1.78e9,
                "corrections": {
                    "added": {"1": 1},
                    "discarded": [],
                    "weights": {"1": 60.0},
                    "plan": None,
                    "ticks": [],
                },
            }
        )
    )
    beside(shelved(SWING), LABELS_SUFFIX).write_text("labels")
    own_folder().mkdir(parents=True)
    (own_folder() / "mine.toml").write_text("name = 'mine'\n")
    with opened_store() as store:
        store.sync()
        store.correct(SWING, SessionDescribed({"title": "<b>'quoted' \\ /", "rpe": 9.0}))
        store.correct(SWING, SessionDescribed({"title": "undone"}))
        store.undo(SWING)


@pytest.fixture
def backup(repbelt: Repbelt, tmp_path: Path) -> Path:
    fill()
    path = tmp_path / "all.zip"
    assert "2 sessions, 2 recordings, read back and checked" in ran(repbelt, "backup", path)
    return path


def test_into_an_empty_store_all_is_as_before(
    backup: Path, repbelt: Repbelt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened_store() as store:
        before = as_kept(store)
    with data_folder(monkeypatch, tmp_path / "elsewhere"):
        out = ran(repbelt, "restore", backup)
        assert out == "2 sessions and 5 files brought back, 0 sessions there already\n"
        with opened_store() as store:
            assert as_kept(store) == before
        assert (own_folder() / "mine.toml").read_text() == "name = 'mine'\n"
        assert beside(folder() / f"{RDL}.rep", CLOSED).exists()
        assert beside(folder() / f"{SWING}.rep", LABELS_SUFFIX).read_text() == "labels"
        again = ran(repbelt, "restore", backup)
        assert again == "0 sessions and 0 files brought back, 2 sessions there already\n"
        with opened_store() as store:
            assert as_kept(store) == before


@pytest.mark.parametrize(
    ("version", "lacks"), [(1, ("flight_s", "hips_lead")), (2, ("hips_lead",))]
)
def test_one_from_before_a_measure_was_kept_comes_back(
    version: int,
    lacks: Sequence[str],
    backup: Path,
    repbelt: Repbelt,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def without(members: dict[str, bytes]) -> None:
        told(version=version)(members)
        for name in (f"sessions/{RDL}.json", f"sessions/{SWING}.json"):
            copy = json.loads(members[name])
            for rep in copy["counted_reps"]:
                for measure in lacks:
                    del rep[measure]
            members[name] = json.dumps(copy).encode()

    with opened_store() as store:
        before = as_kept(store)
    earlier = rewritten(backup, tmp_path / "earlier.zip", without)
    with data_folder(monkeypatch, tmp_path / "elsewhere"):
        assert ran(repbelt, "restore", earlier).startswith("2 sessions and 5 files brought back")
        with opened_store() as store:
            assert as_kept(store) == before


def test_into_one_with_sessions_adds_what_is_missing_and_overwrites_nothing(
    backup: Path, repbelt: Repbelt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with data_folder(monkeypatch, tmp_path / "elsewhere"):
        with opened_store() as store:
            shelved(RDL)
            store.sync()
            store.correct(RDL, SessionDescribed({"title": "mine"}))
            mine = store.session(RDL)
            put(store, "other", [made_set(0.0)])
        own_folder().mkdir(parents=True)
        (own_folder() / "mine.toml").write_text("name = 'another'\n")
        done = repbelt("restore", backup)
        assert done.code == 0
        assert "mine.toml: another file of this name is there and stays" in done.err
        assert done.out.startswith("1 session and 3 files brought back, 1 session there already")
        with opened_store() as store:
            assert set(store.ids()) == {RDL, SWING, "other"}
            assert store.session(RDL) == mine
        assert (own_folder() / "mine.toml").read_text() == "name = 'another'\n"


def test_another_recording_of_the_same_name_stays(
    backup: Path, repbelt: Repbelt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with data_folder(monkeypatch, tmp_path / "elsewhere"):
        path = shelved(RDL, SWING)
        content = path.read_bytes()
        done = repbelt("restore", backup)
        assert f"{SWING}.rep: another file of this name is there and stays" in done.err
        assert path.read_bytes() == content
        with opened_store() as store:
            assert store.session(SWING).title == ""
            assert [one.exercise for one in store.session(SWING).sets] == ["rdl"]


def test_a_recording_that_is_gone_comes_back(backup: Path, repbelt: Repbelt) -> None:
    (folder() / f"{RDL}.rep").unlink()
    out = ran(repbelt, "restore", backup)
    assert out == "0 sessions and 1 file brought back, 2 sessions there already\n"
    with opened_store() as store:
        assert store.session(RDL).state is RecordingState.THERE


def test_a_session_whose_recording_is_gone_is_kept_too(
    repbelt: Repbelt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened_store() as store:
        put(store, "gone", [made_set(0.0)])
        (folder() / "gone.rep").unlink()
        before = as_kept(store)
    ran(repbelt, "backup", tmp_path / "all.zip")
    with data_folder(monkeypatch, tmp_path / "elsewhere"):
        ran(repbelt, "restore", tmp_path / "all.zip")
        with opened_store() as store:
            assert as_kept(store) == before


def test_a_training_that_is_not_closed_is_left_out_and_said(
    repbelt: Repbelt, tmp_path: Path
) -> None:
    beside(shelved(RDL), OPEN).write_text("{}")
    err = f"repbelt: left out, {RDL}.rep: the training is not closed\n"
    assert "0 sessions, 0 recordings" in ran(repbelt, "backup", tmp_path / "all.zip", err=err)


def test_a_backup_never_overwrites(repbelt: Repbelt, tmp_path: Path) -> None:
    path = tmp_path / "all.zip"
    path.write_text("mine")
    assert "exists already" in repbelt.refuses("backup", path)
    assert path.read_text() == "mine"
    assert repbelt("backup", tmp_path / "no" / "all.zip").code == 2


def test_the_damaged_database_is_put_aside(backup: Path, repbelt: Repbelt) -> None:
    with opened_store() as store:
        before = as_kept(store)
    database_path().write_bytes(b"SQLite format 3\0" + random.Random(1).randbytes(40_000))
    assert "`repbelt restore FILE` brings back a backup" in repbelt.refuses("sessions")
    done = repbelt("restore", backup)
    [aside] = database_path().parent.glob("repbelt-damaged-*.db")
    assert (done.code, done.err) == (0, f"repbelt: the damaged database is now {aside}\n")
    assert done.out.startswith("2 sessions and 0 files brought back")
    with opened_store() as store:
        assert as_kept(store) == before


def test_a_page_that_is_damaged_within_is_noticed(backup: Path, repbelt: Repbelt) -> None:
    with closing(sqlite3.connect(database_path())) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    data = bytearray(database_path().read_bytes())
    data[4096:] = bytes(len(data) - 4096)
    database_path().write_bytes(data)
    assert "database is damaged" in repbelt.refuses("sessions")
    assert repbelt("restore", backup).out.startswith("2 sessions and 0 files brought back")


def everything(home: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in sorted(home.rglob("*")) if path.is_file()}


def refused(repbelt: Repbelt, path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Restore into a store of its own, which stays as it is; return the sentence."""
    with data_folder(monkeypatch, home):
        before = everything(home)
        sentence = repbelt.refuses("restore", path)
        assert everything(home) == before
    return sentence


def rewritten(backup: Path, out: Path, change: Change, *, true_sums: bool = True) -> Path:
    """Write a changed copy of a backup, whose checksums are true."""
    with zipfile.ZipFile(backup) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    manifest = json.loads(members.pop(MANIFEST))
    if true_sums and manifest["members"] is not None:
        manifest["members"] = {
            name: {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
            for name, data in members.items()
        }
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
        archive.writestr(MANIFEST, json.dumps(manifest))
    return out


def told(**what: Any) -> Change:
    """Return what changes the manifest."""

    def change(members: dict[str, bytes]) -> None:
        members[MANIFEST] = json.dumps(json.loads(members[MANIFEST]) | what).encode()

    return change


def with_member(name: str, data: bytes = b"x") -> Change:
    return lambda members: members.update({name: data})


def with_session(**what: Any) -> Change:
    """Return what changes a session's row."""

    def change(members: dict[str, bytes]) -> None:
        name = f"sessions/{RDL}.json"
        copy = json.loads(members[name])
        copy["session"] |= what
        members[name] = json.dumps(copy).encode()

    return change


def twice_a_set(members: dict[str, bytes]) -> None:
    name = f"sessions/{RDL}.json"
    copy = json.loads(members[name])
    copy["counted_sets"] *= 2
    members[name] = json.dumps(copy).encode()


BAD = {
    "newer": (told(version=99), "a later version of repbelt"),
    "another format": (told(format="zip"), "this is no backup"),
    "no manifest that is one": (told(members=None), "broken"),
    "out of the folder": (with_member("recordings/../../evil.rep"), "broken"),
    "absolute": (with_member("/tmp/evil.rep"), "broken"),
    "deeper": (with_member("recordings/a/b.rep"), "broken"),
    "hidden": (with_member("recordings/.evil.rep"), "broken"),
    "another kind of file": (with_member("keys/a.key"), "broken"),
    "no JSON": (with_member(f"sessions/{RDL}.json", b"{"), "no JSON"),
    "too deep": (with_member(f"sessions/{RDL}.json", b"[" * 100_000), "no JSON"),
    "other columns": (with_session(more=1), "other columns"),
    "another kind of value": (with_session(began_unix_s="now"), "another kind"),
    "another session": (with_session(id="evil"), "another session"),
    "a movement without a reason": (with_session(rejected=[{"start_s": 1.0}]), "no reason"),
    "a time that is none": (
        with_session(rejected=[{"start_s": "1", "end_s": 2.0, "reason": "sitting"}]),
        "start_s of what was not counted",
    ),
    "a confidence that is none": (
        with_session(
            rejected=[{"start_s": 1.0, "end_s": 2.0, "reason": "sitting", "confidence": "high"}]
        ),
        "confidence of what was not counted",
    ),
    "a path": (with_session(path="../evil.rep"), "another session"),
    "a number too large": (with_session(utc_offset_s=10**30), "nothing was changed"),
    "a set twice": (twice_a_set, "nothing was changed"),
    "no straps": (with_member("straps.json", b"{}"), "no list of straps"),
    "an unknown strap": (with_member("straps.json", b"[]"), "nothing was changed"),
}


@pytest.mark.parametrize("what", BAD)
def test_a_malicious_backup_is_refused(
    what: str, backup: Path, repbelt: Repbelt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    change, sentence = BAD[what]
    bad = rewritten(backup, tmp_path / "bad.zip", change)
    home = tmp_path / "elsewhere"
    with data_folder(monkeypatch, home), opened_store() as store:
        put(store, "mine", [made_set(0.0)])
        before = sessions(store)
    assert sentence in refused_or_same(repbelt, bad, home, monkeypatch)
    with data_folder(monkeypatch, home), opened_store() as store:
        assert sessions(store) == before


def refused_or_same(
    repbelt: Repbelt, path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> str:
    """Return the sentence; the files of the database itself may be touched by looking."""
    with data_folder(monkeypatch, home):
        before = {path for path in everything(home) if path.suffix != ".db-shm"}
        sentence = repbelt.refuses("restore", path)
        assert {p for p in everything(home) if p.suffix not in (".db-shm", ".db-wal")} == before
    return sentence


def test_what_is_no_backup_is_refused(
    repbelt: Repbelt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, path = tmp_path / "elsewhere", tmp_path / "x.zip"
    assert repbelt("restore", path).code == 2
    for content in (b"", b"hello", b"PK\x05\x06" + bytes(18)):
        path.write_bytes(content)
        assert "no backup of repbelt" in refused(repbelt, path, home, monkeypatch)


def test_a_bomb_is_refused_before_it_is_unpacked(
    backup: Path, repbelt: Repbelt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "bomb.zip"

    def grow(members: dict[str, bytes]) -> None:
        members["recordings/bomb.rep"] = b""
        manifest = json.loads(members[MANIFEST])
        manifest["members"]["recordings/bomb.rep"] = {"size": 1 << 50, "sha256": ""}
        members[MANIFEST] = json.dumps(manifest).encode()

    rewritten(backup, path, grow, true_sums=False)
    assert "broken" in refused(repbelt, path, tmp_path / "elsewhere", monkeypatch)


@settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(where=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7), cut=st.booleans())
def test_damage_anywhere_is_noticed_or_harmless(
    where: float,
    bit: int,
    cut: bool,
    backup: Path,
    repbelt: Repbelt,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data = bytearray(backup.read_bytes())
    at = int(where * len(data))
    if cut:
        del data[at:]
    else:
        data[at] ^= 1 << bit
    place = tmp_path_factory.mktemp("damaged")
    (place / "bad.zip").write_bytes(data)
    with opened_store() as store:
        before = as_kept(store)
    with data_folder(monkeypatch, place / "home"):
        done = repbelt("restore", place / "bad.zip")
        if done.code == 0:  # a time of a member, say, which nobody reads
            with opened_store() as store:
                assert as_kept(store) == before
        else:
            assert not (place / "home").exists()


TITLES = st.text(max_size=20)


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    drawn=st.lists(
        st.tuples(TITLES, st.integers(0, 3), st.floats(-1e9, 4e9), st.integers(-12, 14)),
        max_size=5,
    )
)
def test_backup_and_restore_elsewhere_gives_the_same_sessions(
    drawn: list[tuple[str, int, float, int]],
    repbelt: Repbelt,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    place = tmp_path_factory.mktemp("property")
    with data_folder(monkeypatch, place / "here"):
        with opened_store() as store:
            for number, (title, sets, began_unix_s, offset_h) in enumerate(drawn):
                done = [made_set(100.0 * at, at + 1) for at in range(sets)]
                session_id = put(
                    store,
                    f"s'{number}",
                    done,
                    began_unix_s=began_unix_s,
                    utc_offset_s=3600 * offset_h,
                    strap=title,
                )
                store.correct(session_id, SessionDescribed({"title": title}))
                for one in done[:1]:
                    store.correct(session_id, Described(counted(one), {"weight_kg": 1.25}))
            before = as_kept(store)
        ran(repbelt, "backup", place / "all.zip")
    with data_folder(monkeypatch, place / "there"):
        ran(repbelt, "restore", place / "all.zip")
        with opened_store() as store:
            assert as_kept(store) == before


def test_between_the_two_kinds_of_database(
    store: Store, repbelt: Repbelt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(store, "a", [made_set(0.0)], strap="Strap-1")
    store.correct("a", SessionDescribed({"title": "'\"; 🏋️"}))
    before = as_kept(store)
    ran(repbelt, "backup", tmp_path / "all.zip")
    with data_folder(monkeypatch, tmp_path / "elsewhere"):
        ran(repbelt, "restore", tmp_path / "all.zip")
        with opened_store() as other:
            assert as_kept(other) == before
    store.delete("a")
    ran(repbelt, "restore", tmp_path / "all.zip")
    assert as_kept(store) == before
