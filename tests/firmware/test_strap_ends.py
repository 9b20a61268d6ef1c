"""How the strap ends, starts anew, and does without a sensor."""

import json
import signal
import struct
import time
from pathlib import Path

import pytest

import repwire.host
from strap_board import HELLO, Board, make_flash

RESET_STATUS = 73
SLEEP_STATUS = 74


@pytest.fixture
def flash(tmp_path: Path) -> Path:
    return make_flash(tmp_path / "flash", button=37)


def known(board: Board) -> Board:
    assert board.ask(repwire.HELLO, HELLO[2:])[0] == repwire.OK
    return board


def test_asked_to_start_anew_it_does(flash: Path) -> None:
    with Board(flash) as strap:
        assert known(strap).ask(repwire.REBOOT, b"\0")[0] == repwire.OK
        assert strap.end() == RESET_STATUS
    with Board(flash, REPBELT_RESET_CAUSE="5") as strap:
        known(strap)


def test_safe_mode_is_asked_for_and_left_by_switching_on(flash: Path) -> None:
    with Board(flash) as strap:
        assert known(strap).ask(repwire.REBOOT, b"\1")[0] == repwire.OK
        assert strap.end() == RESET_STATUS
    with Board(flash, REPBELT_RESET_CAUSE="5") as strap:
        assert strap.end() == 0
        strap.kill()
        assert b"safe mode" in strap.other
    with Board(flash, REPBELT_RESET_CAUSE="1") as strap:
        known(strap)


def test_the_button_held_at_boot_leads_to_safe_mode(flash: Path) -> None:
    with Board(flash, REPBELT_PINS="37=0") as strap:
        assert strap.end() == 0
        strap.kill()
        assert b"safe mode" in strap.other


def test_sleep_ends_a_recording_first(flash: Path) -> None:
    with Board(flash) as strap:
        status, _ = known(strap).ask(repwire.START, struct.pack("<II", repwire.LIVE, 0xFFFF))
        assert status == repwire.OK
        strap.wait_for(lambda frame: frame[0] == repwire.DATA)
        assert strap.ask(repwire.RECORD, b"\1")[0] == repwire.OK
        time.sleep(1.0)
        assert strap.ask(repwire.POWER, b"\0")[0] == repwire.OK
        assert strap.end() == SLEEP_STATUS
    ((path),) = (flash / "rec").iterdir()
    assert path.read_bytes()[-1] == 0
    assert path.stat().st_size > 1000


def test_ctrl_c_ends_it_and_the_recording(flash: Path) -> None:
    with Board(flash) as strap:
        known(strap).ask(repwire.START, struct.pack("<II", repwire.LIVE, 0xFFFF))
        strap.wait_for(lambda frame: frame[0] == repwire.DATA)
        assert strap.ask(repwire.RECORD, b"\1")[0] == repwire.OK
        time.sleep(1.0)
        strap.process.send_signal(signal.SIGINT)
        assert strap.end() != 0
        strap.kill()
        assert "KeyboardInterrupt" in strap.errors
    ((path),) = (flash / "rec").iterdir()
    assert path.read_bytes()[-1] == 0


def test_the_other_end_of_the_cable_gone_is_the_end(flash: Path) -> None:
    with Board(flash) as strap:
        known(strap)
        strap.unplug()
        assert strap.end() == 0


def test_without_a_sensor_it_says_so_and_stays(flash: Path) -> None:
    (flash / "config.json").write_text(json.dumps({"imu": "auto"}))
    with Board(flash) as strap:
        status, info = strap.ask(repwire.READ_INFO)
        assert status == repwire.OK
        assert struct.unpack_from(repwire.INFO_PAYLOAD, info)[13] == repwire.SENSOR_MISSING
        known(strap)
        live = struct.pack("<II", repwire.LIVE, 0xFFFF)
        assert strap.ask(repwire.START, live)[0] == repwire.NO_SENSOR
        assert strap.ask(repwire.GET_CONFIG)[0] == repwire.NO_SENSOR
        assert strap.ask(repwire.RECORD, b"\1")[0] == repwire.BAD_STATE
        assert strap.ask(repwire.IDENTIFY, b"\1")[0] == repwire.OK


def test_a_name_and_a_mark(flash: Path) -> None:
    with Board(flash) as strap:
        assert known(strap).ask(repwire.SET_NAME, "Gürtel".encode())[0] == repwire.OK
        assert strap.ask(repwire.SET_NAME, b"x" * 17)[0] == repwire.BAD_ARGUMENT
        assert strap.ask(repwire.SET_NAME, b"\xff")[0] == repwire.BAD_ARGUMENT
        assert strap.ask(repwire.SET_NAME, b"Lena\n")[0] == repwire.BAD_ARGUMENT
        assert strap.ask(repwire.MARK, b"\7")[0] == repwire.OK
        strap.ask(repwire.START, struct.pack("<II", repwire.LIVE, 0xFFFF))
        marks = []
        while not marks:
            frame = strap.wait_for(lambda frame: frame[0] == repwire.EVENT)
            events = [repwire.host.read_event(frame, k) for k in range(frame[2])]
            marks = [event[1] for event in events if event[0] == repwire.BUTTON]
        assert marks == [7]
    with Board(flash) as strap:
        assert strap.ask(repwire.READ_INFO)[1][32:].decode() == "Gürtel"
