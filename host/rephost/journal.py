"""The journal: frames as COBS(frame, CRC-32) and a zero, written one by one, read in bulk.

Zeros stand between frames only, so any damage ends at the next one: a stretch that is torn, or
that no longer matches its checksum, is counted and passed over.
"""

import zlib
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

import repwire.host
from repsignal.compiled import kernel

# COBS adds a byte for every 254 and one.
_MAX_STRETCH = (
    repwire.host.MAX_FRAME_SIZE + repwire.CRC_SIZE + repwire.host.MAX_FRAME_SIZE // 254 + 2
)
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
        self._codes = np.empty(_MAX_STRETCH, np.int64)
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
        places = np.empty((3, len(raw) // _MIN_STRETCH + 1), np.int64)
        tally = np.zeros(4, np.int64)
        _unwrap(np.frombuffer(raw, np.uint8), data, places, self._codes, tally)
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


@kernel(
    "void(Array(uint8, 1, 'C', readonly=True), uint8[::1], int64[:, ::1], int64[::1], int64[::1])"
)
def _unwrap(raw, data, places, codes, tally):  # type: ignore[no-untyped-def]
    """Unwrap whole stretches; tally: frames, bad frames, bad bytes, bytes used of `raw`.

    `codes` is room for the positions of a stretch's codes.
    """
    size = raw.size
    frames = 0
    at = 0
    start = 0
    while start < size:
        if raw[start] == 0:
            start += 1
            continue
        # Code to code, the closing zero of a sound stretch is found in a few jumps.
        stop = start
        groups = 0
        has_full_group = False
        while stop < size and raw[stop] != 0 and groups < codes.size:
            codes[groups] = stop - start - 1
            groups += 1
            has_full_group |= raw[stop] == 255
            stop += raw[stop]
        zeros = 0
        length = stop - start
        sound = stop < size and raw[stop] == 0 and _MIN_SIZE < length <= _MAX_STRETCH
        if sound:
            # Loops over slices from 0 are done many bytes at a time.
            stretch = raw[start:stop]
            for i in range(length):
                zeros += stretch[i] == 0
        end = at
        if sound and zeros == 0:
            if not has_full_group:
                behind_code = raw[start + 1 : stop]
                frame = data[at : at + length - 1]
                for i in range(length - 1):
                    frame[i] = behind_code[i]
                # The codes then stand just where the zeros belong.
                for group in range(1, groups):
                    data[at + codes[group]] = 0
                end = at + length - 1
            else:
                for group in range(groups):
                    place = start + 1 + codes[group]
                    follows = place + raw[place]
                    for i in range(place + 1, follows):
                        data[end] = raw[i]
                        end += 1
                    if raw[place] < 255 and follows < stop:
                        data[end] = 0
                        end += 1
        else:
            stop = start
            while stop < size and raw[stop] != 0:
                stop += 1
            if stop == size:
                break
        if end - at >= _MIN_SIZE:
            places[0, frames] = at
            places[1, frames] = end - at - 4
            places[2, frames] = stop - start
            frames += 1
            at = (end + _ALIGN - 1) // _ALIGN * _ALIGN
        else:
            tally[1] += 1
            tally[2] += stop - start
        start = stop + 1
    tally[3] = min(start, size)
    sound_frames = 0
    # In a pass of its own: a word can not be read at once from bytes that were just written.
    for number in range(frames):
        i = places[0, number]
        end = i + places[1, number]
        crc = 0xFFFFFFFF
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
        written = data[end] | data[end + 1] << 8 | data[end + 2] << 16 | data[end + 3] << 24
        if crc ^ 0xFFFFFFFF == written:
            places[0, sound_frames] = places[0, number]
            places[1, sound_frames] = places[1, number]
            sound_frames += 1
        else:
            tally[1] += 1
            tally[2] += places[2, number]
    tally[0] = sound_frames


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
