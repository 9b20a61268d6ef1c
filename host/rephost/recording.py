"""The recording: what arrived, byte for byte, appended as it comes and never changed."""

import errno
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from rephost.decode import Item
from rephost.journal import Unwrapper, wrap_all
from rephost.wrapping import wrap

_CHUNK_BYTES = 1 << 18
_SYNC_EVERY_S = 1.0
# Where a system has no cheaper way, the whole file's state goes to the disk.
_fdatasync = getattr(os, "fdatasync", os.fsync)


class Writer:
    """Appends frames to a recording.

    Each call reaches the kernel before it returns, so a killed process loses nothing that was
    written and a kill in mid-write at most the frame that was being written.

    Parameters
    ----------
    path
        The new file; a FileExistsError if there is one.
    resume
        Whether to go on with a file that is there, behind a torn end if it has one.
    """

    def __init__(self, path: str | os.PathLike[str], *, resume: bool = False) -> None:
        flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0)
        self._path = Path(path)
        self._file = os.open(path, flags if resume else flags | os.O_EXCL, 0o644)
        size = os.lseek(self._file, 0, os.SEEK_END)
        if size:
            os.lseek(self._file, size - 1, os.SEEK_SET)
        self._torn = size > 0 and os.read(self._file, 1) != b"\0"
        self._size = size
        self._synced_s: float | None = None

    def write(self, frame: bytes) -> None:
        """Append one frame."""
        self._append(wrap(frame))

    def write_all(self, frames: Iterable[bytes]) -> None:
        """Append many frames, with far less work for each than by `write`."""
        self._append(wrap_all(frames))

    def sync(self, now_s: float) -> None:
        """Make what was written safe from a power cut, at most once a second by `now_s`."""
        if self._synced_s is None:
            self._synced_s = now_s
        elif now_s - self._synced_s >= _SYNC_EVERY_S:
            self.save()
            self._synced_s = now_s

    def save(self) -> bool:
        """Make what was written safe from a power cut, now; returns True."""
        _fdatasync(self._file)
        return True

    def look(self) -> None:
        """Raise an OSError, and say why, where the file is no longer in its place, or whole.

        Of a file that was cut short it tells once: what comes is recorded again.
        """
        ours = os.fstat(self._file)
        try:
            is_there = os.path.samestat(ours, self._path.stat())
        except (FileNotFoundError, NotADirectoryError):
            is_there = False
        if not is_there:
            how = "moved away" if ours.st_nlink else "deleted"
            raise FileNotFoundError(errno.ENOENT, f"its file was {how}", str(self._path))
        if ours.st_size < self._size:
            self._size, self._torn = ours.st_size, True
            raise OSError(
                errno.EIO, "its file was cut short, what was in it is lost", str(self._path)
            )

    def close(self) -> None:
        """Make all safe and close the file; a second call does nothing."""
        if self._file < 0:
            return
        try:
            os.fsync(self._file)
        finally:
            os.close(self._file)
            self._file = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _append(self, wrapped: bytes) -> None:
        if self._torn:
            wrapped = b"\0" + wrapped
        left = memoryview(wrapped)
        while left:
            # Until all is out the file may end in a torn frame: the next write goes behind a zero.
            self._torn = True
            written = os.write(self._file, left)
            self._size += written
            left = left[written:]
        self._torn = False


class Reader:
    """A recording's items in file order, a stretch of file at a time.

    Damage never raises: it is counted, and what it swallowed is missing from the items. The counts
    are of what has been read so far, and can be read while iterating.

    Parameters
    ----------
    source
        A path, opened by each iteration anew, or an open binary file, read from where it is.
    chunk_bytes
        How much of the file is read at a time; the items' meaning does not depend on it.
    """

    def __init__(
        self, source: str | os.PathLike[str] | BinaryIO, *, chunk_bytes: int = _CHUNK_BYTES
    ) -> None:
        self._source = source
        self._chunk_bytes = chunk_bytes
        self._unwrapper = Unwrapper()
        self.bytes_read = 0
        self.unread_frames = 0  # sound, but with a length or a content that lies
        self.unknown_frames = 0  # of a type or version from after our time: passed over

    @property
    def good_frames(self) -> int:
        """Frames whose checksum matched."""
        return self._unwrapper.good_frames

    @property
    def bad_frames(self) -> int:
        """Stretches between zeros that are no frame."""
        return self._unwrapper.bad_frames

    @property
    def bad_bytes(self) -> int:
        """Bytes in those stretches."""
        return self._unwrapper.bad_bytes

    @property
    def torn_bytes(self) -> int:
        """Bytes behind the last whole frame."""
        return self._unwrapper.torn_bytes

    def __iter__(self) -> Iterator[Item]:
        for items in self.chunks():
            yield from items

    def chunks(self) -> Iterator[list[Item]]:
        """Yield the items of one chunk of the file after another."""
        self._unwrapper = Unwrapper()
        self.bytes_read = self.unread_frames = self.unknown_frames = 0
        if isinstance(self._source, str | os.PathLike):
            with Path(self._source).open("rb", buffering=0) as file:
                yield from self._chunks(file)
        else:
            yield from self._chunks(self._source)

    def _chunks(self, file: BinaryIO) -> Iterator[list[Item]]:
        from rephost.decode_all import decode_all

        while chunk := file.read(self._chunk_bytes):
            self.bytes_read += len(chunk)
            items, damaged, unknown = decode_all(self._unwrapper.feed(chunk))
            self.unread_frames += damaged
            self.unknown_frames += unknown
            yield items
