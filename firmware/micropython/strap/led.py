"""What the strap says by light and vibration: patterns of milliseconds, on and off in turn."""

from micropython import const

# Said once.
CONNECTED = (60, 100, 60, 100)
READY = (500, 100)
# Said again and again.
WAITING = (30, 3000)
CALM = (10, 10000)
RECORDING = (30, 150, 30, 3000)
LOW_BATTERY = (30, 200, 30, 200, 30, 3000)
FULL = (500, 200, 30, 3000)
NO_SENSOR = (600, 400)
IDENTIFY = (120, 120)

_MS_MASK = const(0x3FFFFFFF)


class Led:
    """Calls `switch(is_on, is_once)`; what is said once comes before what is said for ever."""

    def __init__(self, switch):
        self.mood = WAITING
        self._switch = switch
        self._once = None
        self._times = 0
        self._is_once = False
        self._pattern = WAITING
        self._place = 0
        self._since_ms = 0

    def say(self, pattern, times=1):
        """Say a pattern now."""
        self._once = pattern
        self._times = times
        self._place = -1

    def step(self, now_ms):
        """Switch if it is time to."""
        if self._place >= 0:
            if (now_ms - self._since_ms) & _MS_MASK < self._pattern[self._place]:
                return
            self._place += 1
        if not 0 <= self._place < len(self._pattern):
            self._place = 0
            self._is_once = self._times > 0
            self._pattern = self._once if self._times else self.mood
            self._times = max(self._times - 1, 0)
        self._since_ms = now_ms
        self._switch(1 - self._place % 2, self._is_once)
