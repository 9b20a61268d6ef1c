"""Every shipped recording through the session path, live and from its file, against its labels."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import jsonschema
import pytest

from rephost.accuracy_truth import TimedSet, found_in, truth_of
from rephost.analysis import analyze
from rephost.journal import Unwrapper
from rephost.link import Received
from rephost.recording import Reader
from rephost.session import Session
from repsignal.events import Event, SetEnded

ROOT: Final = Path(__file__).parents[1]
FOLDER: Final = ROOT / "recordings"
RECORDINGS: Final = sorted(FOLDER.glob("*.rep"))

LOCK_OUT_S: Final = 0.15
TENSION_SHARE: Final = 0.05

KNOWN_WRONG: Final = {
    "synthetic-rdl-8-no-gyro": "without a gyro lock-outs come late and the reps last too long",
}
"""Told wrong today though their truth is plain. Who mends one takes it out of here."""


def case(path: Path) -> object:
    why = KNOWN_WRONG.get(path.stem)
    marks = [pytest.mark.xfail(reason=why, strict=True)] if why else []
    return pytest.param(path, id=path.stem, marks=marks)


def labels_of(path: Path) -> Path:
    return path.with_name(f"{path.stem}.labels.json")


def differences(true: tuple[TimedSet, ...], found: tuple[TimedSet, ...]) -> Iterator[str]:
    """Yield, one line each, how the sets found differ from the true ones."""
    counts = [[(one.exercise, len(one.reps)) for one in sets] for sets in (true, found)]
    if counts[0] != counts[1]:
        yield f"sets: true {counts[0]}, found {counts[1]}"
        return
    for number, (one, mine) in enumerate(zip(true, found, strict=True), 1):
        for index, (rep, other) in enumerate(zip(one.reps, mine.reps, strict=True), 1):
            late_s = other.end_s - rep.end_s
            if abs(late_s) > LOCK_OUT_S:
                yield f"set {number}, rep {index}: lock-out at {rep.end_s:.2f} s, {late_s:+.2f} s"
        true_s, mine_s = (sum(rep.under_tension_s or 0.0 for rep in of.reps) for of in (one, mine))
        if abs(mine_s - true_s) > TENSION_SHARE * true_s:
            yield f"set {number}: {true_s:.1f} s under tension, found {mine_s:.1f} s"


def live(path: Path) -> list[Event]:
    """Return the events of a recording whose frames arrive one by one."""
    session = Session()
    frames = Unwrapper().feed(path.read_bytes())
    events: list[Event] = []
    for number in range(len(frames.starts)):
        events += session.push(Received(0, frames.frame(number)))
    return events + session.finish()


def from_file(path: Path) -> list[Event]:
    session = Session()
    events = [event for items in Reader(path).chunks() for event in session.push(items)]
    return events + session.finish()


@pytest.mark.parametrize("path", [case(path) for path in RECORDINGS])
def test_against_its_labels(path: Path) -> None:
    truth = truth_of(json.loads(labels_of(path).read_text(encoding="utf-8")))
    different = list(differences(truth.sets, found_in(analyze(path))))
    print(*different, sep="\n")
    assert not different


@pytest.mark.parametrize("path", RECORDINGS, ids=lambda path: path.stem)
def test_live_is_as_from_the_file(path: Path) -> None:
    events = live(path)
    assert events == from_file(path)
    counts = [len(event.set.reps) for event in events if isinstance(event, SetEnded)]
    assert counts == [one["rep_count"] for one in analyze(path)["sets"]]


def test_the_folder() -> None:
    """At least 14, small, each labelled, named for what it is and told of in the README."""
    schema = json.loads((ROOT / "docs" / "labels.schema.json").read_text(encoding="utf-8"))
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert len(RECORDINGS) >= 14
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 8_000_000
    assert {path.stem for path in RECORDINGS} >= set(KNOWN_WRONG)
    for path in RECORDINGS:
        labels = json.loads(labels_of(path).read_text(encoding="utf-8"))
        jsonschema.validate(labels, schema)
        kind, exercise, reps, *_ = path.stem.split("-")
        assert kind == labels["source"]
        assert f"`{path.stem}`" in readme
        assert int(reps) == sum(len(one["reps"]) for one in labels["sets"])
        if exercise in ("rdl", "swing"):
            assert {one["exercise"] for one in labels["sets"]} == {exercise}


def test_a_difference_is_told() -> None:
    labels = json.loads((FOLDER / "synthetic-rdl-8-slow.labels.json").read_text(encoding="utf-8"))
    truth = truth_of(labels).sets
    assert not list(differences(truth, truth))
    for rep in labels["sets"][0]["reps"]:
        rep["end_s"] += 0.2
    assert len(list(differences(truth, truth_of(labels).sets))) == len(truth[0].reps)
    del labels["sets"][0]["reps"][0]
    (only,) = differences(truth, truth_of(labels).sets)
    assert only == "sets: true [('rdl', 8)], found [('rdl', 7)]"
