"""The settings of this strap: /config.json over what its board has, over what is usual."""

import json
import sys

from micropython import const

from strap.boards import BOARDS, FIELDS, pins_to_try

_MOST_BYTES = const(2048)
_LAST_PIN = const(48)

# What is usual, and what is allowed instead: a range or a choice.
_NUMBERS = {
    "rate_hz": (104, 12, 1000),
    "acc_range_g": (8, (2, 4, 8, 16, 32)),
    "gyr_range_dps": (2000, (0, 125, 250, 500, 1000, 2000)),
    "led_on": (1, (0, 1)),
    "sleep_min": (10, 0, 1440),
}
_PINS = ("sda", "scl", "hold", "led", "button", "vibration", "battery_adc", "wake")
_NEEDED_PINS = ("sda", "scl")
_IMUS = ("auto", "mpu", "lsm6dso32", "sim")


class Config:
    """Every setting as an attribute; `faults` names those in the file that were not taken.

    `pins` are the pairs (sda, scl) to look for the sensor at.
    """

    def __init__(self, read=None, machine=""):
        read = {} if read is None else read
        self.faults = []
        self.board = ""
        self.imu = "auto"
        self.name = ""
        self.vibration = self.wake = None
        for name in _NUMBERS:
            setattr(self, name, _NUMBERS[name][0])
        if "board" in read:
            self._take("board", read["board"])
        for name, value in zip(FIELDS, BOARDS[self.board]):
            setattr(self, name, value)
        for name in read:
            if name != "board":
                self._take(name, read[name])
        if self.sda == self.scl:
            self.faults.append("scl")
            self.sda, self.scl = BOARDS[self.board][1:3]
        self.pins = ((self.sda, self.scl),)
        if not self.board and "sda" not in read and "scl" not in read:
            self.pins = pins_to_try(machine)

    def _take(self, name, value):
        """Take a setting if it is one and makes sense."""
        if _is_fit(name, value):
            setattr(self, name, value)
        else:
            self.faults.append(str(name)[:16])


def load(path="/config.json", machine=None):
    """Return the settings; a file that cannot be read at all is one fault, none is no fault."""
    if machine is None:
        machine = getattr(sys.implementation, "_machine", "")
    try:
        with open(path, "rb") as file:
            text = file.read(_MOST_BYTES + 1)
    except OSError:
        return Config(None, machine)
    return parse(text, machine)


def parse(text, machine=""):
    """Return the settings that the bytes of a file stand for."""
    try:
        read = json.loads(text) if len(text) <= _MOST_BYTES else None
    except (ValueError, TypeError, RuntimeError):  # also: a list as a key, nested too deeply
        read = None
    if isinstance(read, dict):
        return Config(read, machine)
    config = Config(None, machine)
    config.faults.append("config.json")
    return config


def _is_fit(name, value):
    """Tell whether there is such a setting, and whether it may have this value."""
    if name == "board":
        return isinstance(value, str) and value in BOARDS
    if name == "imu":
        return isinstance(value, str) and (value in _IMUS or value[:4] == "sim:")
    if name == "name":
        return isinstance(value, str) and len(value.encode()) <= 16 and min(value + "~") >= " "
    if name == "battery_divider":
        return type(value) in (int, float) and 1 <= value <= 10
    # A bool is no number, whatever Python says.
    is_number = type(value) is int
    if name in _PINS:
        if value is None:
            return name not in _NEEDED_PINS
        return is_number and 0 <= value <= _LAST_PIN
    if name not in _NUMBERS or not is_number:
        return False
    allowed = _NUMBERS[name][1:]
    if len(allowed) == 1:
        return value in allowed[0]
    return allowed[0] <= value <= allowed[1]
