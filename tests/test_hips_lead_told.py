"""How far the hips lead: analysed, kept, shown, exported, and found by a recount; its cue."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import numpy as np
import pytest
from pyarrow import csv, parquet
from sqlalchemy import null, update

import synth_stand
from command import Repbelt
from make_recordings import framed
from rephost.recording import Writer
from rephost.store import opened_store
from rephost.store_schema import CountedRepRow, SessionRow
from synth_chain import chain_set

if TYPE_CHECKING:
    from reviewed import Reviewing

Lifted = Callable[[str], Path]

CUE = "hips first, then knees"


@pytest.fixture
def lifted(tmp_path: Path, fixed_rng: np.random.Generator) -> Lifted:
    """Return what records a set of a lift, which was chosen."""

    def record(exercise: str) -> Path:
        path = tmp_path / f"{exercise}.rep"
        one = chain_set(fixed_rng, exercise, reps=6, traits=frozenset())
        with Writer(path) as writer:
            writer.write_all(framed(one, fixed_rng, exercise))
        return path

    return record


def leads_in(recording: Path, repbelt: Repbelt) -> list[float]:
    """Return what an analysis says of the reps that were lowered."""
    (one,) = repbelt.analysis(recording)["sets"]
    known = [rep["hips_lead"] for rep in one["reps"] if rep["hips_lead"] is not None]
    assert known
    assert one["hips_lead"] == pytest.approx(median(known), abs=0.001)
    assert all(rep["eccentric_s"] for rep in one["reps"] if rep["hips_lead"] is not None)
    return known


@pytest.mark.parametrize("kind", ["csv", "parquet"])
@pytest.mark.parametrize("is_kept", [False, True])
def test_it_is_exported(
    kind: str, is_kept: bool, lifted: Lifted, repbelt: Repbelt, tmp_path: Path
) -> None:
    squatted = lifted("squat")
    what: object = squatted
    if is_kept:
        assert repbelt("import", squatted).code == 0
        what = "last"
    out = tmp_path / f"reps.{kind}"
    done = repbelt("export", what, "--format", f"reps-{kind}", "-o", out)
    assert (done.code, done.err) == (0, "")
    table = csv.read_csv(out) if kind == "csv" else parquet.read_table(out)
    told = [lead for lead in table["hips_lead"].to_pylist() if lead is not None]
    assert told == pytest.approx(leads_in(squatted, repbelt), abs=0.001)


@pytest.mark.parametrize("exercise", ["squat", "deadlift"])
def test_it_is_told(
    exercise: str, lifted: Lifted, repbelt: Repbelt, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a screen that is wide enough."""
    monkeypatch.setenv("COLUMNS", "120")
    recording = lifted(exercise)
    assert repbelt("import", recording).code == 0
    lead = f"{median(leads_in(recording, repbelt)):+.2f}"
    for text in (repbelt("analyze", recording).out, repbelt("show", "last").out):
        assert "hips lead" in text
        assert lead in text
    assert f"hips lead {lead}" in repbelt("show", "last").out


def test_it_is_reviewed(lifted: Lifted, reviewing: "Reviewing") -> None:
    session_id = reviewing.lay(lifted("squat"))
    (one,) = reviewing.now(session_id).sets
    page = reviewing.ask(f"session/{session_id}/set/1").text
    shown = re.findall(r"Hips lead ([+-]\d\.\d\d)\.", page)
    assert shown == [f"{rep.hips_lead:+.2f}" for rep in one.reps if rep.hips_lead is not None]
    assert shown
    assert "hips lead" in page.split("Rep by rep")[0]


def test_what_was_not_kept_is_found_by_a_recount(lifted: Lifted, repbelt: Repbelt) -> None:
    assert repbelt("import", lifted("deadlift")).code == 0
    with opened_store() as store:
        before = store.session("last").counted
        with store.writing() as db:
            db.execute(update(CountedRepRow).values(hips_lead=null()))
            db.execute(update(SessionRow).values(algorithm="earlier"))
        assert {rep.hips_lead for rep in store.session("last").counted[0].reps} == {None}
    assert repbelt("recount").code == 0
    with opened_store() as store:
        assert store.session("last").counted == before


def test_a_bundle_brings_it_back(
    lifted: Lifted, repbelt: Repbelt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert repbelt("import", lifted("squat")).code == 0
    with opened_store() as store:
        before = store.session("last").counted
    out = tmp_path / "squats.zip"
    assert repbelt("export", "last", "--format", "bundle", "-o", out).code == 0
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "elsewhere"))
    assert repbelt("import", out).code == 0
    with opened_store() as store:
        assert store.session("last").counted == before


def test_where_it_cannot_be_told_nothing_is(reviewing: "Reviewing") -> None:
    session_id = reviewing.lay("synthetic-rdl-8-ordinary")
    page = reviewing.ask(f"session/{session_id}/set/1").text.lower()
    assert "hip share" in page
    assert "hips lead" not in page


@pytest.fixture(params=[(0.5, -0.15), (2.2, 0.1)], ids=["knees first", "hips first"])
def cued(
    request: pytest.FixtureRequest, lifted: Lifted, monkeypatch: pytest.MonkeyPatch
) -> tuple[Path, bool]:
    """Record deadlifts, by somebody whose knees bend so early or late; whether there is a cue."""
    late, lag_s = request.param
    drawn = synth_stand.Hinge.drawn
    monkeypatch.setattr(
        synth_stand.Hinge,
        "drawn",
        lambda *given: replace(drawn(*given), late=late, lag_s=lag_s),
    )
    return lifted("deadlift"), late < 1.0


def test_a_deadlift_lowered_knees_first_has_a_cue(
    cued: tuple[Path, bool], repbelt: Repbelt
) -> None:
    recording, has_cue = cued
    assert repbelt("import", recording).code == 0
    for text in (repbelt("analyze", recording).out, repbelt("show", "last").out):
        assert "deadlift" in text
        assert text.count(CUE) == has_cue
    assert ("knees first" in repbelt("analyze", recording).out) == has_cue


def test_the_page_of_such_a_set_has_it(cued: tuple[Path, bool], reviewing: "Reviewing") -> None:
    recording, has_cue = cued
    session_id = reviewing.lay(recording)
    page = reviewing.ask(f"session/{session_id}/set/1").text.lower()
    assert "deadlift" in page
    assert page.count(CUE) == has_cue
