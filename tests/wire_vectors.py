"""The golden vectors of the wire, checked alike by CPython and by MicroPython.

Run by an interpreter with `repwire` on its path; imports nothing else that only one of them has.
"""

import struct

import repwire.host


def _frame(kind: int, epoch: int, count: int, flags: int, index: int, body: bytes) -> bytes:
    header = bytearray(repwire.HEADER_SIZE)
    repwire.write_header(header, kind, epoch, count, flags, index)
    return bytes(header) + body


def _hex(text: str) -> bytes:
    return bytes.fromhex(text.replace(" ", ""))


def _status() -> bytes:
    frame = bytearray(repwire.HEADER_SIZE + repwire.EVENT_SIZE)
    repwire.write_header(frame, repwire.EVENT, 1, 1, 0, 7)
    repwire.write_event(frame, 8, repwire.STATUS, 87, 3912, 5200, 50000000 & 0xFFFF, 50000000 >> 16)
    return bytes(frame)


FRAMES = (
    (
        _frame(repwire.DATA, 1, 1, 0, 0x01020304, struct.pack("<6h", 0, 0, 4096, -1, 256, -32768)),
        "11 01 01 00 04 03 02 01 00 00 00 00 00 10 ff ff 00 01 00 80",
        "04 11 01 01 05 04 03 02 01 01 01 01 01 04 10 ff ff 02 01 06 80 18 1f 74 ee 00",
    ),
    (
        _status(),
        "12 01 01 00 07 00 00 00 01 57 48 0f 50 14 00 00 80 f0 fa 02",
        "04 12 01 01 02 07 01 01 07 01 57 48 0f 50 14 01 09 80 f0 fa 02 4e 62 17 e6 00",
    ),
    (
        repwire.response(repwire.HELLO, 0x2A),
        "13 01 2a 00",
        "04 13 01 2a 05 72 81 41 0d 00",
    ),
    (
        _frame(
            repwire.DATA,
            2,
            2,
            repwire.RESENT | repwire.ACCEL_ONLY,
            1000,
            struct.pack("<6h", 1, 2, 3, 4, 5, 6),
        ),
        "11 02 02 09 e8 03 00 00 01 00 02 00 03 00 04 00 05 00 06 00",
        "07 11 02 02 09 e8 03 01 02 01 02 02 02 03 02 04 02 05 02 06 05 17 f9 ba 76 00",
    ),
)

COMMANDS = (
    (
        struct.pack("<BBIIIH", repwire.ACK, 1, 1000, 1208, 900, 14),
        "06 01 e8 03 00 00 b8 04 00 00 84 03 00 00 0e 00",
        b"#0601e8030000b8040000840300000e003b70231b\n",
    ),
    (
        struct.pack("<BBII", repwire.START, 2, repwire.LIVE, 5208),
        "04 02 ff ff ff ff 58 14 00 00",
        b"#0402ffffffff58140000fdecdc4b\n",
    ),
)


def check() -> int:
    """Check every vector both ways; returns how many there are."""
    for frame, plain, wrapped in FRAMES:
        assert frame == _hex(plain), frame
        assert repwire.host.is_whole(frame)
        buffer = bytearray(frame) + bytearray(repwire.CRC_SIZE)
        out = bytearray(64)
        size = repwire.wrap(buffer, len(frame), out)
        assert bytes(out[:size]) == _hex(wrapped), bytes(out[:size])
        back = bytearray(64)
        assert repwire.host.unwrap(out, size - 1, back) == len(frame)
        assert bytes(back[: len(frame)]) == frame
        out[2] ^= 1
        assert repwire.host.unwrap(out, size - 1, back) == -1
    assert repwire.host.read_index(FRAMES[0][0]) == 0x01020304
    assert repwire.host.read_event(FRAMES[1][0]) == (1, 87, 3912, 5200, 50000000)
    for command, plain, line in COMMANDS:
        assert command == _hex(plain), command
        assert repwire.host.command_line(command) == line, repwire.host.command_line(command)
        assert repwire.read_command_line(line) == command
        assert repwire.read_command_line(line[:-1] + b"\r\n") == command
        for other in (line[1:], line[:-4] + b"\n", b"#zz\n", b"#\n", b">>> #\n", b"#0102\n"):
            assert repwire.read_command_line(other) is None, other
    return len(FRAMES) + len(COMMANDS)


if __name__ == "__main__":
    print(check())
