"""The frames on the wire, for CPython and MicroPython alike.

The strap imports it from /lib, the host from the wheel; what the host alone needs is in
`repwire.host`, where it costs a strap no memory. Integers are little-endian. What the strap
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

HEADER_SIZE = const(8)
EVENT_SIZE = const(12)
RESPONSE_SIZE = const(4)
CRC_SIZE = const(4)
STRIDE = const(12)
STRIDE_ACCEL_ONLY = const(6)
# Fills one Bluetooth packet.
MAX_NOTIFY_SIZE = const(244)
INDEX_LIMIT = const(0x40000000)
LIVE = 0xFFFFFFFF
PROTOCOL = const(1)
# Counts additions: 1 brought READ_INFO and SET_KEY, 2 FAILED and IS_FULL.
PROTOCOL_MINOR = const(2)

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
LOG = const(10)

# What STORAGE says of a recording on the strap.
STORAGE_BEGUN = const(0)
STORAGE_STOPPED = const(1)
STORAGE_FULL = const(2)

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
FAILED = const(10)

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
IS_FULL = const(64)
SENSOR_OK = const(0)
SENSOR_MISSING = const(1)
SENSOR_UNKNOWN = const(2)
SENSOR_FAILED = const(3)


def write_header(
    buffer: bytearray, kind: int, epoch: int, count: int, flags: int, index: int
) -> None:
    """Write the header of a DATA or EVENT frame; `index` is an event's sequence number."""
    struct.pack_into("<BBBBI", buffer, 0, kind, epoch, count, flags, index)


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
    struct.pack_into("<BBHIHH", buffer, at, kind, a, b, index, t_low, t_high)


def response(op: int, request: int, status: int = OK, payload: bytes = b"") -> bytes:
    """Return a RESPONSE frame."""
    return bytes((RESPONSE, op, request, status)) + payload


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


def seal(buffer: bytearray, size: int) -> int:
    """Append the CRC-32 of the frame in `buffer[:size]` in place; returns the new size."""
    struct.pack_into("<I", buffer, size, binascii.crc32(memoryview(buffer)[:size]))
    return size + CRC_SIZE


def wrap(buffer: bytearray, size: int, out: bytearray) -> int:
    """Write COBS(frame, CRC-32) and the closing zero into `out`; returns the bytes written.

    The frame lies in `buffer[:size]`, and four spare bytes behind it are overwritten.
    """
    end = cobs_encode(buffer, seal(buffer, size), out)
    out[end] = 0
    return end + 1


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
