"""From frames to what they say, in the order in which they came."""

import struct
from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

import repwire.host
from rephost.journal import Frames
from repsignal.compiled import kernel

# Rates that make sense, in mHz: those that a counter takes.
_ODR_MHZ = (10_000, 1_000_000)
# What a row of the kernel's is about.
_OTHER = 0
_SAMPLES = 1
_EVENT = 2


class Hello(NamedTuple):
    """The strap introduced itself; `head` is the index of the next sample it will make."""

    boot_id: int
    head: int


class Configured(NamedTuple):
    """How the samples of an epoch are to be read; `gyr_dps_per_lsb` is None without a gyro."""

    epoch: int
    odr_hz: float
    acc_g_per_lsb: float
    gyr_dps_per_lsb: float | None
    stride: int


class Samples(NamedTuple):
    """Raw counts (n, 6) or (n, 3), indices `first_index` and up; `clipped` of them hit full scale.

    In bulk, neighbouring frames of one epoch come as one item.
    """

    epoch: int
    first_index: int
    counts: NDArray[np.int16]
    clipped: int

    def in_pieces(self, most: int) -> "Iterator[Samples]":
        """Yield them in pieces of so many samples; the first ones tell of those clipped."""
        clipped = self.clipped
        for start in range(0, len(self.counts), most):
            part = self.counts[start : start + most]
            yield Samples(self.epoch, self.first_index + start, part, min(clipped, len(part)))
            clipped -= min(clipped, len(part))


class StrapEvent(NamedTuple):
    """One event of the strap's; what `a` and `b` mean depends on the kind."""

    kind: int
    a: int
    b: int
    index: int  # type: ignore[assignment]  # a tuple's method of that name is not missed
    t_us: int
    epoch: int
    seq: int


class HostFrame(NamedTuple):
    """What only the host knew."""

    kind: int
    host_ns: int
    payload: bytes


class Response(NamedTuple):
    """The answer to a command, other than a readable HELLO or configuration."""

    op: int
    request: int
    status: int
    payload: bytes


Item = Hello | Configured | Samples | StrapEvent | HostFrame | Response


def decode(frame: bytes) -> list[Item]:
    """Return what one frame says: nothing where it is damaged or of a kind unknown here."""
    if not repwire.host.is_whole(frame):
        return []
    parse = _PARSERS.get(frame[0])
    return parse(frame) if parse else []


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
            if not said and frame[0] in _PARSERS:
                damaged += 1
            elif not said:
                unknown += 1
    return Decoded(items, damaged, unknown)


def _samples(frame: bytes) -> list[Item]:
    first = repwire.host.read_index(frame)
    if first + frame[2] > repwire.INDEX_LIMIT:
        return []
    axes = repwire.host.stride(frame[3]) // 2
    counts = np.frombuffer(frame, np.int16, offset=repwire.HEADER_SIZE).reshape(-1, axes)
    clipped = 0
    if frame[3] & repwire.CLIP:
        at_limit = (counts == 32767) | (counts == -32768)
        # A sensor may clip below the limits of 16 bits: then the strap's word stands for one.
        clipped = max(1, int(at_limit.any(axis=1).sum()))
    return [Samples(frame[1], first, counts, clipped)]


def _events(frame: bytes) -> list[Item]:
    seq = repwire.host.read_index(frame)
    return [
        StrapEvent(*repwire.host.read_event(frame, k), frame[1], seq + k) for k in range(frame[2])
    ]


def _response(frame: bytes) -> list[Item]:
    _, op, request, status = frame[: repwire.RESPONSE_SIZE]
    payload = frame[repwire.RESPONSE_SIZE :]
    if status == repwire.OK:
        try:
            if op == repwire.HELLO:
                *_, boot_id, head, _tail = struct.unpack_from(repwire.HELLO_PAYLOAD, payload)
                return [Hello(boot_id, head)]
            if op in (repwire.GET_CONFIG, repwire.SET_CONFIG):
                return _configured(payload)
        except struct.error:
            pass  # an answer of the header alone is allowed
    return [Response(op, request, status, payload)]


def _configured(payload: bytes) -> list[Item]:
    epoch, flags, stride, _, odr_mhz, acc_ng, gyr_udps = struct.unpack_from(
        repwire.CONFIG_PAYLOAD, payload
    )
    has_gyro = bool(flags & repwire.CONFIG_HAS_GYRO)
    if not _ODR_MHZ[0] <= odr_mhz <= _ODR_MHZ[1] or not acc_ng or (has_gyro and not gyr_udps):
        return []
    gyr_dps_per_lsb = gyr_udps / 1e6 if has_gyro else None
    return [Configured(epoch, odr_mhz / 1e3, acc_ng / 1e9, gyr_dps_per_lsb, stride)]


def _host(frame: bytes) -> list[Item]:
    return [HostFrame(*repwire.host.read_host_frame(frame))]


_PARSERS: dict[int, Callable[[bytes], list[Item]]] = {
    repwire.DATA: _samples,
    repwire.EVENT: _events,
    repwire.RESPONSE: _response,
    repwire.host.HOST: _host,
}


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
