"""From frames to what they say, in the order in which they came."""

import struct
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

import repwire.host

# Rates that make sense, in mHz: those that a counter takes.
_ODR_MHZ = (10_000, 1_000_000)


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
    parse = PARSERS.get(frame[0])
    return parse(frame) if parse else []


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


PARSERS: dict[int, Callable[[bytes], list[Item]]] = {
    repwire.DATA: _samples,
    repwire.EVENT: _events,
    repwire.RESPONSE: _response,
    repwire.host.HOST: _host,
}
