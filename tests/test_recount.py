"""`repbelt recount`: nothing changes where the algorithm is the same, corrections stay."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

import synth
from command import Repbelt
from made_sessions import made_set
from rephost.corrections import Described, Retold, SessionDescribed
from rephost.library import folder
from rephost.performed import PerformedSet, counted
from rephost.recounting import changes, recount
from rephost.store import Store, opened_store
from rephost.store_schema import CountedRepRow, CountedSetRow, SessionRow
from repsignal.events import SetResult
from stored import RDL, SWING, put, shelved
from synth_frames import written


def pretend_another_algorithm(store: Store, session_id: str | None = None) -> None:
    with store.writing() as db:
        which = update(SessionRow).values(algorithm="0.0.1+other")
        db.execute(which if session_id is None else which.where(SessionRow.id == session_id))


def shown(repbelt: Repbelt, *argv: object) -> str:
    done = repbelt("recount", *argv)
    assert (done.code, done.err) == (0, "")
    return done.out


def test_the_same_algorithm_changes_nothing(store: Store, rng: np.random.Generator) -> None:
    folder().mkdir(parents=True)
    for number in range(4):
        session = synth.training_session(rng, 3.0)
        written(folder() / f"{number}.rep", session)
    store.sync()
    before = {session_id: store.session(session_id) for session_id in store.ids()}
    rows = store.sets()
    pretend_another_algorithm(store)
    done = list(recount(store, store.counts()))
    assert sorted(one.session_id for one in done) == ["0", "1", "2", "3"]
    assert all(one.problem is None and not one.changes for one in done)
    assert {session_id: store.session(session_id) for session_id in store.ids()} == before
    assert store.sets() == rows


def test_what_an_earlier_count_missed_is_told_and_corrections_stay(repbelt: Repbelt) -> None:
    for name in (RDL, SWING):
        shelved(name)
    with opened_store() as store:
        store.sync()
        [right] = store.session(RDL).counted
        store.correct(
            RDL,
            SessionDescribed({"title": "mine"}),
            Described(counted(right), {"weight_kg": 60.0}),
            Retold(0.0, 5.0, (counted(made_set(0.0, 1)),)),
        )
        expected = store.session(RDL)
        with store.writing() as db:
            db.query(CountedRepRow).filter_by(session_id=RDL, number=8).delete()
            db.query(CountedSetRow).filter_by(session_id=SWING).delete()
            db.query(CountedRepRow).filter_by(session_id=SWING).delete()
        pretend_another_algorithm(store)
    out = shown(repbelt)
    assert f"{RDL}: set 2, RDL: reps 7 -> 8, TUT s " in out
    assert f"{SWING}: set 1 new: swing" in out
    assert out.endswith("2 sessions counted again, 2 changed\n")
    with opened_store() as store:
        assert store.session(RDL) == expected
    assert shown(repbelt).startswith("nothing to count again")
    assert shown(repbelt, "--all") == "2 sessions counted again, 0 changed\n"


def test_what_is_gone_or_unreadable_is_said_and_left(repbelt: Repbelt) -> None:
    for name in ("a", "b", "c", "d"):
        shelved(RDL, name)
    with opened_store() as store:
        store.sync()
        before = {name: store.session(name).counted for name in "abcd"}
        pretend_another_algorithm(store)
    (folder() / "a.rep").unlink()
    (folder() / "b.rep").write_bytes(b"no recording")
    done = repbelt("recount")
    assert done.code == 0
    assert "session a is left as it is: its recording is gone" in done.err
    assert "session b is left as it is: " in done.err
    assert done.out == "2 sessions counted again, 0 changed, 2 left as they are\n"
    with opened_store() as store:
        assert {name: store.session(name).counted for name in "abcd"} == before
    assert "its recording is gone" in repbelt.refuses("recount", "a")
    problems = {
        one["id"]: one["problem"]
        for one in json.loads(repbelt("recount", "--json").out)["sessions"]
    }
    assert problems["a"] == "its recording is gone"
    assert set(problems) == {"a", "b"}


def test_a_recording_that_changed_is_counted_again(repbelt: Repbelt) -> None:
    path = shelved(RDL)
    assert shown(repbelt).startswith("nothing to count again")
    path.write_bytes(path.read_bytes() + shelved(SWING, "z").read_bytes())
    path.with_name("z.rep").unlink()
    assert "1 session counted again" in shown(repbelt)
    assert shown(repbelt).startswith("nothing to count again")


@contextmanager
def recounting() -> Iterator["subprocess.Popen[str]"]:
    process = subprocess.Popen(
        [sys.executable, "-m", "rephost", "recount", "--all"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def _of_this_version() -> int:
    from rephost.algorithm import algorithm

    with opened_store() as store:
        return sum(one.algorithm == algorithm() for one in store.counts())


MANY = 24


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a data folder of many sessions, counted by another algorithm."""
    place = tmp_path_factory.mktemp("many")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(place))
        for at in range(MANY):
            shelved(SWING, f"s{at:02}")
        with opened_store() as store:
            store.sync()
            pretend_another_algorithm(store)
    return place


def _ended_after_one(many: Path, number: int) -> Any:
    """Recount many sessions, sending a signal when the first is done."""
    shutil.copytree(many, os.environ["XDG_DATA_HOME"])
    with recounting() as process:
        while not _of_this_version():
            assert process.poll() is None
        process.send_signal(number)
        out, err = process.communicate(timeout=60)
        return process.returncode, out, err


def test_ended_by_ctrl_c_those_done_stay_done(repbelt: Repbelt, many: Path) -> None:
    code, _, err = _ended_after_one(many, signal.SIGINT)
    assert (code, err) == (130, "")
    assert 1 <= _of_this_version() < MANY
    left = MANY - _of_this_version()
    assert shown(repbelt) == f"{left} sessions counted again, 0 changed\n"


def test_killed_those_done_stay_done_and_no_process_is_left(repbelt: Repbelt, many: Path) -> None:
    # At its end nobody holds the pipes any more.
    code, _, _ = _ended_after_one(many, signal.SIGKILL)
    assert code == -signal.SIGKILL
    left = MANY - _of_this_version()
    assert 1 <= left < MANY
    assert shown(repbelt) == f"{left} sessions counted again, 0 changed\n"


STARTS = st.lists(st.integers(0, 30), unique=True, max_size=8).map(sorted)


@given(STARTS)
def test_equal_sets_have_no_changes_and_a_shift_is_none(starts: list[int]) -> None:
    sets = [counted(made_set(100.0 * at)) for at in starts]
    later = [counted(made_set(100.0 * at + 0.25)) for at in starts]
    assert changes(sets, sets) == []
    assert changes(sets, later) == []
    assert [one.after for one in changes(sets, [])] == [None] * len(sets)
    assert [one.before for one in changes([], sets)] == [None] * len(sets)


def test_another_name_and_another_number_are_told() -> None:
    before = [counted(made_set(100.0)), PerformedSet(SetResult("rdl", 1.0, 5.0, 5.0, ()), (), 9)]
    after = [counted(made_set(0.0, 3)), before[1], counted(made_set(100.0, 7, "swing"))]
    told = {(one.before, one.after): dict(one.changed) for one in changes(before, after)}
    assert (None, 1) in told
    assert (2, 2) not in told
    assert told[1, 3]["exercise"] == ("rdl", "swing")
    assert told[1, 3]["rep_count"] == (8, 7)


def test_many_at_once_use_more_than_one_process(store: Store) -> None:
    assert os.cpu_count()
    for at in range(3):
        shelved(RDL, f"r{at}")
    store.sync()
    assert len(list(recount(store, store.counts()))) == 3
    put(store, "broken", [made_set(0.0)])
    told = {one.session_id: one.problem for one in recount(store, store.counts())}
    assert told.pop("broken")
    assert set(told.values()) == {None}
