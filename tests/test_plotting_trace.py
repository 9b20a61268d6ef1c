"""The hinge angle behind a drawing: what the counter saw, thinned and broken at gaps."""

from pathlib import Path

import numpy as np
import pytest

import synth
from rephost.analysis import analyze
from rephost.recording import Reader
from rephost.session import Session
from repsignal import RepCounter
from synth_frames import written
from traced import traced


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
