"""The strap's clock: ticks that wrap at 2**30 µs, extended to 2**32; and the anchor.

Times are kept as two halves of 16 bits: a number of 2**30 or more would be allocated.
"""

from micropython import const

_TICKS_MASK = const(0x3FFFFFFF)


class Clock:
    """Microseconds since boot, as `t_high << 16 | t_low`, and when sample `index` was next.

    Read it at least every 17 minutes.
    """

    def __init__(self, ticks_us):
        self.t_low = 0
        self.t_high = 0
        self.index = 0
        self._wraps = 0
        self._ticks_us = ticks_us

    def read(self, ticks_us, index):
        """Take an anchor: `index` samples were made when the ticks were read."""
        self._extend(ticks_us)
        self.index = index

    def us(self, ticks_us):
        """Return the time of these ticks, modulo 2**32; they may be a little old."""
        age = (self._ticks_us - ticks_us) & _TICKS_MASK
        if age > _TICKS_MASK >> 1:
            age -= _TICKS_MASK + 1
        return ((self.t_high << 16 | self.t_low) - age) & 0xFFFFFFFF

    def ms(self):
        """Return the time of the last reading in milliseconds, modulo 2**32."""
        us = (self._wraps << 32) + (self.t_high << 16) + self.t_low
        return us // 1000 & 0xFFFFFFFF

    def _extend(self, ticks_us):
        passed = (ticks_us - self._ticks_us) & _TICKS_MASK
        self._ticks_us = ticks_us
        low = self.t_low + (passed & 0xFFFF)
        high = self.t_high + (passed >> 16) + (low >> 16)
        self.t_low = low & 0xFFFF
        self.t_high = high & 0xFFFF
        self._wraps += high >> 16
