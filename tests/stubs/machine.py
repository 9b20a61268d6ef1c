"""Stand-in for MicroPython's `machine`: a chip that is what environment variables say.

REPBELT_UNIQUE_ID      the six bytes of its name, in hex
REPBELT_RESET_CAUSE    why it started: 1 switched on, 3 the watchdog, 4 woken, 5 soft
REPBELT_PINS           "37=0,38=1": what pins read
REPBELT_MILLIVOLTS     what the ADC measures

A reset or deep sleep ends the process: exit status 73 or 74.
"""

import os
import sys

PWRON_RESET = 1
HARD_RESET = 2
WDT_RESET = 3
DEEPSLEEP_RESET = 4
SOFT_RESET = 5

RESET_STATUS = 73
SLEEP_STATUS = 74

_ENODEV = 19

_bus = None
if os.getenv("REPBELT_CHIP"):
    import chips_on_board

    _bus = chips_on_board.bus()


def unique_id():
    return bytes.fromhex(os.getenv("REPBELT_UNIQUE_ID") or "0a1b2c3d4e5f")


def reset_cause():
    return int(os.getenv("REPBELT_RESET_CAUSE") or PWRON_RESET)


def reset():
    sys.exit(RESET_STATUS)


def deepsleep(ms=0):
    sys.exit(SLEEP_STATUS)


def freq(hz=240000000):
    return hz


class Pin:
    IN = 0
    OUT = 1
    OPEN_DRAIN = 2
    PULL_UP = 3

    def __init__(self, number, mode=IN, pull=-1, value=None):
        pins = dict([pin.split("=") for pin in (os.getenv("REPBELT_PINS") or "-1=1").split(",")])
        self._value = int(pins.get(str(number), "1")) if value is None else value

    def value(self, value=None):
        if value is None:
            return self._value
        self._value = value


class ADC:
    ATTN_11DB = 3

    def __init__(self, pin, atten=0):
        pass

    def read_uv(self):
        return int(os.getenv("REPBELT_MILLIVOLTS") or "1950") * 1000


class WDT:
    def __init__(self, id=0, timeout=5000):
        pass

    def feed(self):
        pass


class Timer:
    def __init__(self, id, period=-1, callback=None):
        pass


class I2C:
    """The bus with the chip of REPBELT_CHIP, see chips_on_board.py, or with none."""

    def __init__(self, id, sda, scl, freq):
        pass

    def readfrom_mem_into(self, address, register, buffer):
        if not _bus:
            raise OSError(_ENODEV)
        _bus.readfrom_mem_into(address, register, buffer)

    def writeto_mem(self, address, register, buffer):
        if not _bus:
            raise OSError(_ENODEV)
        _bus.writeto_mem(address, register, buffer)
