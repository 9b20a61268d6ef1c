"""The counter fed what no lifter does: constants, noise, jumps of index and time, odd rates."""

from dataclasses import replace

import numpy as np
import pytest

import synth
from counting import blocks_of, counted, counter_of, found, keep_the_law, sets_in
from repsignal import RepCounter
from repsignal.events import Event

ODD = {
    "zeros": np.zeros((3000, 6), np.int16),
    "one value": np.full((3000, 6), 1234, np.int16),
    "all clipped": np.full((3000, 6), 32767, np.int16),
    "clipped below": np.full((3000, 6), -32768, np.int16),
    "one sample": np.full((1, 6), 500, np.int16),
    "no sample": np.zeros((0, 6), np.int16),
    "two samples": np.array([[0, 0, 4096, 0, 0, 0]] * 2, np.int16),
}


@pytest.mark.parametrize("what", ODD)
@pytest.mark.parametrize("axes", [3, 6])
@pytest.mark.parametrize("exercise", [None, "swing"])
def test_odd_data_counts_nothing(what: str, axes: int, exercise: str | None) -> None:
    gyr = 1.0 / 32.768 if axes == 6 else None
    counter = RepCounter(100.0, 1.0 / 4096.0, gyr, exercise=exercise)
    events = counter.push(np.ascontiguousarray(ODD[what][:, :axes]), 0) + counter.finish()
    assert found(events) == ()
    for name in ("up", "reference", "hinge_deg", "bias"):
        assert np.isfinite(counter._state[name]).all(), name
    assert np.isfinite(counter._ring).all()


@pytest.mark.parametrize("size", [40, 4000, 32767])
def test_noise_breaks_nothing(size: int, fixed_rng: np.random.Generator) -> None:
    """Any int16: what it tells is finite and in order of time, and it can go on."""
    counts = fixed_rng.integers(-size - 1, size + 1, (20_000, 6)).astype(np.int16)
    counter = RepCounter(100.0, 1.0 / 4096.0, 1.0 / 16.384, exercise="swing")
    events = counter.push(counts, 0) + counter.finish()
    told_s = [event.t_s for event in events]
    assert told_s == sorted(told_s)
    assert np.isfinite(told_s).all()
    assert np.isfinite(counter._ring).all()
    assert counter.push(counts[:100], 20_000) is not None


@pytest.mark.parametrize("jump_s", [0.5, 5.0, 3600.0, 1e6])
def test_a_jump_of_the_index_is_a_gap(jump_s: float, fixed_rng: np.random.Generator) -> None:
    """Before and behind it sets are counted; even 11 days cost no work for each missing sample."""
    one = synth.rdl_set(fixed_rng, reps=5, traits=frozenset())
    jump = round(jump_s * one.rate_hz)
    behind = one.index + one.index[-1] + jump
    both = replace(
        one, index=np.append(one.index, behind), counts=np.vstack((one.counts, one.counts))
    )
    assert [reps for _, reps in found(counted(both, "rdl"))] == [5, 5]


@pytest.mark.parametrize("jump_s", [0.3, 40.0])
def test_a_jump_of_time_is_a_gap(jump_s: float, fixed_rng: np.random.Generator) -> None:
    """Indices go on, the clock goes ahead: as where a strap slept."""
    one = synth.rdl_set(fixed_rng, reps=5, traits=frozenset())
    counter = counter_of(one, "rdl")
    n = one.index.size
    events = counter.push(one.counts, 0)
    counter.retime(n, n * one.period_s + jump_s, one.period_s)
    events += counter.push(one.counts, n) + counter.finish()
    keep_the_law(events, 2 * one.duration_s + jump_s + 1.0)
    assert [reps for _, reps in found(events)] == [5, 5]
    second = sets_in(events)[1]
    true_s = one.labels["sets"][0]["reps"][0]["start_s"] + n * one.period_s + jump_s
    assert second.start_s == pytest.approx(true_s, abs=0.3)


def test_retiming_in_steady_steps_changes_nothing(fixed_rng: np.random.Generator) -> None:
    """The same line said anew for each block."""
    one = synth.swing_set(fixed_rng)
    expected = counted(one)
    counter = counter_of(one)
    events: list[Event] = []
    for counts, first in blocks_of(one, range(200, one.index.size, 200)):
        counter.retime(first, first * one.period_s, one.period_s)
        events += counter.push(counts, first)
    events += counter.finish()
    assert found(events) == found(expected)
    for a, b in zip(sets_in(events)[0].reps, sets_in(expected)[0].reps, strict=True):
        assert a.end_s == pytest.approx(b.end_s, abs=1e-6)


@pytest.mark.parametrize("rate_hz", [10.0, 25.0, 400.0, 1000.0])
def test_rates_at_the_limits(rate_hz: float) -> None:
    RepCounter(rate_hz, 1e-4, None)


@pytest.mark.parametrize("rate_hz", [0.0, -100.0, 9.99, 1000.1, float("nan"), float("inf")])
def test_rates_beyond_the_limits(rate_hz: float) -> None:
    with pytest.raises(ValueError, match=r"Hz is outside"):
        RepCounter(rate_hz, 1e-4, None)
