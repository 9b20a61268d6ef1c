"""What happened: the newest 32 events by their number since boot."""

from micropython import const

from repwire import EVENT_SIZE, write_event

_KEPT = const(32)


class Events:
    """Events `tail` … `head` - 1, as they stand in a frame."""

    def __init__(self):
        self.head = 0
        self._bytes = bytearray(_KEPT * EVENT_SIZE)

    @property
    def tail(self):
        return max(0, self.head - _KEPT)

    def add(self, kind, a, b, index, t_low, t_high):
        """Keep an event; the oldest makes room."""
        at = self.head % _KEPT * EVENT_SIZE
        write_event(self._bytes, at, kind, a, b, index, t_low, t_high)
        self.head += 1

    def copy(self, number, n, out, at):
        """Copy events `number` … + n to byte `at`."""
        for k in range(number, number + n):
            source = k % _KEPT * EVENT_SIZE
            end = source + EVENT_SIZE
            while source < end:
                out[at] = self._bytes[source]
                source += 1
                at += 1
