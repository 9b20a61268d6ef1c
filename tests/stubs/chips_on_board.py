"""A sensor chip for the stand-in of `machine`, in the board's own time, as the environment says.

REPBELT_CHIP        "68:19": the chip whose WHO_AM_I is 19 at address 68, both in hex
REPBELT_CHIP_ERROR  how far its clock is off, "-0.06": 6 % too slow
REPBELT_CHIP_TROUBLE  "silent:3:5": from second 3 to 5 after the start it does not answer;
                    "frozen" measures the same, "stuck" nothing more, "hang" never ends
"""

import os
import time

import machine
from chips import Bus
from chips_lsm6 import LSM6_CHIPS, lsm6_chip
from chips_mpu import MpuChip

_SPEED = int(os.getenv("REPBELT_SPEED") or "1")
_STEP_G = 0.002
_STEPS = 1000


def _ticks_us():
    """Return the board's time, but without wraps: `time` here is the interpreter's own."""
    return time.ticks_us() * _SPEED


class Counting:
    """A motion that says how often it was measured: 2 mg more each time, along x."""

    def __init__(self):
        self._n = 0

    def __call__(self, t_us):
        self._n += 1
        return (self._n % _STEPS - _STEPS // 2) * _STEP_G, 0.25, 1, 10, -20, 30


class Trouble(Bus):
    """A bus with one chip that has its hours."""

    def __init__(self, chip, address, kind, first_s, last_s):
        super().__init__(_ticks_us, {address: chip})
        self._chip = chip
        self._address = address
        self._kind = kind
        self._first_us = _ticks_us() + int(float(first_s) * 1e6)
        self._last_us = _ticks_us() + int(float(last_s) * 1e6)

    def _begin(self, address, size):
        is_now = self._first_us <= _ticks_us() < self._last_us
        self._chip.frozen = is_now and self._kind == "frozen"
        self._chip.stuck = is_now and self._kind == "stuck"
        if is_now and self._kind == "hang":
            machine.WDT.hang()
        if is_now and self._kind == "silent":
            raise OSError(116)
        return super()._begin(address, size)


def bus():
    """Return what answers on the board's I2C."""
    address, who_am_i = [int(word, 16) for word in os.getenv("REPBELT_CHIP").split(":")]
    error = float(os.getenv("REPBELT_CHIP_ERROR") or "0")
    if who_am_i in LSM6_CHIPS:
        chip = lsm6_chip(who_am_i, Counting(), error)
    else:
        chip = MpuChip(who_am_i, Counting(), error)
    trouble = (os.getenv("REPBELT_CHIP_TROUBLE") or "none:0:0").split(":")
    return Trouble(chip, address, *trouble)
