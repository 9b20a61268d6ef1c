"""The whole strap when its battery runs low, and when it is left alone."""

import struct
import time
from pathlib import Path

import pytest

import repwire
from strap_board import HELLO, Board, fill_flash, make_flash
from strap_heard import events, indices, listen, recorded, says, start

SLEEP_STATUS = 74
BUTTON = 37


def test_a_low_battery_is_said_and_begins_no_recording(tmp_path: Path) -> None:
    flash = make_flash(tmp_path / "flash", battery_adc=38, battery_divider=2)
    with Board(flash, speed=8, REPBELT_MILLIVOLTS="1850") as strap:
        start(strap)
        frames = listen(strap, says(repwire.LOW_BATTERY))
        (low,) = [event for event in events(frames[-1]) if event[0] == repwire.LOW_BATTERY]
        assert low[1] <= 20
        assert low[2] == 3700
        assert strap.ask(repwire.RECORD, b"\1")[0] == repwire.TOO_LOW_BATTERY
        _, hello = strap.ask(repwire.HELLO, HELLO[2:4] + b"again987")
        assert hello[1] & repwire.STATE_LOW_BATTERY


def test_an_empty_battery_ends_the_recording_and_sleeps(tmp_path: Path) -> None:
    flash = make_flash(tmp_path / "flash", battery_adc=38, battery_divider=2)
    with Board(flash, speed=8, REPBELT_MILLIVOLTS="1640") as strap:
        first = start(strap)
        strap.wait_for(lambda frame: frame[0] == repwire.DATA)
        assert strap.ask(repwire.RECORD, b"\1")[0] == repwire.OK
        assert strap.end() == SLEEP_STATUS
    ((path),) = (flash / "rec").iterdir()
    assert path.read_bytes()[-1] == 0
    got = indices(recorded(path))
    assert got == list(range(got[0], got[-1] + 1))
    assert got[0] <= first + 104
    # 16 readings, one a second, are needed to be certain.
    assert len(got) > 104 * 14


def test_left_alone_it_sleeps_and_not_before(tmp_path: Path) -> None:
    flash = make_flash(tmp_path / "flash", sleep_min=1, button=BUTTON)
    with Board(flash, speed=32) as strap:
        start(strap)
        # A host keeps it awake for more than the minute.
        listen(strap, lambda frame: frame[0] == repwire.DATA and indices([frame])[-1] > 104 * 80)
        assert strap.ask(repwire.STOP)[0] == repwire.OK
        begun = time.monotonic()
        assert strap.end() == SLEEP_STATUS
        assert 32 * (time.monotonic() - begun) > 59


def test_with_a_full_flash_it_stays_awake_for_what_the_ring_holds(tmp_path: Path) -> None:
    flash = make_flash(tmp_path / "flash", sleep_min=1, button=BUTTON)
    fill_flash(flash)
    with Board(flash, speed=32) as strap:
        start(strap)
        strap.wait_for(lambda frame: frame[0] == repwire.DATA)
        # Away for longer than it takes to fall asleep.
        with pytest.raises(Exception, match="timed out"):
            strap.process.wait(100 / 32)
        _, hello = strap.ask(repwire.HELLO, HELLO[2:])
        head, tail = struct.unpack(repwire.HELLO_PAYLOAD, hello)[4:]
        assert head - tail > 104 * 15
        # From the oldest: the ring moves on by the time that the question takes.
        assert strap.ask(repwire.START, struct.pack("<II", 0, 0xFFFFFFF))[0] == repwire.GONE
        frames = listen(strap, lambda frame: frame[0] == repwire.DATA and head in indices([frame]))
        got = [index for index in indices(frames) if index >= tail]
        assert got == list(range(got[0], got[-1] + 1))
        assert strap.ask(repwire.STOP)[0] == repwire.OK
        assert strap.end() == SLEEP_STATUS


def test_without_anything_that_wakes_it_it_does_not_sleep(tmp_path: Path) -> None:
    flash = make_flash(tmp_path / "flash", sleep_min=1)
    with Board(flash) as strap:
        (flash / "hurry").write_text("80")
        while (flash / "hurry").exists():
            assert strap.process.poll() is None
            time.sleep(0.05)
        start(strap)
