"""What a counter tells, and when: at lock-out, in order, and so that anyone can keep count."""

from collections.abc import Sequence

import numpy as np
import pytest

import synth
import synth_life as life
from counting import blocks_of, counted, counter_of, found, keep_the_law, pushed, seen, sets_in
from draws import holds
from repsignal.events import Event, RepAnnounced, RepCorrected, SetEnded, SetStarted
from synth_gait import walk
from synth_rdl import rdl
from synth_swing import swing

SETS = {"rdl": synth.rdl_set, "swing": synth.swing_set}


def said(events: Sequence[Event]) -> list[int]:
    """Return the numbers as they were said."""
    return [event.rep_number for event in events if isinstance(event, RepAnnounced)]


@pytest.mark.parametrize("exercise", ["rdl", "swing"])
def test_auto_says_nothing_before_the_third(exercise: str, seed: int) -> None:
    """Then the true number, and each one behind it; in all but one of six sets without a slip."""

    def clean(numbers: range) -> int:
        right = 0
        for number in numbers:
            one = SETS[exercise](np.random.default_rng([seed, number]))
            (_, reps) = one.rep_counts[0]
            events = counted(one)
            told = said(events)
            assert told[0] >= 3
            starts = [event for event in events if isinstance(event, SetStarted)]
            first = next(event for event in events if isinstance(event, RepAnnounced))
            assert starts[0].t_s == first.t_s
            assert events.index(starts[0]) == events.index(first) - 1
            print(told)
            right += told == list(range(3, reps + 1))
        return right

    assert holds(lambda numbers: clean(numbers) >= 5 / 6 * len(numbers), few=6, many=36)


@pytest.mark.parametrize("exercise", ["rdl", "swing"])
def test_armed_says_the_first(exercise: str, seed: int) -> None:
    """Each at its lock-out; in all but one of six sets without an odd number."""

    def clean(numbers: range) -> int:
        right = 0
        for number in numbers:
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
            right += min(late_s) > -0.3 and max(late_s) < 1.2
        return right

    assert holds(lambda numbers: clean(numbers) >= 5 / 6 * len(numbers), few=6, many=36)


def test_corrections_are_few(seed: int) -> None:
    """In ten ordinary sets hardly a number is taken back."""

    def corrected(numbers: range) -> int:
        taken_back = 0
        for number in numbers:
            events = counted(synth.rdl_set(np.random.default_rng([seed, number])))
            taken_back += any(isinstance(event, RepCorrected) for event in events)
        return taken_back

    assert holds(lambda numbers: corrected(numbers) <= 0.2 * len(numbers))


@pytest.mark.parametrize("exercise", [None, "rdl", "swing"])
def test_the_law_is_kept(exercise: str | None, seed: int) -> None:
    for number in range(10):
        make = SETS["rdl" if number % 2 else "swing"]
        one = make(np.random.default_rng([seed, number]))
        keep_the_law(counted(one, exercise), one.duration_s)


@pytest.mark.parametrize("story", [[41, 67], [77, 3]])
def test_the_law_is_kept_across_gaps(story: list[int]) -> None:
    """In one the weight is set down after a gap; in the other a gap turns upright away."""
    one = synth.swing_set(np.random.default_rng(story), kind="gaps")
    keep_the_law(counted(one), one.duration_s)


def test_the_law_is_kept_where_sitting_parts_two_sets() -> None:
    """Of eight fixed stories, whatever is counted."""
    for number in range(8):
        rng = np.random.default_rng([11, number])
        stand, rest = life.stand(rng, 2.0, 4.0), life.sit(rng, 1.0, 4.0)
        one = seen(rng, [stand, rdl(rng, 5), stand, rest, stand, rdl(rng, 4), stand])
        keep_the_law(counted(one, "rdl"), one.duration_s)


BETWEEN = (
    lambda rng: walk(rng, float(rng.uniform(4.0, 10.0))),
    lambda rng: life.sit(rng, 1.0, 8.0),
    lambda rng: life.stand(rng, 1.0, 18.0),
    life.pick_up,
    life.bend,
    life.lean_aside,
    life.jump,
)


@pytest.mark.parametrize("exercise", [None, "rdl", "swing"])
def test_the_law_is_kept_through_sessions(exercise: str | None, seed: int) -> None:
    """Sets of both lifts, long and short, a bit of anything between them, and gaps."""
    for number in range(8):
        rng = np.random.default_rng([seed, number])
        pieces = [life.stand(rng, 0.5, 3.0)]
        for _ in range(4):
            lift = rdl if rng.random() < 0.6 else swing
            pieces += [lift(rng, int(rng.integers(1, 7))), life.stand(rng, 0.5, 2.0)]
            pieces += [BETWEEN[i](rng) for i in rng.integers(0, len(BETWEEN), 2)]
            pieces.append(life.stand(rng, 0.5, 2.0))
        one = seen(rng, pieces)
        if number % 2:
            one = synth.with_gaps(one, rng, longest_s=2.0)
        keep_the_law(counted(one, exercise), one.duration_s)


def test_choosing_closes_what_was_open(fixed_rng: np.random.Generator) -> None:
    """The lifter names the exercise in mid-set: that set ends, the next is of the new name."""
    stand = life.stand(fixed_rng, 3.0, 4.0)
    one = seen(fixed_rng, [stand, rdl(fixed_rng, 5), stand, rdl(fixed_rng, 2), stand])
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


def test_choosing_nothing_goes_back_to_finding_out(fixed_rng: np.random.Generator) -> None:
    stand = life.stand(fixed_rng, 3.0, 4.0)
    one = seen(fixed_rng, [stand, rdl(fixed_rng, 2), stand])
    counter = counter_of(one, "rdl")
    assert counter.choose(None) == []
    assert found(pushed(counter, blocks_of(one)) + counter.finish()) == ()


def test_finishing_tells_what_was_open(fixed_rng: np.random.Generator) -> None:
    """The recording ends a second behind the last lock-out; finishing twice tells nothing more."""
    one = synth.rdl_set(fixed_rng, reps=5)
    last_s = one.labels["sets"][0]["reps"][-1]["end_s"]
    until = int(np.searchsorted(one.t_s, last_s + 1.0))
    counter = counter_of(one, "rdl")
    before = counter.push(one.counts[:until], 0)
    assert not sets_in(before)
    assert found(counter.finish()) == (("rdl", 5),)
    assert counter.finish() == []
