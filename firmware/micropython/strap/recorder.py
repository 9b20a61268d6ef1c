"""The recorder: what goes to no host goes to flash, as a host would have written it."""

import os

from micropython import const

import repwire as wire
from strap.files import files, name_of
from strap.stream import Stream

_SEGMENT_BYTES = const(65536)
_FLUSH_BYTES = const(4096)
_MOST_FILES = const(64)
_RESERVE_BYTES = const(16384)
_AT_ONCE = const(3)


class Recorder:
    """Writes what a Stream builds into files of 64 kB, each readable by itself.

    `heading()` returns the frames every file begins with. A file is flushed every 4 kB: what a
    power cut takes is younger. OSError never leaves it: a full flash stops the recording.
    """

    def __init__(self, folder, ring, events, clock, boot_id, heading):
        self.folder = folder
        self.number = 0  # of the file being written; 0 for none
        self.is_by_itself = False  # begun without being asked to
        self.is_full = False  # there is no room for another
        self.stream = Stream(ring, events, clock)
        self._ring = ring
        self._events = events
        self._clock = clock
        self._boot_id = boot_id
        self._heading = heading
        self._wrapped = bytearray(wire.MAX_NOTIFY_SIZE + wire.CRC_SIZE + 3)
        self._file = None
        self._size = 0
        self._flushed = 0
        self._lent = {}  # number: how many bytes from its start on a host was given

    def start(self, first, is_by_itself):
        """Record from a sample on; returns the file's number, 0 if there is no room."""
        self.is_by_itself = is_by_itself
        if not self.number:
            try:
                self._open(max(first, self._ring.tail))
            except OSError:
                self._give_up()
        return self.number

    def stop(self):
        """Write what is left and close the file."""
        if not self.number:
            return
        try:
            # By the second time no frame waits any longer to be full.
            for now_ms in (0, 1000):
                while self._write(self.stream.build(now_ms, wire.MAX_NOTIFY_SIZE)):
                    pass
            self._close(wire.STORAGE_STOPPED)
        except OSError:
            self._give_up()

    def step(self):
        """Write the frames that are full, a few at a time."""
        if not self.number:
            return
        try:
            for _ in range(_AT_ONCE):
                if not self._write(self.stream.build(0, wire.MAX_NOTIFY_SIZE)):
                    return
                if self._size - self._flushed >= _FLUSH_BYTES:
                    self._file.flush()
                    self._flushed = self._size
                if self._size >= _SEGMENT_BYTES:
                    self._close(wire.STORAGE_STOPPED)
                    self._open(self.stream.next)
        except OSError:
            self._give_up()

    def files(self):
        """Return (number, readable size, boot_id, t_ms) of each recording, the oldest first."""
        return [
            (number, self._flushed if number == self.number else size, boot_id, t_ms)
            for number, size, boot_id, t_ms in files(self.folder)
        ]

    def find(self, number):
        """Return path and readable size of a recording, (None, 0) if there is none."""
        for found, size, boot_id, t_ms in self.files():
            if found == number:
                return self.folder + "/" + name_of(number, boot_id, t_ms), size
        return None, 0

    def lend(self, number, offset, end):
        """Take in that a host is given this part of a recording."""
        if offset <= self._lent.get(number, 0) < end:
            self._lent[number] = end

    def delete(self, number):
        """Delete a recording; False for one that is being written or that no host has read."""
        path, size = self.find(number)
        if number == self.number or self._lent.get(number, 0) < size:
            return False
        os.remove(path)
        self._lent.pop(number, None)  # of an empty one there was nothing to give
        self.look()
        return True

    def look(self):
        """Learn whether another recording can be begun."""
        try:
            room = os.statvfs(self.folder)
            n = len(files(self.folder))
            self.is_full = n >= _MOST_FILES or room[0] * room[4] < _RESERVE_BYTES
        except OSError:
            self.is_full = True

    def _open(self, first):
        self.look()
        if self.is_full:
            raise OSError(28)
        present = files(self.folder)
        number = present[-1][0] % 0xFFFF + 1 if present else 1
        name = name_of(number, self._boot_id, self._clock.ms())
        self._file = open(self.folder + "/" + name, "wb")  # noqa: SIM115
        self._size = 0
        self._flushed = 0
        self.number = number
        for frame in self._heading():
            n = wire.wrap(bytearray(frame) + bytes(wire.CRC_SIZE), len(frame), self._wrapped)
            self._put(n)
        self.stream.start(first, wire.INDEX_LIMIT)
        self._tell(wire.STORAGE_BEGUN)

    def _write(self, size):
        if size:
            self._put(wire.wrap(self.stream.frame, size, self._wrapped))
            self.stream.sent()
        return size

    def _put(self, n):
        if self._file.write(memoryview(self._wrapped)[:n]) != n:
            raise OSError(28)
        self._size += n

    def _close(self, why):
        number = self.number
        self.number = 0
        self.stream.stop()
        self._file.close()
        self._tell(why, number)

    def _give_up(self):
        number = self.number
        self.number = 0
        self.stream.stop()
        try:
            if self._file:
                self._file.close()
        except OSError:
            pass  # what was flushed is there
        self.look()
        self._tell(wire.STORAGE_FULL, number)

    def _tell(self, what, number=0):
        clock = self._clock
        self._events.add(
            wire.STORAGE,
            what,
            number or self.number,
            self._ring.head,
            clock.t_low,
            clock.t_high,
        )
