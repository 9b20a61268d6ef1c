"""Uneven times on an even grid."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rephost.errors import TableError
from rephost.timegrid import fit

RATES_HZ = [25.0, 50.0, 104.0, 200.0, 400.0]


@pytest.mark.parametrize("rate_hz", RATES_HZ)
def test_even_times(rate_hz: float) -> None:
    grid = fit(1e5 + np.arange(5000) / rate_hz)
    assert grid.slots is not None
    assert np.array_equal(grid.slots, np.arange(5000))
    assert 1 / grid.period_s == pytest.approx(rate_hz, rel=1e-9)


@pytest.mark.parametrize("rate_hz", RATES_HZ)
@pytest.mark.parametrize("jitter", [0.05, 0.2, 0.4, 0.45])
def test_jitter_under_half_a_sample_snaps(
    rate_hz: float, jitter: float, rng: np.random.Generator
) -> None:
    places = np.arange(3000) + rng.uniform(-jitter, jitter, 3000)
    grid = fit(places / rate_hz)
    assert grid.slots is not None
    assert np.array_equal(grid.slots, np.arange(3000))
    assert grid.period_s * rate_hz == pytest.approx(1, rel=1e-4)


@pytest.mark.parametrize("jitter", [0.6, 2.0])
def test_more_jitter_asks_to_resample(jitter: float, rng: np.random.Generator) -> None:
    places = np.sort(np.arange(3000) + rng.uniform(-jitter, jitter, 3000))
    grid = fit(places / 100)
    assert grid.slots is None
    assert grid.period_s == pytest.approx(0.01, rel=0.01)


@pytest.mark.parametrize("jitter", [0.0, 0.2])
def test_lost_samples_and_gaps_leave_slots_empty(jitter: float, rng: np.random.Generator) -> None:
    there = rng.random(5000) > 0.05
    there[1000:1180] = False
    there[[0, -1]] = True
    places = np.arange(5000) + rng.uniform(-jitter, jitter, 5000)
    grid = fit(places[there] / 104)
    assert grid.slots is not None
    assert np.array_equal(grid.slots, np.flatnonzero(there))


def test_a_gap_of_an_hour(rng: np.random.Generator) -> None:
    even = np.arange(3000) * 0.01
    grid = fit(np.concatenate((even, 3600 + even)))
    assert grid.slots is not None
    assert grid.slots[3000] == 360_000


def test_a_clock_that_reads_milliseconds() -> None:
    grid = fit(np.round(np.arange(5000) / 104, 3))
    assert grid.slots is not None
    assert np.array_equal(grid.slots, np.arange(5000))
    assert 1 / grid.period_s == pytest.approx(104, rel=1e-5)


def test_a_clock_that_reads_tenths_of_a_second() -> None:
    grid = fit(np.floor(np.arange(5000) / 100 * 10) / 10)
    assert grid.slots is not None
    assert grid.kept.all()
    assert np.array_equal(grid.slots, np.arange(5000))


def test_a_repeated_row_counts_once() -> None:
    t_s = np.arange(100) * 0.01
    t_s[50] = t_s[49]
    grid = fit(t_s)
    assert grid.slots is not None
    assert not grid.kept[50]
    assert grid.slots[50] == 51


def test_a_wandering_clock_keeps_its_times() -> None:
    i = np.arange(20_000)
    t_s = i * 0.01 * (1 + 1e-7 * i)
    there = np.delete(i, slice(5000, 5150))
    grid = fit(7 + t_s[there])
    assert grid.slots is not None
    assert np.array_equal(grid.slots, there)
    some = there[4990:5010]
    assert grid.times_s(some) == pytest.approx(t_s[some], abs=1e-9)


def test_a_wandering_clock_that_jitters_asks_to_resample(rng: np.random.Generator) -> None:
    places = np.sort(np.arange(20_000) + rng.uniform(-0.4, 0.4, 20_000))
    assert fit(places * 0.01 * (1 + 1e-6 * places)).slots is None


@pytest.mark.parametrize(
    ("t_s", "said"),
    [
        (np.arange(100) * 10.0, "--columns t=ms"),
        (np.arange(100) * 1e-6, "--columns t=ms"),
        (np.arange(100) * 1e7, "--columns t=ms"),
        (np.zeros(5), "never advances"),
        (np.array([0.0, 0.0, 5e-324]), "--columns t=ms"),
        (np.array([0, 0.01, 1e9]), "days"),
        (np.append(np.arange(500), np.arange(500) + 1e7) / 100.0, "jumps by 1.2 days"),
    ],
)
def test_times_that_cannot_be_seconds(t_s: np.ndarray, said: str) -> None:
    with pytest.raises(TableError, match=said):
        fit(t_s)


def test_one_sample() -> None:
    grid = fit(np.array([7.0]))
    assert grid.slots is not None
    assert grid.slots.tolist() == [0]


@given(
    st.lists(st.floats(0, 1000, allow_nan=False), min_size=1, max_size=60).map(sorted),
)
def test_whatever_the_times_the_slots_increase(times: list[float]) -> None:
    try:
        grid = fit(np.array(times))
    except TableError:
        return
    assert grid.kept.sum() == len(grid.t_s)
    assert grid.period_s > 0
    if grid.slots is not None:
        assert grid.slots[0] == 0
        assert (np.diff(grid.slots) > 0).all()
        on_grid_s = grid.start_s + grid.slots * grid.period_s
        assert np.abs(grid.t_s - on_grid_s).max() <= 0.51 * grid.period_s
