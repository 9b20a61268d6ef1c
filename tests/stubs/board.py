"""A board made of MicroPython's unix port.

    micropython board.py FLASH

The folder FLASH is its file system, with boot.py, main.py, lib and strap as they lie on a strap.
The ticks begin at REPBELT_TICKS_US and wrap as on the chip; they run REPBELT_SPEED times as fast as
the world. While the firmware sleeps, and now and then between two of its lines, the radio happens.
REPBELT_STALLS, "80:300": so many ms everything stands still when the flash is written, and when
memory is tidied.

A file `rec.img` in FLASH stands for the flash that recordings go to; the size of the one is that of
the other. A file `hurry` says for how many seconds nothing is waited for: the strap lives through
them as fast as it can, by a clock that only its waiting moves. Then the file is gone.
"""

import builtins
import gc as host_gc
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
_SPEED = int(os.getenv("REPBELT_SPEED") or "1")


class Poll:
    """Stand-in for `select.poll`: while it waits the radio happens."""

    def __init__(self, clock):
        self._poll = host_select.poll()
        self._clock = clock
        self.register = self._poll.register

    def ipoll(self, ms):
        end_us = self._clock.us() + 1000 * ms
        while True:
            found = self._poll.poll(0)
            left_us = end_us - self._clock.us()
            if found or left_us <= 0:
                return found
            # A pipe is not heard of while only the radio is waited for.
            self._clock.wait_us(
                min(left_us, 1000 * _SPEED) if self._clock.pump else left_us, self._poll
            )


class Select:
    """Stand-in for `select`."""

    POLLIN = host_select.POLLIN
    POLLOUT = host_select.POLLOUT

    def __init__(self, clock):
        self._clock = clock

    def poll(self):
        return Poll(self._clock)


class Clock:
    """Microseconds that do not wrap, and how they pass."""

    def __init__(self, start_us, pump):
        self.pump = pump
        self._offset_us = start_us - host_time.ticks_us() * _SPEED
        self._hurried_us = 0  # the present, while it only moves by waiting
        self._hurry_end_us = 0

    def us(self):
        return self._hurried_us or host_time.ticks_us() * _SPEED + self._offset_us

    def wait_us(self, us, poll=None):
        """Wait, at most until `poll` has something."""
        if self._hurried_us or self._has_to_hurry():
            if self.pump:
                self.pump(0)
            self._hurried_us += us
            if self._hurried_us >= self._hurry_end_us:
                self._offset_us = self._hurried_us - host_time.ticks_us() * _SPEED
                self._hurried_us = 0
                os.remove("/hurry")  # noqa: PTH107
        elif self.pump:
            self.pump(us // _SPEED // 1000)
        elif poll:
            poll.poll((us // _SPEED + 999) // 1000)
        else:
            host_time.sleep_us(us // _SPEED)

    def _has_to_hurry(self):
        try:
            with open("/hurry") as file:  # noqa: PTH123
                seconds = int(file.read())
        except (OSError, ValueError):
            return False
        self._hurried_us = self.us()
        self._hurry_end_us = self._hurried_us + 1000000 * seconds
        return True


class Time:
    """Stand-in for `time`, with the chip's ticks."""

    def __init__(self, clock):
        self._clock = clock

    def ticks_us(self):
        return self._clock.us() % _TICKS

    def ticks_ms(self):
        return self._clock.us() // 1000 % _TICKS

    def ticks_diff(self, end, start):
        return (end - start + _TICKS // 2) % _TICKS - _TICKS // 2

    def sleep_us(self, us):
        host_time.sleep_us(us)

    def sleep_ms(self, ms):
        end_us = self._clock.us() + 1000 * ms
        while True:
            left_us = end_us - self._clock.us()
            if left_us <= 0:
                return
            self._clock.wait_us(left_us)


class Gc:
    """Stand-in for `gc`, as slow as with much memory."""

    mem_free = host_gc.mem_free
    mem_alloc = host_gc.mem_alloc
    threshold = host_gc.threshold

    def __init__(self, stall):
        self._stall = stall

    def collect(self):
        self._stall()
        host_gc.collect()


class File:
    """A file on a flash that holds everything up when it is written."""

    def __init__(self, file, stall):
        self._file = file
        self._stall = stall
        self.write = file.write

    def flush(self):
        self._stall()
        self._file.flush()

    def close(self):
        self._stall()
        self._file.close()


def stalling(ms):
    return lambda: host_time.sleep_ms(ms // _SPEED)


def opening(stall, real=open):
    def opened(path, mode="r"):
        file = real(path, mode)
        return File(file, stall) if mode == "wb" else file

    return opened


pump = None
if os.getenv("REPBELT_STALLS"):
    write_ms, collect_ms = [int(ms) for ms in os.getenv("REPBELT_STALLS").split(":")]
    builtins.open = opening(stalling(write_ms))
    sys.modules["gc"] = Gc(stalling(collect_ms))
if os.getenv("BLE_BRIDGE"):
    import bluetooth

    pump = bluetooth.pump
clock = Clock(int(os.getenv("REPBELT_TICKS_US") or "0"), pump)
sys.modules["select"] = Select(clock)
sys.modules["time"] = Time(clock)
image = None
if "rec.img" in os.listdir(sys.argv[1]):  # noqa: PTH208
    import flash

    image = open(sys.argv[1] + "/rec.img", "r+b")  # noqa: SIM115, PTH123

vfs.umount("/")
vfs.mount(vfs.VfsPosix(sys.argv[1]), "/")
if image:
    flash.mount("/rec", image)
os.chdir("/")
sys.path[:] = ["", ".frozen", "/lib"]

for name in ("boot.py", "main.py"):
    with open(name) as file:  # noqa: PTH123
        source = file.read()
    exec(compile(source, name, "exec"), {"__name__": "__main__"})
