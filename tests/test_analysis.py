"""The analysis as JSON: its schema, and that its numbers belong together."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from jsonschema import Draft202012Validator

import synth
from rephost.analysis import analyze
from rephost.frames import configuration, exercise_chosen
from rephost.journal import wrap_all
from rephost.report import show
from rephost.words import clock
from synth_frames import sent, written

DOCS = Path(__file__).parents[1] / "docs"


def validator(name: str) -> Draft202012Validator:
    schema = json.loads((DOCS / name).read_text())
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


@pytest.fixture
def rdl(tmp_path: Path, rng: np.random.Generator) -> Path:
    return written(tmp_path / "rdl.rep", synth.rdl_set(rng, reps=8))


def sets_of(path: Path, *exercise: str | None) -> list[dict[str, Any]]:
    analysis = analyze(path, *exercise)
    validator("analysis.schema.json").validate(analysis)
    assert json.loads(json.dumps(analysis)) == analysis
    sets: list[dict[str, Any]] = analysis["sets"]
    return sets


def test_numbers_belong_together(rdl: Path) -> None:
    sets = sets_of(rdl, "rdl")
    assert sets
    for one in sets:
        reps = one["reps"]
        assert one["rep_count"] == len(reps)
        assert [rep["index"] for rep in reps] == list(range(1, len(reps) + 1))
        under_tension = sum(rep["time_under_tension_s"] for rep in reps)
        assert one["time_under_tension_s"] == pytest.approx(under_tension, abs=1e-3 * len(reps))
        assert one["time_in_set_s"] == pytest.approx(one["end_s"] - one["start_s"], abs=1e-9)
        assert reps[-1]["top_pause_s"] is None
        for rep, after in zip(reps, [*reps[1:], None], strict=True):
            times = [rep[name] for name in ("start_s", "bottom_s", "bottom_end_s", "end_s")]
            assert times == sorted(times)
            phases = [rep["eccentric_s"] or 0.0, rep["bottom_pause_s"], rep["concentric_s"]]
            assert phases == pytest.approx(np.diff(times).tolist(), abs=1e-9)
            assert rep["time_under_tension_s"] == pytest.approx(sum(phases), abs=1e-9)
            if after:
                pause_s = after["start_s"] - rep["end_s"]
                assert rep["top_pause_s"] == pytest.approx(pause_s, abs=1e-9)


def test_a_rest_is_from_a_sets_end_to_the_next_ones_start(
    tmp_path: Path, rng: np.random.Generator
) -> None:
    sets = sets_of(written(tmp_path / "session.rep", synth.training_session(rng, 6.0)))
    assert sets[0]["rest_before_s"] is None
    for before, one in pairwise(sets):
        assert one["rest_before_s"] == pytest.approx(one["start_s"] - before["end_s"], abs=1e-9)


def test_the_choice_in_the_recording_is_followed(tmp_path: Path, rng: np.random.Generator) -> None:
    one = synth.rdl_set(rng, reps=6)
    plain = list(sent(one))
    at = plain.index(configuration(1, one.rate_hz, one.acc_g_per_lsb, one.gyr_dps_per_lsb))
    chosen = tmp_path / "chosen.rep"
    chosen.write_bytes(wrap_all([*plain[: at + 1], exercise_chosen("rdl"), *plain[at + 1 :]]))
    without = tmp_path / "without.rep"
    without.write_bytes(wrap_all(plain))
    assert sets_of(chosen) == sets_of(without, "rdl")
    assert sets_of(chosen, None) == sets_of(without, None)
    assert sets_of(chosen, "swing") == sets_of(without, "swing")


def test_labels_have_a_schema_too(rng: np.random.Generator) -> None:
    validator("labels.schema.json").validate(synth.rdl_set(rng, reps=5).labels)


@pytest.mark.parametrize("columns", ["80", "40"])
def test_the_tables_fit(
    rdl: Path,
    columns: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    show(analyze(rdl, "rdl"), "[bold]name")
    out = capsys.readouterr().out
    assert out.startswith("[bold]name: ")
    assert "Set 1: RDL" in out
    assert "\x1b" not in out
    assert max(map(len, out.splitlines())) <= 80
    assert "…" not in out
    one = analyze(rdl, "rdl")["sets"][0]
    assert f"{one['time_under_tension_s']:.1f}" in out
    assert ("lock-out" in out) == (columns == "80")


@pytest.mark.parametrize(
    ("t_s", "said", "short"),
    [
        (0.0, "0:00.0", "0:00"),
        (59.96, "1:00.0", "1:00"),
        (3661.24, "1:01:01.2", "1:01:01"),
        (-1.5, "-0:01.5", "-0:01"),
    ],
)
def test_times_are_said_like_on_a_clock(t_s: float, said: str, short: str) -> None:
    assert (clock(t_s), clock(t_s, tenths=False)) == (said, short)
