"""The settings of this strap: /config.json over what is usual."""

import json


class Config:
    rate_hz = 104
    acc_range_g = 8
    gyr_range_dps = 2000
    imu = "auto"
    sda = 21
    scl = 22
    led = None
    button = None
    name = ""
    board = ""


def load(path="/config.json"):
    """Return the settings."""
    config = Config()
    try:
        with open(path) as file:
            read = json.load(file)
    except (OSError, ValueError):
        return config
    for name, value in read.items():
        setattr(config, name, value)
    return config
