"""The drawing of an analysis: what is in it, and that both renderers can put it on paper."""

import io
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib import colors, image

import synth
from rephost import plotting_html, plotting_png
from rephost.analysis import analyze, analyze_source
from rephost.cli import main
from rephost.frames import frames_from_counts
from rephost.journal import wrap_all
from rephost.plotting import MOST_PANELS, described
from rephost.plotting_parts import PHASES, Drawing
from rephost.plotting_trace import HingeTrace
from rephost.recording import Reader
from rephost.session import Session
from rephost.sources import opened
from repsignal import RepCounter


def written(path: Path, one: synth.Recording) -> Path:
    frames = frames_from_counts(
        one.counts,
        one.index,
        rate_hz=one.rate_hz,
        acc_g_per_lsb=one.acc_g_per_lsb,
        gyr_dps_per_lsb=one.gyr_dps_per_lsb,
        t_s=one.index * one.period_s,
    )
    path.write_bytes(wrap_all(frames))
    return path


def traced(path: Path, exercise: str | None = None) -> tuple[dict[str, Any], HingeTrace]:
    trace = HingeTrace()
    with opened(path) as source:
        return analyze_source(source, exercise, trace), trace


@pytest.fixture
def rdl(tmp_path: Path, rng: np.random.Generator) -> Path:
    return written(tmp_path / "rdl.rep", synth.rdl_set(rng, reps=6))


@pytest.fixture
def session(tmp_path: Path, rng: np.random.Generator) -> Path:
    one = synth.with_gaps(synth.training_session(rng, 6.0), rng, every_s=60.0)
    return written(tmp_path / "session.rep", one)


def test_keeping_the_trace_changes_nothing(session: Path) -> None:
    assert traced(session)[0] == analyze(session, None)


def test_the_trace_is_what_the_counter_saw_at_the_time(rdl: Path) -> None:
    seen: dict[int, float] = {}
    session = Session("rdl")
    for item in Reader(rdl):
        session.push((item,))
        if isinstance(session.counter, RepCounter):
            t_s, hinge_deg = session.counter.trace()
            for t, angle in zip(t_s, hinge_deg, strict=True):
                seen.setdefault(round(t * 50), angle)
    _, trace = traced(rdl, "rdl")
    times, angles = trace.curve(-1.0, 1e9, 10**9)
    assert [round(t * 50) for t in times] == list(seen)
    np.testing.assert_allclose(angles, list(seen.values()), rtol=1e-6)


def test_a_long_recording_is_traced_from_end_to_end(session: Path) -> None:
    """A bulk reading brings more at a time than a counter remembers."""
    analysis, trace = traced(session)
    assert analysis["recording"]["duration_s"] > 300
    t_s, _ = trace.curve(0.0, 1e9, 10**9)
    assert np.isfinite(t_s).all()
    assert np.diff(t_s) == pytest.approx(0.02)
    assert t_s[0] < 0.2
    assert t_s[-1] > analysis["recording"]["duration_s"] - 0.2


def test_thinning_keeps_every_peak(session: Path) -> None:
    _, trace = traced(session)
    whole_s, whole_deg = trace.curve(0.0, 1e9, 10**9)
    t_s, hinge_deg = trace.curve(0.0, 1e9, 500)
    assert len(t_s) <= 510 < len(whole_s)
    assert np.all(np.diff(t_s) > 0)
    assert (t_s[0], t_s[-1]) == (whole_s[0], whole_s[-1])
    stretch = -(-2 * len(whole_s) // 500)
    for one in np.array_split(whole_deg, np.arange(stretch, len(whole_deg), stretch))[:-1]:
        assert one.max() in hinge_deg
        assert one.min() in hinge_deg


def test_a_lost_stretch_breaks_the_line(tmp_path: Path, rng: np.random.Generator) -> None:
    one = synth.with_gaps(
        synth.everyday(rng, 0.5), rng, every_s=12.0, shortest_s=4.0, longest_s=5.0
    )
    analysis, trace = traced(written(tmp_path / "gap.rep", one))
    t_s, hinge_deg = trace.curve(0.0, 1e9, 10**9)
    gaps = analysis["recording"]["gaps"]
    assert gaps
    assert np.isnan(t_s).sum() == np.isnan(hinge_deg).sum() == len(gaps)
    for gap in gaps:
        assert not np.any((t_s > gap["start_s"] + 0.1) & (t_s < gap["end_s"] - 0.1))


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
    assert (PHASES["top pause"], name) in drawing.legend
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


def test_a_session_has_an_overview_and_a_panel_a_set(session: Path) -> None:
    analysis, trace = traced(session)
    drawing = described(analysis, trace, "session.rep")
    assert drawing.overview is not None
    assert len(drawing.overview.sets) == len(drawing.panels) == len(analysis["sets"])
    assert len(drawing.overview.rejected) == len(analysis["rejected"])
    assert {one.text for one in drawing.overview.rejected} == {
        one["reason"].replace("_", " ") for one in analysis["rejected"]
    }
    assert len(drawing.overview.gaps) == len(analysis["recording"]["gaps"]) > 0
    names = [name for _, name in drawing.legend]
    assert ("gap" in names, "not counted" in names) == (True, bool(analysis["rejected"]))
    points = sum(len(panel.curve[0]) for panel in (drawing.overview, *drawing.panels))
    assert points <= 20_500


@pytest.mark.parametrize(("times_more", "every"), [(0.4, 1), (3, 5), (40, 50)])
def test_numbers_that_would_touch_are_left_out(rdl: Path, times_more: float, every: int) -> None:
    analysis, trace = traced(rdl, "rdl")
    one = analysis["sets"][0]
    n = round(20 * times_more)
    length_s = one["reps"][-1]["end_s"] - one["reps"][0]["end_s"]
    first_s = one["reps"][0]["end_s"]
    one["reps"] = [
        {**one["reps"][0], "index": index, "end_s": first_s + length_s * (index - 1) / (n - 1)}
        for index in range(1, n + 1)
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


def test_phases_grow_lighter_in_grey_and_for_the_colour_blind() -> None:
    def lightness(red: float, green: float, blue: float) -> float:
        linear = [
            c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (red, green, blue)
        ]
        luminance = float(np.dot((0.2126, 0.7152, 0.0722), linear))
        return 116 * luminance ** (1 / 3) - 16

    seen = [lightness(*colors.to_rgb(colour)) for colour in PHASES.values()]
    assert np.all(np.diff(seen) > 12)


def pixels(drawing: Drawing) -> Any:
    file = io.BytesIO()
    plotting_png.write(drawing, file)
    file.seek(0)
    return image.imread(file)[..., :3]


def share(picture: Any, colour: str) -> float:
    near = np.abs(picture - np.array(colors.to_rgb(colour))).max(axis=-1) < 0.02
    return float(near.mean())


def test_phases_show_in_a_png(rdl: Path) -> None:
    analysis, trace = traced(rdl, "rdl")
    drawn = pixels(described(analysis, trace, "rdl.rep"))
    analysis["sets"] = []
    without = pixels(described(analysis, trace, "rdl.rep"))
    for kind in ("eccentric", "concentric"):
        assert share(drawn, PHASES[kind]) > 0.01
        assert share(without, PHASES[kind]) == 0


def test_a_page_needs_nothing_else(rdl: Path) -> None:
    analysis, trace = traced(rdl, "rdl")
    file = io.BytesIO()
    plotting_html.write(described(analysis, trace, "<b>rdl & co"), file)
    text = file.getvalue().decode()
    assert "<h1>&lt;b&gt;rdl &amp; co</h1>" in text
    own = re.sub(r"<script>.*?</script>", "", text, flags=re.DOTALL)
    assert not re.search(r"(src|href)\s*=|@import|url\(", own)
    title = re.search(r"<h2><span>Set 1<.*</h2>", own)
    assert title
    facts = re.findall(r"<span>([^<]*)</span>", title[0])
    assert facts[:2] == ["Set 1", "RDL"]
    assert any(re.fullmatch(r"tempo \d+-\d+-\w+-\d+", fact) for fact in facts)
    assert "h2 span { white-space: nowrap; }" in own
    numbers = re.search(r"<p>(<span>\d+:\d\d\.\d to .*)</p>", own)
    assert numbers
    assert "p span { display: inline-block; }" in own
    assert re.sub("</?span>", "", numbers[1]).split(" · ") == re.findall(
        r"<span>([^<]*)</span>", numbers[1]
    )
    assert "html { overflow-y: scroll; }" in own


@pytest.mark.parametrize("suffix", ["png", "html"])
def test_draws_what_has_no_sets_or_no_samples(
    tmp_path: Path, rng: np.random.Generator, suffix: str
) -> None:
    one = synth.everyday(rng, 0.2)
    quiet = written(tmp_path / "quiet.rep", one)
    nothing = tmp_path / "nothing.rep"
    nothing.write_bytes(quiet.read_bytes()[:60])
    for path in (quiet, nothing):
        out = path.with_suffix(f".{suffix}")
        assert main(["analyze", str(path), "--plot", str(out)]) == 0
        assert out.stat().st_size > 5000


def test_a_plot_never_replaces_a_file(rdl: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = rdl.with_suffix(".png")
    out.write_text("mine")
    assert main(["analyze", str(rdl), "--plot", str(out)]) == 1
    assert out.read_text() == "mine"
    assert "exists already" in capsys.readouterr().err


def test_a_plot_that_fails_leaves_nothing(
    rdl: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(drawing: Drawing, file: io.BytesIO) -> None:
        file.write(b"half a pict")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(plotting_png, "write", full)
    before = sorted(rdl.parent.iterdir())
    assert main(["analyze", str(rdl), "--plot", str(rdl.with_suffix(".png"))]) == 1
    assert sorted(rdl.parent.iterdir()) == before
    assert "No space left" in capsys.readouterr().err


def test_numbers_of_a_page_are_no_years(rdl: Path) -> None:
    """Plotly takes numbers of up to four digits on an axis of times for years."""
    analysis, trace = traced(rdl, "rdl")
    file = io.BytesIO()
    plotting_html.write(described(analysis, trace, "rdl.rep"), file)
    own = file.getvalue().decode().rpartition("<body>")[2]
    numbers = [n for row in re.findall(r'"x":\[([^\]]+)\]', own) for n in row.split(",")]
    assert len(numbers) > 1000
    assert all(n == "null" or float(n) > 1e6 for n in numbers)
