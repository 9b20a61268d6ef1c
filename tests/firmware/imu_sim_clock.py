"""MicroPython's ticks under a test's control: they wrap at 2**30."""

_MASK = 0x3FFFFFFF


class TicksClock:
    def __init__(self, now_us):
        self._now_us = now_us

    def pass_us(self, us):
        self._now_us += us

    def ticks_us(self):
        return self._now_us & _MASK

    def ticks_diff(self, end, start):
        return ((end - start + 0x20000000) & _MASK) - 0x20000000
