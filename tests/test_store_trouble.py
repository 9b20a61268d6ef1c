"""A store in trouble: locked, newer, damaged, not to be reached, used by two at once."""

import json
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from command import Repbelt, run
from made_sessions import made_set
from rephost.cli import main
from rephost.library import folder
from rephost.open_sessions import CLOSED, beside
from rephost.store import Store, opened_store
from rephost.store_opening import database_path
from stored import RDL, SWING, put, shelved
from test_no_permission import place, without_privileges

__all__ = ["place"]

SUMMER_UNIX_S = 1_782_000_000.0
"""2026-06-21 00:00 UTC."""

WINTER_UNIX_S = 1_798_000_000.0
"""2026-12-23 04:26:40 UTC."""


@contextmanager
def locked() -> Iterator[None]:
    with closing(sqlite3.connect(database_path(), isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")


def test_a_locked_database_can_be_read_and_says_so_to_who_writes(repbelt: Repbelt) -> None:
    with opened_store() as store:
        put(store, "a", [made_set(0.0)])
        (folder() / "a.rep").unlink()
    with locked():
        assert "abc" not in repbelt("sessions").out
        sentence = repbelt.refuses("delete", "a", "--yes")
    assert sentence == (
        f"repbelt: {database_path()}: another process is writing, try again when it is done\n"
    )
    assert repbelt("delete", "a", "--yes").out == "session a is deleted\n"


def test_a_later_database_is_refused_by_every_command(repbelt: Repbelt, tmp_path: Path) -> None:
    with opened_store() as store, store.writing() as db:
        db.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for argv in (["sessions"], ["week"], ["show", "last"], ["backup", tmp_path / "a.zip"]):
        sentence = repbelt.refuses(*argv)
        assert sentence.startswith(f"repbelt: {database_path()}: a later version of repbelt")
    assert not (tmp_path / "a.zip").exists()


def test_a_damaged_database_names_restore(repbelt: Repbelt) -> None:
    database_path().parent.mkdir(parents=True)
    database_path().write_bytes(b"this is no database" * 1000)
    assert "`repbelt restore FILE` brings back a backup" in repbelt.refuses("sessions")


def test_a_row_that_is_damaged_names_restore(repbelt: Repbelt) -> None:
    with opened_store() as store:
        put(store, "a", [made_set(0.0)])
        with store.writing() as db:
            db.execute(text("UPDATE session SET recording = '{\"durat'"))
    assert "`repbelt restore FILE` brings back a backup" in repbelt.refuses("show", "a")


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("nonsense", "REPBELT_DATABASE_URL: this is no address of a database"),
        ("nosuch://me:secret@here/x", "there is no such kind of database"),
        ("postgresql://u:secret@127.0.0.1:1/x", "the database's server cannot be reached"),
        ("sqlite:////no/such/folder/a.db", ""),
    ],
)
def test_an_address_that_leads_nowhere(
    url: str, sentence: str, repbelt: Repbelt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REPBELT_DATABASE_URL", url)
    if url.startswith("sqlite"):
        with without_privileges():
            assert main(["sessions"]) == 1
        return
    said = repbelt.refuses("sessions")
    assert sentence in said
    assert "secret" not in said


def test_a_data_folder_that_is_none(
    repbelt: Repbelt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "file"))
    assert repbelt("sessions").code in (1, 2)


def test_a_database_that_may_not_be_written(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(place))
    with opened_store() as store:
        put(store, "a", [made_set(0.0)])
    for path in place.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o444)
    with without_privileges():
        for argv in (["delete", "a", "--yes"], ["sessions"]):
            capsys.readouterr()
            assert main(argv) == 1
            out, err = capsys.readouterr()
            assert (out, err) == (
                "",
                f"repbelt: {database_path()}: the database may not be written\n",
            )
    assert (folder() / "a.rep").exists()


def at_once(*argv: object) -> list[str]:
    """Run a program twice at once; return what each said."""
    processes = [
        subprocess.Popen(
            [sys.executable, *map(str, argv)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    said = [process.communicate(timeout=300) for process in processes]
    codes = [process.returncode for process in processes]
    assert (codes, [err for _, err in said]) == ([0, 0], ["", ""])
    return [out for out, _ in said]


def test_two_processes_make_the_tables_and_take_in_all_but_once(database: str) -> None:
    for at in range(3):
        shelved(RDL, f"r{at}")
        shelved(SWING, f"s{at}")
    listed = at_once("-m", "rephost", "sessions", "--json")
    for out in listed:
        done = {one["id"]: one["exercises"] for one in json.loads(out)["sessions"]}
        assert len(done) == 6
        assert all(len(exercises) == 1 for exercises in done.values())
    with opened_store(database) as store:
        assert len(store.sets()) == 6


CORRECTING = """
import sys
from rephost.corrections import SessionDescribed
from rephost.store import opened_store
with opened_store() as store:
    for at in range(20):
        store.correct("a", SessionDescribed({"title": f"{sys.argv[1]} {at}"}))
"""

UNDOING = """
from rephost.store import opened_store
with opened_store() as store:
    while store.undo("a"):
        pass
"""


def test_two_processes_correct_and_nothing_is_lost(store: Store) -> None:
    put(store, "a", [made_set(0.0)])
    at_once("-c", CORRECTING, "x")
    session = store.session("a")
    assert len(session.corrections) == 40
    last: Any = session.corrections[-1].correction
    assert session.title == last.details["title"] == store.sessions()[0].title
    at_once("-c", UNDOING)
    assert store.session("a").corrections == ()
    assert store.sessions()[0].title == ""


def noted(session_id: str, began_unix_s: float) -> None:
    note = {
        "strap": "Strap-1",
        "began_unix_s": began_unix_s,
        "corrections": {"added": {}, "discarded": [], "weights": {}, "plan": None, "ticks": []},
    }
    beside(shelved(RDL, session_id), CLOSED).write_text(json.dumps(note))


@contextmanager
def in_zone(zone: str) -> Iterator[None]:
    """Be in a time zone, before a wide terminal."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", zone)
        patch.setenv("COLUMNS", "120")
        time.tzset()
        yield
    time.tzset()


def test_another_time_zone_and_a_change_of_the_clock(repbelt: Repbelt) -> None:
    noted("summer", SUMMER_UNIX_S)
    noted("winter", WINTER_UNIX_S)
    with in_zone("Europe/Berlin"):
        lines = repbelt("sessions").out.splitlines()
    assert lines[2].startswith("Wed 2026-12-23 05:26  winter")
    assert lines[3].startswith("Sun 2026-06-21 02:00  summer")
    for zone in ("Asia/Tokyo", "America/Los_Angeles"):
        with in_zone(zone):
            assert repbelt("sessions").out.splitlines() == lines
            assert repbelt("show", "summer").out.startswith("Sun 2026-06-21 02:00")


@pytest.mark.parametrize("began", ["NaN", "1e300", "-1e300", "Infinity"])
def test_a_note_whose_time_is_nonsense(began: str, repbelt: Repbelt) -> None:
    noted("a", 0.0)
    note = folder() / "a.training.json"
    note.write_text(note.read_text().replace('"began_unix_s": 0.0', f'"began_unix_s": {began}'))
    done = repbelt("sessions")
    assert (done.code, done.err) == (0, "")
    assert "a  " in done.out


def test_the_year_of_the_clock_does_not_matter(store: Store, repbelt: Repbelt) -> None:
    for session_id, began_unix_s in (("old", -6e10), ("new", 2.5e11)):
        put(store, session_id, [made_set(0.0)], began_unix_s=began_unix_s)
    done = repbelt("sessions")
    assert (done.code, done.err) == (0, "")
    assert repbelt("show", "old").code == 0
    assert repbelt("week").code == 0


def test_where_names_every_place(store: Store, repbelt: Repbelt) -> None:
    places = json.loads(repbelt("where", "--json").out)
    assert places["recordings"] == str(folder())
    given = os.environ.get("REPBELT_DATABASE_URL")
    assert places["database"] == (given or str(database_path())) or given
    assert "Nothing leaves this machine" in repbelt("where").out


def test_delete_asks_and_without_a_terminal_does_nothing(repbelt: Repbelt) -> None:
    path = shelved(RDL)
    done = run("delete", RDL)
    assert (done.code, done.out) == (2, "")
    assert "--yes deletes without asking" in done.err
    assert path.exists()
    assert repbelt("delete", "last", "--yes").out == f"session {RDL} is deleted\n"
    assert not list(folder().iterdir())
    assert "there is no session" in repbelt.refuses("delete", RDL, "--yes")
