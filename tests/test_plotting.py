"""The drawing of an analysis: what is in it, and what is said of it."""

import re
from pathlib import Path

import numpy as np
import pytest

import synth
from rephost.cli import main
from rephost.plotting import MOST_PANELS, described
from rephost.plotting_parts import PHASES
from synth_frames import written
from traced import traced


@pytest.fixture
def rdl(tmp_path: Path, rng: np.random.Generator) -> Path:
    return written(tmp_path / "rdl.rep", synth.rdl_set(rng, reps=6))


def test_every_phase_of_every_rep_is_drawn(rdl: Path) -> None:
    analysis, trace = traced(rdl, "rdl")
    drawing = described(analysis, trace, "rdl.rep")
    for one, panel in zip(analysis["sets"], drawing.panels, strict=True):
        seconds = dict.fromkeys(PHASES, 0.0)
        for kind, span in panel.phases:
            seconds[kind] += span.end_s - span.start_s
        names = ("eccentric_s", "bottom_pause_s", "concentric_s", "top_pause_s")
        for kind, name in zip(PHASES, names, strict=True):
            assert seconds[kind] == pytest.approx(sum(rep[name] or 0.0 for rep in one["reps"]))
        assert [mark.t_s for mark in panel.reps] == [rep["end_s"] for rep in one["reps"]]
        assert f"tempo {one['tempo'][0]}-" in panel.title
        assert f"TUT {one['time_under_tension_s']:.1f} s" in panel.title
        assert panel.start_s <= one["start_s"] < one["end_s"] <= panel.end_s
    assert drawing.panels


@pytest.mark.parametrize(
    ("exercise", "name", "short"), [("rdl", "top pause", "top"), ("swing", "float", "float")]
)
def test_the_top_of_a_rep_is_called_as_in_the_tables(
    tmp_path: Path, rng: np.random.Generator, exercise: str, name: str, short: str
) -> None:
    make = {"rdl": synth.rdl_set, "swing": synth.swing_set}[exercise]
    analysis, trace = traced(written(tmp_path / "a.rep", make(rng, reps=6)), exercise)
    drawing = described(analysis, trace, "a.rep")
    panel = drawing.panels[0]
    tops = [span.text for kind, span in panel.phases if kind == "top pause"]
    reps = analysis["sets"][0]["reps"]
    pauses_s = [rep["top_pause_s"] for rep in reps if rep["top_pause_s"]]
    assert tops == [f"{name} {pause_s:.2f} s" for pause_s in pauses_s]
    assert f"{short} {reps[0]['top_pause_s']:.2f} s" in panel.reps[0].text
    assert ((PHASES["top pause"], name) in drawing.legend) == bool(tops)
    assert {kind for kind, _ in panel.phases} == {
        kind for kind, colour in PHASES.items() if colour in dict(drawing.legend)
    }


def test_times_are_those_of_the_tables(rdl: Path, capsys: pytest.CaptureFixture[str]) -> None:
    analysis, trace = traced(rdl, "rdl")
    assert main(["analyze", str(rdl), "--exercise", "rdl"]) == 0
    start, end = re.findall(r"^Set 1:.* (\S+)-(\S+)$", capsys.readouterr().out, re.MULTILINE)[0]
    assert described(analysis, trace, "a.rep").panels[0].facts.startswith(f"{start} to {end} · ")


def test_sets_are_called_so_where_there_is_room(rdl: Path) -> None:
    analysis, trace = traced(rdl, "rdl")
    one = analysis["sets"][0]
    analysis["recording"]["duration_s"] = 1000.0
    for apart_s, names in ((300.0, ["set 1", "set 2"]), (60.0, ["1", "2"])):
        later = {**one, "start_s": one["start_s"] + apart_s, "end_s": one["end_s"] + apart_s}
        analysis["sets"] = [one, later]
        overview = described(analysis, trace, "rdl.rep").overview
        assert overview is not None
        assert [mark.number for mark in overview.set_marks] == names
        assert [mark.text for mark in overview.set_marks] == ["set 1", "set 2"]
        assert [mark.t_s for mark in overview.set_marks] == [
            0.5 * (span.start_s + span.end_s) for span in overview.sets
        ]


def test_the_area_of_a_phase_lies_under_the_curve(rdl: Path) -> None:
    analysis, trace = traced(rdl, "rdl")
    panel = described(analysis, trace, "rdl.rep").panels[0]
    whole_s, whole_deg = trace.curve(0.0, 1e9, 10**9)
    for _, span in panel.phases:
        t_s, hinge_deg = panel.under(span)
        assert (t_s[0], t_s[-1]) == (span.start_s, span.end_s)
        np.testing.assert_allclose(hinge_deg, np.interp(t_s, whole_s, whole_deg), atol=1.0)


def test_a_session_has_an_overview_and_a_panel_a_set(
    tmp_path: Path, rng: np.random.Generator
) -> None:
    one = synth.with_gaps(synth.training_session(rng, 6.0), rng, every_s=60.0)
    analysis, trace = traced(written(tmp_path / "session.rep", one))
    drawing = described(analysis, trace, "session.rep")
    assert drawing.overview is not None
    assert len(drawing.overview.sets) == len(drawing.panels) == len(analysis["sets"])
    assert len(drawing.overview.rejected) == len(analysis["rejected"])
    assert {one.text.removesuffix(", perhaps a rep") for one in drawing.overview.rejected} == {
        one["reason"].replace("_", " ") for one in analysis["rejected"]
    }
    assert len(drawing.overview.gaps) == len(analysis["recording"]["gaps"]) > 0
    names = [name for _, name in drawing.legend]
    assert ("gap" in names, "not counted" in names) == (True, bool(analysis["rejected"]))
    points = sum(len(panel.curve[0]) for panel in (drawing.overview, *drawing.panels))
    assert points <= 20_500


@pytest.mark.parametrize(("n", "every"), [(8, 1), (60, 5), (800, 50)])
def test_numbers_that_would_touch_are_left_out(rdl: Path, n: int, every: int) -> None:
    analysis, trace = traced(rdl, "rdl")
    one = analysis["sets"][0]
    one |= {"start_s": 10.0, "end_s": 110.0, "time_in_set_s": 100.0}
    one["reps"] = [
        {**one["reps"][0], "index": index, "end_s": end_s}
        for index, end_s in enumerate(np.linspace(15.0, 110.0, n).tolist(), 1)
    ]
    analysis["recording"]["duration_s"] = 1000.0
    marks = described(analysis, trace, "rdl.rep").panels[0].reps
    numbers = [int(mark.number.rstrip("*")) for mark in marks if mark.number]
    assert numbers == list(range(every, n + 1, every))
    assert len(marks) == n


def test_very_many_sets_are_not_all_given_a_panel(rdl: Path) -> None:
    analysis, trace = traced(rdl, "rdl")
    analysis["sets"] *= MOST_PANELS + 3
    drawing = described(analysis, trace, "rdl.rep")
    assert len(drawing.panels) == MOST_PANELS
    assert drawing.overview is not None
    assert len(drawing.overview.sets) > MOST_PANELS
    assert f"sets {MOST_PANELS + 1} to " in drawing.notes[0]
