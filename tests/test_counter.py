"""The counter as a whole: fresh sets counted, named and announced; life not; nothing breaks it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import synth
import synth_life as life
from counting import blocks_of, counted, counter_of, found, keep_the_law, pushed, sets_in
from repsignal import RepCounter
from repsignal.events import Event, Rejected, RepAnnounced, RepCorrected, SetEnded, SetStarted
from repsignal.measures import time_under_tension_s
from synth_body import Piece, story
from synth_gait import walk
from synth_rdl import rdl
from synth_strap import random_strap
from synth_swing import swing

SETS = {"rdl": synth.rdl_set, "swing": synth.swing_set}


@pytest.fixture
def rng() -> np.random.Generator:
    """One story for each test of behaviour; what fresh ones give is counted by `exact`."""
    return np.random.default_rng(5)


def seen(rng: np.random.Generator, pieces: Sequence[Piece], **observed: Any) -> synth.Recording:
    return synth.observe(story(rng, pieces), random_strap(rng), rng, **observed)


def said(events: Sequence[Event]) -> list[int]:
    """Return the numbers as they were said."""
    return [event.rep_number for event in events if isinstance(event, RepAnnounced)]


def exact(
    make: Callable[[np.random.Generator], synth.Recording], seed: int, n: int, exercise: str | None
) -> int:
    """Return how many of n fresh recordings are counted and named exactly."""
    right = 0
    for number in range(n):
        one = make(np.random.default_rng([seed, number]))
        events = counted(one, exercise)
        right += found(events) == one.rep_counts
        if found(events) != one.rep_counts:
            print(f"number {number}: {found(events)}, truth {one.rep_counts} {one.traits}")
    return right


@pytest.mark.parametrize("exercise", ["rdl", "swing"])
def test_ordinary_sets(exercise: str, seed: int) -> None:
    assert exact(SETS[exercise], seed, 10, None) >= 9
    assert exact(SETS[exercise], seed, 10, exercise) >= 9


@pytest.mark.parametrize("exercise", ["rdl", "swing"])
@pytest.mark.parametrize("reps", [1, 2])
def test_singles_and_doubles_armed(exercise: str, reps: int, seed: int) -> None:
    assert exact(lambda rng: SETS[exercise](rng, reps=reps), seed, 10, exercise) >= 9


@pytest.mark.parametrize("exercise", ["rdl", "swing"])
def test_a_slip_in_the_set(exercise: str, seed: int) -> None:
    make = SETS[exercise]
    assert exact(lambda rng: make(rng, traits=frozenset(("slip",))), seed, 20, exercise) >= 15


@pytest.mark.parametrize("rate_hz", [25.0, 50.0, 200.0, 400.0])
def test_any_rate(rate_hz: float, seed: int) -> None:
    for make in SETS.values():
        assert exact(lambda rng, make=make: make(rng, rate_hz=rate_hz), seed, 5, None) >= 4


def test_without_a_gyro(seed: int) -> None:
    """The set itself is exact; armed, what picked the weight up may be told as a single."""
    right = 0
    for number in range(10):
        one = synth.rdl_set(np.random.default_rng([seed, number]), has_gyro=False)
        right += one.rep_counts[0] in found(counted(one, "rdl"))
    assert right >= 8


@pytest.mark.parametrize("exercise", ["rdl", "swing"])
def test_auto_says_nothing_before_the_third(exercise: str, seed: int) -> None:
    """Then the true number, and each one behind it; in all but one of six sets without a slip."""
    clean = 0
    for number in range(6):
        one = SETS[exercise](np.random.default_rng([seed, number]))
        (_, reps) = one.rep_counts[0]
        events = counted(one)
        numbers = said(events)
        assert numbers[0] >= 3
        starts = [event for event in events if isinstance(event, SetStarted)]
        first = next(event for event in events if isinstance(event, RepAnnounced))
        assert starts[0].t_s == first.t_s
        assert events.index(starts[0]) == events.index(first) - 1
        print(numbers)
        clean += numbers == list(range(3, reps + 1))
    assert clean >= 5


@pytest.mark.parametrize("exercise", ["rdl", "swing"])
def test_armed_says_the_first(exercise: str, seed: int) -> None:
    """Each at its lock-out; in all but one of six sets without an odd number."""
    clean = 0
    for number in range(6):
        rng = np.random.default_rng([seed, number])
        core = {"rdl": rdl, "swing": swing}[exercise](rng, 6)
        stand = life.stand(rng, 3.0, 4.0)
        one = seen(rng, [stand, core, stand, walk(rng, 5.0), stand])
        events = counted(one, exercise)
        announced = [event for event in events if isinstance(event, RepAnnounced)]
        print([event.rep_number for event in announced])
        if said(events) != [1, 2, 3, 4, 5, 6]:
            continue
        assert {event.exercise for event in announced} == {exercise}
        ends_s = [rep["end_s"] for rep in one.labels["sets"][0]["reps"]]
        late_s = [a.t_s - end_s for a, end_s in zip(announced, ends_s, strict=True)]
        clean += min(late_s) > -0.3 and max(late_s) < 1.2
    assert clean >= 5


def test_the_name_is_fixed_by_arming(rng: np.random.Generator) -> None:
    one = synth.rdl_set(rng, reps=6)
    for name in ("good_morning", "deadlift"):
        assert {s.exercise for s in sets_in(counted(one, name))} == {name}


def test_fifteen_seconds_without_a_rep_end_a_set(rng: np.random.Generator) -> None:
    stand = life.stand(rng, 3.0, 4.0)
    pieces = [stand, rdl(rng, 5), life.stand(rng, 22.0, 23.0), rdl(rng, 4), stand]
    one = seen(rng, pieces)
    events = counted(one, "rdl")
    assert found(events) == one.rep_counts == (("rdl", 5), ("rdl", 4))
    first = next(event for event in events if isinstance(event, SetEnded))
    assert 14.0 < first.t_s - first.set.end_s < 17.0


def test_ten_seconds_without_a_rep_do_not(rng: np.random.Generator) -> None:
    stand = life.stand(rng, 3.0, 4.0)
    one = seen(rng, [stand, rdl(rng, 5), life.stand(rng, 9.0, 10.0), rdl(rng, 4), stand])
    assert len(sets_in(counted(one, "rdl"))) == 1


@pytest.mark.parametrize("exercise", [None, "rdl"])
def test_walking_ends_a_set(exercise: str | None, seed: int) -> None:
    """Well before its 15 s; of ten walks, two may be too smooth to be heard."""
    ended = 0
    for number in range(10):
        rng = np.random.default_rng([seed, number])
        stand = life.stand(rng, 1.0, 1.5)
        pieces = [stand, stand, rdl(rng, 5), stand, walk(rng, 8.0), stand, rdl(rng, 5), stand]
        one = seen(rng, pieces)
        first = next(e for e in counted(one, exercise) if isinstance(e, SetEnded))
        last_s = one.labels["sets"][0]["reps"][-1]["end_s"]
        ended += first.set.end_s < last_s + 1.0 and first.t_s - last_s < 10.0
    assert ended >= 8


@pytest.mark.parametrize("minutes", [10.0])
def test_everyday_life_is_no_set(minutes: float, rng: np.random.Generator) -> None:
    events = counted(synth.everyday(rng, minutes))
    assert found(events) == ()
    assert any(isinstance(event, Rejected) for event in events)


@pytest.mark.parametrize("exercise", [None, "rdl", "swing"])
def test_the_law_is_kept(exercise: str | None, seed: int) -> None:
    for number in range(10):
        make = SETS["rdl" if number % 2 else "swing"]
        one = make(np.random.default_rng([seed, number]))
        keep_the_law(counted(one, exercise), one.duration_s)


def test_the_law_is_kept_across_gaps() -> None:
    one = synth.swing_set(np.random.default_rng([41, 67]), kind="gaps")
    keep_the_law(counted(one), one.duration_s)


@pytest.mark.xfail(strict=True, reason="the side is taken for forward, and the set behind it lost")
@pytest.mark.parametrize("exercise", [None, "rdl"])
def test_a_lean_to_a_side_before_the_set(exercise: str | None) -> None:
    """Of twenty fixed stories, two may count it as a rep."""
    right = 0
    for number in range(20):
        rng = np.random.default_rng([8, number])
        stand = life.stand(rng, 2.0, 3.0)
        pieces = [stand, life.lean_aside(rng), life.stand(rng, 2.0, 3.0), rdl(rng, 5)]
        one = seen(rng, [*pieces, life.stand(rng, 2.0, 3.0)])
        right += found(counted(one, exercise)) == one.rep_counts
    assert right >= 18


def test_the_law_is_kept_where_sitting_parts_two_sets() -> None:
    """Of eight fixed stories, whatever is counted."""
    for number in range(8):
        rng = np.random.default_rng([11, number])
        stand, rest = life.stand(rng, 2.0, 4.0), life.sit(rng, 1.0, 4.0)
        one = seen(rng, [stand, rdl(rng, 5), stand, rest, stand, rdl(rng, 4), stand])
        keep_the_law(counted(one, "rdl"), one.duration_s)


def test_choosing_closes_what_was_open(rng: np.random.Generator) -> None:
    """The lifter names the exercise in mid-set: that set ends, the next is of the new name."""
    stand = life.stand(rng, 3.0, 4.0)
    one = seen(rng, [stand, rdl(rng, 5), stand, rdl(rng, 2), stand])
    counter = counter_of(one)
    between_s = one.labels["sets"][1]["reps"][0]["start_s"] - 1.5
    row = int(np.searchsorted(one.t_s, between_s))
    events = counter.push(one.counts[:row], 0)
    closing = counter.choose("good_morning")
    assert [(e.set.exercise, len(e.set.reps)) for e in closing if isinstance(e, SetEnded)] == [
        ("rdl", 5)
    ]
    assert counter.choose("good_morning") == []
    events += [*closing, *counter.push(one.counts[row:], row), *counter.finish()]
    keep_the_law(events, one.duration_s)
    assert found(events) == (("rdl", 5), ("good_morning", 2))


def test_choosing_nothing_goes_back_to_finding_out(rng: np.random.Generator) -> None:
    stand = life.stand(rng, 3.0, 4.0)
    one = seen(rng, [stand, rdl(rng, 2), stand])
    counter = counter_of(one, "rdl")
    assert counter.choose(None) == []
    assert found(pushed(counter, blocks_of(one)) + counter.finish()) == ()


def test_finishing_tells_what_was_open(rng: np.random.Generator) -> None:
    """The recording ends a second behind the last lock-out; finishing twice tells nothing more."""
    one = synth.rdl_set(rng, reps=5)
    last_s = one.labels["sets"][0]["reps"][-1]["end_s"]
    until = int(np.searchsorted(one.t_s, last_s + 1.0))
    counter = counter_of(one, "rdl")
    before = counter.push(one.counts[:until], 0)
    assert not sets_in(before)
    assert found(counter.finish()) == (("rdl", 5),)
    assert counter.finish() == []


def test_time_under_tension_is_never_more_than_the_time(rng: np.random.Generator) -> None:
    (one,) = sets_in(counted(synth.rdl_set(rng)))
    assert 0.0 < time_under_tension_s(one) <= one.end_s - one.start_s


def test_the_trace_is_in_step(rng: np.random.Generator) -> None:
    one = synth.rdl_set(rng, reps=4)
    counter = counter_of(one)
    assert [part.size for part in counter.trace()] == [0, 0]
    pushed(counter, blocks_of(one))
    t_s, hinge_deg = counter.trace()
    assert t_s.shape == hinge_deg.shape
    assert np.allclose(np.diff(t_s), 0.02)
    assert one.duration_s - 0.3 < t_s[-1] <= one.duration_s
    assert np.abs(hinge_deg).max() < 180.0


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
def test_noise_breaks_nothing(size: int, rng: np.random.Generator) -> None:
    """Any int16: what it tells is finite and in order of time, and it can go on."""
    counts = rng.integers(-size - 1, size + 1, (20_000, 6)).astype(np.int16)
    counter = RepCounter(100.0, 1.0 / 4096.0, 1.0 / 16.384, exercise="swing")
    events = counter.push(counts, 0) + counter.finish()
    told_s = [event.t_s for event in events]
    assert told_s == sorted(told_s)
    assert np.isfinite(told_s).all()
    assert np.isfinite(counter._ring).all()
    assert counter.push(counts[:100], 20_000) is not None


@pytest.mark.parametrize("jump_s", [0.5, 5.0, 3600.0, 1e6])
def test_a_jump_of_the_index_is_a_gap(jump_s: float, rng: np.random.Generator) -> None:
    """Before and behind it sets are counted; even 11 days cost no work for each missing sample."""
    one = synth.rdl_set(rng, reps=5, traits=frozenset())
    jump = round(jump_s * one.rate_hz)
    behind = one.index + one.index[-1] + jump
    both = replace(
        one, index=np.append(one.index, behind), counts=np.vstack((one.counts, one.counts))
    )
    assert [reps for _, reps in found(counted(both, "rdl"))] == [5, 5]


@pytest.mark.parametrize("jump_s", [0.3, 40.0])
def test_a_jump_of_time_is_a_gap(jump_s: float, rng: np.random.Generator) -> None:
    """Indices go on, the clock goes ahead: as where a strap slept."""
    one = synth.rdl_set(rng, reps=5, traits=frozenset())
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


def test_retiming_in_steady_steps_changes_nothing(rng: np.random.Generator) -> None:
    """The same line said anew for each block."""
    one = synth.swing_set(rng)
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


def test_corrections_are_few(seed: int) -> None:
    """In ten ordinary sets hardly a number is taken back."""
    corrected = 0
    for number in range(10):
        one = synth.rdl_set(np.random.default_rng([seed, number]))
        events = counted(one)
        corrected += any(isinstance(event, RepCorrected) for event in events)
    assert corrected <= 2
