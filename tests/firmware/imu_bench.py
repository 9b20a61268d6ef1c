"""A chip, its bus and its driver together, for the checks that either interpreter runs."""

import math
import random
import struct

from chips import Bus, Clock
from chips_lsm6 import LSM6_CHIPS, lsm6_chip
from chips_mpu import MpuChip

from strap.imu import find

ROOM = 24


def motion(t_us):
    """Return a motion without a value that comes twice, within 4 g and 1000 dps."""
    t_s = t_us / 1e6
    acc_g = [2 * math.sin(1.1 * t_s + k) + 1.9 * math.sin(0.37 * t_s * (k + 1)) for k in range(3)]
    gyr_dps = [900 * math.sin(2.3 * t_s + 2 * k) + 0.7 * t_s for k in range(3)]
    return acc_g + gyr_dps


def make_chip(who_am_i, rate_error=0.0, motion=motion):
    if who_am_i in LSM6_CHIPS:
        return lsm6_chip(who_am_i, motion, rate_error, True)
    return MpuChip(who_am_i, motion, rate_error, True)


class Bench:
    """A chip, its bus, its driver, and what the driver has read since the last loss."""

    def __init__(self, who_am_i, motion=motion, hint="auto"):
        self.clock = Clock()
        self.clock.now_us = random.randrange(10**9)
        self.chip = make_chip(who_am_i, random.uniform(-0.06, 0.04), motion)
        self.address = (0x6A if who_am_i in LSM6_CHIPS else 0x68) + random.randrange(2)
        self.bus = Bus(self.clock, {self.address: self.chip}, self.clock.spend_us)
        self.driver = find(self.bus, self.clock.sleep_ms, hint)
        self.records = 0

    def start(self, rate_hz=104, acc_range_g=8, gyr_range_dps=2000, room=ROOM):
        self.driver.start(rate_hz, acc_range_g, gyr_range_dps)
        self.into = bytearray(self.driver.stride * room)
        self.format = "<" + self.driver.stride // 2 * "h"
        self.records = 0

    def drain(self):
        """Drain once, and compare what came with what the chip measured, from the last loss on."""
        n = self.driver.drain(self.into)
        if n < 0:
            self.records = 0
            return n
        assert n * self.driver.stride <= len(self.into), n
        for k in range(n):
            got = struct.unpack_from(self.format, self.into, k * self.driver.stride)
            made = self.chip.made[self.records + k][1]
            assert got == made[: len(got)], (self.records + k, got, made)
        self.records += n
        if self.records > 1024:
            # A longer list would want more memory in one piece than there is.
            del self.chip.made[: self.records]
            self.records = 0
        return n

    def wait_ms(self, ms):
        self.clock.sleep_ms(ms)

    def drain_all(self):
        while self.drain() == ROOM:
            pass

    def run(self, ms):
        """Drain as the strap does for a while: about every 50 ms, and nothing may be lost."""
        end_us = self.clock.now_us + ms * 1000
        while self.clock.now_us < end_us:
            self.wait_ms(random.randrange(20, 120))
            assert self.drain() >= 0


def is_mpu(who_am_i):
    return who_am_i not in LSM6_CHIPS
