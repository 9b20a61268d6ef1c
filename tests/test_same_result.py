"""The same events from a link, frame by frame, and from a file in chunks of any size."""

import io

import numpy as np
import pytest

import synth
from rephost.frames import exercise_chosen
from rephost.journal import wrap_all
from rephost.link import Received
from rephost.recording import Reader
from rephost.session import AS_RECORDED, Session
from repsignal.events import Event
from synth_frames import sent


def live(frames: list[bytes], exercise: str | None) -> tuple[list[Event], Session]:
    session = Session(exercise)
    events = [event for frame in frames for event in session.push(Received(0, frame))]
    return events + session.finish(), session


def file(raw: bytes, exercise: str | None, chunk_bytes: int) -> tuple[list[Event], Session]:
    session = Session(exercise)
    chunks = Reader(io.BytesIO(raw), chunk_bytes=chunk_bytes).chunks()
    events = [event for items in chunks for event in session.push(items)]
    return events + session.finish(), session


@pytest.mark.parametrize("exercise", [AS_RECORDED, None, "rdl"])
@pytest.mark.parametrize("kind", ["ordinary", "gaps"])
def test_live_and_file(exercise: str | None, kind: str, rng: np.random.Generator) -> None:
    one = synth.rdl_set(rng, kind=kind)
    frames = list(sent(one, rng))
    frames.insert(8, exercise_chosen("rdl"))
    # What a bad link does: a frame twice, two the wrong way round, one never.
    frames.insert(60, frames[40])
    frames[70], frames[71] = frames[71], frames[70]
    del frames[90]
    events, session = live(frames, exercise)
    assert events
    assert session.facts.samples + session.facts.lost_samples == one.index[-1] + 1
    raw = wrap_all(frames)
    for chunk_bytes in (1000, 1 << 18):
        again, other = file(raw, exercise, chunk_bytes)
        assert again == events
        assert other.facts == session.facts
