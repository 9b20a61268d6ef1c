"""The frames on the wire, one file for CPython and MicroPython.

The strap imports it from /lib, the host from the wheel. Integers are little-endian. What the strap
calls for every frame writes into buffers made once and keeps every number below 2**30: above that
MicroPython on a 32-bit chip allocates. Indices stay below 2**30 (119 days at 104 Hz); a time in
microseconds is passed as two 16-bit halves.
"""

import binascii
import struct


def const(value: int) -> int:
    """Return `value`. MicroPython's compiler knows the name and puts the number in its place."""
    return value


# Type bytes: the high nibble is the version of the frame, the low one its type.
DATA = const(0x11)
EVENT = const(0x12)
RESPONSE = const(0x13)
CHUNK = const(0x14)
HOST = const(0x1F)

HEADER_SIZE = const(8)
EVENT_SIZE = const(12)
RESPONSE_SIZE = const(4)
HOST_SIZE = const(12)
CRC_SIZE = const(4)
STRIDE = const(12)
STRIDE_ACCEL_ONLY = const(6)
# 244 bytes fill one Bluetooth packet; in a recording any frame longer than this is damage.
MAX_NOTIFY_SIZE = const(244)
MAX_FRAME_SIZE = const(4096)
INDEX_LIMIT = const(0x40000000)
LIVE = 0xFFFFFFFF
PROTOCOL = const(1)
# Counts additions: 1 brought READ_INFO and SET_KEY.
PROTOCOL_MINOR = const(1)

# Flags of a frame.
RESENT = const(1)
MORE = const(2)
CLIP = const(4)
ACCEL_ONLY = const(8)

# Kinds of event.
STATUS = const(1)
EPOCH = const(2)
BUTTON = const(3)
LOW_BATTERY = const(4)
SENSOR_ERROR = const(5)
RING_OVERRUN = const(6)
STORAGE = const(7)
BOOT = const(8)
MOVE = const(9)
LOG = const(10)

# Commands.
HELLO = const(1)
GET_CONFIG = const(2)
SET_CONFIG = const(3)
START = const(4)
STOP = const(5)
ACK = const(6)
TIME = const(7)
RECORD = const(8)
LIST = const(9)
READ = const(10)
DELETE = const(11)
IDENTIFY = const(12)
POWER = const(13)
REBOOT = const(14)
SELFTEST = const(15)
SET_NAME = const(16)
MARK = const(17)
READ_INFO = const(18)
SET_KEY = const(19)

# What a command led to.
OK = const(0)
BAD_OP = const(1)
BAD_ARGUMENT = const(2)
BAD_STATE = const(3)
BUSY = const(4)
NO_SENSOR = const(5)
GONE = const(6)
FLASH_FULL = const(7)
NOT_AUTHORIZED = const(8)
TOO_LOW_BATTERY = const(9)

# Kinds of frame the host adds to a recording.
HOST_ARRIVAL = const(1)
HOST_EXERCISE = const(2)
HOST_MARK = const(3)
HOST_GIVEN_UP = const(4)
HOST_IMPORTED = const(5)

SERVICE_UUID = "a7d80001-f9f9-4811-a56a-0af0ba0e13bb"
DATA_UUID = "a7d80002-f9f9-4811-a56a-0af0ba0e13bb"
CONTROL_UUID = "a7d80003-f9f9-4811-a56a-0af0ba0e13bb"
INFO_UUID = "a7d80004-f9f9-4811-a56a-0af0ba0e13bb"

# Payloads of HELLO and GET_CONFIG (or SET_CONFIG) responses.
HELLO_PAYLOAD = "<BBHIII"  # protocol, state, mtu, boot_id, head, tail
CONFIG_PAYLOAD = "<BBBBIII"  # epoch, flags, stride, filter, odr_mhz, acc_ng, gyr_udps
CONFIG_HAS_GYRO = const(1)
# HELLO's state.
STATE_SENSOR = const(1)
STATE_RECORDING = const(2)
STATE_CLAIMED = const(4)
STATE_LOW_BATTERY = const(8)
# What INFO says, then the name in UTF-8: protocol and its minor, firmware (3), board, imu_family,
# who_am_i, unique_id, boot_id, ring_samples, stride, capabilities, sensor_state, challenge.
INFO_PAYLOAD = "<BBBBBBBB6sIHBHB8s"
CAN_GYRO = const(1)
CAN_RECORD = const(2)
CAN_MEASURE_BATTERY = const(4)
HAS_BUTTON = const(8)
HAS_USB = const(16)
CAN_WAKE = const(32)
SENSOR_OK = const(0)
SENSOR_MISSING = const(1)
SENSOR_UNKNOWN = const(2)
SENSOR_FAILED = const(3)

_EVENT = "<BBHII"
_HOST = "<BBHQ"


def write_header(
    buffer: bytearray, kind: int, epoch: int, count: int, flags: int, index: int
) -> None:
    """Write the header of a DATA or EVENT frame; `index` is an event's sequence number."""
    buffer[0] = kind
    buffer[1] = epoch
    buffer[2] = count
    buffer[3] = flags
    buffer[4] = index & 255
    buffer[5] = (index >> 8) & 255
    buffer[6] = (index >> 16) & 255
    buffer[7] = (index >> 24) & 255


def read_index(frame: bytes | bytearray, at: int = 4) -> int:
    """Return the 32-bit number at byte `at`; below 2**30 without a big integer."""
    return frame[at] | frame[at + 1] << 8 | frame[at + 2] << 16 | frame[at + 3] << 24


def write_event(
    buffer: bytearray,
    at: int,
    kind: int,
    a: int,
    b: int,
    index: int,
    t_low: int,
    t_high: int,
) -> None:
    """Write one event at byte `at`; its time in microseconds is `t_high << 16 | t_low`."""
    buffer[at] = kind
    buffer[at + 1] = a
    buffer[at + 2] = b & 255
    buffer[at + 3] = b >> 8
    buffer[at + 4] = index & 255
    buffer[at + 5] = (index >> 8) & 255
    buffer[at + 6] = (index >> 16) & 255
    buffer[at + 7] = (index >> 24) & 255
    buffer[at + 8] = t_low & 255
    buffer[at + 9] = t_low >> 8
    buffer[at + 10] = t_high & 255
    buffer[at + 11] = t_high >> 8


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


def response(op: int, request: int, status: int = OK, payload: bytes = b"") -> bytes:
    """Return a RESPONSE frame."""
    return bytes((RESPONSE, op, request, status)) + payload


def host_frame(kind: int, host_ns: int, payload: bytes = b"") -> bytes:
    """Return a frame of the host's own; `host_ns` is its clock in nanoseconds."""
    return struct.pack(_HOST, HOST, kind, len(payload), host_ns) + payload


def read_host_frame(frame: bytes) -> tuple[int, int, bytes]:
    """Return `(kind, host_ns, payload)` of a host's frame."""
    _, kind, size, host_ns = struct.unpack_from(_HOST, frame, 0)
    return kind, host_ns, bytes(frame[HOST_SIZE : HOST_SIZE + size])


def cobs_encode(source: bytes | bytearray, size: int, out: bytearray, at: int = 0) -> int:
    """Write the first `size` bytes of `source` into `out` from `at` without any zero among them.

    Returns the position after the last byte written: at most `at + size + size // 254 + 1`.
    """
    code_at = at
    at += 1
    code = 1
    i = 0
    while i < size:
        byte = source[i]
        i += 1
        if byte:
            out[at] = byte
            at += 1
            code += 1
            if code < 255:
                continue
            if i == size:
                break
        out[code_at] = code
        code = 1
        code_at = at
        at += 1
    out[code_at] = code
    return at


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


def seal(buffer: bytearray, size: int) -> int:
    """Append the CRC-32 of the frame in `buffer[:size]` in place; returns the new size."""
    crc = binascii.crc32(memoryview(buffer)[:size])
    buffer[size] = crc & 255
    buffer[size + 1] = (crc >> 8) & 255
    buffer[size + 2] = (crc >> 16) & 255
    buffer[size + 3] = (crc >> 24) & 255
    return size + CRC_SIZE


def wrap(buffer: bytearray, size: int, out: bytearray) -> int:
    """Write COBS(frame, CRC-32) and the closing zero into `out`; returns the bytes written.

    The frame lies in `buffer[:size]`, and four spare bytes behind it are overwritten.
    """
    end = cobs_encode(buffer, seal(buffer, size), out)
    out[end] = 0
    return end + 1


def unwrap(source: bytes | bytearray, size: int, out: bytearray) -> int:
    """Undo `wrap` (no closing zero in `size`); returns the size of the frame in `out` or -1."""
    end = cobs_decode(source, size, out) - CRC_SIZE
    if end < 0:
        return -1
    crc = binascii.crc32(memoryview(out)[:end])
    if (
        out[end] != crc & 255
        or out[end + 1] != (crc >> 8) & 255
        or out[end + 2] != (crc >> 16) & 255
        or out[end + 3] != (crc >> 24) & 255
    ):
        return -1
    return end


def command_line(command: bytes) -> bytes:
    """Return a command as the line of text that goes down a USB cable."""
    return b"#" + binascii.hexlify(command + struct.pack("<I", binascii.crc32(command))) + b"\n"


def read_command_line(line: bytes) -> bytes | None:
    """Return the command in a line, or None: every other line is none of ours."""
    line = line.rstrip()
    if line[:1] != b"#":
        return None
    try:
        sealed = binascii.unhexlify(line[1:])
    except ValueError:
        return None
    command = sealed[:-CRC_SIZE]
    if len(sealed) < CRC_SIZE + 2:
        return None
    return command if sealed[-CRC_SIZE:] == struct.pack("<I", binascii.crc32(command)) else None
