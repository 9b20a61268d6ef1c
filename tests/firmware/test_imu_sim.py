"""The sensor made of numbers: at the pace of a clock, as one motion, or what a file says."""

import struct
import time
from pathlib import Path

import numpy as np
import pytest
from imu_sim_clock import TicksClock
from test_imu_drivers import run

from strap.imu import find
from strap.imu.sim import Sim

HEAP = """
import micropython
from imu_sim_clock import TicksClock
from strap.imu.sim import Sim
def drain():
    clock = TicksClock(0x3FFFFFFF)
    sim = Sim("", clock.ticks_us, clock.ticks_diff)
    sim.start(104, 8, 2000)
    clock.pass_us(100000)
    into = bytearray(240)
    micropython.heap_lock()
    n = sim.drain(into)
    micropython.heap_unlock()
    print(n)
drain()
"""


def drained(sim: Sim, clock: TicksClock, seconds: float, rng: np.random.Generator) -> np.ndarray:
    """Return what comes in that time, drained at odd moments; the ticks wrap meanwhile."""
    into = bytearray(sim.stride * 64)
    parts = []
    left_us = int(seconds * 1e6)
    while left_us > 0:
        step_us = min(int(rng.integers(1000, 120000)), left_us)
        left_us -= step_us
        clock.pass_us(step_us)
        n = 64
        while n == 64:
            n = sim.drain(into)
            assert n >= 0
            parts.append(np.frombuffer(bytes(into[: n * sim.stride]), "<i2"))
    return np.concatenate(parts).reshape(-1, sim.stride // 2)


@pytest.fixture
def clock(rng: np.random.Generator) -> TicksClock:
    """Return a clock that wraps soon."""
    return TicksClock(int(2**30 - rng.integers(1, 20_000_000)))


@pytest.mark.parametrize("rate_hz", [25, 104, 333, 1000])
def test_as_many_as_the_time_is_worth(
    rate_hz: int, clock: TicksClock, rng: np.random.Generator
) -> None:
    sim = Sim("", clock.ticks_us, clock.ticks_diff)
    sim.start(rate_hz, 8, 0)
    assert (sim.stride, sim.gyr_udps_per_lsb) == (6, 0)
    assert abs(len(drained(sim, clock, 20, rng)) - 20 * rate_hz) <= 1


def test_acceleration_and_rotation_are_of_one_motion(
    clock: TicksClock, rng: np.random.Generator
) -> None:
    sim = Sim("", clock.ticks_us, clock.ticks_diff)
    sim.start(104, 8, 2000)
    counts = drained(sim, clock, 60, rng).astype(float)
    acc_g = counts[:, :3] * sim.acc_ng_per_lsb / 1e9
    gyr_dps = counts[:, 3:] * sim.gyr_udps_per_lsb / 1e6
    np.testing.assert_allclose(np.linalg.norm(acc_g, axis=1), 1, atol=0.01)
    angle_deg = np.degrees(np.arctan2(acc_g[:, 2], acc_g[:, 0]))
    turned_deg = np.cumsum(gyr_dps[:, 1]) / 104
    assert np.abs(turned_deg - angle_deg).max() < 4
    # Eight reps of 6 s, then it stands, but never as still as a sensor that hangs.
    bent = angle_deg > 30
    assert np.count_nonzero(np.diff(bent.astype(int)) == 1) == 8
    assert not bent[104 * 49 :].any()
    assert (np.diff(counts, axis=0) != 0).any(axis=1).mean() > 0.99


def test_it_is_found_by_name(monkeypatch: pytest.MonkeyPatch, clock: TicksClock) -> None:
    monkeypatch.setattr(time, "ticks_us", clock.ticks_us, raising=False)
    monkeypatch.setattr(time, "ticks_diff", clock.ticks_diff, raising=False)
    for hint in ("sim", "sim:/nowhere.bin"):
        assert find(None, None, hint).family == Sim.family


def test_too_late_is_said(clock: TicksClock) -> None:
    sim = Sim("", clock.ticks_us, clock.ticks_diff)
    sim.start(104, 8, 2000)
    clock.pass_us(5_000_000)
    into = bytearray(1200)
    assert sim.drain(into) == -1
    assert sim.drain(into) == 0
    clock.pass_us(1_000_000)
    assert sim.drain(into) == 100
    assert sim.drain(into) in (3, 4)


@pytest.mark.parametrize("axes", [6, 3])
def test_a_file_is_played_over_and_over(
    axes: int, tmp_path: Path, clock: TicksClock, rng: np.random.Generator
) -> None:
    samples = rng.integers(-32768, 32767, (150, axes), dtype="<i2")
    gyr_udps = 70000 if axes == 6 else 0
    path = tmp_path / "played.bin"
    path.write_bytes(struct.pack("<III", 52000, 122000, gyr_udps) + samples.tobytes())
    sim = Sim(str(path), clock.ticks_us, clock.ticks_diff)
    sim.start(104, 8, 2000)
    assert (sim.rate_mhz, sim.acc_ng_per_lsb) == (52000, 122000)
    assert (sim.gyr_udps_per_lsb, sim.stride) == (gyr_udps, axes * 2)
    played = drained(sim, clock, 8, rng)
    assert abs(len(played) - 416) <= 1
    np.testing.assert_array_equal(played, np.tile(samples, (3, 1))[: len(played)])
    # Without the gyroscope only half of it is wanted.
    sim.start(104, 8, 0)
    assert (sim.gyr_udps_per_lsb, sim.stride) == (0, 6)
    np.testing.assert_array_equal(drained(sim, clock, 2, rng), samples[:104, :3])
    sim.stop()


@pytest.mark.parametrize("content", [b"", b"text", bytes(12), b"\xff" * 12])
def test_what_is_no_file_of_samples(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "played.bin"
    path.write_bytes(content)
    sim = Sim(str(path), int, int)
    with pytest.raises(ValueError, match="no file of samples"):
        sim.start(104, 8, 2000)
    sim.stop()


def test_a_file_that_is_not_there() -> None:
    with pytest.raises(OSError, match="nowhere"):
        Sim("/nowhere.bin", int, int).start(104, 8, 2000)


def test_draining_allocates_nothing(micropython: str) -> None:
    assert int(run(micropython, "-c", HEAP)) == 10
