"""Chips on an I2C bus, register by register, and no kinder than the real ones.

Runs under MicroPython and CPython. While no time passes, reading a chip allocates nothing, so a
test may lock the heap around it.
"""

ENODEV = 19
ETIMEDOUT = 116


class Clock:
    """Time that passes only when somebody lets it; microseconds since the start."""

    def __init__(self):
        self.now_us = 0

    def __call__(self):
        return self.now_us

    def spend_us(self, us):
        self.now_us += us

    def sleep_ms(self, ms):
        self.now_us += ms * 1000


class Bus:
    """What `machine.I2C` can do, over chips by address, with the faults of a real bus.

    `clock` returns microseconds. With `spend_us` a transfer takes its time at 400 kHz.
    """

    def __init__(self, clock, chips, spend_us=None):
        self.chips = chips
        self.lose_every = 0
        self.writes = 0
        self._clock = clock
        self.spend_us = spend_us
        self._failing = False
        self._failures = 0
        self._errno = 0
        self._after = 0
        self._skip = 0
        self._hold_ms = 0
        self._hold_skip = 0

    def fail(self, errno, times=1, after=0, skip=0):
        """Let `times` transfers fail behind the next `skip`, each after `after` bytes."""
        self._errno, self._failures, self._after, self._skip = errno, times, after, skip

    def hold_up(self, ms, skip):
        """Let the strap do something else for `ms` behind the next `skip` transfers."""
        self._hold_ms, self._hold_skip = ms, skip

    def scan(self):
        return [address for address in sorted(self.chips) if self._answers(address)]

    def readfrom_mem_into(self, address, register, buffer):
        size = len(buffer)
        chip = self._begin(address, size)
        if self._failing:
            size = min(size, self._after)
        for at in range(size):
            buffer[at] = chip.read(register)
            register = chip.after(register)
        if self._failing:
            raise OSError(self._errno)

    def writeto_mem(self, address, register, buffer):
        chip = self._begin(address, len(buffer))
        if self._failing:
            raise OSError(self._errno)
        self.writes += 1
        if self.lose_every and self.writes % self.lose_every == 0:
            return
        for value in buffer:
            chip.write(register, value)
            register = chip.after(register)

    def _answers(self, address):
        chip = self.chips.get(address)
        return chip is not None and chip.answers(self._clock())

    def _begin(self, address, size):
        """Return the chip, brought up to now; `_failing` says what becomes of this transfer."""
        if self.spend_us:
            self.spend_us(23 * (size + 3))
        if self._hold_skip:
            self._hold_skip -= 1
        elif self._hold_ms:
            self.spend_us(self._hold_ms * 1000)
            self._hold_ms = 0
        if not self._answers(address):
            raise OSError(ENODEV)
        chip = self.chips[address]
        chip.run(self._clock())
        self._failing = False
        if self._skip:
            self._skip -= 1
        elif self._failures:
            self._failures -= 1
            self._failing = True
        return chip


class Fifo:
    """A ring of bytes that overwrites its oldest when full."""

    def __init__(self, capacity, empty=0):
        self._bytes = bytearray(capacity)
        self._empty = empty
        self.capacity = capacity
        self.clear()

    def clear(self):
        self._first = 0
        self.size = 0
        self.overwritten = 0
        self.popped = 0

    def push(self, byte):
        if self.size == self.capacity:
            self.pop()
            self.overwritten += 1
        self._bytes[(self._first + self.size) % self.capacity] = byte
        self.size += 1

    def peek(self, at):
        return self._bytes[(self._first + at) % self.capacity] if at < self.size else self._empty

    def pop(self):
        if not self.size:
            return self._empty
        byte = self._bytes[self._first]
        self._first = (self._first + 1) % self.capacity
        self.size -= 1
        self.popped += 1
        return byte


class Chip:
    """What the families share: a sample clock that is not quite right, and a motion to measure.

    `motion` takes microseconds and returns ax ay az in g and gx gy gz in dps. `rate_error` is the
    error of the chip's own oscillator, 0.04 = 4 % too fast. Where `keep` is set, `made` holds what
    went into the FIFO since it was last emptied, `(t_us, counts)`.
    """

    def __init__(self, motion, rate_error=0.0, keep=False):
        self.registers = bytearray(256)
        self.made = [] if keep else None
        self.motion = motion
        self.rate_error = rate_error
        self.stuck = False
        self.frozen = False
        self._counts = (0, 0, 0, 0, 0, 0)
        self._busy_until_us = 0
        self._now_us = 0
        self._next_ns = 0
        self._period_ns = 0

    def answers(self, now_us):
        return now_us >= self._busy_until_us

    def run(self, now_us):
        """Measure all that is due by `now_us`. `stuck` measures no more, `frozen` the same."""
        self._now_us = now_us
        while self._period_ns and self._next_ns <= now_us * 1000:
            t_us = self._next_ns // 1000
            self._next_ns += self._period_ns
            if self.stuck:
                continue
            if not self.frozen:
                self._counts = self._measure(t_us)
            self._store(t_us, self._counts)

    def _empty(self):
        self.fifo.clear()
        if self.made is not None:
            self.made.clear()

    def _set_rate(self, rate_mhz):
        """Run at this nominal rate, with the chip's own error; 0 stops."""
        period_ns = int(1e12 / (rate_mhz * (1 + self.rate_error))) if rate_mhz else 0
        if period_ns != self._period_ns:
            self._period_ns = period_ns
            self._next_ns = self._now_us * 1000 + period_ns

    def _measure(self, t_us):
        acc_g, gyr_dps = self._scales()
        values = self.motion(t_us)
        return tuple(_counts(values[k], acc_g if k < 3 else gyr_dps) for k in range(6))


def _counts(value, scale):
    """Return what a sensor of this scale makes of a value; one that is off makes nothing."""
    return max(-32768, min(32767, round(value / scale))) if scale else 0
