"""The whole strap when its sensor, its settings or its program fail it."""

import struct
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import repwire
from strap_board import HELLO, Board, Radio, make_flash
from strap_heard import events, listen, says, start, start_with_sensor

RESET_STATUS = 73
KILLED = -9
BUTTON = 37


@pytest.fixture
def radio() -> Iterator[Radio]:
    air = Radio()
    yield air
    air.close()


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
