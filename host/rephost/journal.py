"""The journal: frames as COBS(frame, CRC-32) and a zero, read and written in bulk.

Zeros stand between frames only, so any damage ends at the next one: a stretch that is torn, or
that no longer matches its checksum, is counted and passed over.
"""

import zlib
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

import repwire.host

# COBS adds a byte for every 254 and one.
MAX_STRETCH = (
    repwire.host.MAX_FRAME_SIZE + repwire.CRC_SIZE + repwire.host.MAX_FRAME_SIZE // 254 + 2
)
MIN_SIZE = repwire.RESPONSE_SIZE + repwire.CRC_SIZE
# Frames are laid out at multiples of this, so that their samples can be read as int16.
ALIGN = 8
# Bytes of a stretch, closing zero included, that hold the smallest frame.
_MIN_STRETCH = MIN_SIZE + 2


class Frames(NamedTuple):
    """Unwrapped frames: number `k` is `data[starts[k] : starts[k] + sizes[k]]`."""

    data: NDArray[np.uint8]
    starts: NDArray[np.int64]
    sizes: NDArray[np.int64]

    def frame(self, number: int) -> bytes:
        """Return one frame."""
        start = int(self.starts[number])
        return self.data[start : start + int(self.sizes[number])].tobytes()


class Unwrapper:
    """Turns a journal, in chunks cut anywhere, into frames."""

    def __init__(self) -> None:
        self.good_frames = 0
        self.bad_frames = 0
        self.bad_bytes = 0
        self._tail = b""
        self._codes = np.empty(MAX_STRETCH, np.int64)
        self._passed_over = 0  # bytes of a stretch that is already too long to be a frame

    @property
    def torn_bytes(self) -> int:
        """Bytes after the last zero: at the end of a file, what a writer did not finish."""
        return self._passed_over + len(self._tail)

    def feed(self, chunk: bytes) -> Frames:
        """Return the frames completed by `chunk`; damage only counts."""
        if self._passed_over:
            zero = chunk.find(0)
            if zero < 0:
                self._passed_over += len(chunk)
                chunk = b""
            else:
                self.bad_frames += 1
                self.bad_bytes += self._passed_over + zero
                self._passed_over = 0
                chunk = chunk[zero + 1 :]
        raw = self._tail + chunk if self._tail else chunk
        data = np.empty(2 * len(raw) + ALIGN, np.uint8)
        places = np.empty((3, len(raw) // _MIN_STRETCH + 1), np.int64)
        tally = np.zeros(4, np.int64)
        from rephost.journal_kernel import unwrap

        unwrap(np.frombuffer(raw, np.uint8), data, places, self._codes, tally)
        frames, bad_frames, bad_bytes, used = tally.tolist()
        self.good_frames += frames
        self.bad_frames += bad_frames
        self.bad_bytes += bad_bytes
        self._tail = raw[used:]
        if len(self._tail) > MAX_STRETCH:
            self._passed_over += len(self._tail)
            self._tail = b""
        return Frames(data, places[0, :frames], places[1, :frames])


def wrap_all(frames: Iterable[bytes]) -> bytes:
    """Return frames as they stand in a journal, one after another.

    Raises
    ------
    ValueError
        If one is shorter than any frame, or longer than a reader accepts.
    """
    sealed = [frame + zlib.crc32(frame).to_bytes(4, "little") for frame in frames]
    sizes = np.fromiter(map(len, sealed), np.int64, len(sealed))
    if sealed:
        check_sizes(sizes.min(), sizes.max())
    plain = np.frombuffer(b"".join(sealed), np.uint8)
    wrapped = np.empty(plain.size + plain.size // 254 + 2 * sizes.size, np.uint8)
    tally = np.zeros(1, np.int64)
    from rephost.journal_kernel import wrap

    wrap(plain, sizes, wrapped, tally)
    return wrapped[: tally[0]].tobytes()


def check_sizes(least: int, most: int) -> None:
    """Raise ValueError where sealed frames are shorter than any, or longer than a reader takes."""
    if not MIN_SIZE <= least <= most <= MAX_STRETCH - 18:
        raise ValueError(f"frames of {least - 4} to {most - 4} bytes")
