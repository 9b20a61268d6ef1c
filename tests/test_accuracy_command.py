"""`repbelt accuracy`: what it finds to measure, what it adds up, what it refuses."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import synth
from make_recordings import framed
from motion import motion, write_recording, write_table
from rephost.accuracy_naive import peaks_s
from rephost.cli import main
from rephost.recording import Writer

SET_SEED = 7
LABELS = '{"schema": "repbelt.labels/1", "complete": %s}'
REPS = LABELS % 'true, "sets": [{"exercise": "rdl", "reps": [%s]}]'


@pytest.fixture(scope="module")
def labelled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a folder with one easy set of RDLs, never armed."""
    folder = tmp_path_factory.mktemp("labelled")
    rng = np.random.default_rng(SET_SEED)
    one = synth.rdl_set(rng, reps=6)
    with Writer(folder / "easy.rep") as writer:
        writer.write_all(framed(one, rng, None))
    (folder / "easy.labels.json").write_text(json.dumps(one.labels))
    return folder


def run(capsys: pytest.CaptureFixture[str], *argv: object) -> tuple[int, str, str]:
    code = main(["accuracy", *map(str, argv)])
    out, err = capsys.readouterr()
    return code, out, err


def result(capsys: pytest.CaptureFixture[str], *argv: object) -> Any:
    code, out, err = run(capsys, *argv, "--json")
    assert code == 0, err
    assert err == ""
    return json.loads(out)


def test_a_folder_of_labelled_recordings(
    labelled: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = result(capsys, labelled)
    totals = found["labelled"]
    assert found["schema"] == "repbelt.accuracy/1"
    assert found["listed"] is None
    assert totals["sets"]["true"] == 1
    assert totals["reps"]["true"] == 6
    assert totals["named"]["sets"] == 1
    (recording,) = found["recordings"]
    assert recording["true_reps"] == 6
    assert not recording["armed"]


def test_a_file_and_the_table(labelled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, labelled / "easy.rep")
    assert (code, err) == (0, "")
    assert "naive peak counter" in out
    assert "sets exact" in out


def test_wrong_labels_are_not_met(
    labelled: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copy(labelled / "easy.rep", tmp_path)
    labels = json.loads((labelled / "easy.labels.json").read_text())
    labels["sets"][0]["reps"].pop()
    labels["sets"][0]["exercise"] = "swing"
    (tmp_path / "easy.labels.json").write_text(json.dumps(labels))
    right = result(capsys, labelled)["labelled"]
    wrong = result(capsys, tmp_path)["labelled"]
    assert wrong["reps"]["true"] == 5
    assert wrong["reps"]["found"] == right["reps"]["found"]
    assert wrong["sets"]["exact"] < right["sets"]["exact"]
    assert wrong["named"]["right"] == 0


def test_a_name_given_is_not_scored(labelled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = result(capsys, labelled, "--exercise", "swing")
    assert found["labelled"]["named"]["sets"] == 0
    assert found["recordings"][0]["armed"]
    ((true, named),) = found["recordings"][0]["named"]
    assert true == "rdl"
    assert named != "rdl"


def test_a_manifest(labelled: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copy(labelled / "easy.rep", tmp_path)
    t_s = np.arange(3000) / 100.0
    still = motion(3000) * 0.0 + [0.0, 0.6, 0.8, 0.0, 0.0, 0.0]
    write_table(tmp_path / "still.parquet", t_s, still)
    rows = [
        "file,role,truth_reps,hand_count,count_check,tier,dataset,activity",
        "easy.rep,positive,9,6,ok: seen,A,ours,hand counts go first",
        "easy.rep,positive,60,,,A,ours,protocol",
        "easy.rep,negative,none expected,,,A,ours,every rep is false",
        "still.parquet,negative,none expected,,,A,ours,standing still",
        "easy.rep,positive,6,6,unclear: do not score,A,ours,not scored",
        "easy.rep,other-exercise,6,,,B,ours,something else",
    ]
    (tmp_path / "manifest.csv").write_text("\n".join(rows) + "\n")
    found = result(capsys, tmp_path)
    groups = {group["activity"]: group for group in found["listed"]}
    assert found["labelled"] is None
    assert list(groups)[:2] == ["hand counts go first", "protocol"]
    assert "not scored" not in groups
    counted = groups["hand counts go first"]["found_reps"]
    assert groups["hand counts go first"]["true_reps"] == 6
    assert groups["hand counts go first"]["exact"] == (counted == 6)
    assert groups["protocol"]["true_reps"] == 60
    assert groups["protocol"]["exact"] == 0
    false = groups["every rep is false"]
    assert false["false_per_hour"] == pytest.approx(counted / false["hours"], rel=0.01)
    assert false["exact"] is None
    assert groups["standing still"]["false_per_hour"] == 0
    code, out, _ = run(capsys, tmp_path / "manifest.csv")
    assert code == 0
    assert "other-exercise" in out


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("one.labels.json", "not json", "cannot be read as labels"),
        ("one.labels.json", '{"schema": "other/1"}', "are 'other/1'"),
        ("one.labels.json", '{"schema": "repbelt.labels/1", "complete": true}', "sets"),
        ("two.labels.json", '{"schema": "repbelt.labels/1", "sets": []}', "not beside it"),
        ("manifest.csv", "file,role\n", "no column truth_reps"),
        ("manifest.csv", "file,role,truth_reps\none.rep,good,1\n", "line 2: the role 'good'"),
        ("manifest.csv", "file,role,truth_reps\none.rep,positive,many\n", "'many' is no number"),
        ("manifest.csv", "file,role,truth_reps\nnot.rep,positive,3\n", "there is no such file"),
        ("manifest.csv", "file,role,truth_reps\n", "there is nothing to measure"),
        ("manifest.csv", "file,role,truth_reps\none.rep,positive,²\n", "'²' is no number"),
        ("manifest.csv", "file,role,truth_reps\n\n\none.rep,good,1\n", "line 4: the role"),
        ("manifest.csv", "file,role,truth_reps\n,negative,0\n", "'' is no name of a file"),
        ("manifest.csv", "file,role,truth_reps\na\0.rep,negative,0\n", "is no name of a file"),
        ("manifest.csv", "file,role,truth_reps\n.,negative,0\n", "a folder, not a file"),
        ("manifest.csv", f"file,role,{'x' * 200_000}\n", "cannot be read as a manifest"),
        ("one.labels.json", "[" * 100_000, "cannot be read as labels"),
        ("one.labels.json", "not json", "this is no JSON, as line 1, column 1 shows"),
        ("one.labels.json", "[5]", "labels: the file should be an object"),
        ("one.labels.json", LABELS % '"true", "sets": []', "complete of the file should be true"),
        ("one.labels.json", LABELS % 'true, "sets": {}', "sets of the file should be a list"),
        ("one.labels.json", LABELS % 'true, "sets": [[]]', "labels: set 1 should be an object"),
        ("one.labels.json", LABELS % 'true, "sets": [{"exercise": "rdl"}]', "set 1 has no reps"),
        ("one.labels.json", REPS % '{"start_s": 1}', "rep 1 of set 1 has no end_s"),
        ("one.labels.json", REPS % '{"end_s": "x"}', 'end_s of rep 1 of set 1 is "x", which is no'),
        ("one.labels.json", REPS % ('{"end_s": 1%s}' % ("0" * 400)), "which is no time or angle"),
        ("one.labels.json", REPS % ('{"end_s": 1%s}' % ("0" * 9999)), "too many digits"),
        ("one.labels.json", REPS % 5, "cannot be read as labels"),
        ("one.labels.json", REPS % '{"end_s": NaN}', "no time or angle"),
        ("one.labels.json", REPS % '{"end_s": 9, "start_s": -Infinity}', "no time or angle"),
    ],
)
def test_refused(
    name: str, content: str, sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_recording(tmp_path / "one.rep", 100)
    (tmp_path / name).write_text(content, encoding="utf-8")
    code, out, err = run(capsys, tmp_path)
    assert (code, out) == (1, "")
    assert sentence in err
    assert len(err.splitlines()) == 1
    assert not re.search("Error|indices|codec|NoneType|object is", err)


def test_a_manifest_in_another_encoding(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "manifest.csv").write_text("file,role,truth_reps\n", encoding="utf-16")
    code, _, err = run(capsys, tmp_path)
    assert code == 1
    assert "cannot be read as a manifest" in err


def test_nothing_to_measure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, tmp_path / "nowhere")[0] == 2
    assert run(capsys, tmp_path)[0] == 1
    recording = write_recording(tmp_path / "one.rep", 100)
    code, _, err = run(capsys, recording)
    assert code == 1
    assert "one.labels.json" in err


def test_what_cannot_be_read_is_said_after_the_rest(
    labelled: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(labelled, tmp_path, dirs_exist_ok=True)
    (tmp_path / "bad.rep").write_bytes(b"\1\2\3\0")
    (tmp_path / "bad.labels.json").write_text(
        json.dumps({"schema": "repbelt.labels/1", "complete": True, "sets": []})
    )
    code, out, err = run(capsys, tmp_path, "--json")
    assert code == 1
    assert "1 of 2 recordings" in err
    assert json.loads(out)["labelled"]["recordings"] == 1
    assert list(json.loads(out)["failed"]) == [str(tmp_path / "bad.rep")]


@pytest.mark.parametrize("turned", [1.0, -1.0])
def test_the_naive_counter_counts_plain_bends(turned: float) -> None:
    t_s = np.arange(0, 60, 0.01)
    tilt = np.radians(25.0) * (1.0 - np.cos(2 * np.pi * np.clip(t_s - 10, 0, 40) / 4))
    acc_g = turned * np.stack((np.sin(tilt), 0 * tilt, np.cos(tilt)), axis=1)
    peaks = peaks_s(t_s, acc_g)
    assert peaks == pytest.approx(12.0 + 4.0 * np.arange(10), abs=0.1)
