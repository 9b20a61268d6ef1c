"""Stand-in for MicroPython's `machine`: a chip that is what environment variables say.

REPBELT_UNIQUE_ID      the six bytes of its name, in hex
REPBELT_RESET_CAUSE    why it started: 1 switched on, 3 the watchdog, 4 woken, 5 soft
REPBELT_PINS           "37=0,38=1": what pins read; while a file pin-37 is on the flash it reads 0
REPBELT_LAST_PIN       the highest pin that there is, 48 if not said
REPBELT_MILLIVOLTS     what the ADC measures; "broken": it fails
REPBELT_SHOWN          a pin: what it is set to stands in shown.txt on the flash, by milliseconds

A reset or deep sleep ends the process: exit status 73 or 74. A watchdog that is not fed kills it.
"""

import os
import sys
import time

PWRON_RESET = 1
HARD_RESET = 2
WDT_RESET = 3
DEEPSLEEP_RESET = 4
SOFT_RESET = 5

RESET_STATUS = 73
SLEEP_STATUS = 74

_ENODEV = 19
_EIO = 5
_SPEED = int(os.getenv("REPBELT_SPEED") or "1")

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
        if not 0 <= number <= int(os.getenv("REPBELT_LAST_PIN") or "48"):
            raise ValueError("invalid pin")
        pins = dict([pin.split("=") for pin in (os.getenv("REPBELT_PINS") or "-1=1").split(",")])
        self._value = int(pins.get(str(number), "1")) if value is None else value
        self._held = "/pin-" + str(number)
        self._is_shown = str(number) == os.getenv("REPBELT_SHOWN")

    def value(self, value=None):
        if value is None:
            return 0 if self._is_held_down() else self._value
        self._value = value
        if self._is_shown:
            with open("/shown.txt", "a") as file:  # noqa: PTH123
                file.write(f"{time.ticks_ms()} {value}\n")

    def _is_held_down(self):
        try:
            os.stat(self._held)  # noqa: PTH116
        except OSError:
            return False
        return True


class ADC:
    ATTN_11DB = 3

    def __init__(self, pin, atten=0):
        pass

    def read_uv(self):
        millivolts = os.getenv("REPBELT_MILLIVOLTS") or "1950"
        if millivolts == "broken":
            raise OSError(_EIO)
        return int(millivolts) * 1000


class WDT:
    """Nothing stops it. It bites when it is looked at too late: when fed, and while all hangs."""

    _only = None

    def __init__(self, id=0, timeout=5000):
        self._timeout_us = timeout * 1000
        self._fed_us = time.ticks_us()
        WDT._only = self

    def feed(self):
        if time.ticks_diff(time.ticks_us(), self._fed_us) * _SPEED > self._timeout_us:
            os.system("kill -9 $PPID")
        self._fed_us = time.ticks_us()

    @classmethod
    def hang(cls):
        """Do nothing for ever, as code that hangs does."""
        while True:
            time.sleep_ms(1)
            fed_us = cls._only._fed_us if cls._only else 0
            if cls._only:
                cls._only.feed()
                cls._only._fed_us = fed_us


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
