"""What was trained, and what the lifter said meanwhile, is a session of the store."""

import json
import shutil
from pathlib import Path

import pytest

from rephost.library import folder
from rephost.open_sessions import CLOSED, beside
from rephost.store import opened_store
from trained import RECORDINGS, SET, Trainer

MIXED = RECORDINGS / "synthetic-mixed-30-session.rep"


@pytest.fixture(autouse=True)
def _same_home(trainer: Trainer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", trainer.environment["XDG_DATA_HOME"])


def test_a_training_is_a_session_when_it_is_over(trainer: Trainer) -> None:
    done = trainer.run("--strap", f"replay:{SET}", "--pace", "400", "--plan", "rdl")
    assert (done.code, done.err) == (0, "")
    (path,) = trainer.recordings()
    with opened_store() as store:
        session = store.session("last")
        assert session.id == path.stem
        assert [(one.exercise, one.rep_count) for one in session.sets] == [("rdl", 8)]
        assert session.plan is not None
        assert session.plan.exercises[0].exercise == "rdl"
        began = json.loads(beside(path, CLOSED).read_text())["began_unix_s"]
        assert session.began_unix_s == began
        assert store.sync() == []


def test_what_was_said_while_training_are_corrections_of_the_session(tmp_path: Path) -> None:
    folder().mkdir(parents=True)
    path = Path(shutil.copy(MIXED, folder() / "2026-11-20-180000.rep"))
    said = {
        "added": {"1": -1},
        "discarded": [3],
        "weights": {"1": 40.0, "2": 24.0},
        "plan": "rdl",
        "ticks": [{"exercise": "row", "at_s": 300.0}, {"exercise": "row", "at_s": 300.0}],
    }
    note = {"strap": "red", "began_unix_s": 1_795_197_600.0, "corrections": said}
    beside(path, CLOSED).write_text(json.dumps(note))
    with opened_store() as store:
        assert store.sync() == [path.stem]
        session = store.session(path.stem)
        assert session.strap == "red"
        assert session.began_unix_s == 1_795_197_600.0
        counted = [len(one.reps) for one in session.counted]
        assert [(one.exercise, one.rep_count, one.weight_kg) for one in session.sets] == [
            ("rdl", counted[0] - 1, 40.0),
            ("swing", counted[1], 24.0),
            ("row", 0, None),
            ("row", 0, None),
        ]
        assert store.undo(path.stem)
        assert [one.exercise for one in store.session(path.stem).sets] == ["rdl", "swing"]
