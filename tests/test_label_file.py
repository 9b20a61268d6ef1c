"""Labels of what was corrected: a mistake in the wild becomes a test of the count."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given

from command import Repbelt
from rephost.accuracy_truth import found_in, truth_of
from rephost.analysis import analyze
from rephost.analysis_json import sets_as_json
from rephost.corrections import Described, Retold
from rephost.errors import RepbeltError
from rephost.label_file import labels
from rephost.performed import PerformedSet, made_of
from rephost.reviewed import Reviewed
from rephost.store import opened_store
from sessions import bare, rdl, sessions, told
from test_recordings import differences

ROOT = Path(__file__).parents[1]
SCHEMA = json.loads((ROOT / "docs" / "labels.schema.json").read_text(encoding="utf-8"))
RECORDING = ROOT / "recordings" / "synthetic-rdl-8-ordinary.rep"


@given(session=sessions())
def test_labels_are_of_the_schema_and_of_the_sets_as_they_stand(session: Reviewed) -> None:
    content = labels(session, is_partial=True)
    jsonschema.validate(content, SCHEMA)
    truth = truth_of(json.loads(json.dumps(content)))
    timed = [one for one in session.sets if one.reps and one.rep_count == len(one.reps)]
    assert [one.exercise for one in truth.sets] == [one.exercise for one in timed]
    for one, other in zip(timed, truth.sets, strict=True):
        for rep, times in zip(one.reps, other.reps, strict=True):
            assert times.end_s == pytest.approx(rep.end_s, abs=1e-4)
            assert (times.start_s is not None) == rep.eccentric_known
    assert not truth.complete


def test_reps_without_times_are_no_complete_label() -> None:
    session = bare(rdl(0.0, 7), replace(rdl(60.0, 7), told_reps=8))
    with pytest.raises(RepbeltError, match="7 of the 8 reps of set 2 are known"):
        labels(session)
    assert len(labels(session, is_partial=True)["sets"]) == 1


def test_what_no_belt_counts_leaves_a_label_complete() -> None:
    content = labels(bare(rdl(0.0, 7), told(60.0, 90.0, 12, "push_up")))
    assert content["complete"]
    assert [len(one["reps"]) for one in content["sets"]] == [7, 0]


def test_told_sets_of_what_is_counted_are_no_complete_label() -> None:
    with pytest.raises(RepbeltError, match="0 of the 5 reps of set 1"):
        labels(bare(told(60.0, 90.0, 5, "rdl")))


@pytest.fixture
def kept(repbelt: Repbelt) -> str:
    """Import the recording; return its session's id."""
    done = repbelt("import", RECORDING)
    return done.out.splitlines()[-1].split()[1]


def without_a_rep(one: PerformedSet) -> Retold:
    reps = (*one.reps[:2], *one.reps[3:])
    return Retold(one.start_s, one.end_s, (made_of(one.exercise, reps, (True,) * len(reps)),))


def renamed(one: PerformedSet) -> Described:
    return Described(one, {"exercise": "good_morning"})


@pytest.mark.parametrize("correct", [without_a_rep, renamed])
def test_a_label_fails_for_the_wrong_count_and_passes_for_the_right_one(
    repbelt: Repbelt,
    kept: str,
    tmp_path: Path,
    correct: Callable[[PerformedSet], Retold | Described],
) -> None:
    with opened_store() as store:
        one = store.session(kept).sets[0]
        store.correct(kept, correct(one))
        right = store.session(kept)
    label = tmp_path / "case.labels.json"
    assert repbelt("label", "export", kept, "-o", label).out == f"{label}\n"
    truth = truth_of(json.loads(label.read_text(encoding="utf-8")))
    assert truth.complete
    counted = found_in(analyze(RECORDING))
    assert list(differences(truth.sets, counted)) != []
    would_be_right = {"sets": sets_as_json(one.result for one in right.sets)}
    assert list(differences(truth.sets, found_in(would_be_right))) == []


def test_accuracy_is_exact_again_when_the_correction_is_taken_back(
    repbelt: Repbelt, kept: str, tmp_path: Path
) -> None:
    def exact(name: str) -> Any:
        folder = tmp_path / name
        folder.mkdir()
        shutil.copy(RECORDING, folder / "case.rep")
        assert repbelt("label", "export", kept, "-o", folder / "case.labels.json").code == 0
        totals = json.loads(repbelt("accuracy", folder, "--json").out)["labelled"]
        return totals["reps"]["true"], totals["reps"]["found"]

    with opened_store() as store:
        store.correct(kept, without_a_rep(store.session(kept).sets[0]))
    assert exact("wrong") == (7, 8)
    with opened_store() as store:
        store.undo(kept)
    assert exact("right") == (8, 8)


def test_a_label_is_never_written_over(
    repbelt: Repbelt, kept: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert repbelt("label", "export", "last").out == f"{kept}.labels.json\n"
    before = Path(f"{kept}.labels.json").read_bytes()
    assert "not overwritten" in repbelt.refuses("label", "export", "last")
    assert Path(f"{kept}.labels.json").read_bytes() == before
