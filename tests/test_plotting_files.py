"""A drawing as a picture and as a page, whole or not at all."""

import io
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib import colors, image

import synth
from rephost import plotting_html, plotting_png
from rephost.cli import main
from rephost.plotting import described
from rephost.plotting_parts import PHASES, Drawing
from synth_frames import written
from traced import traced


@pytest.fixture
def rdl(tmp_path: Path, rng: np.random.Generator) -> Path:
    return written(tmp_path / "rdl.rep", synth.rdl_set(rng, reps=6))


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


def test_numbers_of_a_page_are_no_years(rdl: Path) -> None:
    """Plotly takes numbers of up to four digits on an axis of times for years."""
    analysis, trace = traced(rdl, "rdl")
    file = io.BytesIO()
    plotting_html.write(described(analysis, trace, "rdl.rep"), file)
    own = file.getvalue().decode().rpartition("<body>")[2]
    numbers = [n for row in re.findall(r'"x":\[([^\]]+)\]', own) for n in row.split(",")]
    assert len(numbers) > 1000
    assert all(n == "null" or float(n) > 1e6 for n in numbers)


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
