"""The power is cut while a strap writes to its littlefs: what was flushed is there."""

import struct
import time
from pathlib import Path

import numpy as np

import played
import repwire.host
from rephost.journal import Unwrapper
from strap_board import HELLO, Board, make_flash

RATE_HZ = 400


def stored(board: Board) -> dict[int, bytes]:
    """Return the content of each recording on the strap."""
    assert board.ask(repwire.HELLO, HELLO[2:])[0] == repwire.OK
    files = {}
    cursor = 0
    while True:
        _, listed = board.ask(repwire.LIST, struct.pack("<H", cursor))
        for at in range(0, len(listed) - 2, 14):
            number, size, _, _ = struct.unpack_from("<HIII", listed, at)
            files[number] = size
        (cursor,) = struct.unpack_from("<H", listed, len(listed) - 2)
        if not cursor:
            break
    contents = {}
    for number, size in files.items():
        content = b""
        board.ask(repwire.READ, struct.pack("<HII", number, 0, size))
        while len(content) < size:
            content += board.wait_for(lambda frame: frame[0] == repwire.CHUNK)[7:]
        contents[number] = content
    return contents


def samples(content: bytes) -> tuple[int, int]:
    """Check that a recording is whole but for its end; returns its first sample and how many."""
    unwrapper = Unwrapper()
    frames = unwrapper.feed(content)
    assert unwrapper.bad_frames == 0
    first = end = -1
    for number in range(frames.starts.size):
        frame = frames.frame(number)
        if frame[0] != repwire.DATA:
            continue
        index = repwire.host.read_index(frame)
        first, end = (index, index) if first < 0 else (first, end)
        assert index == end
        end += frame[2]
        assert frame[8:] == played.truth(index, frame[2], 6).tobytes()
    return first, end - first


def test_cut_at_any_moment(tmp_path: Path, rng: np.random.Generator) -> None:
    flash = make_flash(tmp_path / "flash", imu="sim:/play.bin")
    played.write(flash / "play.bin", RATE_HZ, 600.0, 6)
    with (flash / "rec.img").open("wb") as image:
        image.truncate(1_600_000)
    before: dict[int, bytes] = {}
    for _ in range(4):
        with Board(flash) as board:
            there = stored(board)
            assert {number: there.get(number) for number in before} == before
            for content in there.values():
                samples(content)
            before = there
            start = struct.pack("<II", repwire.LIVE, 0)
            while board.ask(repwire.START, start)[0] != repwire.OK:
                time.sleep(0.05)
            (flash / "hurry").write_text("3000")
            time.sleep(0.1 + rng.random() * 0.5)
            board.kill()
            (flash / "hurry").unlink()
    with Board(flash) as board:
        files = stored(board)
    assert len(files) > 4
    assert all(samples(content)[1] * 12 >= len(content) * 0.8 for content in files.values())


def test_told_to_stop_it_records_no_more(tmp_path: Path) -> None:
    flash = make_flash(tmp_path / "flash")
    with Board(flash) as board:
        stored(board)
        while board.ask(repwire.START, struct.pack("<II", repwire.LIVE, 0))[0] != repwire.OK:
            time.sleep(0.05)
        (flash / "hurry").write_text("15")
        while (flash / "hurry").exists():
            time.sleep(0.05)
        _, hello = board.ask(repwire.HELLO, HELLO[2:])
        assert hello[1] & repwire.STATE_RECORDING
        board.ask(repwire.STOP)
        time.sleep(1.2)  # it sees to that once a second
        _, hello = board.ask(repwire.HELLO, HELLO[2:])
        assert not hello[1] & repwire.STATE_RECORDING
