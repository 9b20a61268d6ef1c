"""The boards we know, and where a sensor may be wired on one we do not."""

# What each row says, in this order; pins by GPIO number, None where there is none. `hold` keeps
# the board or its sensor switched on, and is to be high before anything else. `led_on` is the
# level that lights. `battery_divider`: how many times the battery has what its pin has.
FIELDS = (
    "board_number",
    "sda",
    "scl",
    "hold",
    "led",
    "led_on",
    "button",
    "battery_adc",
    "battery_divider",
)
BOARDS = {
    "": (0, 21, 22, None, None, 1, None, None, 1),
    "esp32-devkit": (1, 21, 22, None, 2, 1, 0, None, 1),
    "m5stickc-plus2": (2, 21, 22, 4, 19, 1, 37, 38, 2),
    "m5stickc-plus": (3, 21, 22, None, 10, 0, 37, None, 1),
    "m5stickc": (4, 21, 22, None, 10, 0, 37, None, 1),
    "atom-matrix": (5, 25, 21, None, None, 1, 39, None, 1),
    "atoms3": (6, 38, 39, None, None, 1, 41, None, 1),
    "xiao-esp32s3": (7, 5, 6, None, 21, 0, None, None, 1),
    "xiao-esp32c3": (8, 6, 7, None, None, 1, None, None, 1),
    "xiao-esp32c6": (9, 22, 23, None, 15, 0, None, None, 1),
    "feather-esp32-v2": (10, 22, 20, 2, 13, 1, 38, 35, 2),
}


def pins_to_try(machine):
    """Return pairs (sda, scl) to look for a sensor at, by MicroPython's name of the machine.

    Not one list for all: 6 and 7 are the usual pins of a C3, and the flash's on an ESP32.
    """
    if "C3" in machine:
        return ((6, 7), (8, 9), (4, 5))
    if "S3" in machine:
        return ((5, 6), (38, 39), (8, 9))
    if "C6" in machine:
        return ((22, 23), (6, 7))
    return ((21, 22), (25, 21), (22, 20))
