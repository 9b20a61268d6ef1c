"""`repbelt strap install` with the real mpremote onto the real interpreter, through a pty."""

import os
import pty
import subprocess
import sys
import tty
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import serial

from command import Repbelt
from rephost.firmware_files import firmware

ROOT = Path(__file__).parents[1]
REPL = ROOT / "tests" / "firmware" / "raw_repl.py"


@pytest.fixture
def flash(tmp_path: Path) -> Path:
    folder = tmp_path / "flash"
    folder.mkdir()
    return folder


@pytest.fixture
def port(flash: Path) -> Iterator[str]:
    """Return the serial port of a board that has nothing but MicroPython."""
    interpreter = os.environ.get("REPBELT_MICROPYTHON")
    if not interpreter:
        pytest.skip("no MicroPython: REPBELT_MICROPYTHON names none")
    board_end, host_end = pty.openpty()
    tty.setraw(host_end)
    board = subprocess.Popen(
        [interpreter, str(REPL), str(flash)],
        stdin=board_end,
        stdout=board_end,
        start_new_session=True,
    )
    yield os.ttyname(host_end)
    board.kill()
    board.wait()
    os.close(board_end)
    os.close(host_end)


def install(port: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "rephost", "strap", "install", port]
    environment = {**os.environ, **variables}
    return subprocess.run(command, capture_output=True, text=True, timeout=90, env=environment)


def test_all_files_arrive_and_the_settings_stay(port: str, flash: Path) -> None:
    (flash / "config.json").write_text('{"board": "mine"}')
    (flash / "strap").mkdir()
    (flash / "strap" / "of_before.py").write_text("1/0")
    done = install(port)
    assert done.returncode == 0, done.stderr
    files = dict(firmware())
    assert f"{len(files)} files written" in done.stdout
    for path, content in files.items():
        assert (flash / path).read_bytes() == content
    assert (flash / "config.json").read_text() == '{"board": "mine"}'
    assert not (flash / "strap" / "of_before.py").exists()


def test_a_wheel_has_the_firmware_with_it(port: str, flash: Path, tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    site = tmp_path / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    # Found before the checkout, and with all that it needs of it.
    where = [sys.executable, "-c", "import rephost, repwire; print(rephost.__file__)"]
    variables = {"PYTHONPATH": str(site)}
    said = subprocess.run(
        where, capture_output=True, text=True, check=True, env={**os.environ, **variables}
    )
    assert Path(said.stdout.strip()).is_relative_to(site)
    done = install(port, **variables)
    assert done.returncode == 0, done.stderr
    ours = ROOT / "firmware" / "micropython"
    files = {path.relative_to(ours) for path in ours.rglob("*.py")}
    files.remove(Path("lib/repwire/host.py"))  # which no strap needs
    assert f"{len(files)} files written" in done.stdout
    assert {path.relative_to(flash) for path in flash.rglob("*.py")} == files
    for path in files:
        assert (flash / path).read_bytes() == (ours / path).read_bytes()


def test_only_what_is_missing_or_damaged_is_written(port: str, flash: Path) -> None:
    for path, content in firmware():
        (flash / path).parent.mkdir(parents=True, exist_ok=True)
        (flash / path).write_bytes(content)
    (flash / "main.py").write_bytes(b"torn")
    done = install(port)
    assert done.returncode == 0, done.stderr
    assert "1 files written" in done.stdout
    assert (flash / "main.py").read_bytes() == dict(firmware())["main.py"]


@pytest.fixture
def silent_port() -> Iterator[str]:
    """Return a port with nothing behind it that answers."""
    board_end, host_end = pty.openpty()
    tty.setraw(host_end)
    yield os.ttyname(host_end)
    os.close(board_end)
    os.close(host_end)


def test_a_board_without_micropython_is_told_how_to_get_it(
    silent_port: str, repbelt: Repbelt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rephost.strap_install._ENTER_S", 1)
    sentence = repbelt.refuses("strap", "install", silent_port)
    assert f"esptool --port {silent_port}" in sentence


def test_a_port_in_use_is_said(silent_port: str, repbelt: Repbelt) -> None:
    with serial.serial_for_url(silent_port, exclusive=True):
        sentence = repbelt.refuses("strap", "install", f"usb:{silent_port}")
    assert "in use" in sentence


def test_no_such_port(tmp_path: Path, repbelt: Repbelt) -> None:
    assert "no such port" in repbelt.refuses("strap", "install", tmp_path / "none")
