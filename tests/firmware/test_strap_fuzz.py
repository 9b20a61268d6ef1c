"""Garbage from a host at the strap: it goes on, answers what is right, and loses no sample."""

import struct
import time
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import repwire.host
from strap_board import HELLO, Board, make_flash

# These end the strap's run, or shut us out: they are for those who mean it.
ENDING = (repwire.POWER, repwire.REBOOT, repwire.SET_KEY)

noise = st.binary(max_size=300).map(lambda raw: raw.replace(b"\x03", b"") + b"\n")
almost = st.binary(max_size=80).map(lambda raw: b"#" + raw.hex().encode() + b"\n")
commands = st.builds(
    lambda op, args: repwire.host.command_line(bytes((op, 200)) + args),
    st.integers(0, 255).filter(lambda op: op not in ENDING),
    st.one_of(
        st.binary(max_size=20),
        st.sampled_from([bytes(n) for n in range(12)] + [b"\xff" * n for n in range(12)]),
    ),
)
lines = st.lists(st.one_of(noise, almost, commands, commands), max_size=12)


@pytest.fixture(scope="module")
def board(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Board]:
    with Board(make_flash(tmp_path_factory.mktemp("strap") / "flash")) as one:
        yield one


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=lines)
def test_whatever_is_said_it_goes_on(board: Board, said: list[bytes]) -> None:
    for line in said:
        board.write(line)
    board.write(b"\n")
    status, info = board.ask(repwire.READ_INFO)
    assert status == repwire.OK
    assert len(info) > struct.calcsize(repwire.INFO_PAYLOAD)


def test_nothing_of_that_was_an_exception(board: Board) -> None:
    board.ask(repwire.HELLO, HELLO[2:])
    board.ask(repwire.RECORD, b"\0")
    # A rate that was asked for in between may leave a strap without samples.
    assert board.ask(repwire.SET_CONFIG, struct.pack("<HBHB", 104, 8, 2000, 1))[0] == repwire.OK
    board.ask(repwire.START, struct.pack("<II", repwire.LIVE, 0xFFFFFF))
    frame = board.wait_for(lambda frame: frame[0] == repwire.DATA)
    assert repwire.host.is_whole(frame)
    kinds = []
    end = time.monotonic() + 1.5
    board.ask(repwire.START, struct.pack("<II", repwire.LIVE, 0xFFFFFF))
    while time.monotonic() < end:
        frame = board.wait_for(lambda frame: frame[0] in (repwire.EVENT, repwire.DATA))
        if frame[0] == repwire.EVENT:
            kinds += [repwire.host.read_event(frame, k)[0] for k in range(frame[2])]
    assert kinds
    assert repwire.LOG not in kinds
    assert b"Traceback" not in board.other


def test_noise_between_commands_costs_no_sample(board: Board, rng: np.random.Generator) -> None:
    board.ask(repwire.HELLO, HELLO[2:])
    _, payload = board.ask(repwire.START, struct.pack("<II", repwire.LIVE, 0))
    (first,) = struct.unpack("<I", payload)
    done = first
    for number in range(60):
        raw = rng.integers(0, 256, int(rng.integers(0, 600)), dtype=np.uint8).tobytes()
        board.write(raw.replace(b"\x03", b"") + b"\n")
        board.send(struct.pack("<BBII", repwire.ACK, 0, done, done + 500))
        board.send(bytes((repwire.TIME, number)) + bytes(8))
        is_answered = False
        while not is_answered:
            frame = board.wait_for(lambda frame: True)
            is_answered = frame[:4] == bytes((repwire.RESPONSE, repwire.TIME, number, repwire.OK))
            if frame[0] == repwire.DATA:
                assert repwire.host.read_index(frame) == done
                done += frame[2]
        time.sleep(0.03)
    assert done - first > 100
