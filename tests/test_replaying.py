"""Replay: the same events as an analysis, each when its time has come."""

import json
from pathlib import Path

import numpy as np
import pytest

import synth
from rephost.analysis import analyze
from rephost.cli import main
from rephost.recording import Reader
from rephost.replaying import replay
from rephost.session import Session
from rephost.sources import opened
from repsignal.events import Event
from synth_frames import written


class FakeClock:
    """A clock that only waiting moves."""

    def __init__(self) -> None:
        self.now_s = 1000.0
        self.naps: list[float] = []

    def __call__(self) -> float:
        return self.now_s

    def sleep(self, nap_s: float) -> None:
        self.naps.append(nap_s)
        self.now_s += nap_s


@pytest.fixture
def recording(tmp_path: Path, rng: np.random.Generator) -> Path:
    return written(tmp_path / "a.rep", synth.rdl_set(rng, reps=6))


def at_once(path: Path) -> list[Event]:
    session, events = Session("rdl"), []
    for items in Reader(path).chunks():
        events += session.push(items)
    return events + session.finish()


@pytest.mark.parametrize("pace", [None, 1.0, 7.0])
def test_the_same_events_at_any_pace(recording: Path, pace: float | None) -> None:
    clock = FakeClock()
    with opened(recording) as source:
        steps = list(replay(source, "rdl", pace=pace, now_s=clock, sleep=clock.sleep))
    events = [event for step in steps for event in step.events]
    assert events == at_once(recording)
    assert events
    shares = [step.share for step in steps]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert (clock.naps == []) == (pace is None)


@pytest.mark.parametrize("pace", [1.0, 4.0])
def test_no_event_before_its_time(recording: Path, pace: float) -> None:
    clock = FakeClock()
    with opened(recording) as source:
        for step in replay(source, "rdl", pace=pace, now_s=clock, sleep=clock.sleep):
            for event in step.events:
                assert clock.now_s - 1000.0 >= event.t_s / pace - 0.2
    duration_s = analyze(recording)["recording"]["duration_s"]
    assert clock.now_s - 1000.0 == pytest.approx(duration_s / pace, abs=0.2)
    assert max(clock.naps) < 0.25


def test_one_line_an_event(recording: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["replay", str(recording), "--exercise", "rdl"]) == 0
    text = capsys.readouterr().out.splitlines()
    assert main(["replay", str(recording), "--exercise", "rdl", "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(text) == len(lines) == len(at_once(recording))
    assert {"set_started", "rep_announced", "set_ended"} <= {line["event"] for line in lines}
    assert any("rep 1" in line for line in text)
