"""The journal: frames as COBS(frame, CRC-32) and a zero, written one by one, read in bulk.

Zeros stand between frames only, so any damage ends at the next one: a stretch that is torn, or
that no longer matches its checksum, is counted and passed over.
"""

import zlib
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

import repwire
from repsignal.compiled import kernel

# COBS adds a byte for every 254 and one.
_MAX_STRETCH = repwire.MAX_FRAME_SIZE + repwire.CRC_SIZE + repwire.MAX_FRAME_SIZE // 254 + 2
_MIN_SIZE = repwire.RESPONSE_SIZE + repwire.CRC_SIZE
# Frames are laid out at multiples of this, so that their samples can be read as int16.
_ALIGN = 8
# Bytes of a stretch, closing zero included, that hold the smallest frame.
_MIN_STRETCH = _MIN_SIZE + 2


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
        data = np.empty(2 * len(raw) + _ALIGN, np.uint8)
        places = np.empty((2, len(raw) // _MIN_STRETCH + 1), np.int64)
        tally = np.zeros(4, np.int64)
        _unwrap(np.frombuffer(raw, np.uint8), data, places, tally)
        frames, bad_frames, bad_bytes, used = tally.tolist()
        self.good_frames += frames
        self.bad_frames += bad_frames
        self.bad_bytes += bad_bytes
        self._tail = raw[used:]
        if len(self._tail) > _MAX_STRETCH:
            self._passed_over += len(self._tail)
            self._tail = b""
        return Frames(data, places[0, :frames], places[1, :frames])


def wrap(frame: bytes) -> bytes:
    """Return one frame as it stands in a journal."""
    return wrap_all((frame,))


def wrap_all(frames: Iterable[bytes]) -> bytes:
    """Return frames as they stand in a journal, one after another.

    Raises
    ------
    ValueError
        If one is shorter than any frame, or longer than a reader accepts.
    """
    sealed = [frame + zlib.crc32(frame).to_bytes(4, "little") for frame in frames]
    sizes = np.fromiter(map(len, sealed), np.int64, len(sealed))
    if sealed and not _MIN_SIZE <= sizes.min() <= sizes.max() <= _MAX_STRETCH - 18:
        raise ValueError(f"frames of {sizes.min() - 4} to {sizes.max() - 4} bytes")
    plain = np.frombuffer(b"".join(sealed), np.uint8)
    wrapped = np.empty(plain.size + plain.size // 254 + 2 * sizes.size, np.uint8)
    tally = np.zeros(1, np.int64)
    _wrap(plain, sizes, wrapped, tally)
    return wrapped[: tally[0]].tobytes()


def _crc_tables() -> NDArray[np.int64]:
    """Return the eight tables of a CRC-32 taken eight bytes at a time."""
    tables = np.empty((8, 256), np.int64)
    crc = np.arange(256)
    for _ in range(8):
        crc = np.where(crc & 1, (crc >> 1) ^ 0xEDB88320, crc >> 1)
    tables[0] = crc
    for number in range(1, 8):
        crc = tables[0][crc & 255] ^ (crc >> 8)
        tables[number] = crc
    return tables


_CRC = _crc_tables()


@kernel("void(Array(uint8, 1, 'C', readonly=True), uint8[::1], int64[:, ::1], int64[::1])")
def _unwrap(raw, data, places, tally):  # type: ignore[no-untyped-def]
    """Unwrap whole stretches; tally: frames, bad frames, bad bytes, bytes used of `raw`."""
    size = raw.size
    frames = 0
    at = 0
    start = 0
    while True:
        stop = start
        while stop < size and raw[stop] != 0:
            stop += 1
        if stop == size:
            break
        length = stop - start
        if length == 0:
            start += 1
            continue
        end = at
        if _MIN_SIZE < length <= _MAX_STRETCH:
            # Without a group of 254 the codes stand just where the zeros belong.
            for i in range(length - 1):
                data[at + i] = raw[start + 1 + i]
            end = at + length - 1
            place = start + raw[start]
            while place < stop:
                code = raw[place]
                data[at + place - start - 1] = 0
                if code == 255:
                    break
                place += code
            if place < stop or raw[start] == 255:
                end = at
                place = start
                while place < stop:
                    code = raw[place]
                    follows = place + code
                    for i in range(place + 1, min(follows, stop)):
                        data[end] = raw[i]
                        end += 1
                    if code < 255 and follows < stop:
                        data[end] = 0
                        end += 1
                    place = follows
            if place != stop or end - at < _MIN_SIZE:
                end = at
        good = False
        if end > at:
            crc = 0xFFFFFFFF
            i = at
            end -= 4
            while i + 8 <= end:
                low = crc ^ (data[i] | data[i + 1] << 8 | data[i + 2] << 16 | data[i + 3] << 24)
                crc = (
                    _CRC[7, low & 255]
                    ^ _CRC[6, (low >> 8) & 255]
                    ^ _CRC[5, (low >> 16) & 255]
                    ^ _CRC[4, low >> 24]
                    ^ _CRC[3, data[i + 4]]
                    ^ _CRC[2, data[i + 5]]
                    ^ _CRC[1, data[i + 6]]
                    ^ _CRC[0, data[i + 7]]
                )
                i += 8
            while i < end:
                crc = _CRC[0, (crc ^ data[i]) & 255] ^ (crc >> 8)
                i += 1
            crc ^= 0xFFFFFFFF
            written = data[end] | data[end + 1] << 8 | data[end + 2] << 16 | data[end + 3] << 24
            good = crc == written
        if good:
            places[0, frames] = at
            places[1, frames] = end - at
            frames += 1
            at = (end + _ALIGN - 1) // _ALIGN * _ALIGN
        else:
            tally[1] += 1
            tally[2] += length
        start = stop + 1
    tally[0] = frames
    tally[3] = start


@kernel(
    "void(Array(uint8, 1, 'C', readonly=True), Array(int64, 1, 'C', readonly=True),"
    " uint8[::1], int64[::1])"
)
def _wrap(plain, sizes, wrapped, tally):  # type: ignore[no-untyped-def]
    """Write each of the frames that lie end to end in `plain`; tally: bytes written."""
    source = 0
    at = 0
    for frame in range(sizes.size):
        end = source + sizes[frame]
        code_at = at
        at += 1
        while source < end:
            byte = plain[source]
            source += 1
            if byte != 0:
                wrapped[at] = byte
                at += 1
                if at - code_at < 255:
                    continue
                if source == end:
                    break
            wrapped[code_at] = at - code_at
            code_at = at
            at += 1
        wrapped[code_at] = at - code_at
        wrapped[at] = 0
        at += 1
    tally[0] = at
