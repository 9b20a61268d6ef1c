"""What a test says to a whole strap, and hears of it."""

import struct
from collections.abc import Callable
from pathlib import Path

import repwire
import repwire.host as wire
from strap_board import HELLO, Board

Event = tuple[int, int, int, int, int]


def start(strap: Board) -> int:
    """Say HELLO and START; returns the first index."""
    assert strap.ask(repwire.HELLO, HELLO[2:])[0] == repwire.OK
    status, payload = strap.ask(repwire.START, struct.pack("<II", repwire.LIVE, 0xFFFFFFF))
    assert status == repwire.OK
    return wire.read_index(payload, 0)


def start_with_sensor(strap: Board) -> int:
    """Say HELLO and START as soon as there is a sensor."""
    while struct.unpack_from(repwire.INFO_PAYLOAD, strap.ask(repwire.READ_INFO)[1])[13]:
        pass
    return start(strap)


def listen(strap: Board, is_enough: Callable[[bytes], bool]) -> list[bytes]:
    """Acknowledge what comes until a frame is enough; returns all of them."""
    frames: list[bytes] = []
    done = 0
    while True:
        frame = strap.wait_for(lambda frame: True, 30)
        frames.append(frame)
        if frame[0] == repwire.DATA:
            done = wire.read_index(frame) + frame[2]
        strap.send(struct.pack("<BBII", repwire.ACK, 0, done, 0xFFFFFFF))
        if is_enough(frame):
            return frames


def events(frame: bytes) -> list[Event]:
    if frame[0] != repwire.EVENT:
        return []
    return [wire.read_event(frame, k) for k in range(frame[2])]


def says(kind: int) -> Callable[[bytes], bool]:
    return lambda frame: any(event[0] == kind for event in events(frame))


def indices(frames: list[bytes]) -> list[int]:
    return [
        index
        for frame in frames
        if frame[0] == repwire.DATA
        for index in range(wire.read_index(frame), wire.read_index(frame) + frame[2])
    ]


def recorded(path: Path) -> list[bytes]:
    """Return the frames of a file on flash; every stretch but a torn last one is whole."""
    frames = []
    for stretch in path.read_bytes().split(b"\0")[:-1]:
        frame = bytearray(len(stretch) + 1)
        size = wire.unwrap(stretch, len(stretch), frame)
        assert size > 0
        frames.append(bytes(frame[:size]))
    return frames
