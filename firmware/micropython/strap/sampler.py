"""The sampler: from the sensor's FIFO into the ring, whatever befalls bus and sensor."""

from micropython import const

import repwire as wire

_STAGED = const(16)
_TRIES = const(3)
_FROZEN_MS = const(500)
_FROZEN_RECORDS = const(50)
_RETRY_MS = const(2000)
_TOLD_MS = const(5000)
_MS_MASK = const(0x3FFFFFFF)
_UNKNOWN = const(65535)

# What a SENSOR_ERROR event says.
NO_ANSWER = const(1)
BAD_SETTINGS = const(2)
FROZEN = const(3)


class Sampler:
    """Calls `find()` for a driver, and sets it up anew whenever it fails.

    `settings` has rate_hz, acc_range_g and gyr_range_dps. `sample` is to be called every 50 ms;
    while all is well it allocates nothing.
    """

    def __init__(self, ring, events, clock, settings, find):
        self.settings = settings
        self.driver = None
        self.sensor_state = wire.SENSOR_MISSING
        self.who_am_i = 0
        self.family = 0
        self.errors = 0
        self.max_gap_ms = 0
        self._ring = ring
        self._events = events
        self._clock = clock
        self._find = find
        self._staged = bytearray(_STAGED * wire.STRIDE)
        self._last = bytearray(wire.STRIDE)
        self._alike = 0  # records in a row that are the same
        self._is_epoch_due = True
        self._called_ms = -1
        self._heard_ms = 0  # when samples came last, by the strap's clock too
        self._heard_low = 0
        self._heard_high = 0
        self._code = NO_ANSWER
        self._tried_ms = -1
        self._failing_ms = -1  # since when
        self._is_told = False

    @property
    def epoch(self):
        """The number of the epoch that the next sample is of."""
        return self._ring.next_epoch if self._is_epoch_due else self._ring.epochs[-1].number

    def sample(self, now_ms, ticks_us):
        """Move what the FIFO holds into the ring; `ticks_us` is called for the time."""
        if self._called_ms >= 0:
            gap_ms = (now_ms - self._called_ms) & _MS_MASK
            if gap_ms > self.max_gap_ms:
                self.max_gap_ms = gap_ms
        self._called_ms = now_ms
        if self.driver is not None:
            self._code = self._read(now_ms, ticks_us)
            if not self._code:
                return
        else:
            self._clock.read(ticks_us(), self._ring.head)
        self._mend(now_ms)

    def restart(self, now_ms):
        """Find the sensor and set it up; an epoch begins with the first sample."""
        self._tried_ms = now_ms
        self._heard_ms = now_ms
        self._alike = 0
        self._is_epoch_due = True
        self.driver = None
        self._code = NO_ANSWER
        found = self._find()
        self.who_am_i = found.who_am_i
        self.family = found.family
        self.sensor_state = getattr(found, "sensor_state", wire.SENSOR_FAILED)
        if self.sensor_state != wire.SENSOR_FAILED:
            return
        settings = self.settings
        try:
            found.start(settings.rate_hz, settings.acc_range_g, settings.gyr_range_dps)
            self.driver = found
        except ValueError:
            self._code = BAD_SETTINGS
        except OSError:
            pass

    def _read(self, now_ms, ticks_us):
        """Return 0, or what is wrong."""
        for _ in range(_TRIES):
            try:
                self._drain(now_ms, ticks_us)
            except OSError:
                self.errors += 1
                continue
            if self._alike >= _FROZEN_RECORDS:
                return FROZEN
            return FROZEN if (now_ms - self._heard_ms) & _MS_MASK >= _FROZEN_MS else 0
        return NO_ANSWER

    def _mend(self, now_ms):
        if self._failing_ms < 0:
            self._failing_ms = now_ms
        elif not self._is_told and (now_ms - self._failing_ms) & _MS_MASK >= _TOLD_MS:
            self._is_told = True
            clock = self._clock
            self._events.add(
                wire.SENSOR_ERROR,
                self._code,
                min(self.errors, _UNKNOWN),
                self._ring.head,
                clock.t_low,
                clock.t_high,
            )
        if self._tried_ms < 0 or (now_ms - self._tried_ms) & _MS_MASK >= _RETRY_MS:
            self.restart(now_ms)

    def _drain(self, now_ms, ticks_us):
        ring = self._ring
        clock = self._clock
        stride = self.driver.stride
        room = len(self._staged) // stride
        head = ring.head
        is_new = False
        n = room
        while n == room:
            ticks = ticks_us()
            n = self.driver.drain(self._staged)
            if n < 0:
                self._is_epoch_due = True
                return
            if n:
                if self._is_epoch_due:
                    self._is_epoch_due = False
                    is_new = True
                    ring.begin(stride)
                ring.put(self._staged, n)
                self._watch(n, stride)
        clock.read(ticks, ring.head)
        if is_new:
            self._place(ring.epochs[-1])
        if ring.head == head:
            return
        self._heard_ms = now_ms
        self._heard_low = clock.t_low
        self._heard_high = clock.t_high
        if not self._alike:
            self._failing_ms = -1
            self._is_told = False
            self.sensor_state = wire.SENSOR_OK

    def _place(self, epoch):
        """Say when an epoch began whose samples were there at the anchor."""
        clock = self._clock
        period_ns = 1000000000000 // self.driver.rate_mhz
        t_us = (clock.t_high << 16 | clock.t_low) - (clock.index - epoch.first) * period_ns // 1000
        epoch.t_low = t_us & 0xFFFF
        epoch.t_high = (t_us >> 16) & 0xFFFF
        if epoch.first:
            away_us = (t_us - (self._heard_high << 16 | self._heard_low)) & 0xFFFFFFFF
            epoch.lost = min(away_us * 1000 // period_ns, _UNKNOWN)
        self._events.add(
            wire.EPOCH, epoch.number, epoch.lost, epoch.first, epoch.t_low, epoch.t_high
        )

    def _watch(self, n, stride):
        """Count records that are the same as the one before."""
        staged = self._staged
        last = self._last
        at = 0
        for _ in range(n):
            k = 0
            while k < stride and staged[at + k] == last[k]:
                k += 1
            if k == stride:
                self._alike += 1
            else:
                self._alike = 0
                while k < stride:
                    last[k] = staged[at + k]
                    k += 1
            at += stride
