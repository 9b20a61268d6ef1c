"""The counter as a whole: fresh sets counted and named; life not."""

from collections.abc import Callable

import numpy as np
import pytest

import synth
import synth_life as life
from counting import blocks_of, counted, counter_of, found, pushed, seen, sets_in
from draws import holds
from repsignal.events import Rejected, SetEnded
from repsignal.measures import time_under_tension_s
from synth_gait import walk
from synth_rdl import rdl

SETS = {"rdl": synth.rdl_set, "swing": synth.swing_set}


def exact(
    make: Callable[[np.random.Generator], synth.Recording],
    seed: int,
    exercise: str | None,
    numbers: range,
) -> float:
    """Return the share of fresh recordings that are counted and named exactly."""
    right = 0
    for number in numbers:
        one = make(np.random.default_rng([seed, number]))
        events = counted(one, exercise)
        right += found(events) == one.rep_counts
        if found(events) != one.rep_counts:
            print(f"number {number}: {found(events)}, truth {one.rep_counts} {one.traits}")
    return right / len(numbers)


@pytest.mark.parametrize("arm", [False, True])
@pytest.mark.parametrize("exercise", ["rdl", "swing"])
def test_ordinary_sets(exercise: str, arm: bool, seed: int) -> None:
    make, name = SETS[exercise], exercise if arm else None
    assert holds(lambda numbers: exact(make, seed, name, numbers) >= 0.9)


@pytest.mark.parametrize("exercise", ["rdl", "swing"])
@pytest.mark.parametrize("reps", [1, 2])
def test_singles_and_doubles_armed(exercise: str, reps: int, seed: int) -> None:
    def make(rng: np.random.Generator) -> synth.Recording:
        return SETS[exercise](rng, reps=reps)

    assert holds(lambda numbers: exact(make, seed, exercise, numbers) >= 0.9)


@pytest.mark.parametrize("exercise", ["rdl", "swing"])
def test_a_slip_in_the_set(exercise: str, seed: int) -> None:
    def make(rng: np.random.Generator) -> synth.Recording:
        return SETS[exercise](rng, traits=frozenset(("slip",)))

    assert holds(lambda numbers: exact(make, seed, exercise, numbers) >= 0.85, few=16, many=64)


@pytest.mark.parametrize("exercise", ["rdl", "swing"])
@pytest.mark.parametrize("rate_hz", [25.0, 50.0, 200.0, 400.0])
def test_any_rate(rate_hz: float, exercise: str, seed: int) -> None:
    def make(rng: np.random.Generator) -> synth.Recording:
        return SETS[exercise](rng, rate_hz=rate_hz)

    assert holds(lambda numbers: exact(make, seed, None, numbers) >= 0.8, few=5, many=20)


@pytest.mark.parametrize("exercise", ["rdl", "swing"])
def test_found_out_without_a_gyro(exercise: str, seed: int) -> None:
    def make(rng: np.random.Generator) -> synth.Recording:
        return SETS[exercise](rng, has_gyro=False)

    assert holds(lambda numbers: exact(make, seed, None, numbers) >= 0.9)


def test_armed_without_a_gyro(seed: int) -> None:
    """The set itself is exact; what picked the weight up may be told as a single."""

    def exact_sets(numbers: range) -> int:
        right = 0
        for number in numbers:
            one = synth.rdl_set(np.random.default_rng([seed, number]), has_gyro=False)
            right += one.rep_counts[0] in found(counted(one, "rdl"))
        return right

    assert holds(lambda numbers: exact_sets(numbers) >= 0.8 * len(numbers))


def test_the_name_is_fixed_by_arming(fixed_rng: np.random.Generator) -> None:
    one = synth.rdl_set(fixed_rng, reps=6)
    for name in ("good_morning", "deadlift"):
        assert {s.exercise for s in sets_in(counted(one, name))} == {name}


def test_fifteen_seconds_without_a_rep_end_a_set(fixed_rng: np.random.Generator) -> None:
    stand = life.stand(fixed_rng, 3.0, 4.0)
    pieces = [stand, rdl(fixed_rng, 5), life.stand(fixed_rng, 22.0, 23.0), rdl(fixed_rng, 4), stand]
    one = seen(fixed_rng, pieces)
    events = counted(one, "rdl")
    assert found(events) == one.rep_counts == (("rdl", 5), ("rdl", 4))
    first = next(event for event in events if isinstance(event, SetEnded))
    assert 14.0 < first.t_s - first.set.end_s < 17.0


def test_ten_seconds_without_a_rep_do_not(fixed_rng: np.random.Generator) -> None:
    stand = life.stand(fixed_rng, 3.0, 4.0)
    one = seen(
        fixed_rng,
        [stand, rdl(fixed_rng, 5), life.stand(fixed_rng, 9.0, 10.0), rdl(fixed_rng, 4), stand],
    )
    assert len(sets_in(counted(one, "rdl"))) == 1


@pytest.mark.parametrize("exercise", [None, "rdl"])
def test_walking_ends_a_set(exercise: str | None, seed: int) -> None:
    """Well before its 15 s; of ten walks, two may be too smooth to be heard."""

    def ended(numbers: range) -> int:
        in_time = 0
        for number in numbers:
            rng = np.random.default_rng([seed, number])
            stand = life.stand(rng, 1.0, 1.5)
            pieces = [stand, stand, rdl(rng, 5), stand, walk(rng, 8.0), stand, rdl(rng, 5), stand]
            one = seen(rng, pieces)
            first = next(e for e in counted(one, exercise) if isinstance(e, SetEnded))
            last_s = one.labels["sets"][0]["reps"][-1]["end_s"]
            in_time += first.set.end_s < last_s + 1.0 and first.t_s - last_s < 10.0
        return in_time

    assert holds(lambda numbers: ended(numbers) >= 0.8 * len(numbers))


@pytest.mark.parametrize("minutes", [10.0])
def test_everyday_life_is_no_set(minutes: float, fixed_rng: np.random.Generator) -> None:
    events = counted(synth.everyday(fixed_rng, minutes))
    assert found(events) == ()
    assert any(isinstance(event, Rejected) for event in events)


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


def test_time_under_tension_is_never_more_than_the_time(fixed_rng: np.random.Generator) -> None:
    (one,) = sets_in(counted(synth.rdl_set(fixed_rng)))
    assert 0.0 < time_under_tension_s(one) <= one.end_s - one.start_s


def test_the_trace_is_in_step(fixed_rng: np.random.Generator) -> None:
    one = synth.rdl_set(fixed_rng, reps=4)
    counter = counter_of(one)
    assert [part.size for part in counter.trace()] == [0, 0]
    pushed(counter, blocks_of(one))
    t_s, hinge_deg = counter.trace()
    assert t_s.shape == hinge_deg.shape
    assert np.allclose(np.diff(t_s), 0.02)
    assert one.duration_s - 0.3 < t_s[-1] <= one.duration_s
    assert np.abs(hinge_deg).max() < 180.0


def test_jumps_are_no_swings(seed: int) -> None:
    """Of twenty rounds of jumps, two may be taken for a set."""

    def taken(numbers: range) -> int:
        wrong = 0
        for number in numbers:
            rng = np.random.default_rng([seed, number])
            stand = life.stand(rng, 2.0, 3.0)
            one = seen(rng, [stand, life.jump(rng), stand, life.jump(rng), stand])
            wrong += found(counted(one)) != ()
        return wrong

    assert holds(lambda numbers: taken(numbers) <= 0.1 * len(numbers), few=20, many=60)
