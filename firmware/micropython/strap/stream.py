"""What goes to a host that has started: events, what it misses, then what is new."""

from micropython import const

import repwire as wire

# One more drain after the first: the oldest sample is then 100 ms old.
_FLUSH_MS = const(50)
_MS_MASK = const(0x3FFFFFFF)

# What the last frame carries.
_EPOCH = const(0)
_EVENTS = const(1)
_STATUS = const(2)
_MISSING = const(3)
_LIVE = const(4)


class Stream:
    """Frames in the order of their need, built in `frame`; building one allocates nothing.

    `frame` has four spare bytes for the checksum of a cable.
    """

    def __init__(self, ring, events, clock):
        self.ring = ring
        self.events = events
        self.clock = clock
        self.frame = bytearray(wire.MAX_NOTIFY_SIZE + wire.CRC_SIZE)
        self.is_live = False
        self.next = 0  # the sample to be sent next
        self._limit = 0
        self._missing = []  # [from, end] that the host asks for again
        self._event = 0
        self._epochs = []  # to be said again
        self._status = bytearray(wire.EVENT_SIZE)
        self._is_status_due = False
        self._waiting_ms = -1  # since when samples wait for a frame to be full
        self._taken = _LIVE
        self._taken_n = 0

    def start(self, first, limit):
        """Begin at a sample that the ring holds."""
        ring = self.ring
        self.next = first
        self._missing = []
        self._event = self.events.tail
        self._epochs = [e for e in ring.epochs if ring.end_of(e.first) >= first]
        self._waiting_ms = -1
        self.limit_to(limit)
        self.is_live = True

    def stop(self):
        """Send nothing more."""
        self.is_live = False
        self._is_status_due = False

    def limit_to(self, limit):
        """Send no sample from `limit` on."""
        self._limit = min(limit, wire.INDEX_LIMIT - 1)

    def again(self, missing):
        """Send these [from, end] once more, and nothing that was asked for before."""
        self._missing = []
        for first, end in missing:
            end = min(end, self.next)
            if first < min(end, self.ring.tail):
                self._overrun()
                first = self.ring.tail
            if first < end:
                self._missing.append([first, end])

    def status(self, percent, millivolts):
        """Tell the latest anchor and the battery."""
        clock = self.clock
        wire.write_event(
            self._status,
            0,
            wire.STATUS,
            percent,
            millivolts,
            clock.index,
            clock.t_low,
            clock.t_high,
        )
        self._is_status_due = self.is_live

    def build(self, now_ms, room):
        """Build the frame to be sent next, of at most `room` bytes; returns its size or 0.

        It counts as sent only by `sent`.
        """
        if not self.is_live or not self.ring.epochs:
            return 0
        if self._epochs or self._is_status_due or self._event < self.events.head:
            return self._build_events(room)
        while self._missing:
            first, end = self._missing[0]
            first = max(first, self.ring.tail)
            if first < end:
                self._missing[0][0] = first
                return self._build_samples(_MISSING, first, end, room)
            self._missing.pop(0)
        return self._build_live(now_ms, room)

    def sent(self):
        """Take in that the last frame built is on its way."""
        n = self._taken_n
        if self._taken == _LIVE:
            self.next += n
            self._waiting_ms = -1
        elif self._taken == _MISSING:
            self._missing[0][0] += n
        elif self._taken == _EVENTS:
            self._event += n
        elif self._taken == _STATUS:
            self._is_status_due = False
        else:
            self._epochs.pop(0)

    def _build_events(self, room):
        events = self.events
        frame = self.frame
        self._event = max(self._event, events.tail)
        number = self._event
        self._taken_n = 1
        if self._epochs:
            self._taken = _EPOCH
            e = self._epochs[0]
            wire.write_event(frame, 8, wire.EPOCH, e.number, e.lost, e.first, e.t_low, e.t_high)
        elif number < events.head:
            self._taken = _EVENTS
            self._taken_n = min(events.head - number, (room - wire.HEADER_SIZE) // wire.EVENT_SIZE)
            events.copy(number, self._taken_n, frame, wire.HEADER_SIZE)
        else:
            self._taken = _STATUS
            number = events.head
            for k in range(wire.EVENT_SIZE):
                frame[wire.HEADER_SIZE + k] = self._status[k]
        epoch = self.ring.epochs[-1].number
        wire.write_header(frame, wire.EVENT, epoch, self._taken_n, 0, number)
        return wire.HEADER_SIZE + self._taken_n * wire.EVENT_SIZE

    def _build_live(self, now_ms, room):
        ring = self.ring
        end = min(ring.head, self._limit)
        if end <= self.next:
            self._waiting_ms = -1
            return 0
        if self.next < ring.tail:
            self._overrun()
            self.next = ring.tail
            return self._build_events(room)
        if self._waiting_ms < 0:
            self._waiting_ms = now_ms
        stride = ring.epoch_of(self.next).stride
        is_full = end - self.next >= (room - wire.HEADER_SIZE) // stride
        is_last = ring.end_of(self.next) < ring.head or end == self._limit
        if is_full or is_last or (now_ms - self._waiting_ms) & _MS_MASK >= _FLUSH_MS:
            return self._build_samples(_LIVE, self.next, end, room)
        return 0

    def _build_samples(self, taken, first, end, room):
        ring = self.ring
        epoch = ring.epoch_of(first)
        stride = epoch.stride
        here = min(end, ring.end_of(first))
        n = min(here - first, (room - wire.HEADER_SIZE) // stride)
        flags = ring.copy(first, n, self.frame, wire.HEADER_SIZE)
        if stride == wire.STRIDE_ACCEL_ONLY:
            flags |= wire.ACCEL_ONLY
        if taken == _MISSING:
            flags |= wire.RESENT
        if first + n < end:
            flags |= wire.MORE
        self._taken = taken
        self._taken_n = n
        wire.write_header(self.frame, wire.DATA, epoch.number, n, flags, first)
        return wire.HEADER_SIZE + n * stride

    def _overrun(self):
        clock = self.clock
        self.events.add(wire.RING_OVERRUN, 0, 0, self.ring.tail, clock.t_low, clock.t_high)
