"""From many frames at once to what they say."""

from typing import NamedTuple

import numpy as np

import repwire.host
from rephost.decode import PARSERS, Item, Samples, StrapEvent, decode
from rephost.journal import Frames
from repsignal.compiled import kernel

# What a row of the kernel's is about.
_OTHER = 0
_SAMPLES = 1
_EVENT = 2


class Decoded(NamedTuple):
    """What frames say, as `decode` of one after another, and how many say nothing, and why."""

    items: list[Item]
    damaged: int
    unknown: int


def decode_all(frames: Frames) -> Decoded:
    """Return what the frames say."""
    number = frames.starts.size
    counts = np.empty(frames.data.size // 2, np.int16)
    rows = np.empty((number, 8), np.int64)
    tally = np.zeros(2, np.int64)
    words = frames.data.view(np.int16)
    _gather(frames.data, words, frames.starts, frames.sizes, counts, rows, tally)
    found, damaged = tally.tolist()
    unknown = 0
    items: list[Item] = []
    at = 0
    for row in rows[:found].tolist():
        if row[0] == _SAMPLES:
            _, epoch, first, n, axes, clipped, _, _ = row
            end = at + n * axes
            items.append(Samples(epoch, first, counts[at:end].reshape(n, axes), clipped))
            at = end
        elif row[0] == _EVENT:
            items.append(StrapEvent._make(row[1:]))
        else:
            frame = frames.frame(row[1])
            said = decode(frame)
            items += said
            if not said and frame[0] in PARSERS:
                damaged += 1
            elif not said:
                unknown += 1
    return Decoded(items, damaged, unknown)


@kernel(
    "void(uint8[::1], int16[::1], int64[::1], int64[::1], int16[::1], int64[:, ::1], int64[::1])"
)
def _gather(data, words, starts, sizes, counts, rows, tally):  # type: ignore[no-untyped-def]
    """Put the samples of neighbouring frames together; tally: rows, frames that say nothing."""
    found = 0
    at = 0
    next_index = -1
    for number in range(starts.size):
        start = starts[number]
        if data[start] != repwire.DATA:
            next_index = -1
            rows[found, 0] = _OTHER
            rows[found, 1] = number
            size = repwire.HEADER_SIZE + repwire.EVENT_SIZE
            if data[start] == repwire.EVENT and data[start + 2] == 1 and sizes[number] == size:
                rows[found, 0] = _EVENT
                rows[found, 1] = data[start + 8]
                rows[found, 2] = data[start + 9]
                rows[found, 3] = data[start + 10] | data[start + 11] << 8
                for word in range(2):
                    i = start + 12 + 4 * word
                    low = data[i] | data[i + 1] << 8 | data[i + 2] << 16
                    rows[found, 4 + word] = low | data[i + 3] << 24
                rows[found, 6] = data[start + 1]
                low = data[start + 4] | data[start + 5] << 8 | data[start + 6] << 16
                rows[found, 7] = low | data[start + 7] << 24
            found += 1
            continue
        epoch = data[start + 1]
        n = data[start + 2]
        flags = data[start + 3]
        axes = 3 if flags & repwire.ACCEL_ONLY else 6
        values = n * axes
        whole = sizes[number] >= repwire.HEADER_SIZE and n > 0
        if not whole or sizes[number] != repwire.HEADER_SIZE + 2 * values:
            tally[1] += 1
            continue
        low = data[start + 4] | data[start + 5] << 8 | data[start + 6] << 16
        first = low | data[start + 7] << 24
        if first + n > repwire.INDEX_LIMIT:
            tally[1] += 1
            continue
        row = found - 1
        if first == next_index and rows[row, 1] == epoch and rows[row, 4] == axes:
            rows[row, 3] += n
        else:
            row = found
            found += 1
            rows[row, 0] = _SAMPLES
            rows[row, 1] = epoch
            rows[row, 2] = first
            rows[row, 3] = n
            rows[row, 4] = axes
            rows[row, 5] = 0
        next_index = first + n
        source = (start + repwire.HEADER_SIZE) // 2
        target = counts[at : at + values]
        written = words[source : source + values]
        for i in range(values):
            target[i] = written[i]
        if flags & repwire.CLIP:
            clipped = 0
            for i in range(n):
                hit = 0
                for axis in range(axes):
                    value = counts[at + i * axes + axis]
                    if value == 32767 or value == -32768:
                        hit = 1
                clipped += hit
            rows[row, 5] += max(1, clipped)
        at += values
    tally[0] = found
