"""The journal's kernels: many frames unwrapped or wrapped at once."""

import numpy as np
from numpy.typing import NDArray

from rephost.journal import ALIGN, MAX_STRETCH, MIN_SIZE
from repsignal.compiled import kernel


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
def unwrap(raw, data, places, codes, tally):  # type: ignore[no-untyped-def]
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
        sound = stop < size and raw[stop] == 0 and MIN_SIZE < length <= MAX_STRETCH
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
        if end - at >= MIN_SIZE:
            places[0, frames] = at
            places[1, frames] = end - at - 4
            places[2, frames] = stop - start
            frames += 1
            at = (end + ALIGN - 1) // ALIGN * ALIGN
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
def wrap(plain, sizes, wrapped, tally):  # type: ignore[no-untyped-def]
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
