"""The host's half of a session against the strap's, hour by hour in no time."""

import hashlib
import hmac
from pathlib import Path

import numpy as np
import pytest

import played
import repwire
from hosts import progress_of
from rephost.conversation import Conversation
from rephost.decode import Samples
from rephost.forwarding import Forwarding
from rephost.notices import Notices
from rephost.progress import Progress
from rephost.recorder import Recorder
from rephost.recording import Reader, Writer
from rephost.scripts import proof
from rephost.sequencer import Lost, Sequencer
from virtual_talk import INFO, RATE_HZ, VirtualTalk


def talk_on(
    path: Path, rng: np.random.Generator, loss: float, flash: Path | None = None
) -> tuple[VirtualTalk, Writer]:
    writer = Writer(path, resume=True)
    recorder = Recorder(Conversation(progress_of(path)), writer)
    return VirtualTalk(recorder, rng, loss, flash), writer


def catch_up(talk: VirtualTalk, within_s: int = 30) -> None:
    """Let what was thrown away come again."""
    for _ in range(100 * within_s):
        if not talk.is_up:
            talk.connect()
        talk.step()
        arrivals = talk.conversation.progress.arrivals
        if arrivals and arrivals.next == arrivals.end > talk.head - RATE_HZ:
            return
    pytest.fail(f"stuck at {vars(talk.conversation.progress.arrivals)}, head {talk.head}")


@pytest.mark.parametrize(("loss", "shortest_s"), [(0.0, 0.1), (0.1, 2.0), (0.4, 15.0)])
def test_each_sample_once_whatever_is_thrown_away(
    tmp_path: Path, rng: np.random.Generator, loss: float, shortest_s: float
) -> None:
    talk, writer = talk_on(tmp_path / "got.rep", rng, loss)
    with writer:
        for _ in range(60):
            if not talk.is_up:
                talk.connect()
            for _ in range(int(100 * shortest_s + rng.integers(0, 400))):
                talk.step()
            if rng.random() < 0.5:
                talk.disconnect()
                # Within what the ring holds, the time to come back included.
                for _ in range(int(rng.integers(1, 600))):
                    talk.step()
        catch_up(talk)
    _, n = played.whole(tmp_path / "got.rep")
    assert n > talk.head - 3 * RATE_HZ * 20


def test_away_for_too_long_the_hole_is_told_and_the_rest_is_whole(
    tmp_path: Path, rng: np.random.Generator
) -> None:
    path = tmp_path / "got.rep"
    talk, writer = talk_on(path, rng, 0.1)
    with writer:
        talk.connect()
        for _ in range(500):
            talk.step()
        talk.disconnect()
        for _ in range(4000):
            talk.step()
        catch_up(talk)
    sequencer = Sequencer()
    ordered = [item for one in Reader(path) for item in sequencer.push(one)] + sequencer.finish()
    lost = sum(item.n for item in ordered if isinstance(item, Lost))
    # The ring holds 2048; while it is caught up with it moves on.
    assert 0 < lost <= 4000 * RATE_HZ // 100 - 2048 + 5 * RATE_HZ
    came = sum(len(item.counts) for item in ordered if isinstance(item, Samples))
    progress = progress_of(path)
    assert progress.arrivals
    assert came + lost == progress.arrivals.end - progress.arrivals.first


@pytest.mark.parametrize("loss", [0.0, 0.1])
def test_what_is_thrown_away_at_the_end_comes_again(
    tmp_path: Path, rng: np.random.Generator, loss: float
) -> None:
    path = tmp_path / "got.rep"
    talk, writer = talk_on(path, rng, loss)
    with writer:
        talk.connect()
        for _ in range(1000):
            talk.step()
        talk.loss_of_samples = 1.0
        for _ in range(100):
            talk.step()
        talk.loss_of_samples = 0.0
        told = talk.head
        talk.recorder.stop(talk.now_ns)
        for _ in range(1000):
            talk.step()
            if talk.recorder.is_idle:
                break
    assert talk.recorder.is_idle
    assert not talk.is_streaming
    first, n = played.whole(path)
    assert first + n >= told


def test_an_end_is_an_end_even_if_all_is_thrown_away(
    tmp_path: Path, rng: np.random.Generator
) -> None:
    talk, writer = talk_on(tmp_path / "got.rep", rng, 0.0)
    with writer:
        talk.connect()
        for _ in range(300):
            talk.step()
        talk.loss_of_samples = 1.0
        for _ in range(20):
            talk.step()
        talk.recorder.stop(talk.now_ns)
        for _ in range(900):
            talk.step()
    assert talk.recorder.is_idle
    assert not talk.is_streaming


@pytest.mark.parametrize("loss", [0.0, 0.1])
def test_away_for_minutes_with_a_flash_nothing_is_lost(
    tmp_path: Path, rng: np.random.Generator, loss: float
) -> None:
    path, flash = tmp_path / "got.rep", tmp_path / "flash"
    flash.mkdir()
    talk, writer = talk_on(path, rng, loss, flash)
    for _ in range(8):
        with writer:
            for _ in range(3):
                talk.connect()
                # What it keeps of the time before our recording began is none of ours.
                while talk.conversation.progress.arrivals is None:
                    talk.step()
                for _ in range(int(rng.integers(0, 2000))):
                    if not talk.is_up:
                        talk.connect()
                    talk.step()
                talk.disconnect()
                for _ in range(int(rng.choice([50, 1500, 2500, 20_000]))):
                    talk.step()
        # As by a host that was killed, and one that goes on with its recording.
        writer = Writer(path, resume=True)
        talk.recorder = Recorder(Conversation(progress_of(path)), writer)
        talk.conversation = talk.recorder.conversation
    with writer:
        catch_up(talk, 1200)
        for _ in range(60_000):
            if not talk.is_up:
                talk.connect()
            talk.step()
            if not list(flash.iterdir()):
                break
        catch_up(talk)
    talk.close()
    first, n = played.whole(path)
    assert first + n > talk.head - 3 * RATE_HZ
    assert not list(flash.iterdir())


def test_an_acknowledgement_fits_the_link_and_tells_the_first_holes() -> None:
    progress = Progress()
    assert progress.acknowledgement(1, 128, is_behind=False) is None
    for first in range(0, 400, 4):
        progress.take(Samples(1, first, np.zeros((2, 6), np.int16), 0))
    for room in (20, 59, 128):
        ack = progress.acknowledgement(3, room, is_behind=True)
        assert ack
        assert len(ack) <= room
        assert len(ack) == 10 + 6 * ((room - 10) // 6)
        assert ack[:10] == bytes.fromhex("0603" + "02000000" + "02040000")
    assert ack[10:16] == bytes.fromhex("020000000200")


@pytest.mark.parametrize(
    ("gone_before", "is_needed"), [((40,), False), ((160,), True), ((40, 160), True)]
)
def test_flash_is_asked_for_what_any_event_of_a_frame_says_is_gone(
    gone_before: tuple[int, ...], *, is_needed: bool
) -> None:
    progress = Progress()
    progress.take(Samples(1, 0, np.zeros((100, 6), np.int16), 0))
    frame = bytearray(repwire.HEADER_SIZE + len(gone_before) * repwire.EVENT_SIZE)
    repwire.write_header(frame, repwire.EVENT, 1, len(gone_before), 0, 0)
    for k, index in enumerate(gone_before):
        at = repwire.HEADER_SIZE + k * repwire.EVENT_SIZE
        repwire.write_event(frame, at, repwire.RING_OVERRUN, 0, 0, index, 0, 0)
    assert Forwarding(progress, Notices()).is_needed(bytes(frame)) == is_needed


def test_a_silent_strap_is_hung_up_on(tmp_path: Path, rng: np.random.Generator) -> None:
    talk, writer = talk_on(tmp_path / "got.rep", rng, 0.0)
    with writer:
        talk.connect()
        for _ in range(300):
            talk.step()
        assert talk.conversation.is_streaming
        talk.loss = 1.0
        for _ in range(600):
            talk.step()
        assert not talk.is_up


def test_proof_of_a_key() -> None:
    key, nonce = b"k" * 16, b"n" * 8
    said = nonce + (7).to_bytes(4, "little") + INFO.challenge
    assert proof(key, nonce, INFO) == hmac.new(key, said, hashlib.sha256).digest()[:6]
