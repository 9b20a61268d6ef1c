"""The strap's firmware on this computer: a real interpreter, no board, a serial port to it."""

import json
import os
import shutil
import struct
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from rephost.decode import Configured, Samples
from rephost.errors import LinkError, RecordingError
from rephost.firmware_files import firmware, stand_ins
from rephost.recording import Reader
from rephost.sequencer import Sequencer

INTERPRETER_VARIABLE: Final = "REPBELT_MICROPYTHON"
_PLAYED: Final = "/play.bin"
# Roomy: each word is twice as long here, and the stand-ins want their share.
_HEAP: Final = "heapsize=1m"


def interpreter() -> str:
    """Return the command that runs MicroPython; raises LinkError where there is none."""
    found = os.environ.get(INTERPRETER_VARIABLE) or shutil.which("micropython")
    if not found:
        raise LinkError(
            "there is no MicroPython on this computer: install micropython (Debian 13, Homebrew), "
            f"or name it in {INTERPRETER_VARIABLE}"
        )
    return found


def make_flash(folder: Path, config: dict[str, Any], recording: Path | None = None) -> None:
    """Fill a folder with what is on a strap's flash; its sensor plays a recording, or lifts."""
    for name, content in firmware():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    imu = "sim"
    if recording is not None:
        write_played(recording, folder / _PLAYED[1:])
        imu = f"sim:{_PLAYED}"
    (folder / "config.json").write_text(json.dumps({"imu": imu, **config}))


def write_played(recording: Path, path: Path) -> None:
    """Write a recording's samples of one configuration as the simulated sensor reads them."""
    sequencer = Sequencer()
    config: Configured | None = None
    axes = 0
    with path.open("wb") as file:
        for item in Reader(recording):
            for ordered in sequencer.push(item):
                if isinstance(ordered, Configured) and config is None:
                    config = ordered
                    axes = 3 if config.gyr_dps_per_lsb is None else 6
                    file.write(_played_header(config))
                elif isinstance(ordered, Samples) and config and ordered.counts.shape[1] == axes:
                    file.write(ordered.counts.tobytes())
        if config is None or file.tell() <= len(_played_header(config)):
            raise RecordingError(f"{recording}: there are no samples to play")


class SimulatedStrap:
    """Firmware that runs on a folder as its flash, behind a serial port.

    Parameters
    ----------
    flash
        See `make_flash`.
    variables
        For the interpreter and the stand-ins.
    """

    def __init__(self, flash: Path, variables: dict[str, str] | None = None) -> None:
        # Ports of this kind are not known everywhere: only who simulates needs one.
        import pty
        import tty

        self._strap_end, self._host_end = pty.openpty()
        tty.setraw(self._host_end)
        self.port = os.ttyname(self._host_end)
        self._command = [interpreter(), "-X", _HEAP, str(stand_ins() / "board.py"), str(flash)]
        self._environment = {**os.environ, **(variables or {})}
        self._process = self._start()

    def is_running(self) -> bool:
        """Tell whether the firmware runs."""
        return self._process.poll() is None

    def restart(self) -> None:
        """Pull the plug, and put it in again."""
        self._stop()
        self._process = self._start()

    def wait(self) -> int:
        """Wait until the firmware ends; returns its exit code."""
        return self._process.wait()

    def close(self) -> None:
        """Pull the plug."""
        self._stop()
        for end in (self._strap_end, self._host_end):
            os.close(end)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            self._command,
            stdin=self._strap_end,
            stdout=self._strap_end,
            stderr=sys.stderr.fileno() if self._environment.get("REPBELT_TRACEBACK") else None,
            env=self._environment,
            start_new_session=True,
        )

    def _stop(self) -> None:
        self._process.kill()
        self._process.wait()


def _played_header(config: Configured) -> bytes:
    gyr_dps = config.gyr_dps_per_lsb or 0.0
    return struct.pack(
        "<III", round(config.odr_hz * 1e3), round(config.acc_g_per_lsb * 1e9), round(gyr_dps * 1e6)
    )
