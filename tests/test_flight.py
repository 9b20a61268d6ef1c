"""The time in the air of box jumps: analysed, kept, shown, exported, and found by a recount."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from pyarrow import csv, parquet
from sqlalchemy import null, update

from command import Repbelt
from make_recordings import framed
from rephost.recording import Writer
from rephost.store import opened_store
from rephost.store_schema import CountedRepRow, SessionRow
from synth_chain import chain_set

if TYPE_CHECKING:
    from reviewed import Reviewing


@pytest.fixture
def jumped(tmp_path: Path, fixed_rng: np.random.Generator) -> Path:
    """Record box jumps for which box jump was chosen."""
    path = tmp_path / "jumped.rep"
    with Writer(path) as writer:
        writer.write_all(framed(chain_set(fixed_rng, "box_jump"), fixed_rng, "box_jump"))
    return path


def flights_in(recording: Path, repbelt: Repbelt) -> list[float]:
    """Return what an analysis says."""
    (one,) = repbelt.analysis(recording)["sets"]
    assert one["exercise"] == "box_jump"
    return [rep["flight_s"] for rep in one["reps"]]


@pytest.mark.parametrize("kind", ["csv", "parquet"])
@pytest.mark.parametrize("is_kept", [False, True])
def test_a_flight_is_exported(
    kind: str, is_kept: bool, jumped: Path, repbelt: Repbelt, tmp_path: Path
) -> None:
    what: object = jumped
    if is_kept:
        assert repbelt("import", jumped).code == 0
        what = "last"
    out = tmp_path / f"reps.{kind}"
    done = repbelt("export", what, "--format", f"reps-{kind}", "-o", out)
    assert (done.code, done.err) == (0, "")
    table = csv.read_csv(out) if kind == "csv" else parquet.read_table(out)
    flights_s = flights_in(jumped, repbelt)
    assert table["flight_s"].to_pylist() == pytest.approx(flights_s, abs=0.001)
    assert min(flights_s) > 0.2


def test_a_flight_is_told(jumped: Path, repbelt: Repbelt) -> None:
    assert repbelt("import", jumped).code == 0
    shown = repbelt("show", "last").out
    assert "in the air" in shown.split("rep ")[0]
    for text in (repbelt("analyze", jumped).out, shown):
        assert "in the air s" in text
        for flight_s in flights_in(jumped, repbelt):
            assert re.search(rf" {flight_s:.2f}\s", text), (flight_s, text)


def test_a_flight_is_reviewed(jumped: Path, reviewing: "Reviewing") -> None:
    session_id = reviewing.lay(jumped)
    (one,) = reviewing.now(session_id).sets
    page = reviewing.ask(f"session/{session_id}/set/1").text
    shown = re.findall(r"In the air (\d\.\d\d) s\.", page)
    assert shown == [f"{rep.flight_s:.2f}" for rep in one.reps]
    assert "in the air" in page.split("Rep by rep")[0]


def test_a_flight_is_in_a_report(jumped: Path, repbelt: Repbelt, tmp_path: Path) -> None:
    assert repbelt("import", jumped).code == 0
    out = tmp_path / "jumped.html"
    assert repbelt("export", "last", "--format", "html", "-o", out).code == 0
    reps = len(flights_in(jumped, repbelt))
    assert out.read_text(encoding="utf-8").count(" s in the air") == reps


def test_a_flight_that_was_not_kept_is_found_by_a_recount(jumped: Path, repbelt: Repbelt) -> None:
    assert repbelt("import", jumped).code == 0
    with opened_store() as store:
        before = store.session("last").counted
        with store.writing() as db:
            db.execute(update(CountedRepRow).values(flight_s=null()))
            db.execute(update(SessionRow).values(algorithm="earlier"))
        assert {rep.flight_s for rep in store.session("last").counted[0].reps} == {None}
    assert repbelt("recount").code == 0
    with opened_store() as store:
        assert store.session("last").counted == before


def test_where_nobody_jumps_there_is_no_flight(reviewing: "Reviewing") -> None:
    session_id = reviewing.lay("synthetic-rdl-8-ordinary")
    assert "in the air" not in reviewing.ask(f"session/{session_id}/set/1").text.lower()
