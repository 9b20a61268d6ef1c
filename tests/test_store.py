"""The store: what comes in comes out, on both databases."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from made_sessions import made_set
from rephost.corrections import Described, Retold, SessionDescribed
from rephost.library import LABELS_SUFFIX, folder
from rephost.open_sessions import CLOSED, OPEN, beside
from rephost.performed import counted
from rephost.reviewed import RecordingState
from rephost.store import Store
from rephost.store_errors import ChangedError, StoreError
from rephost.store_schema import CorrectionRow
from stored import BEGAN_UNIX_S, RDL, SWING, put, shelved

EVIL = "'; DROP TABLE session; -- \"/\\<b>🏋️%(x)s\n"

TEXTS = st.text(st.characters(codec=None, exclude_categories=()), max_size=30)
"""Anything that Python takes for a text: NUL and halves of pairs too."""


def storable(text: str) -> str:
    return "".join("\ufffd" if c == "\0" or "\ud800" <= c <= "\udfff" else c for c in text)


def test_a_recording_is_taken_in_once_and_counted_as_analyze_counts(store: Store) -> None:
    path = shelved(RDL)
    paced: list[tuple[int, int]] = []
    assert store.sync(pace=lambda done, of: paced.append((done, of))) == [RDL]
    assert paced == [(0, 1), (1, 1)]
    assert store.sync(pace=lambda done, of: paced.append((done, of))) == []
    assert len(paced) == 2
    session = store.session("last")
    assert (session.id, session.path, session.state) == (RDL, path, RecordingState.THERE)
    assert [(one.exercise, one.rep_count) for one in session.sets] == [("rdl", 8)]
    [line] = store.sessions()
    assert (line.id, line.exercises) == (RDL, (("rdl", 1, 8),))
    assert line.duration_s == session.recording["duration_s"]


def test_the_time_in_the_air_is_kept(store: Store) -> None:
    jumps, lifts = made_set(0.0, exercise="box_jump"), made_set(100.0)
    put(store, "a", [jumps, lifts])
    session = store.session("a")
    assert [{rep.flight_s for rep in one.reps} for one in session.sets] == [{0.5}, {None}]
    assert session.counted == (jumps, lifts)


def test_what_cannot_be_read_is_told_and_hides_no_other(store: Store) -> None:
    shelved(RDL)
    (folder() / "bad.rep").write_bytes(b"no recording at all")
    (folder() / "empty.rep").write_bytes(b"")
    heard: dict[str, str] = {}
    assert store.sync(heard.__setitem__) == [RDL]
    assert set(heard) == {"bad", "empty"}
    assert heard["empty"].endswith("the file is empty")


def test_a_name_that_is_no_text_is_told(store: Store) -> None:
    shelved(RDL).rename(folder() / "caf\udce9.rep")
    heard: dict[str, str] = {}
    assert store.sync(heard.__setitem__) == []
    assert "no UTF-8" in heard["caf\udce9"]
    with pytest.raises(StoreError, match="there is no session"):
        store.session("caf\udce9")


def test_a_training_that_goes_on_is_left_for_later(store: Store) -> None:
    path = shelved(RDL)
    note = beside(path, OPEN)
    note.write_text("{}")
    assert store.sync() == []
    note.unlink()
    assert store.sync() == [RDL]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=TEXTS, note=TEXTS, strap=TEXTS, exercise=TEXTS)
def test_any_text_comes_through(
    store: Store, title: str, note: str, strap: str, exercise: str
) -> None:
    session_id = f"s{time.monotonic_ns()}"
    put(store, session_id, [made_set(0.0)], strap=strap)
    store.correct(
        session_id,
        SessionDescribed({"title": title, "note": note, "rpe": 8.5}),
        Described(counted(made_set(0.0)), {"exercise": exercise, "note": note, "weight_kg": 24.0}),
    )
    session = store.session(session_id)
    [one] = session.sets
    told = (session.title, session.note, session.strap, one.exercise, one.note)
    assert told == tuple(map(storable, (title, note, strap, exercise, note)))
    assert (session.rpe, one.weight_kg) == (8.5, 24.0)
    store.delete(session_id)


def test_a_session_by_an_evil_name(store: Store) -> None:
    with pytest.raises(StoreError, match="there is no session"):
        store.session(EVIL)
    put(store, "a", [made_set(0.0)], strap=EVIL)
    store.correct("a", SessionDescribed({"title": EVIL}))
    assert store.sessions()[0].title == EVIL
    assert store.sessions()[0].strap == EVIL


def test_corrections_stand_until_they_are_undone(store: Store) -> None:
    one, two = made_set(0.0), made_set(100.0, reps=5)
    put(store, "a", [one, two])
    store.correct("a", Retold(100.0, 119.0, ()))
    store.correct("a", Described(counted(one), {"told_reps": 9}))
    assert [s.rep_count for s in store.session("a").sets] == [9]
    assert [row.rep_count for row in store.sets()] == [9]
    assert store.undo("a")
    assert [row.rep_count for row in store.sets()] == [8]
    assert store.undo("a")
    assert not store.undo("a")
    assert store.session("a").sets == tuple(map(counted, (one, two)))


def test_what_was_changed_meanwhile_is_not_corrected_blindly(store: Store) -> None:
    put(store, "a", [made_set(0.0)])
    seen = store.session("a")
    store.correct("a", SessionDescribed({"title": "first"}), seen=seen)
    with pytest.raises(ChangedError):
        store.correct("a", SessionDescribed({"title": "second"}), seen=seen)
    with pytest.raises(ChangedError):
        store.undo("a", seen=seen)
    assert store.session("a").title == "first"
    assert store.undo("a", seen=store.session("a"))


def test_what_two_have_undone_at_a_time_leaves_a_session_that_opens(store: Store) -> None:
    put(store, "a", [made_set(0.0)])
    with store.writing() as db:
        db.add(CorrectionRow(session_id="a", made_unix_s=1.0, said={"kind": "undo"}))
    store.correct("a", SessionDescribed({"title": "after"}))
    assert store.session("a").title == "after"


def test_a_correction_of_a_later_version_is_kept_and_told(store: Store) -> None:
    put(store, "a", [made_set(0.0)])
    later = {"kind": "weather", "rain": True}
    with store.writing() as db:
        db.add(CorrectionRow(session_id="a", made_unix_s=1.0, said=later))
    store.correct("a", SessionDescribed({"title": "mine"}))
    session = store.session("a")
    assert (session.title, session.unread, len(session.corrections)) == ("mine", 1, 1)
    with store.writing() as db:
        assert later in [row.said for row in db.query(CorrectionRow)]


def test_a_set_or_session_of_nothing(store: Store) -> None:
    put(store, "a")
    assert store.session("a").sets == ()
    assert store.session("a").rests_s == ()
    assert store.sessions()[0].exercises == ()


def test_ten_thousand_reps(store: Store) -> None:
    sets = [made_set(1000.0 * i, reps=200) for i in range(49)] + [made_set(60_000.0, reps=200)]
    put(store, "a", sets)
    assert store.session("a").counted == tuple(sets)
    assert store.sessions()[0].exercises == (("rdl", 50, 10_000),)


def test_the_newest_comes_first_whatever_the_id(store: Store) -> None:
    for age, session_id in enumerate("cab"):
        put(store, session_id, began_unix_s=BEGAN_UNIX_S - 3600 * age)
    assert store.ids() == ["c", "a", "b"]
    assert [one.id for one in store.sessions(most=1, skip=1)] == ["a"]
    assert store.known("last") == "c"


def test_a_recording_that_moved_or_changed(store: Store) -> None:
    path = shelved(RDL)
    store.sync()
    with path.open("ab") as file:
        file.write(b"\0")
    assert store.session(RDL).state is RecordingState.CHANGED
    path.unlink()
    session = store.session(RDL)
    assert (session.state, len(session.sets)) == (RecordingState.GONE, 1)


def test_deleting_leaves_nothing_but_the_others(store: Store) -> None:
    paths = [shelved(RDL), shelved(SWING)]
    note = beside(paths[0], CLOSED)
    note.write_text(json.dumps({"strap": "A", "began_unix_s": 1.78e9, "corrections": {}}))
    beside(paths[0], LABELS_SUFFIX).write_text("{}")
    store.sync()
    store.correct(RDL, SessionDescribed({"title": "gone"}))
    store.delete(RDL)
    assert store.ids() == [SWING]
    assert sorted(folder().iterdir()) == [paths[1]]
    assert {row.session_id for row in store.sets()} == {SWING}
    assert store.sync() == []
    with pytest.raises(StoreError, match="there is no session"):
        store.delete(RDL)


def test_a_recording_that_cannot_be_deleted_keeps_its_session(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(store, "a", [made_set(0.0)])

    def refuse(path: Path, missing_ok: bool = False) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "unlink", refuse)
    with pytest.raises(PermissionError):
        store.delete("a")
    assert store.ids() == ["a"]
    assert len(store.session("a").sets) == 1
