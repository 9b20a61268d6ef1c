"""The cable: frames go up as COBS(frame, CRC-32) and a zero, commands come down as `#hex` lines.

Nothing binary comes down, so Ctrl-C and mpremote always work.
"""

import select

from micropython import const

import repwire as wire
from strap.sender import BUSY, LOST, SENT

# A command of 128 bytes in hex, its checksum and the line's ends.
_MAX_LINE = const(268)
_AT_ONCE = const(128)
_PAUSE_MS = const(2)


class Usb:
    """A link over the two streams of a terminal."""

    is_cable = True
    room = wire.MAX_NOTIFY_SIZE
    pause_ms = _PAUSE_MS

    def __init__(self, lines_in, frames_out):
        self._in = lines_in
        self._out = frames_out
        self._wrapped = bytearray(wire.MAX_NOTIFY_SIZE + wire.CRC_SIZE + 3)
        self._byte = bytearray(1)
        self._line = bytearray(_MAX_LINE)
        self._size = 0
        self._more = select.poll()
        self._more.register(lines_in, select.POLLIN)
        self._ready = select.poll()
        self._ready.register(frames_out, select.POLLOUT)

    def send(self, frame, size):
        """Send `frame[:size]`, behind which lie four spare bytes: SENT, BUSY or LOST."""
        # A reader that sleeps must not hold up the sampler.
        for _, flags in self._ready.ipoll(0):
            if flags & select.POLLOUT:
                break
            return LOST
        else:
            return BUSY
        n = wire.wrap(frame, size, self._wrapped)
        try:
            self._out.write(self._wrapped, 0, n)
        except OSError:
            return LOST
        return SENT

    def drop(self):
        """Do nothing: a cable stays."""

    def wait(self, ms):
        """Wait, but not when something comes: its moment of arrival is part of what is said."""
        for _ in self._more.ipoll(ms):
            return

    def step(self, hear):
        """Call `hear(self, command)` for what has come; False when the other end is gone for good.

        Not more than a little at a time: a cable full of noise must not stop the sampler.
        """
        for _ in range(_AT_ONCE):
            if not self._has_more():
                break
            try:
                if not self._in.readinto(self._byte):
                    return False
            except OSError:
                return False
            self._take(self._byte[0], hear)
        return True

    def _take(self, byte, hear):
        """Take in one byte; at the end of a line that fits, its command is heard."""
        if byte not in (10, 13):
            if self._size < _MAX_LINE:
                self._line[self._size] = byte
                self._size += 1
            return
        if 0 < self._size < _MAX_LINE:
            command = wire.read_command_line(bytes(self._line[: self._size]))
            if command:
                hear(self, command)
        self._size = 0

    def _has_more(self):
        for _ in self._more.ipoll(0):
            return True
        return False
