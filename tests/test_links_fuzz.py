"""Garbage from a strap at the host: one sentence at most, and no good frame is lost."""

import asyncio
import os
import struct
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import repwire
from rephost.conversation import Conversation
from rephost.errors import LinkError
from rephost.frames import data
from rephost.link import Received
from rephost.progress import Progress
from rephost.recorder import Recorder
from rephost.recording import Reader, Writer
from rephost.scripts import configure, measure_time, selftest
from rephost.strap_files import StrapFile, delete, fetch, list_files
from rephost.talk import Talk
from rephost.wrapping import wrap
from virtual_talk import CONFIG, INFO, SAID

numbers = st.one_of(
    st.integers(0, 2**32 - 1), st.sampled_from([0, 1, 7, 2**30 - 1, 2**30, 2**32 - 1])
)
payloads = st.one_of(
    st.binary(max_size=40),
    st.sampled_from([b"", bytes(14), CONFIG, SAID]),
    st.lists(numbers, max_size=6).map(lambda many: struct.pack(f"<{len(many)}I", *many)),
    # What HELLO answers, and an entry of LIST with its cursor.
    st.builds(lambda *n: struct.pack("<BBHIII", 1, 0, 247, *n), st.just(7), numbers, numbers),
    st.builds(
        lambda *n: struct.pack("<HIIIH", *n),
        *(st.integers(0, 65535), st.integers(0, 9000), st.just(7), numbers, st.integers(0, 65535)),
    ),
)


def _event(kind: int, a: int, index: int) -> bytes:
    frame = bytearray(repwire.HEADER_SIZE + repwire.EVENT_SIZE)
    repwire.write_header(frame, repwire.EVENT, 1, 1, 0, 0)
    repwire.write_event(frame, repwire.HEADER_SIZE, kind, a, 0, index, 0, 0)
    return bytes(frame)


chunks = st.one_of(
    st.binary(max_size=8).map(lambda rest: b"\x14" + rest),
    st.builds(
        lambda offset, piece: struct.pack("<BHI", 0x14, 1, offset) + piece,
        st.sampled_from([0, 0, 1, 200]),
        st.binary(max_size=200),
    ),
)
frames = st.one_of(
    chunks,
    st.binary(min_size=1, max_size=60),
    st.builds(
        lambda kind, rest: bytes((kind,)) + rest,
        st.sampled_from([0x11, 0x12, 0x13, 0x14, 0x14, 0x1F, 0x24]),
        st.binary(max_size=12),
    ),
    st.builds(_event, st.integers(0, 12), st.integers(0, 3), numbers),
    st.builds(
        lambda first, n: data(1, first, np.zeros((n, 6), np.int16)),
        st.integers(0, 2**30 - 20),
        st.integers(1, 19),
    ),
)
answers = st.tuples(st.sampled_from([0, 0, 0, 3, 6, 9, 77]), payloads)
# A frame out of the blue, any answer to what is asked, or the right one; then how many ms nothing
# is said.
story_of = st.lists(
    st.tuples(st.one_of(frames, answers, st.none()), st.sampled_from([0, 10, 300, 1100])),
    max_size=60,
)
# Enough right answers for a recording to begin.
steps = st.builds(lambda n, then: [(None, 10)] * n + then, st.sampled_from([0, 13]), story_of)
Steps = list[tuple[bytes | tuple[int, bytes] | None, int]]
_RIGHT = {
    repwire.HELLO: struct.pack("<BBHIII", 1, 0, 247, 7, 5000, 3000),
    repwire.GET_CONFIG: CONFIG,
    repwire.START: struct.pack("<I", 5000),
    repwire.READ_INFO: SAID,
    # A file of the present run, and no more.
    repwire.LIST: struct.pack("<HIIIH", 1, 300, 7, 0, 0),
}


def said(one: bytes | tuple[int, bytes] | None, asked: bytes) -> bytes:
    """Return a frame, or the answer to what was asked last."""
    match one:
        case bytes():
            return one
        case None:
            payload = asked[2:] + bytes(8) if asked[0] == repwire.TIME else _RIGHT.get(asked[0])
            return repwire.response(asked[0], asked[1], repwire.OK, payload or b"")
        case status, payload:
            return repwire.response(asked[0], asked[1], status, payload)


def one_sentence(exc: LinkError) -> bool:
    return len(str(exc).splitlines()) == 1


@given(steps)
def test_a_recording_of_nonsense_is_a_recording(story: Steps) -> None:
    good = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "got.rep"
        with Writer(path) as writer:
            recorder = Recorder(Conversation(Progress()), writer)
            now_ns, asked = 10**18, bytes(2)
            recorder.opened(SAID, 128, now_ns)
            for one, pause_ms in story:
                now_ns += pause_ms * 10**6
                try:
                    for command in recorder.due(now_ns):
                        if command[0] != repwire.ACK:
                            asked = command
                    received = Received(now_ns, said(one, asked))
                    is_wanted = recorder.conversation.wants(received)
                    recorder.hear(received)
                except LinkError as exc:
                    assert one_sentence(exc)  # noqa: PT017
                    recorder.opened(SAID, 128, now_ns)
                    is_wanted = False
                if is_wanted and recorder._is_introduced and received.data[0] == repwire.DATA:
                    good.append(received.data)
        written = path.read_bytes()
        for frame in good:
            assert wrap(frame) in written
        reader = Reader(path)
        for item in reader:
            Progress().take(item)
        assert reader.bad_frames == 0


@pytest.mark.parametrize(
    "script",
    [
        list_files,
        selftest,
        lambda: configure(None),
        lambda: measure_time(3),
        lambda: delete(StrapFile(1, 2, 3, 4)),
    ],
)
@given(story=steps)
def test_a_question_answered_with_nonsense(script: Callable[[], Any], story: Steps) -> None:
    _run(script(), story)


@given(
    st.lists(
        st.tuples(st.one_of(st.none(), chunks, answers), st.sampled_from([0, 10, 1100])), min_size=9
    ),
    st.integers(1, 6000),
)
def test_a_file_of_nonsense(story: Steps, size: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        part = Path(folder) / "x.part"
        _run(fetch(StrapFile(1, size, 3, 4), part), story)
        assert part.stat().st_size <= size


def _run(script: Any, story: Steps) -> None:
    talk = Talk()
    now_ns, asked = 10**18, bytes(2)
    try:
        talk.begin(script, now_ns)
        for one, pause_ms in story:
            now_ns += pause_ms * 10**6
            for command in talk.due(now_ns):
                asked = command
            talk.hear(Received(now_ns, said(one, asked)))
    except LinkError as exc:
        assert one_sentence(exc)  # noqa: PT017
    finally:
        talk.stop()


def test_noise_on_a_cable_costs_no_frame_but_those_it_hits(rng: np.random.Generator) -> None:
    from rephost.usb import UsbLink

    async def main() -> None:
        import pty
        import tty

        strap_end, host_end = pty.openpty()
        tty.setraw(host_end)
        tty.setraw(strap_end)
        link = await UsbLink.open(os.ttyname(host_end))
        try:
            for index in range(200):
                frame = data(1, 19 * index, rng.integers(-99, 99, (19, 6)).astype(np.int16))
                raw = rng.integers(0, 256, int(rng.integers(0, 300)), dtype=np.uint8).tobytes()
                os.write(strap_end, raw + b"\0" + wrap(frame))
                received = await asyncio.wait_for(link.receive(), 10)
                assert received.data == frame
        finally:
            await link.close()
            os.close(strap_end)
            os.close(host_end)

    asyncio.run(main())


def test_info_is_as_the_stand_in_says() -> None:
    from rephost.info import read_info

    assert read_info(SAID).unique_id == INFO.unique_id
