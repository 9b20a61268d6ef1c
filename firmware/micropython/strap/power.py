"""The battery, and when to go to sleep."""

from micropython import const

UNKNOWN_PERCENT = const(255)

_READINGS = const(16)
_LOW_PERCENT = const(20)
_LOW_MV = const(3500)
# Well above, or noise would make it low and not low in turn: only charging ends it.
_NO_LONGER_LOW_PERCENT = const(35)
_EMPTY_MV = const(3300)
# Below this nothing is connected to the pin: a cell that is worn out still has more.
_NO_BATTERY_MV = const(2500)

# Millivolts of a lithium cell under little load, and what is left in percent.
_CELL = (
    (4150, 100),
    (4080, 90),
    (3980, 80),
    (3910, 70),
    (3850, 60),
    (3810, 50),
    (3780, 40),
    (3750, 30),
    (3710, 20),
    (3650, 10),
    (3500, 4),
    (3300, 0),
)


class Battery:
    """Means of the last 16 readings: the radio's load makes single ones worthless.

    `percent` (255: unknown), `mv`, `is_low`, and `is_empty`, at which to stop before the board
    browns out.
    """

    def __init__(self):
        self._readings = []
        self._at = 0
        self.mv = 0
        self.percent = UNKNOWN_PERCENT
        self.is_low = False
        self.is_empty = False

    def read(self, mv):
        """Take in a reading, about once a second."""
        if mv < _NO_BATTERY_MV:
            return
        if len(self._readings) < _READINGS:
            self._readings.append(mv)
        else:
            self._readings[self._at] = mv
            self._at = (self._at + 1) % _READINGS
        self.mv = sum(self._readings) // len(self._readings)
        self.percent = percent_left(self.mv)
        if len(self._readings) < _READINGS:
            return
        if self.percent <= _LOW_PERCENT or self.mv <= _LOW_MV:
            self.is_low = True
        elif self.percent >= _NO_LONGER_LOW_PERCENT:
            self.is_low = False
        # What has been empty once stays so until it is switched off.
        self.is_empty = self.is_empty or self.mv <= _EMPTY_MV


def percent_left(mv):
    """Return what is left in a lithium cell of this voltage."""
    above = _CELL[0]
    if mv >= above[0]:
        return 100
    for below in _CELL[1:]:
        if mv >= below[0]:
            share = (mv - below[0]) * (above[1] - below[1]) // (above[0] - below[0])
            return below[1] + share
        above = below
    return 0


class Idle:
    """Tells when nobody has needed the strap for `limit_min` minutes; 0: never."""

    def __init__(self, limit_min):
        self._limit_s = limit_min * 60
        self._since_s = 0

    def needed(self, now_s):
        """Take in that a host is there, or that the strap records."""
        self._since_s = now_s

    def is_over(self, now_s):
        """Tell whether to sleep."""
        return self._limit_s > 0 and now_s - self._since_s >= self._limit_s
