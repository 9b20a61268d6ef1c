"""What only the host needs of the wire: to read what a strap says, and frames of its own."""

import binascii
import struct

from repwire import (
    ACCEL_ONLY,
    CHUNK,
    CRC_SIZE,
    DATA,
    EVENT,
    EVENT_SIZE,
    HEADER_SIZE,
    RESPONSE,
    RESPONSE_SIZE,
    STRIDE,
    STRIDE_ACCEL_ONLY,
)

# The type byte of the frames that the host adds to a recording, and their kinds.
HOST = 0x1F
HOST_SIZE = 12
HOST_ARRIVAL = 1
HOST_EXERCISE = 2
HOST_MARK = 3
HOST_GIVEN_UP = 4
HOST_IMPORTED = 5
# In a recording any frame longer than this is damage.
MAX_FRAME_SIZE = 4096

_EVENT = "<BBHII"
_HOST = "<BBHQ"


def read_index(frame: bytes | bytearray, at: int = 4) -> int:
    """Return the 32-bit number at byte `at`; below 2**30 without a big integer."""
    return frame[at] | frame[at + 1] << 8 | frame[at + 2] << 16 | frame[at + 3] << 24


def read_event(frame: bytes | bytearray, number: int = 0) -> tuple[int, int, int, int, int]:
    """Return `(kind, a, b, index, t_us)` of event `number` in an EVENT frame."""
    kind, a, b, index, t_us = struct.unpack_from(_EVENT, frame, HEADER_SIZE + number * EVENT_SIZE)
    return kind, a, b, index, t_us


def stride(flags: int) -> int:
    """Return the bytes of one sample in a DATA frame with these flags."""
    return STRIDE_ACCEL_ONLY if flags & ACCEL_ONLY else STRIDE


def is_whole(frame: bytes | bytearray) -> bool:
    """Tell whether a frame is as long as its header says; radios cut what is too long, silently."""
    size = len(frame)
    if size < RESPONSE_SIZE:
        return False
    kind = frame[0]
    if kind in (DATA, EVENT):
        if size < HEADER_SIZE or frame[2] == 0:
            return False
        each = EVENT_SIZE if kind == EVENT else stride(frame[3])
        return size == HEADER_SIZE + frame[2] * each
    if kind == HOST:
        return size >= HOST_SIZE and size == HOST_SIZE + (frame[2] | frame[3] << 8)
    return kind in (RESPONSE, CHUNK)


def host_frame(kind: int, host_ns: int, payload: bytes = b"") -> bytes:
    """Return a frame of the host's own; `host_ns` is its clock in nanoseconds."""
    return struct.pack(_HOST, HOST, kind, len(payload), host_ns) + payload


def read_host_frame(frame: bytes) -> tuple[int, int, bytes]:
    """Return `(kind, host_ns, payload)` of a host's frame."""
    _, kind, size, host_ns = struct.unpack_from(_HOST, frame, 0)
    return kind, host_ns, bytes(frame[HOST_SIZE : HOST_SIZE + size])


def cobs_decode(source: bytes | bytearray, size: int, out: bytearray) -> int:
    """Undo `cobs_encode` (no trailing zero in `size`); returns the bytes written or -1 if damaged.

    `out` may be `source`.
    """
    i = 0
    at = 0
    while i < size:
        code = source[i]
        end = i + code
        if code == 0 or end > size:
            return -1
        i += 1
        while i < end:
            byte = source[i]
            if byte == 0:
                return -1
            out[at] = byte
            i += 1
            at += 1
        if code < 255 and i < size:
            out[at] = 0
            at += 1
    return at


def unwrap(source: bytes | bytearray, size: int, out: bytearray) -> int:
    """Undo `wrap` (no closing zero in `size`); returns the size of the frame in `out` or -1."""
    end = cobs_decode(source, size, out) - CRC_SIZE
    if end < 0:
        return -1
    (crc,) = struct.unpack_from("<I", out, end)
    return end if crc == binascii.crc32(memoryview(out)[:end]) else -1


def command_line(command: bytes) -> bytes:
    """Return a command as the line of text that goes down a USB cable."""
    return b"#" + binascii.hexlify(command + struct.pack("<I", binascii.crc32(command))) + b"\n"
