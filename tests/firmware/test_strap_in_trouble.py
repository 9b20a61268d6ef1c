"""The whole strap when battery, sensor, flash or power fail it, and when it is left alone."""

import random
import struct
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest

import repwire
import repwire.host as wire
from strap_board import HELLO, Board, Radio, fill_flash, make_flash

RESET_STATUS = 73
SLEEP_STATUS = 74
KILLED = -9
BUTTON = 37

Event = tuple[int, int, int, int, int]


@pytest.fixture
def radio() -> Iterator[Radio]:
    air = Radio()
    yield air
    air.close()


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
    with Board(flash, speed=16) as strap:
        start(strap)
        # A host keeps it awake for more than the minute.
        listen(strap, lambda frame: frame[0] == repwire.DATA and indices([frame])[-1] > 104 * 80)
        assert strap.ask(repwire.STOP)[0] == repwire.OK
        begun = time.monotonic()
        assert strap.end() == SLEEP_STATUS
        assert 16 * (time.monotonic() - begun) > 59


def test_with_a_full_flash_it_stays_awake_for_what_the_ring_holds(tmp_path: Path) -> None:
    flash = make_flash(tmp_path / "flash", sleep_min=1, button=BUTTON)
    fill_flash(flash)
    with Board(flash, speed=16) as strap:
        start(strap)
        strap.wait_for(lambda frame: frame[0] == repwire.DATA)
        # Away for longer than it takes to fall asleep.
        with pytest.raises(Exception, match="timed out"):
            strap.process.wait(100 / 16)
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


def test_without_anything_that_wakes_it_it_does_not_sleep(tmp_path: Path) -> None:
    flash = make_flash(tmp_path / "flash", sleep_min=1)
    with Board(flash) as strap:
        (flash / "hurry").write_text("80")
        while (flash / "hurry").exists():
            assert strap.process.poll() is None
            time.sleep(0.05)
        start(strap)


def test_a_stranger_may_not_delete_or_reboot_without_the_button(
    tmp_path: Path, radio: Radio
) -> None:
    flash = make_flash(tmp_path / "flash", button=BUTTON)
    (flash / "rec").mkdir()
    (flash / "rec" / "0001-00000001-00000000.rep").write_bytes(b"kept")
    with Board(flash, **radio.environment) as strap:
        radio.connect()
        assert radio.ask(HELLO)[0] == repwire.OK
        delete = struct.pack("<H", 1)
        assert radio.ask(bytes((repwire.DELETE, 1)) + delete)[0] == repwire.NOT_AUTHORIZED
        assert radio.ask(bytes((repwire.REBOOT, 2, 0)))[0] == repwire.NOT_AUTHORIZED
        (flash / f"pin-{BUTTON}").touch()
        request = 3
        while radio.ask(bytes((repwire.DELETE, request)) + delete)[0] == repwire.NOT_AUTHORIZED:
            request += 1
        (flash / f"pin-{BUTTON}").unlink()
        # The button gives the right, and still nothing goes that was not pulled.
        status, _ = radio.ask(bytes((repwire.DELETE, request + 1)) + delete)
        assert status == repwire.BAD_STATE
        assert (flash / "rec" / "0001-00000001-00000000.rep").read_bytes() == b"kept"
        assert radio.ask(bytes((repwire.REBOOT, request + 2, 0)))[0] == repwire.OK
        assert strap.end() == RESET_STATUS


def test_what_hangs_is_started_anew_by_the_watchdog(tmp_path: Path) -> None:
    flash = make_flash(tmp_path / "flash", imu="auto")
    with Board(flash, speed=8, REPBELT_CHIP="68:19", REPBELT_CHIP_TROUBLE="hang:30:999") as strap:
        begun = time.monotonic()
        assert strap.end() == KILLED
        # Hanging from second 30 on, long after the watchdog began; fed until then.
        assert 8 * (time.monotonic() - begun) > 30 + 8 - 1
    with Board(flash, REPBELT_CHIP="68:19", REPBELT_RESET_CAUSE="3") as strap:
        start_with_sensor(strap)
        booted = listen(strap, says(repwire.BOOT))[-1]
        (boot,) = [event for event in events(booted) if event[0] == repwire.BOOT]
        assert boot[1:3] == (3, 1)


def test_the_watchdog_is_fed_whatever_the_sensor_does(tmp_path: Path) -> None:
    flash = make_flash(tmp_path / "flash", imu="auto")
    with Board(flash, speed=8, REPBELT_CHIP="68:19", REPBELT_CHIP_TROUBLE="silent:12:30") as strap:
        start_with_sensor(strap)
        listen(strap, says(repwire.SENSOR_ERROR))
        listen(strap, lambda frame: frame[0] == repwire.DATA)
        assert strap.process.poll() is None


def test_what_fails_again_and_again_is_started_anew_and_at_last_not_at_all(tmp_path: Path) -> None:
    flash = make_flash(tmp_path / "flash", battery_adc=38)
    for cause in "155":
        environment = {"REPBELT_MILLIVOLTS": "broken", "REPBELT_RESET_CAUSE": cause}
        with Board(flash, speed=4, **environment) as strap:
            start(strap)
            failed = listen(strap, says(repwire.LOG))[-1]
            assert [event[2] for event in events(failed) if event[0] == repwire.LOG] == [5]
            assert strap.end() == RESET_STATUS
    with Board(flash, REPBELT_RESET_CAUSE="5") as strap:
        assert strap.end() == 0
        strap.kill()
        assert b"safe mode" in strap.other


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


def test_settings_cut_off_by_the_power_are_named_and_the_strap_runs(tmp_path: Path) -> None:
    flash = make_flash(tmp_path / "flash", name="Lena", rate_hz=52)
    whole = (flash / "config.json").read_bytes()
    # What ends between two values is as good as whole for MicroPython.
    for size in (0, whole.index(b"Lena") + 2):
        (flash / "config.json").write_bytes(whole[:size])
        with Board(flash) as strap:
            assert strap.ask(repwire.HELLO, HELLO[2:])[0] == repwire.OK
            strap.kill()
            assert b"config.json: not taken: config.json" in strap.other


def test_pins_that_the_chip_has_not_are_named_and_the_strap_runs(tmp_path: Path) -> None:
    pins = {"sda": 41, "led": 42, "button": 43, "hold": 44, "vibration": 45, "battery_adc": 46}
    flash = make_flash(tmp_path / "flash", imu="auto", **pins)
    with Board(flash, REPBELT_LAST_PIN="39") as strap:
        assert strap.ask(repwire.HELLO, HELLO[2:])[0] == repwire.OK
        assert strap.ask(repwire.START, bytes(8))[0] == repwire.NO_SENSOR
        assert strap.ask(repwire.IDENTIFY, b"\1")[0] == repwire.OK
        said = strap.other.split(b"not taken: ")[1].split()
        assert {name.strip(b",\0") for name in said} == {b"scl", *(k.encode() for k in pins)}


def test_what_fails_at_the_start_is_no_silent_end(tmp_path: Path) -> None:
    flash = make_flash(tmp_path / "flash")
    broken = "    def _start(self):\n        1 / 0\n"
    app = flash / "strap" / "app.py"
    app.write_text(app.read_text().replace("    def _start(self):\n", broken))
    for cause in "155":
        with Board(flash, REPBELT_RESET_CAUSE=cause) as strap:
            assert strap.end() == RESET_STATUS
            strap.kill()
            assert b"ZeroDivisionError" in strap.other
    with Board(flash, REPBELT_RESET_CAUSE="5") as strap:
        assert strap.end() == 0
        strap.kill()
        assert b"safe mode" in strap.other


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
