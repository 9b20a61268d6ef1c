"""Recordings on the strap's flash: their names, and one on its way to a host."""

import os
import struct

from micropython import const

import repwire as wire

_PIECE_HEADER = const(7)


def name_of(number, boot_id, t_ms):
    """Return the name of a recording: all that LIST says of it but the size."""
    return "%04x-%08x-%08x.rep" % (number, boot_id, t_ms)


def files(folder):
    """Return (number, size, boot_id, t_ms) of each recording, in the order they were made."""
    found = []
    try:
        entries = os.listdir(folder)
    except OSError:
        return found  # there was no room for it
    for entry in entries:
        parts = entry[:-4].split("-")
        if [len(part) for part in parts] == [4, 8, 8] and entry[-4:] == ".rep":
            try:
                number, boot_id, t_ms = [int(part, 16) for part in parts]
            except ValueError:
                continue
            found.append((number, os.stat(folder + "/" + entry)[6], boot_id, t_ms))
    found.sort()
    return found


class Reading:
    """Pieces of a file, from `offset` to `end`, as frames; has what a Stream has for the sender.

    `lent(number, offset, end)` is called for each piece that was sent.
    """

    def __init__(self, path, number, offset, end, lent):
        self.frame = bytearray(wire.MAX_NOTIFY_SIZE + wire.CRC_SIZE)
        self.number = number
        self.offset = offset
        self._end = end
        self._lent = lent
        self._size = 0
        self._file = open(path, "rb")  # noqa: SIM115
        self._file.seek(offset)

    def build(self, room):
        """Build the next piece; returns its size. The same again until `sent`.

        0 at the end, or where the flash fails: who asks for the rest is then told so.
        """
        if self._size:
            return self._size
        n = min(self._end - self.offset, room - _PIECE_HEADER)
        if n > 0:
            try:
                n = self._file.readinto(memoryview(self.frame)[_PIECE_HEADER : _PIECE_HEADER + n])
            except OSError:
                n = 0
        if n <= 0:
            return 0
        struct.pack_into("<BHI", self.frame, 0, wire.CHUNK, self.number, self.offset)
        self._size = n + _PIECE_HEADER
        return self._size

    def sent(self):
        """Take in that the last piece is on its way."""
        start = self.offset
        self.offset += self._size - _PIECE_HEADER
        self._size = 0
        self._lent(self.number, start, self.offset)

    def close(self):
        """Read no further."""
        self._file.close()
