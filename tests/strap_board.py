"""A strap on the bench: the real firmware on MicroPython's unix port, a cable and a radio to it."""

import contextlib
import json
import os
import queue
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

import pytest

import repwire.host
from rephost import simulating

ROOT = Path(__file__).parents[1]
STUBS = ROOT / "tests" / "stubs"
# On 64 bits everything but the ring takes twice what it takes on a strap; see test_budgets.py.
ROOMY = "400k"

# An answer that comes comes at once, unless the machine is busy.
LONGEST_S = 60.0

HELLO = bytes((repwire.HELLO, 0, repwire.PROTOCOL, 0)) + bytes(8)


def interpreter() -> str:
    """Return the command that runs MicroPython, or skip."""
    found = os.environ.get("REPBELT_MICROPYTHON") or shutil.which("micropython")
    if not found:
        pytest.skip("no MicroPython: neither `micropython` nor REPBELT_MICROPYTHON")
    return found


def make_flash(folder: Path, **settings: object) -> Path:
    """Lay the firmware out in a folder as on a strap, with these settings."""
    simulating.make_flash(folder, settings)
    return folder


def fill_flash(flash: Path) -> None:
    """Lay as many recordings there as a strap holds."""
    (flash / "rec").mkdir(exist_ok=True)
    for number in range(1, 65):
        (flash / "rec" / f"{number:04x}-00000001-00000000.rep").write_bytes(b"")


class Board:
    """A running strap; what comes up its cable is in `frames` as (time_s, frame).

    Its clock and its sensor run `speed` times as fast as the world.
    """

    def __init__(self, flash: Path, heap: str = ROOMY, speed: int = 1, **environment: str) -> None:
        command = [interpreter(), "-X", f"heapsize={heap}", str(STUBS / "board.py"), str(flash)]
        self.frames: queue.Queue[tuple[float, bytes]] = queue.Queue()
        self.other = b""  # what came up that is no frame
        self._request = 0
        self._said = tempfile.TemporaryFile()  # noqa: SIM115
        self.errors = ""  # what the interpreter had to say, once it has ended
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._said,
            env={**os.environ, "REPBELT_SPEED": str(speed), **environment},
        )
        assert self.process.stdin
        assert self.process.stdout
        self._down = self.process.stdin
        self._reader = threading.Thread(target=self._read, args=[self.process.stdout], daemon=True)
        self._reader.start()

    def __enter__(self) -> "Board":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.kill()
        if kind:
            print(self.errors, file=sys.stderr)

    def kill(self) -> None:
        """Take the power away."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)
        self._reader.join(10)
        if not self._down.closed:
            self._down.close()
        assert self.process.stdout
        self.process.stdout.close()
        if not self._said.closed:
            self._said.seek(0)
            self.errors = self._said.read().decode()
            self._said.close()

    def end(self) -> int:
        """Wait for the end of the strap; returns its exit status."""
        return self.process.wait(LONGEST_S)

    def unplug(self) -> None:
        """Close the way down."""
        self._down.close()

    def write(self, raw: bytes) -> None:
        """Send bytes down as they are."""
        self._down.write(raw)
        self._down.flush()

    def send(self, command: bytes) -> None:
        """Send a command."""
        self.write(repwire.host.command_line(command))

    def ask(self, op: int, args: bytes = b"", within_s: float = LONGEST_S) -> tuple[int, bytes]:
        """Send a command; returns status and payload of its answer, other frames are passed."""
        self._request = self._request % 255 + 1
        self.send(bytes((op, self._request)) + args)
        frame = self.wait_for(
            lambda f: f[:3] == bytes((repwire.RESPONSE, op, self._request)), within_s
        )
        return frame[3], frame[4:]

    def wait_for(self, is_it: Callable[[bytes], bool], within_s: float = LONGEST_S) -> bytes:
        """Return the next frame of a kind."""
        end = time.monotonic() + within_s
        while True:
            _, frame = self.frames.get(timeout=max(0.01, end - time.monotonic()))
            if is_it(frame):
                return frame

    def _read(self, up: object) -> None:
        waiting = b""
        while chunk := os.read(up.fileno(), 65536):  # type: ignore[attr-defined]
            *pieces, waiting = (waiting + chunk).split(b"\0")
            for piece in pieces:
                frame = bytearray(len(piece) + 1)
                size = repwire.host.unwrap(piece, len(piece), frame)
                if size < 0:
                    self.other += piece
                else:
                    self.frames.put((time.monotonic(), bytes(frame[:size])))
        self.other += waiting


class Radio:
    """What the stand-in for `bluetooth` talks to: the air, and one central in it.

    `per_interval` notifications leave the strap's queue of `queue_size` each `interval_s`; none
    while `is_stalled`.
    """

    def __init__(
        self, mtu: int | None = 247, interval_s: float = 0.015, per_interval: int = 4
    ) -> None:
        self.mtu = mtu
        self.asked_mtu: int | None = None  # what the strap gets when it asks for an exchange
        self.queue_size = 6
        self.is_stalled = False
        self.advertised: queue.Queue[tuple[int, bytes, bytes]] = queue.Queue()
        self.notified: queue.Queue[tuple[float, int, bytes]] = queue.Queue()
        self.disconnected: queue.Queue[int] = queue.Queue()
        self.handles: dict[str, int] = {}
        self.values: dict[int, bytes] = {}
        self.connection = -1
        self._interval_s = interval_s
        self._per_interval = per_interval
        self._owed = 0
        self._lock = threading.Lock()
        self._server = socket.create_server(("127.0.0.1", 0))
        self._up: socket.socket | None = None
        threading.Thread(target=self._serve, daemon=True).start()
        threading.Thread(target=self._beat, daemon=True).start()

    @property
    def environment(self) -> dict[str, str]:
        """What tells a strap where its radio is."""
        return {"BLE_BRIDGE": str(self._server.getsockname()[1])}

    def close(self) -> None:
        """Take the radio away."""
        self._server.close()
        if self._up:
            with contextlib.suppress(OSError):  # the strap may have gone first
                self._up.shutdown(socket.SHUT_RDWR)
            self._up.close()

    def connect(self, within_s: float = LONGEST_S) -> None:
        """Connect to the strap once it advertises."""
        self.advertised.get(timeout=within_s)
        self.connection += 1
        self._owed = 0
        # In one piece: a strap that is connected has a queue.
        self._send(
            (b"C", struct.pack("<HB", self.connection, 1) + b"\xc0\1\2\3\4\5"),
            (b"K", struct.pack("<H", self.queue_size)),
        )
        if self.mtu:
            self.exchange_mtu(self.mtu)

    def exchange_mtu(self, mtu: int) -> None:
        """Let the connection have this MTU."""
        self._send((b"M", struct.pack("<HH", self.connection, mtu)))

    def disconnect(self) -> None:
        """Let the link be lost."""
        self._send((b"D", struct.pack("<HB", self.connection, 1) + b"\xc0\1\2\3\4\5"))

    def write(self, command: bytes, name: str = "control") -> None:
        """Write a characteristic."""
        self._send((b"w", struct.pack("<HH", self.connection, self.handles[name]) + command))

    def ask(self, command: bytes, within_s: float = LONGEST_S) -> tuple[int, bytes]:
        """Write a command; returns status and payload of its answer, other frames are passed."""
        self.write(command)
        end = time.monotonic() + within_s
        while True:
            _, handle, frame = self.notified.get(timeout=max(0.01, end - time.monotonic()))
            if handle == self.handles["control"] and frame[1:3] == command[:2]:
                return frame[3], frame[4:]

    def read(self, name: str) -> bytes:
        """Read a characteristic."""
        return self.values.get(self.handles[name], b"")

    def _send(self, *messages: tuple[bytes, bytes]) -> None:
        assert self._up
        sent = [struct.pack("<H", len(data) + 1) + op + data for op, data in messages]
        with self._lock:
            self._up.sendall(b"".join(sent))

    def _beat(self) -> None:
        while True:
            time.sleep(self._interval_s)
            n = 0 if self.is_stalled else min(self._owed, self._per_interval)
            if n and self._up:
                self._owed -= n
                try:
                    self._send((b"K", struct.pack("<H", n)))
                except OSError:
                    return

    def _serve(self) -> None:
        try:
            self._up, _ = self._server.accept()
            with self._up.makefile("rb") as stream:
                while head := stream.read(2):
                    message = stream.read(struct.unpack("<H", head)[0])
                    self._heard(message[:1], message[1:])
        except OSError:
            pass

    def _heard(self, op: bytes, data: bytes) -> None:
        if op == b"R":
            _, services = json.loads(data)
            for _, characteristics in services:
                for uuid, _, handle in characteristics:
                    short = bytes.fromhex(uuid)[::-1].hex()
                    self.handles[_NAMES.get(short, short)] = handle
        elif op == b"W":
            self.values[struct.unpack_from("<H", data)[0]] = data[2:]
        elif op == b"V":
            interval_us, n, _ = struct.unpack_from("<IBB", data)
            self.advertised.put((interval_us, data[6 : 6 + n], data[6 + n :]))
        elif op == b"X" and self.asked_mtu:
            self.exchange_mtu(self.asked_mtu)
        elif op == b"D":
            self.disconnected.put(self.connection)
            self.disconnect()
        elif op == b"N":
            self._owed += 1
            connection, handle = struct.unpack_from("<HH", data)
            if connection == self.connection:
                self.notified.put((time.monotonic(), handle, data[4:]))


_NAMES = {
    repwire.DATA_UUID.replace("-", ""): "data",
    repwire.CONTROL_UUID.replace("-", ""): "control",
    repwire.INFO_UUID.replace("-", ""): "info",
    "2a19": "battery",
}
