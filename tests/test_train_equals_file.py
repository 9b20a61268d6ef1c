"""A trained session and the analysis of its recording are the same, bit for bit."""

import asyncio
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

import synth
from hosts import progress_of
from rephost.conversation import Conversation
from rephost.counting import Counted, Counting
from rephost.lasting_writer import LastingWriter
from rephost.open_sessions import OpenSession, begin
from rephost.recorder import Recorder
from rephost.recording import Reader
from rephost.replay_source import ReplaySource
from rephost.session import Session
from rephost.training import Training
from repsignal.events import Event, SetEnded, SetResult
from virtual_talk import RATE_HZ, VirtualTalk

RECORDINGS = sorted((Path(__file__).parents[1] / "recordings").glob("*.rep"))
ACC_G, GYR_DPS = 244_141e-9, 61_035e-6
ACTIONS = (
    {"do": "choose", "exercise": "rdl"},
    {"do": "choose", "exercise": "swing"},
    {"do": "choose", "exercise": None},
    {"do": "start"},
    {"do": "stop"},
    {"do": "add", "reps": 1, "set": None},
    {"do": "discard", "set": None},
)


@pytest.fixture(autouse=True)
def _own_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


def events_of(path: Path) -> list[Event]:
    """Return all that the recording says, read as a file."""
    session = Session()
    events = [event for items in Reader(path).chunks() for event in session.push(items)]
    return events + session.finish()


def sets_of(path: Path) -> tuple[SetResult, ...]:
    return tuple(event.set for event in events_of(path) if isinstance(event, SetEnded))


async def trained(
    session: OpenSession, path: Path, rng: np.random.Generator, actions_per_s: float
) -> Training:
    """Train with a replay on a clock of its own, doing now and then what a page may ask."""
    training = Training(session)
    now_s = 0.0

    async def sleep(seconds: float) -> None:
        nonlocal now_s
        now_s += seconds
        if rng.random() < seconds * actions_per_s:
            training.do(ACTIONS[int(rng.integers(len(ACTIONS)))])
        await asyncio.sleep(0)

    source = ReplaySource(path, training.receive, now_ns=lambda: round(now_s * 1e9), sleep=sleep)
    await training.run(source)
    return training


@pytest.mark.parametrize("path", RECORDINGS, ids=lambda path: path.stem)
def test_every_recording(path: Path, rng: np.random.Generator) -> None:
    for actions_per_s in (0.0, 0.2):
        session = begin(f"replay:{path}", 1e9)
        training = asyncio.run(trained(session, path, rng, actions_per_s))
        assert training.live.results == sets_of(session.path)
        if not actions_per_s:
            assert training.live.results == sets_of(path)


def test_a_run_with_losses_and_backlog(tmp_path: Path, rng: np.random.Generator) -> None:
    lift = synth.rdl_set(rng, reps=8)
    assert lift.gyr_dps_per_lsb
    scale = np.repeat([lift.acc_g_per_lsb / ACC_G, lift.gyr_dps_per_lsb / GYR_DPS], 3)
    counts = np.clip(np.rint(lift.counts * scale), -32768, 32767).astype(np.int16)

    def samples(first: int, n: int, axes: int) -> NDArray[np.int16]:
        # The lifter does it over and over.
        return counts[np.arange(first, first + n) % len(counts)]

    path, flash = tmp_path / "got.rep", tmp_path / "flash"
    flash.mkdir()
    counted: list[Counted] = []
    failures: list[str] = []
    counting = Counting(counted.append, failures.append)
    writer = LastingWriter(path, resume=True)
    recorder = Recorder(Conversation(progress_of(path)), writer, on_received=counting.push)
    talk = VirtualTalk(recorder, rng, 0.1, flash, samples)
    for _ in range(12):
        if not talk.is_up:
            talk.connect()
        for _ in range(int(rng.integers(500, 3000))):
            talk.step()
        talk.disconnect()
        # Some longer than the ring lasts: that comes from the strap's flash.
        for _ in range(int(rng.integers(1, 5000))):
            talk.step()
    for _ in range(200 * RATE_HZ):
        if not talk.is_up:
            talk.connect()
        talk.step()
    talk.close()
    writer.close()
    counting.finish()
    assert failures == []
    live = [event for one in counted for event in one.events]
    assert live == events_of(path)
    assert any(isinstance(event, SetEnded) for event in live)
    assert counted[-1].facts.samples > 0.9 * talk.head
