"""A board made of MicroPython's unix port.

    micropython board.py FLASH

The folder FLASH is its file system, with boot.py, main.py, lib and strap as they lie on a strap.
The ticks begin at REPBELT_TICKS_US and wrap as on the chip. While the firmware sleeps, and now and
then between two of its lines, the radio happens.
"""

import os
import select as host_select
import sys
import time as host_time

STUBS = __file__.rsplit("/", 1)[0] if "/" in __file__ else "."
sys.path[:] = [STUBS, ".frozen"]

# While their folder can still be seen.
import esp32  # noqa: E402, F401
import machine  # noqa: E402, F401
import vfs  # noqa: E402

_TICKS = 1 << 30


class Poll:
    """Stand-in for `select.poll`: while it waits the radio happens."""

    def __init__(self, pump):
        self._poll = host_select.poll()
        self._pump = pump
        self.register = self._poll.register

    def ipoll(self, ms):
        end_us = host_time.ticks_us() + 1000 * ms
        while True:
            found = self._poll.poll(0)
            left_ms = (end_us - host_time.ticks_us()) // 1000
            if found or left_ms <= 0:
                return found
            self._pump(min(left_ms, 1))


class Select:
    """Stand-in for `select`."""

    POLLIN = host_select.POLLIN
    POLLOUT = host_select.POLLOUT

    def __init__(self, pump):
        self._pump = pump

    def poll(self):
        return Poll(self._pump)


class Time:
    """Stand-in for `time`, with the chip's ticks."""

    def __init__(self, start_us, pump):
        self._offset_us = start_us - host_time.ticks_us()
        self._pump = pump

    def ticks_us(self):
        return (host_time.ticks_us() + self._offset_us) % _TICKS

    def ticks_ms(self):
        return (host_time.ticks_us() + self._offset_us) // 1000 % _TICKS

    def ticks_diff(self, end, start):
        return (end - start + _TICKS // 2) % _TICKS - _TICKS // 2

    def sleep_us(self, us):
        host_time.sleep_us(us)

    def sleep_ms(self, ms):
        end_us = host_time.ticks_us() + 1000 * ms
        while self._pump:
            left_ms = (end_us - host_time.ticks_us()) // 1000
            self._pump(max(left_ms, 0))
            if left_ms <= 0:
                return
        host_time.sleep_ms(ms)


pump = None
if os.getenv("BLE_BRIDGE"):
    import bluetooth

    pump = bluetooth.pump
    sys.modules["select"] = Select(pump)
sys.modules["time"] = Time(int(os.getenv("REPBELT_TICKS_US") or "0"), pump)

vfs.umount("/")
vfs.mount(vfs.VfsPosix(sys.argv[1]), "/")
os.chdir("/")
sys.path[:] = ["", ".frozen", "/lib"]

for name in ("boot.py", "main.py"):
    with open(name) as file:  # noqa: PTH123
        source = file.read()
    exec(compile(source, name, "exec"), {"__name__": "__main__"})
