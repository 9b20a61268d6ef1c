"""What the strap says by light and vibration: patterns of milliseconds on, off, on, off …"""

import asyncio

from micropython import const

# Said once.
CONNECTED = (60, 100, 60, 100)
READY = (500, 100)
GOODBYE = (200, 100, 200, 100)
# Said again and again.
WAITING = (30, 3000)
CALM = (10, 10000)
RECORDING = (30, 150, 30, 3000)
LOW_BATTERY = (30, 200, 30, 200, 30, 3000)
NO_SENSOR = (600, 400)
IDENTIFY = (120, 120)

_STEP_MS = const(50)


class Led:
    """Calls `switch(is_on)`; what is said once comes before what is said again and again."""

    def __init__(self, switch):
        self.mood = WAITING
        self._switch = switch
        self._once = []

    def say(self, pattern, times=1):
        """Say a pattern, after those still to be said."""
        if len(self._once) < 8:
            self._once.append((pattern, times))

    async def play(self):
        """Play for ever."""
        while True:
            pattern, times = self._once.pop(0) if self._once else (self.mood, 1)
            for _ in range(times):
                for k in range(0, len(pattern), 2):
                    self._switch(1)
                    await asyncio.sleep_ms(pattern[k])
                    self._switch(0)
                    await self._dark(pattern[k + 1])

    async def _dark(self, ms):
        """Wait, but not when there is something new to be said."""
        while ms > 0 and not (ms > 500 and self._once):
            await asyncio.sleep_ms(min(ms, _STEP_MS))
            ms -= _STEP_MS
