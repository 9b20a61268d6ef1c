"""Recordings on a strap's flash: listed, fetched piece by piece, deleted when safe here."""

import os
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple

import repwire
from rephost.errors import LinkError
from rephost.recording import Reader
from rephost.scripts import ask
from rephost.talk import Awaited, Script

_ENTRY: Final = "<HIII"
_ENTRY_SIZE: Final = struct.calcsize(_ENTRY)
_CHUNK_HEADER: Final = "<BHI"
_CHUNK_HEADER_SIZE: Final = struct.calcsize(_CHUNK_HEADER)
# On the slowest of links a piece must be here before the strap thinks us gone, in 10 s.
_PIECE: Final = 4096
_PATIENCE_NS: Final = 1_000_000_000
_TRIES: Final = 10


class StrapFile(NamedTuple):
    """A recording on a strap: `t0_s` when it was begun, by the strap's clock."""

    number: int
    size: int
    boot_id: int
    t0: int


def stop_recording() -> Script[None]:
    """Let the strap close the recording that it is writing, so that it can be fetched whole.

    It then no longer waits for the host that it was streaming to, and begins no other by itself.
    """
    yield from ask(repwire.STOP, what="ending its recording")
    yield from ask(repwire.RECORD, b"\0", what="ending its recording")


def list_files() -> Script[list[StrapFile]]:
    """Ask for the recordings that lie on the strap."""
    files: list[StrapFile] = []
    cursor = 0
    while True:
        payload = yield from ask(repwire.LIST, struct.pack("<H", cursor), what="listing recordings")
        entries = len(payload) // _ENTRY_SIZE
        for number in range(entries):
            files.append(StrapFile(*struct.unpack_from(_ENTRY, payload, number * _ENTRY_SIZE)))
        rest = payload[entries * _ENTRY_SIZE :]
        before, cursor = cursor, int.from_bytes(rest[:2], "little")
        if cursor <= before:
            return files


def fetch(
    file: StrapFile, part: Path, on_bytes: Callable[[int], None] = lambda size: None
) -> Script[None]:
    """Fetch what `part` does not hold yet of a file, and append it there.

    Raises
    ------
    LinkError
        The strap sends no more of it.
    """
    with part.open("ab") as out:
        at = out.tell()
        if at > file.size:
            out.truncate(0)
            at = 0
        on_bytes(at)

        def take(piece: bytes) -> None:
            out.write(piece)
            out.flush()
            on_bytes(len(piece))

        yield from read(file, at, file.size, take)
        os.fsync(out.fileno())  # it may be deleted on the strap next


def read(file: StrapFile, at: int, end: int, take: Callable[[bytes], None]) -> Script[None]:
    """Read bytes `at` to `end` of a file, and hand them on piece by piece.

    Raises
    ------
    LinkError
        The strap sends no more of it.
    """
    tries = 0
    while at < end:
        piece = yield from _piece(file, at, min(_PIECE, end - at))
        tries = 0 if piece else tries + 1
        if tries == _TRIES:
            raise LinkError(f"the strap sends no more of recording {file.number}")
        if piece:
            take(piece)
        at += len(piece)


def is_damaged(path: Path) -> bool:
    """Tell whether a file has frames whose checksum is wrong.

    A strap that lost power while it wrote leaves one torn frame at the end: that is no damage.
    """
    reader = Reader(path)
    for _ in reader.chunks():
        pass
    return reader.bad_frames > 0


def delete(file: StrapFile) -> Script[None]:
    """Delete a file on the strap."""
    yield from ask(repwire.DELETE, struct.pack("<H", file.number), what="deleting a recording")


def _piece(file: StrapFile, at: int, size: int) -> Script[bytes]:
    """Ask for a piece; returns the part of it that came without a hole."""
    args = struct.pack("<HII", file.number, at, size)
    yield from ask(repwire.READ, args, what="reading a recording")
    piece = b""
    while len(piece) < size:
        frame = yield Awaited(_PATIENCE_NS)
        if frame is None or len(frame) <= _CHUNK_HEADER_SIZE:
            break
        _, number, offset = struct.unpack_from(_CHUNK_HEADER, frame)
        if number != file.number or offset != at + len(piece):
            break  # asked for again at once: the strap then sends nothing more of this
        piece += frame[_CHUNK_HEADER_SIZE:]
    return piece[:size]
