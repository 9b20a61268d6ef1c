"""The one way over epochs: overflows, reboots, another configuration."""

import numpy as np
import pytest

import repwire.host
from rephost import frames as make
from rephost.frames import Framer
from rephost.session import Gap
from witness import ACC, GYR, Run, counts_of, recorded


def test_an_overflow_is_a_gap_in_time() -> None:
    counts = counts_of(2000)
    framer = Framer(100.0, ACC, GYR)
    frames = [*framer.push(counts[:1000], np.arange(1000)), *framer.finish()]
    # The strap's clock: 1 s at index 0; half a second of samples was never numbered.
    frames.append(make.event(repwire.EPOCH, 1000, 11_495_000, a=2, epoch=2))
    for first in range(1000, 2000, 19):
        frames.append(make.data(2, first, counts[first : min(first + 19, 2000)]))
        if first % 100 < 19:
            t_us = 11_495_000 + (first + 19 - 1000) * 10_000
            frames.append(make.event(repwire.STATUS, first + 19, t_us, epoch=2))
    run = Run().live(frames)
    (counter,) = run.counters
    assert [row[0] for row in counter.rows] == list(range(2000))
    assert counter.rows[1000][1] - counter.rows[999][1] == pytest.approx(0.51, abs=0.01)
    assert run.facts.lost_samples in (49, 50, 51)
    assert run.facts.gaps == (pytest.approx(Gap(9.99, 10.5), abs=0.01),)


def _reboot(*, drop_hello: bool = False, arrivals: bool = False) -> Run:
    frames = []
    for boot, (n, t_s) in enumerate(((3000, 0.0), (1000, 95.0))):
        framer = Framer(100.0, ACC, GYR, boot_id=boot + 1)
        made = [*framer.push(counts_of(n, seed=boot), np.arange(n)), *framer.finish()]
        for frame in made:
            if arrivals and frame[0] == repwire.DATA:
                t_ns = round((t_s + repwire.host.read_index(frame) / 100.0 + 0.3) * 1e9)
                frames.append(make.arrival(t_ns))
            elif arrivals and frame == make.hello(boot + 1):
                frames.append(make.arrival(round((t_s + 0.3) * 1e9)))
            if not (drop_hello and frame == make.hello(2)):
                frames.append(frame)
    return Run().live(frames)


def test_after_a_reboot_time_goes_on() -> None:
    run = _reboot()
    (counter,) = run.counters
    assert run.facts.samples == 4000
    assert counter.rows[3000][1] == pytest.approx(31.99, abs=0.05)
    assert counter.rows[3000][0] - counter.rows[2999][0] == pytest.approx(200, abs=5)
    assert run.facts.lost_samples == counter.rows[3000][0] - 3000
    assert len(run.facts.gaps) == 1


def test_after_a_reboot_the_host_knows_how_long_it_took() -> None:
    run = _reboot(arrivals=True)
    assert run.counters[0].rows[3000][1] == pytest.approx(95.0, abs=0.05)
    assert run.facts.samples == 4000


def test_a_reboot_without_its_hello_costs_two_seconds() -> None:
    run = _reboot(drop_hello=True)
    assert 4000 - 19 * 12 <= run.facts.samples <= 4000
    assert len(run.facts.gaps) == 1


def test_another_configuration_gets_another_counter() -> None:
    frames = recorded(1000)
    frames.append(make.configuration(2, 50.0, 2 * ACC, None))
    frames.append(make.event(repwire.EPOCH, 1000, 11_000_000, a=2, epoch=2))
    counts = counts_of(400, axes=3)
    frames += [make.data(2, 1000 + k, counts[k : k + 20]) for k in range(0, 400, 20)]
    run = Run("swing").live(frames)
    one, two = run.counters
    assert one.finished
    assert [c.setting for c in run.counters] == [
        (100.0, 0.000244141, 0.07),
        (50.0, 0.000488281, None),
    ]
    assert [c.chosen for c in run.counters] == [[(0, "swing")], [(0, "swing")]]
    assert two.rows[0][0] == 1000
    assert two.rows[0][1] == pytest.approx(10.0, abs=0.03)
    assert two.rows[-1][1] - two.rows[0][1] == pytest.approx(399 / 50, rel=2e-3)
    assert not run.facts.has_gyro
    assert run.facts.gaps == ()


def test_a_late_frame_of_the_epoch_before_keeps_its_meaning() -> None:
    frames = recorded(1007)  # 53 frames of 19
    late = next(k for k, f in enumerate(frames) if f[0] == repwire.DATA and f[4:6] == b"\xb6\x03")
    moved = frames.pop(late)
    frames.append(make.event(repwire.EPOCH, 1007, 11_070_000, a=2, epoch=2))
    frames.append(make.data(2, 1007, counts_of(19)))
    frames.append(moved)
    frames.append(make.data(2, 1026, counts_of(19)))
    run = Run().live(frames)
    assert [row[0] for row in run.counters[0].rows] == list(range(1045))
    assert (run.facts.lost_samples, run.facts.gaps) == (0, ())
