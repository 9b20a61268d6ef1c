"""`repbelt strap install`: the firmware onto a board with MicroPython, over USB."""

import argparse
import contextlib
import hashlib
import io
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from rephost.errors import LinkError
from rephost.firmware_files import firmware
from rephost.usb import only_port, open_port

if TYPE_CHECKING:
    from mpremote.transport_serial import SerialTransport

_ENTER_S: Final = 10
_READ_S: Final = 1.0
_NO_MICROPYTHON: Final = (
    "{port}: no MicroPython answers; put it onto the board first (its file is to be had at "
    "micropython.org/download, the address is 0 on an ESP32-S3 or -C3): "
    "esptool --port {port} erase_flash, then esptool --port {port} write_flash 0x1000 FILE.bin"
)


def run(args: argparse.Namespace) -> None:
    """Write every file that is not there yet, and read it back; the settings stay."""
    port = (args.port or only_port()).removeprefix("usb:")
    files = list(firmware())
    with _board(port) as board, _progress(sum(len(content) for _, content in files)) as on_bytes:
        written = [path for path, content in files if _put(board, path, content, on_bytes)]
        stale = _remove_others(board, {path for path, _ in files})
        board.exec_raw_no_follow("import machine\nmachine.reset()")
    print(f"{port}: {len(written)} files written, {len(files) - len(written)} were there already")
    if stale:
        print(f"removed: {', '.join(stale)}")


def _put(
    board: "SerialTransport", path: str, content: bytes, on_bytes: Callable[[int], None]
) -> bool:
    """Write one file and see that it is there; returns whether that was needed."""
    if _is_there(board, path, content):
        on_bytes(len(content))
        return False
    folder = ""
    for name in path.split("/")[:-1]:
        folder += f"/{name}"
        if not board.fs_exists(folder):
            board.fs_mkdir(folder)
    done = 0

    def progressed(written: int, _: int) -> None:
        nonlocal done
        on_bytes(written - done)
        done = written

    board.fs_writefile(f"/{path}", content, progress_callback=progressed)
    if not _is_there(board, path, content):
        raise LinkError(f"{path} reads back from the board other than it was written")
    return True


def _is_there(board: "SerialTransport", path: str, content: bytes) -> bool:
    if not board.fs_exists(f"/{path}"):
        return False
    return bytes(board.fs_hashfile(f"/{path}", "sha256")) == hashlib.sha256(content).digest()


def _remove_others(board: "SerialTransport", ours: set[str], folder: str = "strap") -> list[str]:
    """Remove what an older firmware left among our modules."""
    removed = []
    for entry in board.fs_listdir(f"/{folder}"):
        path = f"{folder}/{entry.name}"
        if board.fs_isdir(f"/{path}"):
            removed += _remove_others(board, ours, path)
        elif path not in ours:
            board.fs_rmfile(f"/{path}")
            removed.append(path)
    return removed


@contextmanager
def _board(port: str) -> Iterator["SerialTransport"]:
    """Interrupt whatever runs on a board and take its prompt."""
    from mpremote.transport import TransportError
    from mpremote.transport_serial import SerialTransport
    from serial import SerialException

    try:
        board = SerialTransport(port, timeout=_READ_S)
    except (TransportError, SerialException, OSError, ValueError) as exc:
        open_port(port).close()  # says why, unless what was in the way is gone
        raise LinkError(f"{port}: this port could not be opened, try again") from exc
    try:
        # What mpremote has to say about a failure goes to no one.
        with contextlib.redirect_stdout(io.StringIO()):
            try:
                board.enter_raw_repl(timeout_overall=_ENTER_S)
            except (TransportError, SerialException) as exc:
                raise LinkError(_NO_MICROPYTHON.format(port=port)) from exc
        yield board
    except (TransportError, SerialException, OSError) as exc:
        raise LinkError(f"{port}: the board could not be written ({exc})") from exc
    finally:
        board.close()


@contextmanager
def _progress(size: int) -> Iterator[Callable[[int], None]]:
    if not sys.stderr.isatty():
        yield lambda size: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("writing", total=size)
        yield lambda size: progress.advance(task, size)
