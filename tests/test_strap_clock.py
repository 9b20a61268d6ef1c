"""The strap's clock from questions whose ways take their time."""

import numpy as np
import pytest

from rephost.link import host_ns
from rephost.strap_clock import StrapClock

MS = 1_000_000


def asked(
    rng: np.random.Generator,
    clock: StrapClock,
    seconds: float,
    *,
    drift: float,
    strap_zero_us: int,
    interval_ms: float,
    stalls: float = 0.0,
) -> int:
    """Ask eight times and then once a second; returns the host's time at the end."""
    host_ns = int(1.7e18)
    began_ns = host_ns
    times = [0.05 * k for k in range(8)] + list(np.arange(1.0, seconds, 1.0))
    for at_s in times:
        host_ns = began_ns + int(at_s * 1e9)
        # Either side waits for the next connection event, and may be held up.
        down_ns, up_ns = rng.uniform(0.3, interval_ms, 2) * MS
        down_ns += rng.exponential(40.0) * MS * (rng.random() < stalls)
        up_ns += rng.exponential(40.0) * MS * (rng.random() < stalls)
        handled_ns = rng.uniform(0.2, 50.0) * MS
        heard_ns = host_ns + down_ns
        answered_ns = heard_ns + handled_ns
        heard_us, answered_us = (
            strap_us(t - began_ns, drift, strap_zero_us) for t in (heard_ns, answered_ns)
        )
        clock.add(host_ns, heard_us, answered_us, int(answered_ns + up_ns))
    return host_ns - began_ns


def strap_us(since_ns: float, drift: float, zero_us: int) -> int:
    return int(zero_us + since_ns * (1 + drift) / 1000) % 2**32


@pytest.mark.parametrize("zero_us", [5_000_000, 2**32 - 20_000_000])
@pytest.mark.parametrize("stalls", [0.0, 0.3])
def test_within_5_ms_after_60_s(rng: np.random.Generator, zero_us: int, stalls: float) -> None:
    worst_ms = 0.0
    for _ in range(60):
        clock = StrapClock()
        drift = rng.uniform(-100e-6, 100e-6)
        end_ns = asked(
            rng,
            clock,
            60.0,
            drift=drift,
            strap_zero_us=zero_us,
            interval_ms=15.0,
            stalls=stalls,
        )
        told_ns = clock.host_ns(strap_us(end_ns, drift, zero_us)) - int(1.7e18)
        worst_ms = max(worst_ms, abs(told_ns - end_ns) / MS)
    print(f"worst of 60: {worst_ms:.2f} ms")
    assert worst_ms <= 5.0


def test_an_hour_and_a_half_over_the_wrap(rng: np.random.Generator) -> None:
    clock = StrapClock()
    end_ns = asked(rng, clock, 5400.0, drift=80e-6, strap_zero_us=7, interval_ms=2.0)
    told_ns = clock.host_ns(strap_us(end_ns, 80e-6, 7)) - int(1.7e18)
    assert abs(told_ns - end_ns) < 2 * MS


def test_an_answer_that_cannot_be_is_passed_over() -> None:
    clock = StrapClock()
    clock.add(1_000 * MS, 500, 900_500, 1_010 * MS)
    assert not clock.is_set


@pytest.mark.parametrize("slept_s", [0.5, 30.0, 7200.0])
def test_a_host_that_slept_knows_the_time_at_once(rng: np.random.Generator, slept_s: float) -> None:
    clock = StrapClock()
    how = {"drift": 0.0, "interval_ms": 15.0}
    asked(rng, clock, 60.0, strap_zero_us=0, **how)
    # Meanwhile the host's steady clock stood still, and the strap's did not.
    woken_ns = int(1.7e18) + 61 * 1000 * MS
    for at_ns in (woken_ns, woken_ns + 50 * MS):
        heard_us = strap_us(at_ns + 5 * MS - int(1.7e18) + slept_s * 1e9, 0.0, 0)
        clock.add(at_ns, heard_us, heard_us, at_ns + 10 * MS)
    assert abs(clock.host_ns(heard_us) - (at_ns + 5 * MS)) < 6 * MS


def test_a_time_of_day_that_is_set_moves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    before_ns = host_ns()
    monkeypatch.setattr("time.time_ns", lambda: 0)
    monkeypatch.setattr("time.time", lambda: 0.0)
    assert 0 <= host_ns() - before_ns < 60_000 * MS
