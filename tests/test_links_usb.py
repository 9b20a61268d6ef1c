"""The commands against the strap's firmware on a serial port."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

import played
import repwire
from command import Repbelt
from rephost.errors import DisconnectedError
from rephost.link import Received
from rephost.recording import Reader
from rephost.simulating import SimulatedStrap, make_flash
from rephost.usb import UsbLink
from strap_board import fill_flash
from test_no_permission import without_privileges

IS_SOAK = os.environ.get("REPBELT_SOAK") == "1"


@pytest.fixture
def flash(tmp_path: Path) -> Path:
    if not os.environ.get("REPBELT_MICROPYTHON"):
        pytest.skip("no MicroPython: REPBELT_MICROPYTHON names none")
    folder = tmp_path / "flash"
    make_flash(folder, {"imu": "sim:/play.bin"})
    played.write(folder / "play.bin", 104.0, 300.0, 6)
    return folder


@pytest.fixture
def strap(flash: Path) -> Iterator[SimulatedStrap]:
    with SimulatedStrap(flash) as running:
        yield running


def run_alone(
    *words: str, cwd: Path | None = None, limit_s: float = 120
) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "rephost", *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=limit_s, cwd=cwd)


Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def started() -> Iterator[Start]:
    """Start commands that go on by themselves, and end those that still run."""
    running: list[subprocess.Popen[str]] = []

    def start(*words: str) -> "subprocess.Popen[str]":
        command = [sys.executable, "-m", "rephost", *words]
        pipe = subprocess.PIPE
        running.append(subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True))
        return running[-1]

    yield start
    for process in running:
        process.kill()
        process.communicate()


def wait_for_samples(path: Path, n: int) -> None:
    for _ in range(1200):
        if path.exists() and path.stat().st_size > 12 * n:
            return
        time.sleep(0.05)
    pytest.fail(f"{path.name} does not grow")


def test_info_config_and_the_small_ones(repbelt: Repbelt, strap: SimulatedStrap) -> None:
    where = ("--strap", f"usb:{strap.port}")
    info = json.loads(repbelt("strap", "info", *where, "--json").out)
    assert info["name"] == "Strap-4E5F"
    assert info["trouble"] is None
    assert info["who_am_i"] == "simulated"
    selftest = json.loads(repbelt("strap", "selftest", *where, "--json").out)
    assert selftest["who_am_i"] == "simulated"
    config = json.loads(
        repbelt("strap", "config", *where, "--rate", "52", "--gyr", "0", "--json").out
    )
    assert config["gyr_dps_per_lsb"] is None
    config = json.loads(repbelt("strap", "config", *where, "--acc", "8", "--json").out)
    assert config["gyr_dps_per_lsb"] is None
    config = json.loads(repbelt("strap", "config", *where, "--gyr", "2000", "--json").out)
    assert config["gyr_dps_per_lsb"] is not None
    assert json.loads(repbelt("strap", "selftest", *where, "--json").out)["sensor_errors"] == 0
    assert "Strap-4E5F" in repbelt("strap", "identify", *where, "--seconds", "1").out


def test_a_full_memory_is_said_wherever_it_matters(
    repbelt: Repbelt, strap: SimulatedStrap, flash: Path, tmp_path: Path
) -> None:
    fill_flash(flash)
    strap.restart()
    where = ("--strap", f"usb:{strap.port}")
    info = repbelt("strap", "info", *where)
    assert [line for line in info.out.splitlines() if "memory is full" in line]
    done = repbelt("record", *where, "-o", tmp_path / "got.rep", "--seconds", "1")
    assert done.code == 0
    (said,) = done.err.splitlines()
    assert "memory is full" in said


def test_without_a_sensor_no_number_of_one_is_told(
    repbelt: Repbelt, strap: SimulatedStrap, flash: Path
) -> None:
    (flash / "config.json").write_text("{}")
    strap.restart()
    info = repbelt("strap", "info", "--strap", f"usb:{strap.port}")
    assert "missing" in info.out
    assert "0x00" not in info.out


def test_record_killed_and_gone_on_with(
    strap: SimulatedStrap, started: Start, tmp_path: Path
) -> None:
    path = tmp_path / "got.rep"
    words = ("record", "--strap", f"usb:{strap.port}", "-o", str(path), "--resume")
    first = started(*words)
    wait_for_samples(path, 200)
    first.kill()
    first.communicate()
    second = started(*words)
    size = path.stat().st_size
    wait_for_samples(path, size // 12 + 300)
    second.send_signal(signal.SIGINT)
    out, err = second.communicate(timeout=30)
    assert second.returncode == 0, err
    assert "samples" in out
    assert 2 * 12 * played.whole(path)[1] > path.stat().st_size


def test_the_plug_is_pulled(strap: SimulatedStrap, started: Start, tmp_path: Path) -> None:
    path = tmp_path / "got.rep"
    recording = started("record", "--strap", f"usb:{strap.port}", "-o", str(path))
    wait_for_samples(path, 100)
    strap.restart()
    size = path.stat().st_size
    wait_for_samples(path, size // 12 + 300)
    recording.send_signal(signal.SIGTERM)
    _, err = recording.communicate(timeout=30)
    assert recording.returncode == 0, err
    assert "switched off" in err
    reader = Reader(path)
    hellos = {item.boot_id for item in reader if type(item).__name__ == "Hello"}
    assert len(hellos) == 2
    assert not reader.bad_frames


def test_1_khz_of_acceleration_alone(flash: Path, tmp_path: Path) -> None:
    seconds = 120 if IS_SOAK else 6
    played.write(flash / "play.bin", 1000.0, seconds + 60.0, 3)
    path = tmp_path / "got.rep"
    with SimulatedStrap(flash) as strap:
        done = run_alone(
            *("record", "--strap", f"usb:{strap.port}", "-o", str(path)),
            *("--seconds", str(seconds)),
            limit_s=seconds + 60,
        )
    assert done.returncode == 0, done.stderr
    assert played.whole(path)[1] > 0.95 * 1000 * seconds


def test_a_claimed_strap_answers_who_has_its_key(
    repbelt: Repbelt, strap: SimulatedStrap, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = ("--strap", f"usb:{strap.port}")
    done = repbelt("strap", "claim", *where)
    assert done.code == 0, done.err
    assert repbelt("strap", "config", *where).code == 0
    ours = os.environ["XDG_DATA_HOME"]
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "a stranger's"))
    refused = repbelt("strap", "config", *where)
    assert refused.code == 1
    assert "claimed" in refused.err
    assert len(refused.err.splitlines()) == 1
    assert repbelt("strap", "info", *where).code == 0
    assert repbelt("strap", "identify", *where).code == 0
    monkeypatch.setenv("XDG_DATA_HOME", ours)
    assert repbelt("strap", "claim", *where, "--release").code == 0
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "a stranger's"))
    assert repbelt("strap", "config", *where).code == 0


def test_a_claim_refused_leaves_the_key_that_was(
    repbelt: Repbelt, strap: SimulatedStrap, flash: Path
) -> None:
    where = ("--strap", f"usb:{strap.port}")
    assert repbelt("strap", "claim", *where).code == 0
    (flash / "config.json").write_text(json.dumps({"imu": "sim:/play.bin", "button": 0}))
    strap.restart()
    refused = repbelt("strap", "claim", *where)
    assert refused.code == 1
    assert "button" in refused.err
    assert repbelt("strap", "config", *where).code == 0
    (key,) = Path(os.environ["XDG_DATA_HOME"]).rglob("*.key")
    key.write_bytes(b"\xfftorn")
    refused = repbelt("strap", "config", *where)
    assert refused.code == 1
    assert "claimed" in refused.err


@pytest.mark.parametrize("is_heard", [True, False])
@pytest.mark.parametrize("was_claimed", [True, False])
def test_a_link_that_dies_while_it_is_claimed_locks_nobody_out(
    repbelt: Repbelt,
    strap: SimulatedStrap,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    is_heard: bool,
    was_claimed: bool,
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "mine"))
    where = ("--strap", f"usb:{strap.port}")
    if was_claimed:
        assert repbelt("strap", "claim", *where).code == 0
    send, receive = UsbLink.send, UsbLink.receive
    asked: list[bytes] = []

    async def send_and_die(link: UsbLink, command: bytes) -> None:
        if command[0] == repwire.SET_KEY:
            asked.append(command)
            if not is_heard:
                raise DisconnectedError("the cable was pulled")
        await send(link, command)

    async def receive_until_dead(link: UsbLink) -> Received:
        received = await receive(link)
        if received.data[:2] == bytes((repwire.RESPONSE, repwire.SET_KEY)):
            raise DisconnectedError("the cable was pulled")
        return received

    with monkeypatch.context() as patched:
        patched.setattr(UsbLink, "send", send_and_die)
        patched.setattr(UsbLink, "receive", receive_until_dead)
        assert "cable was pulled" in repbelt.refuses("strap", "claim", *where)
    assert len(asked) == 1
    for _ in range(2):
        assert repbelt("strap", "config", *where).code == 0
    path = tmp_path / "got.rep"
    assert repbelt("record", *where, "-o", path, "--seconds", "1").code == 0
    assert repbelt("strap", "claim", *where).code == 0
    (kept,) = (tmp_path / "mine").rglob("*.key")
    assert len(kept.read_text().split()) == 1
    assert kept.stat().st_mode & 0o077 == 0
    assert repbelt("strap", "config", *where).code == 0
    strap.restart()
    assert repbelt("strap", "config", *where).code == 0


def test_what_is_no_recording_is_not_gone_on_with(
    repbelt: Repbelt, strap: SimulatedStrap, tmp_path: Path
) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("what I lifted on Monday\n" * 20)
    before = path.read_bytes()
    words = ("--strap", f"usb:{strap.port}", "-o", str(path), "--resume", "--seconds", "1")
    refused = repbelt("record", *words)
    assert refused.code == 1
    assert "no recording" in refused.err
    assert path.read_bytes() == before
    path.write_bytes(b"\x03\x13\x01")  # torn in its first frame
    assert repbelt("record", *words).code == 0
    assert played.whole(path)[1] > 50


@pytest.mark.parametrize(
    "setting",
    [("--rate", "70000"), ("--rate", "-5"), ("--acc", "300"), ("--gyr", "99999"), ("--gyr", "")],
)
def test_settings_that_no_strap_has(repbelt: Repbelt, setting: tuple[str, str]) -> None:
    for command in (("record",), ("strap", "config")):
        refused = repbelt(*command, *setting)
        assert refused.code == 2
        assert setting[0] in refused.err


def test_garbage_both_ways(
    repbelt: Repbelt, strap: SimulatedStrap, tmp_path: Path, rng: np.random.Generator
) -> None:
    import serial

    with serial.serial_for_url(strap.port, 115200, timeout=0.1) as port:
        for _ in range(20):
            noise = rng.integers(0, 256, int(rng.integers(1, 400)), dtype=np.uint8).tobytes()
            port.write(noise.replace(b"\x03", b"") + b"\n")
            port.read(1000)
        port.write(b"#" + b"00" * 200 + b"\n#zz\n#\n")
    done = repbelt("strap", "info", "--strap", f"usb:{strap.port}")
    assert done.code == 0, done.err


def test_a_port_is_used_once(
    repbelt: Repbelt, strap: SimulatedStrap, started: Start, tmp_path: Path
) -> None:
    path = tmp_path / "got.rep"
    recording = started("record", "--strap", f"usb:{strap.port}", "-o", str(path))
    wait_for_samples(path, 50)
    other = repbelt("strap", "info", "--strap", f"usb:{strap.port}")
    assert other.code == 1
    assert "in use" in other.err
    recording.send_signal(signal.SIGINT)
    assert recording.wait(30) == 0


@pytest.mark.parametrize("words", [("strap", "info"), ("record", "-o", "never.rep")])
def test_who_is_not_there_is_named(words: tuple[str, ...], tmp_path: Path) -> None:
    port = tmp_path / "none"
    done = run_alone(*words, "--strap", f"usb:{port}", cwd=tmp_path)
    assert done.returncode == 1
    assert str(port) in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "never.rep").exists()


@pytest.fixture
def odd_ports(tmp_path: Path) -> dict[str, str]:
    """Return what is no port, and what is said of it."""
    (tmp_path / "file").write_text("what I lifted on Monday")
    os.mkfifo(tmp_path / "fifo")
    with socket.create_server(("127.0.0.1", 0)) as server:
        deaf = server.getsockname()[1]
    return {
        str(tmp_path): "no serial port",
        str(tmp_path / "file"): "no serial port",
        str(tmp_path / "fifo"): "no serial port",
        "/dev/null": "no serial port",
        str(tmp_path / "file" / "port"): "no such port",
        "x" * 5000: "no such port",
        "morse://me": "no name of a port",
        "alt:///dev/null?class=X": "no name of a port",
        f"socket://127.0.0.1:{deaf}": "nothing answers there",
    }


def test_what_is_no_port_is_said_in_words_of_ours(
    repbelt: Repbelt, odd_ports: dict[str, str]
) -> None:
    for port, words in odd_ports.items():
        for command in (("info", "--strap", f"usb:{port}"), ("install", port)):
            sentence = repbelt.refuses("strap", *command)
            before, said = sentence.split(port)
            assert before == "repbelt: "
            assert words in said
            assert not any(word in said for word in ("Errno", "'", "(", "configure"))


def test_a_port_without_permission(repbelt: Repbelt, strap: SimulatedStrap) -> None:
    Path(strap.port).chmod(0)
    with without_privileges():
        assert "permission denied" in repbelt.refuses(
            "strap", "info", "--strap", f"usb:{strap.port}"
        )


def test_simulate_plays_a_recording(started: Start, tmp_path: Path) -> None:
    if not os.environ.get("REPBELT_MICROPYTHON"):
        pytest.skip("no MicroPython: REPBELT_MICROPYTHON names none")
    recording = Path(__file__).parents[1] / "recordings" / "synthetic-rdl-8-slow.rep"
    simulated = started("strap", "simulate", str(recording))
    assert simulated.stdout
    where = simulated.stdout.readline().split()[-1]
    path = tmp_path / "got.rep"
    done = run_alone("record", "--strap", where, "-o", str(path), "--seconds", "3")
    simulated.send_signal(signal.SIGINT)
    simulated.communicate(timeout=30)
    assert done.returncode == 0, done.stderr
    assert path.stat().st_size > 3 * 90 * 12
