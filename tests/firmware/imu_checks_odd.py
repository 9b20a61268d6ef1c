"""What can be odd about a chip: its number, its silence, its scale, its clock."""

import random
import struct

from chips import ENODEV, ETIMEDOUT, Bus, Clock
from chips_lsm6 import LSM6_CHIPS, lsm6_chip
from chips_mpu import MPU_CHIPS, MpuChip
from imu_bench import ROOM, Bench, make_chip, motion

import repwire as wire
from strap.imu import find


def check_frozen(who_am_i):
    """See a sensor that hangs by counting or comparing."""
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


def _refuses(call):
    try:
        call()
    except ValueError:
        return True
    return False


def check_bus_errors(who_am_i):
    """Pass on what the bus says; the next drain tells of what was lost half way."""
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
    assert _refuses(bench.start)
    bench.wait_ms(10000)
    assert _errno_of(bench.drain) == 5


def check_find(who_am_i):
    """Know the whole table, and what is not in it."""
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
    assert (nobody.sensor_state, nobody.who_am_i, nobody.family) == (wire.SENSOR_MISSING, 0, 0)
    stranger = MpuChip(0x42, motion)
    absent = found({0x68: stranger})
    assert (absent.sensor_state, absent.who_am_i) == (wire.SENSOR_UNKNOWN, 0x42)
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
    """Take a chip that nobody knows for one of the family because the lifter says so."""
    bench = Bench(0x42, hint="mpu")
    bench.start()
    bench.run(1000)
    assert bench.records > 90


def check_dso32(who_am_i):
    """Take the lifter's word that the same number stands for twice the range."""
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
    """Start a sensor that shows another bank: the strap was reset meanwhile."""
    bench = Bench(who_am_i)
    bench.chip.registers[0x01] = 0x80
    bench.start()
    bench.run(300)
    assert bench.records > 10


def check_trim(who_am_i):
    """State the rate that a chip runs at which knows its own error."""
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
