"""What is asked of every driver on every chip, run by either interpreter.

imu_script.py CHECK WHO_AM_I SEED
"""

import math
import random
import struct
import sys

import micropython
from chips import ENODEV, ETIMEDOUT, Bus, Clock
from chips_lsm6 import LSM6_CHIPS, lsm6_chip
from chips_mpu import MPU_CHIPS, MpuChip

from strap.imu import SENSOR_MISSING, SENSOR_UNKNOWN, find

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
        self.format = "<%dh" % (self.driver.stride // 2)
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


def check_values(who_am_i):
    """Each sample exactly once, in order, and worth what the driver says."""
    bench = Bench(who_am_i)
    bench.bus.lose_every = random.randrange(3, 12)
    for gyr_range_dps in (2000, 0):
        bench.start(gyr_range_dps=gyr_range_dps)
        assert bench.driver.stride == (12 if gyr_range_dps else 6)
        bench.run(4000)
        made = bench.chip.made
        assert 0 <= len(made) - bench.records <= ROOM, (len(made), bench.records)
        for t_us, counts in made:
            true = motion(t_us)
            for k in range(bench.driver.stride // 2):
                scale = bench.driver.acc_ng_per_lsb / 1e9
                if k >= 3:
                    scale = bench.driver.gyr_udps_per_lsb / 1e6
                assert abs(counts[k] * scale - true[k]) < 0.52 * scale + abs(true[k]) * 1e-4
        rate_hz = (len(made) - 1) / (made[-1][0] - made[0][0]) * 1e6
        stated_hz = bench.driver.rate_mhz / 1000 * (1 + bench.chip.rate_error)
        assert abs(rate_hz / stated_hz - 1) < 1e-3, (rate_hz, stated_hz)


def check_ranges(who_am_i):
    """Every range and rate: chosen as asked, and its counts worth what the driver says."""

    def full(t_us):
        return part[0], -part[0], part[0] / 2, part[1], -part[1], part[1] / 2

    for acc_g, gyr_dps in ((2, 250), (4, 500), (8, 1000), (16, 2000), (3, 300), (8, 125)):
        # Just within the range: one too narrow would clip.
        part = (acc_g * 0.99, gyr_dps * 0.99)
        bench = Bench(who_am_i, full)
        bench.start(104, acc_g, gyr_dps)
        bench.wait_ms(200)
        assert bench.drain() > 5
        got = struct.unpack_from("<6h", bench.into, 0)
        for k, true in enumerate(full(0)):
            ng = bench.driver.acc_ng_per_lsb if k < 3 else bench.driver.gyr_udps_per_lsb * 1000
            assert abs(got[k] * ng / 1e9 - true) < 0.51 * ng / 1e9 + abs(true) * 1e-4, (k, got)
    for rate_hz in (12, 25, 26, 50, 52, 100, 104, 200, 208, 400, 416, 833, 1000):
        bench = Bench(who_am_i)
        bench.start(rate_hz, 8, 0)
        bench.wait_ms(50)
        assert bench.drain() >= 0
        bench.wait_ms(40)
        assert bench.drain() >= 0
        assert abs(bench.driver.rate_mhz / 1000 / rate_hz - 1) < 0.21, bench.driver.rate_mhz
        assert bench.driver.filter_hz <= max(rate_hz * 0.52, 5), bench.driver.filter_hz


def check_overflow(who_am_i):
    """Stalls about as long as the FIFO lasts: all of it, or -1; never a sample that was not."""
    bench = Bench(who_am_i)
    bench.start(208)
    bench.run(300)
    lasts_ms = bench.driver.capacity * 1000000 // bench.driver.rate_mhz
    losses = 0
    for _ in range(12):
        bench.wait_ms(random.randrange(lasts_ms * 6 // 10, lasts_ms * 15 // 10))
        n = bench.drain()
        losses += n < 0
        bench.drain_all()
        bench.run(200)
    bench.wait_ms(lasts_ms * 3)
    assert bench.drain() == -1
    bench.run(300)
    assert bench.records > 30
    # A stall that the chip must bear: 360 ms of flash and collector.
    bench.wait_ms(min(360, lasts_ms * 8 // 10))
    assert bench.drain() > 0
    return losses


def check_frozen(who_am_i):
    """A sensor that hangs is seen by who counts or compares."""
    bench = Bench(who_am_i)
    bench.start()
    bench.run(300)
    bench.chip.frozen = True
    bench.drain_all()
    seen = set()
    for _ in range(20):
        bench.wait_ms(50)
        n = bench.drain()
        assert n > 0
        for k in range(n):
            seen.add(bytes(bench.into[k * 12 : k * 12 + 12]))
    assert len(seen) <= 2
    bench.chip.stuck = True
    bench.drain_all()
    for _ in range(20):
        bench.wait_ms(50)
        assert bench.drain() == 0
    bench.chip.frozen = bench.chip.stuck = False
    bench.start()
    bench.run(300)
    assert bench.records > 10


def _errno_of(call):
    try:
        call()
    except OSError as error:
        return error.args[0]
    return 0


def check_bus_errors(who_am_i):
    """What the bus says passes through; what was lost half way is told by the next drain."""
    bench = Bench(who_am_i)
    for errno in (ENODEV, ETIMEDOUT):
        for skip in (0, 1, 5, 20):
            bench.bus.fail(errno, 200, 0, skip)
            assert _errno_of(bench.start) == errno
            bench.bus.fail(errno, 0)
    bench.start()
    bench.run(300)
    # Nothing is lost with the counting.
    bench.bus.fail(ETIMEDOUT, 3)
    for _ in range(3):
        assert _errno_of(bench.drain) == ETIMEDOUT
    bench.run(300)
    # With a burst, something is.
    bench.wait_ms(100)
    bench.bus.fail(ENODEV, 1, random.randrange(1, 60), 1)
    assert _errno_of(bench.drain) == ENODEV
    bench.bus.fail(ETIMEDOUT, 1, 0, 1)
    assert _errno_of(bench.drain) == ETIMEDOUT
    assert bench.drain() == -1
    bench.run(300)
    # A chip that cannot be written to.
    bench.bus.lose_every = 1
    try:
        bench.start()
    except ValueError as error:
        assert "register" in str(error) or "FIFO" in str(error)
    else:
        raise AssertionError("no ValueError")
    bench.wait_ms(10000)
    assert _errno_of(bench.drain) == 5


def check_nasty(who_am_i):
    """All of it at once, at random: a sample that comes is the next one since the last loss."""
    bench = Bench(who_am_i)
    bench.bus.lose_every = random.randrange(3, 12)
    bench.start(random.choice((52, 104, 208)), 8, random.choice((0, 2000)), random.randrange(1, 40))
    ends = {"loss": 0, "error": 0, "samples": 0}
    for _ in range(250):
        kind = random.randrange(20)
        bench.wait_ms(random.randrange(1000) if kind == 0 else random.randrange(10, 70))
        if kind == 1:
            errno = random.choice((ENODEV, ETIMEDOUT))
            bench.bus.fail(errno, random.randrange(1, 5), random.randrange(30), random.randrange(6))
        try:
            n = bench.drain()
        except OSError as error:
            assert error.args[0] in (ENODEV, ETIMEDOUT), error
            ends["error"] += 1
        else:
            ends["loss" if n < 0 else "samples"] += 1
    assert ends["samples"] > 100, ends
    return ends


def check_heap(who_am_i):
    """From FIFO to buffer nothing is allocated: samples, nothing, too many, a loss."""
    bench = Bench(who_am_i)
    bench.chip.made = None
    for gyr_range_dps in (2000, 0):
        bench.start(gyr_range_dps=gyr_range_dps)
        driver, into = bench.driver, bench.into
        bench.bus.spend_us = None
        for wait_ms, least, most in ((100, 5, ROOM), (0, 0, 0), (300, ROOM, ROOM)):
            bench.wait_ms(wait_ms)
            bench.chip.run(bench.clock())
            micropython.heap_lock()
            n = driver.drain(into)
            micropython.heap_unlock()
            assert least <= n <= most, (wait_ms, n)
        bench.wait_ms(30000)
        bench.chip.run(bench.clock())
        bench.chip.stuck = True
        micropython.heap_lock()
        n = driver.drain(into)
        micropython.heap_unlock()
        assert n == -1
        bench.chip.stuck = False


def check_rest(who_am_i):
    """The rest: what is left, the temperature, the end, sleep."""
    bench = Bench(who_am_i)
    assert bench.driver.who_am_i == who_am_i
    bench.start()
    bench.run(300)
    bench.drain_all()
    bench.into = bytearray(48)
    bench.wait_ms(150)
    assert bench.drain() == 4
    left = bench.driver.left
    assert 8 <= left <= 13, left
    for _ in range(left // 4):
        assert bench.drain() == 4
    if is_mpu(who_am_i):
        assert abs(bench.driver.temperature_c() - 25) < 0.02
        bench.into = bytearray(12 * ROOM)
        for _ in range(20):
            bench.chip.temperature_c += 0.2
            bench.run(60)
        assert abs(bench.driver.temperature_c() - 29) < 0.3
        if who_am_i == 0x68:
            assert not bench.chip.registers[0x1D]  # a threshold there
    else:
        assert bench.driver.temperature_c() is None
    bench.driver.stop()
    bench.chip.made.clear()
    bench.wait_ms(500)
    bench.chip.run(bench.clock())
    assert not bench.chip.made
    bench.driver.wake_on_motion(100)
    registers = bench.chip.registers
    assert registers[0x6B] & 0x60 == 0x20 if is_mpu(who_am_i) else registers[0x5B] == 3
    bench.start()
    bench.run(300)
    assert bench.records > 10


def check_misaligned(who_am_i):
    """A byte more or less in the FIFO is noticed, and put right."""
    bench = Bench(who_am_i)
    bench.start()
    bench.run(300)
    bench.wait_ms(60)
    bench.chip.run(bench.clock())
    for _ in range(random.randrange(1, 6)):
        bench.chip.fifo.pop()
        bench.chip.fifo.pop()
    for _ in range(10):
        if bench.driver.drain(bench.into) < 0:
            break
        bench.wait_ms(60)
    else:
        raise AssertionError("not noticed")
    bench.records = 0
    bench.run(300)
    assert bench.records > 10


def check_find(who_am_i):
    """The whole table, and what is not in it."""
    clock = Clock()

    def found(chips, hint="auto"):
        return find(Bus(clock, chips), clock.sleep_ms, hint)

    for who in MPU_CHIPS:
        driver = found({random.choice((0x68, 0x69)): make_chip(who)})
        assert (driver.family, driver.who_am_i) == (1, who)
    for who in LSM6_CHIPS:
        driver = found({random.choice((0x6A, 0x6B)): make_chip(who)})
        assert (driver.family, driver.who_am_i) == (2, who)
    nobody = found({})
    assert (nobody.sensor_state, nobody.who_am_i, nobody.family) == (SENSOR_MISSING, 0, 0)
    stranger = MpuChip(0x42, motion)
    absent = found({0x68: stranger})
    assert (absent.sensor_state, absent.who_am_i) == (SENSOR_UNKNOWN, 0x42)
    # One without a driver is called by its own number.
    stranger.registers[0] = 0x24
    assert found({0x68: stranger}).who_am_i == 0x24
    # A clock or a compass beside the sensor does no harm.
    assert found({0x68: stranger, 0x6B: make_chip(0x6C)}).who_am_i == 0x6C
    forced = found({0x69: MpuChip(0x42, motion)}, "mpu")
    assert (forced.family, forced.who_am_i) == (1, 0x42)
    bus = Bus(clock, {0x68: make_chip(0x68)})
    bus.fail(ETIMEDOUT, 2)
    assert find(bus, clock.sleep_ms, "auto").who_am_i == 0x68


def check_unknown_forced(who_am_i):
    """A chip that nobody knows, taken for one of the family because the lifter says so."""
    bench = Bench(0x42, hint="mpu")
    bench.start()
    bench.run(1000)
    assert bench.records > 90


def check_dso32(who_am_i):
    """The same number, twice the range: only the lifter's word tells."""
    for acc_g in (4, 8, 16, 32):
        clock = Clock()

        def still(t_us, acc_g=acc_g):
            return acc_g * 0.9, 0, -1, 0, 0, 0

        chip = lsm6_chip(0x6C, still, acc_factor=2)
        driver = find(Bus(clock, {0x6A: chip}), clock.sleep_ms, "lsm6dso32")
        driver.start(104, acc_g, 0)
        clock.sleep_ms(300)
        into = bytearray(6 * ROOM)
        assert driver.drain(into) > 5
        ax, _, az = struct.unpack_from("<3h", into, 0)
        assert abs(ax * driver.acc_ng_per_lsb / 1e9 - acc_g * 0.9) < 0.001
        assert abs(az * driver.acc_ng_per_lsb / 1e9 + 1) < 0.001


def check_inner_bank(who_am_i):
    """The strap was reset while the sensor showed another bank: starting puts it right."""
    bench = Bench(who_am_i)
    bench.chip.registers[0x01] = 0x80
    bench.start()
    bench.run(300)
    assert bench.records > 10


def check_trim(who_am_i):
    """A chip that knows its own error says the rate it runs at."""
    bench = Bench(who_am_i)
    bench.chip.fine = -21
    bench.start()
    assert abs(bench.driver.rate_mhz - 104172 * (1 - 0.0315)) < 20, bench.driver.rate_mhz


def check_gyro_scale(who_am_i):
    """70 mdps, not 2000 / 32768."""
    bench = Bench(who_am_i)
    bench.start()
    assert bench.driver.gyr_udps_per_lsb == 70000
    assert bench.driver.acc_ng_per_lsb == 244000


def check_empty_window(who_am_i):
    """More is never read than was counted: an empty FIFO of the 6886 reads 7F 7F."""
    bench = Bench(who_am_i)
    bench.start(26)
    for _ in range(100):
        bench.wait_ms(random.randrange(1, 90))
        assert bench.drain() >= 0
        assert bench.chip.fifo.size < 28
    assert bench.chip.fifo.popped % 14 == 0


def main(check, who_am_i, seed):
    random.seed(seed)
    print(globals()["check_" + check](who_am_i))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
