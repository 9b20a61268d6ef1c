"""The sampler: whatever befalls bus and sensor, it goes on, and says so."""

from types import SimpleNamespace

import pytest

import repwire.host
from strap.clock import Clock
from strap.events import Events
from strap.ring import Ring
from strap.sampler import BAD_SETTINGS, FROZEN, NO_ANSWER, Sampler

WRAP = 1 << 30
RATE_HZ = 100


class Sensor:
    """A driver whose chip has moods; it makes a sample each 10 ms of the bench's time."""

    family = 1
    who_am_i = 0x19
    stride = 12
    rate_mhz = RATE_HZ * 1000

    def __init__(self, bench: "Bench") -> None:
        self._bench = bench
        self._taken_ms = 0
        self._value = 0

    def start(self, rate_hz: int, acc_range_g: int, gyr_range_dps: int) -> None:
        self._bench.starts += 1
        if self._bench.mood == "bus":
            raise OSError(19)
        if self._bench.mood == "settings":
            raise ValueError("register 1c stays 00")
        self._taken_ms = self._bench.now_ms

    def drain(self, into: bytearray) -> int:
        bench = self._bench
        if bench.errors_to_come:
            bench.errors_to_come -= 1
            raise OSError(116)
        if bench.mood == "bus":
            raise OSError(19)
        if bench.mood == "overflow":
            bench.mood = ""
            self._taken_ms = bench.now_ms
            return -1
        if bench.mood == "still":
            return 0
        n = min((bench.now_ms - self._taken_ms) // 10, len(into) // 12)
        self._taken_ms += 10 * n
        for k in range(n):
            self._value += bench.mood != "frozen"
            into[12 * k : 12 * k + 12] = self._value.to_bytes(12, "little")
        return n


class Bench:
    """A sampler called every 50 ms."""

    def __init__(self, start_ticks: int = 0) -> None:
        self.now_ms = 0
        self.mood = ""
        self.errors_to_come = 0
        self.starts = 0
        self.found: object = Sensor(self)
        self._start_ticks = start_ticks
        self.ring = Ring(12 * 2000)
        self.events = Events()
        self.clock = Clock(self.ticks_us())
        settings = SimpleNamespace(rate_hz=RATE_HZ, acc_range_g=8, gyr_range_dps=2000)
        self.sampler = Sampler(self.ring, self.events, self.clock, settings, lambda: self.found)

    def ticks_us(self) -> int:
        return (self._start_ticks + self.now_ms * 1000) % WRAP

    def run(self, seconds: float) -> None:
        end_ms = self.now_ms + round(seconds * 1000)
        while self.now_ms < end_ms:
            self.now_ms += 50
            self.sampler.sample(self.now_ms, self.ticks_us)

    def told(self, kind: int) -> list[tuple[int, int, int, int, int]]:
        frame = bytearray(8 + 12 * self.events.head)
        self.events.copy(self.events.tail, self.events.head - self.events.tail, frame, 8)
        every = [
            repwire.host.read_event(frame, k) for k in range(self.events.head - self.events.tail)
        ]
        return [event for event in every if event[0] == kind]


@pytest.mark.parametrize("start_ticks", [0, WRAP - 2_000_000])
def test_samples_and_anchors(start_ticks: int) -> None:
    bench = Bench(start_ticks)
    bench.run(5)
    assert bench.ring.head == 495  # the sensor was found 50 ms after the start
    ((_, epoch, lost, index, t_us),) = bench.told(repwire.EPOCH)
    assert (epoch, lost, index) == (1, 0, 0)
    assert t_us == 50_000
    assert (bench.clock.t_high << 16 | bench.clock.t_low, bench.clock.index) == (5_000_000, 495)
    assert bench.sampler.sensor_state == repwire.SENSOR_OK


def test_an_overflow_begins_an_epoch_and_says_what_is_lost() -> None:
    bench = Bench()
    bench.run(5)
    bench.mood = "overflow"
    bench.now_ms += 700
    bench.run(1)
    _, (_, epoch, lost, index, t_us) = bench.told(repwire.EPOCH)
    assert (epoch, index) == (2, 495)
    assert lost == 75
    assert t_us == 5_750_000


def test_two_errors_in_a_row_are_nothing() -> None:
    bench = Bench()
    bench.run(1)
    bench.errors_to_come = 2
    bench.run(1)
    assert bench.starts == 1
    assert bench.sampler.errors == 2
    assert len(bench.told(repwire.EPOCH)) == 1


def test_a_dead_bus_is_told_after_5_s_and_tried_every_2_s() -> None:
    bench = Bench()
    bench.run(3)
    bench.mood = "bus"
    bench.run(4)
    assert bench.told(repwire.SENSOR_ERROR) == []
    bench.run(2)
    ((_, code, _, index, _),) = bench.told(repwire.SENSOR_ERROR)
    assert (code, index) == (NO_ANSWER, 295)
    assert bench.sampler.sensor_state == repwire.SENSOR_FAILED
    bench.run(60)
    assert len(bench.told(repwire.SENSOR_ERROR)) == 1
    assert 30 <= bench.starts <= 36
    bench.mood = ""
    bench.run(3)
    assert bench.sampler.sensor_state == repwire.SENSOR_OK
    assert bench.told(repwire.EPOCH)[-1][1] == 2
    assert bench.told(repwire.EPOCH)[-1][2] == pytest.approx(6700, abs=210)


@pytest.mark.parametrize("mood", ["still", "frozen"])
def test_a_frozen_sensor_is_set_up_anew(mood: str) -> None:
    bench = Bench()
    bench.run(3)
    bench.mood = mood
    bench.run(1.2)
    assert bench.starts == 2
    bench.run(6)
    assert [event[1] for event in bench.told(repwire.SENSOR_ERROR)] == [FROZEN]
    bench.mood = ""
    bench.run(3)
    assert bench.sampler.sensor_state == repwire.SENSOR_OK


def test_settings_that_never_stick() -> None:
    bench = Bench()
    bench.mood = "settings"
    bench.run(6)
    assert [event[1] for event in bench.told(repwire.SENSOR_ERROR)] == [BAD_SETTINGS]
    assert bench.ring.head == 0


def test_an_unknown_chip_is_named() -> None:
    bench = Bench()
    bench.found = SimpleNamespace(family=0, who_am_i=0x24, sensor_state=repwire.SENSOR_UNKNOWN)
    bench.run(1)
    assert bench.sampler.sensor_state == repwire.SENSOR_UNKNOWN
    assert bench.sampler.who_am_i == 0x24


def test_a_stall_within_the_fifo_loses_nothing() -> None:
    bench = Bench()
    bench.run(1)
    bench.now_ms += 1500
    bench.run(1)
    assert len(bench.told(repwire.EPOCH)) == 1
    assert bench.ring.head == 345
    assert bench.sampler.max_gap_ms == 1550
