"""Find the motion sensor on the bus."""

from micropython import const

import repwire as wire
from strap.imu import mpu_chips

# Chips that answer at the same addresses, by register 0, and that have no driver yet:
# BMI270, ICM-20948, QMI8658.
_OTHERS = (0x24, 0xEA, 0x05)
_TRIES = const(3)


class Absent:
    """No sensor that can be used: why, and the last `who_am_i` read (0: none)."""

    family = 0

    def __init__(self, sensor_state, who_am_i):
        self.sensor_state = sensor_state
        self.who_am_i = who_am_i


def find(i2c, sleep_ms, hint="auto"):
    """Return the driver of the first chip known, or an Absent; starts nothing and raises nothing.

    `hint` is the configuration's `imu`: "auto"; "mpu", which takes an unknown chip for one of that
    family; "lsm6dso32", which is not to be told from an LSM6DSO by itself; "sim" or "sim:FILE".
    """
    if hint[:3] == "sim":
        from strap.imu.sim import Sim

        return Sim(hint[4:])
    # Drivers are loaded when they are needed: a strap has memory for one.
    seen = -1
    for address in mpu_chips.ADDRESSES:
        who_am_i = _read(i2c, address, mpu_chips.WHO_AM_I)
        if who_am_i in mpu_chips.FIFO_BYTES or (hint == "mpu" and who_am_i >= 0):
            from strap.imu.mpu import Mpu

            return Mpu(i2c, address, who_am_i, sleep_ms)
        if who_am_i >= 0:
            seen = _other(i2c, address, who_am_i)
    from strap.imu import lsm6_chips

    for address in lsm6_chips.ADDRESSES:
        who_am_i = _read(i2c, address, lsm6_chips.WHO_AM_I)
        if who_am_i in lsm6_chips.FIFO_WORDS:
            from strap.imu.lsm6 import Lsm6

            return Lsm6(i2c, address, who_am_i, sleep_ms, hint == "lsm6dso32")
        if who_am_i >= 0:
            seen = _other(i2c, address, who_am_i)
    return Absent(wire.SENSOR_MISSING, 0) if seen < 0 else Absent(wire.SENSOR_UNKNOWN, seen)


def _read(i2c, address, register):
    """Return a register, or -1 where nobody answers."""
    byte = bytearray(1)
    for _ in range(_TRIES):
        try:
            i2c.readfrom_mem_into(address, register, byte)
            return byte[0]
        except OSError:
            pass
    return -1


def _other(i2c, address, who_am_i):
    first = _read(i2c, address, 0)
    return first if first in _OTHERS else who_am_i
