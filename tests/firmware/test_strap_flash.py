"""The whole strap when its flash is full, slow or broken, and when the power goes."""

import random
import struct
import time
from itertools import pairwise
from pathlib import Path

import pytest

import repwire
from strap_board import HELLO, Board, fill_flash, make_flash
from strap_heard import events, indices, listen, recorded, says, start, start_with_sensor


def lit(flash: Path) -> list[int]:
    """Return for how long the light was on each time, in milliseconds of the world."""
    path = flash / "shown.txt"
    shown = [line.split() for line in path.read_text().splitlines()] if path.exists() else []
    return [
        int(end[0]) - int(begin[0])
        for begin, end in pairwise(shown)
        if (begin[1], end[1]) == ("1", "0")
    ]


def test_a_full_flash_is_told_in_info_and_by_the_light(tmp_path: Path) -> None:
    flash = make_flash(tmp_path / "flash", led=19)

    def is_full(strap: Board) -> bool:
        info = struct.unpack_from(repwire.INFO_PAYLOAD, strap.ask(repwire.READ_INFO)[1])
        return bool(info[12] & repwire.IS_FULL)

    with Board(flash) as strap:
        assert not is_full(strap)
    fill_flash(flash)
    with Board(flash, speed=4, REPBELT_SHOWN="19") as strap:
        while len(lit(flash)) < 6:
            assert is_full(strap)
        on_ms = lit(flash)
        # One long, one short, again and again; the first may have been of another mood.
        is_long = [4 * ms > 200 for ms in on_ms[-4:]]
        assert is_long in ([True, False] * 2, [False, True] * 2), on_ms
        assert strap.ask(repwire.HELLO, HELLO[2:])[0] == repwire.OK
        assert strap.ask(repwire.DELETE, b"\1\0")[0] == repwire.OK
        assert not is_full(strap)


def test_a_flash_that_fails_is_an_answer_and_no_end(tmp_path: Path) -> None:
    flash = make_flash(tmp_path / "flash")
    (flash / "rec").mkdir()
    path = flash / "rec" / "0001-00000001-00000000.rep"
    path.write_bytes(bytes(9000))
    with Board(flash) as strap:
        start(strap)
        read = struct.pack("<HII", 1, 0, 9000)
        assert strap.ask(repwire.READ, read) == (repwire.OK, b"")
        pieces = 0
        while pieces < 9000:
            pieces += len(strap.wait_for(lambda frame: frame[0] == repwire.CHUNK)) - 7
        # A folder in a file's place can neither be read nor removed as one.
        path.unlink()
        path.mkdir()
        for k in range(4):  # the third failure in a minute would be the end of the strap
            assert strap.ask(repwire.READ, read[:-1] + bytes([k]))[0] == repwire.FAILED
            assert strap.ask(repwire.DELETE, b"\1\0")[0] == repwire.FAILED
        (flash / "rec" / "0002-00000001-00000000.rep").symlink_to("nowhere")
        assert strap.ask(repwire.LIST, b"\0\0")[0] == repwire.FAILED
        frames = listen(strap, says(repwire.STATUS))
        assert not any(event[0] == repwire.LOG for frame in frames for event in events(frame))
        (flash / "rec" / "0002-00000001-00000000.rep").unlink()
        assert strap.ask(repwire.LIST, b"\0\0")[1][:2] == b"\1\0"


def test_without_a_folder_for_recordings_it_streams_all_the_same(tmp_path: Path) -> None:
    flash = make_flash(tmp_path / "flash")
    (flash / "rec").write_text("in the way")
    with Board(flash) as strap:
        start(strap)
        listen(strap, lambda frame: frame[0] == repwire.DATA)
        assert strap.ask(repwire.LIST, b"\0\0") == (repwire.OK, b"\0\0")
        assert strap.ask(repwire.RECORD, b"\1")[0] == repwire.FLASH_FULL
        assert strap.ask(repwire.DELETE, b"\1\0")[0] == repwire.BAD_ARGUMENT
        listen(strap, lambda frame: frame[0] == repwire.DATA)


@pytest.mark.parametrize("chip", ["68:19", "6b:6c"])
def test_stalls_of_flash_and_memory_lose_nothing(tmp_path: Path, chip: str) -> None:
    flash = make_flash(tmp_path / "flash", imu="auto")
    stalls = {"REPBELT_STALLS": "80:300", "REPBELT_CHIP": chip}
    with Board(flash, **stalls) as strap:
        start_with_sensor(strap)
        frames = listen(strap, lambda frame: frame[0] == repwire.DATA)
        assert strap.ask(repwire.RECORD, b"\1")[0] == repwire.OK
        # Memory is tidied after 5 s, and 4 kB of flash are written each 3 s.
        frames += listen(
            strap, lambda frame: frame[0] == repwire.DATA and indices([frame])[-1] > 104 * 7
        )
        _, tested = strap.ask(repwire.SELFTEST)
        assert strap.ask(repwire.RECORD, b"\0")[0] == repwire.OK
    assert struct.unpack_from("<BHH", tested)[2] >= 300
    got = indices(frames)
    assert got == list(range(got[0], got[-1] + 1))
    epochs = {event[1] for frame in frames for event in events(frame) if event[0] == repwire.EPOCH}
    assert len(epochs) == 1
    ((path),) = (flash / "rec").iterdir()
    kept = indices(recorded(path))
    assert kept == list(range(kept[0], kept[-1] + 1))


def test_a_small_fifo_is_not_recorded_from(tmp_path: Path) -> None:
    flash = make_flash(tmp_path / "flash", imu="auto")
    with Board(flash, REPBELT_CHIP="68:70") as strap:
        start_with_sensor(strap)
        strap.wait_for(lambda frame: frame[0] == repwire.DATA)
        assert strap.ask(repwire.RECORD, b"\1")[0] == repwire.BAD_STATE


def test_the_power_may_go_at_any_moment(tmp_path: Path, seed: int) -> None:
    moments = random.Random(seed)
    flash = make_flash(tmp_path / "flash", rate_hz=400)
    names = {"Strap-4E5F"}
    for k in range(8):
        with Board(flash, speed=4) as strap:
            status, info = strap.ask(repwire.READ_INFO)
            assert status == repwire.OK
            assert info[32:].decode() in names
            start(strap)
            strap.wait_for(lambda frame: frame[0] == repwire.DATA)
            assert strap.ask(repwire.RECORD, b"\1")[0] == repwire.OK
            names = {info[32:].decode(), f"Lena {k}"}
            time.sleep(moments.uniform(0.0, 0.5))
            strap.send(bytes((repwire.SET_NAME, 99)) + f"Lena {k}".encode())
            time.sleep(moments.choice((0.0, moments.uniform(0.0, 0.01), 0.3)))
    paths = sorted((flash / "rec").iterdir())
    assert len(paths) >= 8
    for path in paths:
        got = indices(recorded(path))
        assert got == list(range(got[0], got[-1] + 1)) if got else True
