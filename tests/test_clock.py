"""The published time against simulated straps whose true time is known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import repwire
from rephost.clock import Clock
from rephost.decode import StrapEvent
from simulated_strap import Strap, published, strap


def _duration_error(one: Strap, t_s: np.ndarray, seconds: float, after_s: float = 5.0) -> float:
    """Return the worst error of durations of so many seconds, as part of them."""
    start = int(np.searchsorted(one.t_s, after_s))
    n = round(seconds * one.nominal_hz)
    true_s = one.t_s[start + n :] - one.t_s[start:-n]
    return float(np.abs((t_s[start + n :] - t_s[start:-n]) / true_s - 1.0).max())


@pytest.mark.parametrize(
    ("nominal_hz", "stalls"), [(100.0, 0.0), (104.0, 0.03), (200.0, 0.0), (400.0, 0.03)]
)
@pytest.mark.parametrize("rate_error", [-0.06, -0.01, 0.0, 0.04])
def test_time_is_right(
    nominal_hz: float, stalls: float, rate_error: float, rng: np.random.Generator
) -> None:
    one = strap(rng, nominal_hz=nominal_hz, seconds=60.0, rate_error=rate_error, stalls=stalls)
    t_s = published(one, [19])
    assert t_s[0] == 0.0
    assert np.diff(t_s).min() > 0.0
    assert np.abs(t_s - one.t_s)[one.t_s > 10.0].max() < (0.020 if stalls else 0.015)
    if not stalls:
        for seconds in (1.0, 2.0, 5.0):
            assert _duration_error(one, t_s, seconds) < 0.01


def test_slow_straps_are_as_good_as_their_anchors(rng: np.random.Generator) -> None:
    # An anchor is off by up to a period: at 50 Hz ten of them leave some 6 ms, at 25 Hz 12.
    for nominal_hz, limit_s in ((50.0, 0.030), (25.0, 0.070)):
        one = strap(rng, nominal_hz=nominal_hz, seconds=60.0, rate_error=rng.uniform(-0.06, 0.04))
        t_s = published(one, [19])
        assert np.diff(t_s).min() > 0.0
        assert np.abs(t_s - one.t_s)[one.t_s > 10.0].max() < limit_s
        assert _duration_error(one, t_s, 2.0) < 0.03


def test_hours_with_a_warming_chip_and_wraps(rng: np.random.Generator) -> None:
    one = strap(
        rng,
        nominal_hz=52.0,
        seconds=3 * 3600.0,
        rate_error=-0.03,
        drift=0.004,
        stalls=0.02,
        clock_start_us=2**32 - 700_000,
    )
    t_s = published(one, [10_000])
    assert np.diff(t_s).min() > 0.0
    error_s = np.abs(t_s - one.t_s)
    assert error_s[one.t_s > 10.0].max() < 0.035
    assert error_s[one.t_s > 120.0].max() < 0.020


@given(seed=st.integers(0, 2**32 - 1), blocks=st.lists(st.integers(1, 300), min_size=1, max_size=8))
def test_blocks_do_not_matter(seed: int, blocks: list[int]) -> None:
    one = strap(np.random.default_rng(seed), nominal_hz=50.0, seconds=12.0, rate_error=-0.05)
    assert np.array_equal(published(one, blocks), published(one, [10**9]))


def test_without_anchors_the_nominal_rate_holds() -> None:
    clock = Clock()
    clock.configure(1, 104.0)
    (line,) = clock.follow(1, 5000, 19)
    assert line == (5000, 0.0, 1 / 104)
    assert clock.follow(1, 5019, 10**6) == []
    assert clock.period_s == 1 / 104


def test_an_epoch_after_an_overflow_jumps_by_what_was_missed(rng: np.random.Generator) -> None:
    first = strap(rng, nominal_hz=100.0, seconds=30.0, rate_error=0.03)
    n = len(first.t_s)
    clock = Clock()
    clock.configure(1, 100.0)
    before_s = published(first, [19], clock)
    missed_s = 1.7
    second = strap(
        rng,
        nominal_hz=100.0,
        seconds=20.0,
        rate_error=0.03,
        first_index=n,
        epoch=2,
        clock_start_us=1_000_000 + round((first.t_s[-1] + missed_s) * 1e6),
    )
    clock.anchor(second.anchors[0])
    after_s = published(Strap(100.0, second.t_s, second.anchors), [19], clock, first_index=n)
    true_s = first.t_s[-1] + missed_s + second.t_s
    assert abs(after_s[0] - before_s[-1] - missed_s) < 0.02
    assert np.abs(after_s - true_s).max() < 0.02
    assert _duration_error(second, after_s, 2.0, after_s=0.0) < 0.01


def test_an_epoch_without_a_break_does_not_jump(rng: np.random.Generator) -> None:
    first = strap(rng, nominal_hz=100.0, seconds=20.0)
    n = len(first.t_s)
    clock = Clock()
    clock.configure(1, 100.0)
    before_s = published(first, [19], clock)
    start_us = 1_000_000 + round(first.t_s[-1] * 1e6) + 10_000
    clock.anchor(StrapEvent(repwire.EPOCH, 2, 0, n, start_us, 2, 99))
    (line,) = clock.follow(2, n, 19)
    assert line.t_s - before_s[-1] == pytest.approx(0.01, abs=1e-3)


def test_an_epoch_that_was_not_announced_jumps_with_its_first_anchor() -> None:
    clock = _after_ten_seconds()
    clock.follow(2, 1000, 50)  # two seconds were missed before these
    clock.anchor(StrapEvent(repwire.STATUS, 255, 0, 1050, 13_505_000, 2, 20))
    (line, *_) = clock.follow(2, 1050, 50)
    assert line.t_s == pytest.approx(12.5, abs=0.02)


def test_a_said_again_epoch_changes_nothing() -> None:
    clock = _after_ten_seconds()
    clock.anchor(StrapEvent(repwire.EPOCH, 1, 0, 0, 1_000_000, 1, 0))
    assert clock.follow(1, 1000, 19) == []


def test_a_reboot_goes_on_after_a_break() -> None:
    clock = _after_ten_seconds()
    clock.reboot(1000)
    clock.configure(1, 100.0)
    clock.anchor(StrapEvent(repwire.EPOCH, 1, 0, 0, 500_000, 1, 0))
    (line,) = clock.follow(1, 0, 19)
    assert line.t_s == pytest.approx(12.0, abs=0.02)


def test_a_reboot_takes_what_the_host_saw() -> None:
    clock = _after_ten_seconds(arrivals=True)
    clock.arrived(70 * 10**9, 1000)  # the strap is back, a minute later
    clock.reboot(1000)
    clock.configure(1, 100.0)
    clock.anchor(StrapEvent(repwire.EPOCH, 1, 0, 0, 500_000, 1, 0))
    (line,) = clock.follow(1, 0, 19)
    assert line.t_s == pytest.approx(70.0, abs=0.1)


def _after_ten_seconds(*, arrivals: bool = False) -> Clock:
    """Return the clock of a strap that made 1000 samples at just 100 Hz."""
    clock = Clock()
    clock.configure(1, 100.0)
    clock.anchor(StrapEvent(repwire.EPOCH, 1, 0, 0, 1_000_000, 1, 0))
    for second in range(10):
        if arrivals:
            clock.arrived(second * 10**9, second * 100)
        clock.follow(1, second * 100, 100)
        t_us = 2_000_000 + second * 1_000_000
        clock.anchor(StrapEvent(repwire.STATUS, 255, 0, second * 100 + 100, t_us, 1, second + 1))
    clock.follow(1, 999, 1)
    return clock


@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("s"), st.integers(0, 5), st.integers(1, 400)),
            st.tuples(
                st.sampled_from("ae"),
                st.integers(0, 5),
                st.integers(0, 2**32 - 1),
                st.integers(0, 2**30),
            ),
            st.tuples(st.just("r")),
        ),
        max_size=40,
    )
)
def test_time_never_runs_back_whatever_is_said(steps: list[tuple]) -> None:
    clock = Clock()
    index, last_s = 0, -1.0
    for what, *rest in steps:
        if what == "s":
            epoch, n = rest
            clock.configure(epoch, 100.0)
            before = clock.time_of(index)
            lines = clock.follow(epoch, index, n)
            t_s = lines[0].t_s if lines and lines[0].first_index == index else before
            assert t_s > last_s
            assert all(line.period_s > 0.0 for line in lines)
            index += n
            last_s = clock.time_of(index - 1)
        elif what == "r":
            clock.reboot(index)
            index = 0
        else:
            kind = repwire.STATUS if what == "a" else repwire.EPOCH
            epoch, t_us, at = rest
            clock.configure(epoch, 100.0)
            clock.anchor(StrapEvent(kind, epoch, 0, at, t_us, epoch, 0))
