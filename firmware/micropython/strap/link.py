"""The session: commands in, answers and frames out. No input or output; time is an argument."""

import struct

from micropython import const

import repwire as wire
from strap.stream import Stream

_OWNER_SILENT_MS = const(5000)
_SILENT_MS = const(10000)
_REMEMBER_MS = const(5000)
_MAX_ANSWERS = const(8)
_MS_MASK = const(0x3FFFFFFF)
_NEED_NO_HELLO = (wire.HELLO, wire.IDENTIFY, wire.READ_INFO)
# Heard again these are done again; all others are answered from memory.
_DONE_AGAIN = (wire.ACK, wire.TIME, wire.READ, wire.LIST, wire.READ_INFO, wire.GET_CONFIG)


class RefusedError(Exception):
    """A command is not done; `status` says why, `payload` what its answer goes on with."""

    def __init__(self, status, payload=b""):
        super().__init__(status)
        self.status = status
        self.payload = payload


class Session:
    """One host at a time, over whatever link it came.

    A link is any object with `room`, the bytes of the longest frame it carries, and `is_cable`.
    `deeds` does what needs more than the session: see `strap.deeds`.
    """

    def __init__(self, ring, events, clock, deeds):
        self.stream = Stream(ring, events, clock)
        self.owner = None
        self.acked = -1  # behind the last sample that a host has for sure; -1 without one
        self.answers = []  # (link, frame)
        self.reading = None  # what of a file is on its way to the host
        self._ring = ring
        self._clock = clock
        self._deeds = deeds
        self._heard_ms = 0
        self._memory = (None, b"", b"", 0)  # link, command, its answer, when

    def hear(self, link, command, now_ms, ticks_us):
        """Take in a command that came at `ticks_us`; its answer waits in `answers`."""
        if len(command) < 2:
            return
        if link is self.owner:
            self._heard_ms = now_ms
        known_link, known, answer, when_ms = self._memory
        is_recent = (now_ms - when_ms) & _MS_MASK < _REMEMBER_MS
        if not (known_link is link and known == command and is_recent):
            answer = self._do(link, command, now_ms, ticks_us)
        if answer and len(self.answers) < _MAX_ANSWERS:
            self.answers.append((link, answer))

    def lost(self, link):
        """Take in that a link is gone."""
        self.answers = [answer for answer in self.answers if answer[0] is not link]
        if self._memory[0] is link:
            self._memory = (None, b"", b"", 0)
        if link is self.owner:
            self._end()

    def is_silent(self, now_ms):
        """Tell whether the host was silent for too long, and end its session if so."""
        if self.owner is None or (now_ms - self._heard_ms) & _MS_MASK < _SILENT_MS:
            return False
        self._end()
        return True

    def read(self, reading):
        """Send this after all else, and nothing that was asked for before; None: nothing."""
        if self.reading:
            self.reading.close()
        self.reading = reading

    def stamped(self, answer, ticks_us):
        """Return an answer with the moment of its sending, where it carries that."""
        if answer[1] != wire.TIME or answer[3] != wire.OK:
            return answer
        return answer[:16] + struct.pack("<I", self._clock.us(ticks_us))

    def introduction(self, room):
        """Return what HELLO answers on a link with this room."""
        ring = self._ring
        deeds = self._deeds
        return struct.pack(
            wire.HELLO_PAYLOAD,
            wire.PROTOCOL,
            deeds.state(),
            room + 3,
            deeds.boot_id,
            ring.head,
            ring.tail,
        )

    def _do(self, link, command, now_ms, ticks_us):
        """Do a command; returns its answer, None where it has none."""
        op = command[0]
        try:
            if link is not self.owner and op not in _NEED_NO_HELLO:
                raise RefusedError(wire.BAD_STATE)
            if op == wire.HELLO:
                payload = self._hello(link, command, now_ms)
            elif op == wire.START:
                payload = self._start(command)
            elif op == wire.STOP:
                payload = self._stop()
            elif op == wire.ACK:
                return self._ack(command)
            elif op == wire.TIME:
                _check(len(command) == 10)
                payload = command[2:] + struct.pack("<II", self._clock.us(ticks_us), 0)
            else:
                payload = self._deeds.do(self, link, op, command[2:])
            answer = wire.response(op, command[1], wire.OK, payload)
        except RefusedError as refused:
            answer = wire.response(op, command[1], refused.status, refused.payload)
            if refused.status != wire.GONE:
                return None if op == wire.ACK else answer
        if op not in _DONE_AGAIN:
            self._memory = (link, command, answer, now_ms)
        return answer

    def _hello(self, link, command, now_ms):
        _check(len(command) in (12, 18) and command[2] == wire.PROTOCOL)
        if not self._deeds.is_known(link, command[4:12], command[12:]):
            raise RefusedError(wire.NOT_AUTHORIZED)
        is_recent = (now_ms - self._heard_ms) & _MS_MASK < _OWNER_SILENT_MS
        if is_recent and self.owner not in (None, link):
            raise RefusedError(wire.BUSY)
        self._end()
        self.owner = link
        self._heard_ms = now_ms
        return self.introduction(link.room)

    def _start(self, command):
        _check(len(command) == 10)
        ring = self._ring
        if not ring.epochs and not self._deeds.has_sensor():
            raise RefusedError(wire.NO_SENSOR)
        wanted, limit = struct.unpack("<II", command[2:])
        if wanted == wire.LIVE:
            wanted = ring.head
        _check(wanted <= ring.head)
        first = max(wanted, ring.tail)
        self.acked = first
        self.stream.start(first, limit)
        if limit > ring.head:  # else it only fetches the rest
            self._deeds.started()
        if first > wanted:
            raise RefusedError(wire.GONE, struct.pack("<I", first))
        return struct.pack("<I", first)

    def _stop(self):
        self.stream.stop()
        self.acked = -1
        return struct.pack("<II", self.stream.next, self._ring.head)

    def _ack(self, command):
        if len(command) < 10 or not self.stream.is_live:
            return
        acked, limit = struct.unpack("<II", command[2:10])
        if acked > self.stream.next:
            return
        self.acked = max(self.acked, acked)
        self.stream.limit_to(limit)
        ranges = [struct.unpack_from("<IH", command, k) for k in range(10, len(command) - 5, 6)]
        self.stream.again([(first, first + n) for first, n in ranges])

    def _end(self):
        self.owner = None
        self.read(None)
        self.stream.stop()


def _check(is_right):
    if not is_right:
        raise RefusedError(wire.BAD_ARGUMENT)
