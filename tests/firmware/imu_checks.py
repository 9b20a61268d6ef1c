"""What every driver must do on every chip with what the FIFO holds."""

import math
import random
import struct

import micropython
from chips import ENODEV, ETIMEDOUT
from imu_bench import ROOM, Bench, is_mpu, motion


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
        # The same, with the strap held up between counting and reading.
        bench.wait_ms(lasts_ms * 6 // 10)
        bench.bus.hold_up(random.randrange(lasts_ms * 6 // 10), random.randrange(1, 4))
        losses += bench.drain() < 0
        bench.drain_all()
        bench.run(200)
    bench.chip.is_flagless = True
    bench.wait_ms(lasts_ms * 3)
    assert bench.drain() == -1
    bench.run(300)
    assert bench.records > 30
    # A stall that the chip must bear: 360 ms of flash and collector.
    bench.wait_ms(min(360, lasts_ms * 8 // 10))
    assert bench.drain() > 0
    return losses


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
        if kind == 2:
            bench.bus.hold_up(random.choice((5, 80, 300, 3000)), random.randrange(5))
        errno = 0
        try:
            n = bench.drain()
        except OSError as error:
            errno = error.args[0]
        if errno:
            assert errno in (ENODEV, ETIMEDOUT), errno
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
    """Check the rest: what is left in the FIFO, a chip that warms up, the end, sleep."""
    bench = Bench(who_am_i)
    assert bench.driver.who_am_i == who_am_i
    bench.start()
    bench.run(300)
    bench.drain_all()
    bench.into = bytearray(48)
    bench.wait_ms(150)
    assert bench.drain() == 4
    for _ in range(2):
        assert bench.drain() == 4
    if is_mpu(who_am_i):
        bench.into = bytearray(12 * ROOM)
        for _ in range(20):
            bench.chip.temperature_c += 0.2
            bench.run(60)
        if who_am_i == 0x68:
            assert not bench.chip.registers[0x1D]  # a threshold there
    bench.driver.stop()
    bench.chip.made.clear()
    bench.wait_ms(500)
    bench.chip.run(bench.clock())
    assert not bench.chip.made
    bench.driver.wake_on_motion(100)
    registers = bench.chip.registers
    if is_mpu(who_am_i):
        assert registers[0x6B] & 0x60 == 0x20
        assert registers[0x37] & 0x80  # low, which the board waits for
    else:
        assert registers[0x5B] == 3
        assert registers[0x12] & 0x20
    bench.start()
    bench.run(300)
    assert bench.records > 10


def check_misaligned(who_am_i):
    """Notice a word missing in the FIFO, and put it right."""

    def lively(t_us):
        t_s = t_us / 1e6
        return [
            6 * math.sin(11 * t_s + k) if k < 3 else 1500 * math.sin(9 * t_s + k) for k in range(6)
        ]

    bench = Bench(who_am_i, lively)
    bench.start()
    bench.run(300)
    bench.wait_ms(60)
    bench.chip.run(bench.clock())
    word = 7 if who_am_i >= 0x6B and not is_mpu(who_am_i) else 2
    for _ in range(word * random.choice((1, 3, 5))):
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


def check_empty_window(who_am_i):
    """More is never read than was counted: an empty FIFO of the 6886 reads 7F 7F."""
    bench = Bench(who_am_i)
    bench.start(26)
    for _ in range(100):
        bench.wait_ms(random.randrange(1, 90))
        assert bench.drain() >= 0
        assert bench.chip.fifo.size < 28
    assert bench.chip.fifo.popped % 14 == 0
