"""Scoring of sets by hand-made cases: names, holds, tempo, measures of some reps."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rephost.accuracy_errors import digits_right, phase_digits
from rephost.accuracy_scoring import Error, score
from rephost.accuracy_sets import Digit, is_digit_right, tempo_digits
from rephost.accuracy_truth import TimedSet, Times, Truth, found_in, truth_of
from rephost.errors import RepbeltError


def a_set(exercise: str, *ends_s: float, tempo: str | None = None) -> TimedSet:
    """Return reps of 1 s down, 0.5 s at the bottom, 1 s up."""
    reps = tuple(Times(end - 2.5, end - 1.5, end - 1.0, end, 50.0) for end in ends_s)
    return TimedSet(exercise, reps, tempo=tempo)


def held(exercise: str, from_s: float, hold_s: float) -> TimedSet:
    return TimedSet(exercise, (), held_from_s=from_s, hold_s=hold_s)


@pytest.mark.parametrize(
    ("done", "said", "right"),
    [
        ("rdl", "rdl", True),
        ("rdl", "swing", False),
        ("rdl", "good_morning", False),
        ("good_morning", "rdl", True),
        ("good_morning", "good_morning", True),
        ("good_morning", "deadlift", False),
        ("row", "hold", False),
        ("hold", "row", False),
    ],
)
def test_names(done: str, said: str, right: bool) -> None:
    one = score(Truth((a_set(done, 10, 14, 18),), True), (a_set(said, 10, 14, 18),), 60.0)
    assert one.sets[0].is_named_right == right


@pytest.mark.parametrize("done", ["row", "hold"])
@pytest.mark.parametrize("said", ["row", "hold"])
def test_a_set_that_is_held_is_found_without_reps(done: str, said: str) -> None:
    truth = Truth((held(done, 10.0, 20.0),), True)
    one = score(truth, (held(said, 10.5, 19.0),), 60.0)
    assert one.is_exact
    assert one.sets[0].is_exact
    assert one.sets[0].is_named_right
    assert one.sets[0].hold_error_s == pytest.approx(-1.0)
    assert one.outside_s == pytest.approx(60.0 - 21.0)
    invented = score(truth, (a_set(said, 15, 18, 21),), 60.0)
    assert not invented.is_exact
    assert not invented.sets[0].is_named_right
    assert invented.sets[0].hold_error_s is None
    missed = score(truth, (), 60.0)
    assert not missed.is_exact
    assert missed.sets[0].named is None


def test_a_set_of_one_lock_out_is_found() -> None:
    true = Truth((TimedSet("rdl", (Times(None, None, None, 10.1),)),), complete=True)
    one = score(true, (a_set("rdl", 10.0),), 30.0)
    assert one.sets[0].is_exact
    assert one.matched_reps == 1
    far = score(true, (a_set("rdl", 14.0),), 30.0)
    assert not far.sets[0].found_reps
    assert far.false_outside == 1


def test_holds_are_read_from_labels_and_analyses() -> None:
    labels = {
        "schema": "repbelt.labels/1",
        "complete": True,
        "sets": [
            {"exercise": "hold", "reps": [], "start_s": 10.0, "hold_s": 20.0},
            {"exercise": "curl", "reps": []},
        ],
    }
    truth = truth_of(labels)
    assert truth.sets == (held("hold", 10.0, 20.0),)
    (mine,) = found_in(
        {"sets": [{"exercise": "hold", "reps": [], "start_s": 10, "hold_s": 20, "tempo": None}]}
    )
    assert mine == truth.sets[0]
    assert (mine.first_s, mine.last_s) == (10.0, 30.0)
    labels["sets"][0]["hold_s"] = "long"  # type: ignore[index]
    with pytest.raises(RepbeltError, match='hold_s of set 1 is "long"'):
        truth_of(labels)


def test_what_only_some_reps_have() -> None:
    true = (
        Times(1, 2, 2, 3, 60, hip_share=0.8, hips_lead=-0.2),
        Times(5, 6, 6, 7, 60, flight_s=0.5),
    )
    mine = (Times(1, 2, 2, 3, 60, 0.7, 0.1, flight_s=0.4), Times(5, 6, 6, 7, flight_s=0.45))
    one = score(Truth((TimedSet("x", true),), True), (TimedSet("x", mine),), 20.0)
    assert [(error.what, round(error.error, 3)) for error in one.measures] == [
        ("hip_share", -0.1),
        ("hips_lead", 0.3),
        ("flight_s", -0.05),
    ]


def test_a_tempo_as_it_was_printed() -> None:
    true = a_set("rdl", 10, 14, 18)
    right = tempo_digits(true, "1-0-1-2")
    # 0.5 s at the bottom is 1 or 0, 1.5 s at the top 2 or 1.
    assert right == tempo_digits(true, "1-1-1-1")
    assert all(one.is_right for one in right)
    wrong = tempo_digits(true, "2-2-0-3")
    assert [one.what for one in wrong] == ["eccentric", "bottom pause", "concentric", "top pause"]
    assert not any(one.is_right for one in wrong)
    assert tempo_digits(true, None) == ()
    one = score(Truth((true,), True), (a_set("rdl", 10, 14, 18, tempo="1-0-1-3"),), 60.0)
    assert [digit.is_right for digit in one.sets[0].tempo] == [True, True, True, False]
    short = score(Truth((true,), True), (a_set("rdl", 10, 14, tempo="1-0-1-2"),), 60.0)
    assert short.sets[0].tempo == ()
    lock_outs = TimedSet("rdl", (Times(None, None, None, 5), Times(None, None, None, 9)))
    assert tempo_digits(lock_outs, "1-0-1-2") == ()


def test_lifts_that_go_up_first_have_their_tempo_from_the_second_rep_on() -> None:
    first, *others = a_set("deadlift", 10, 14, 18).reps
    reps = (Times(None, first.bottom_s, first.bottom_end_s, first.end_s), *others)
    digits = tempo_digits(TimedSet("deadlift", reps), "1-0-1-2")
    assert all(one.is_right for one in digits)


@given(st.floats(0.0, 20.0), st.floats(-0.1, 0.1))
def test_a_digit_is_never_wrong_by_a_tenth_of_a_second(true_s: float, off_s: float) -> None:
    """Whatever is measured within 0.1 s rounds to a right digit; a whole second off never."""
    mine_s = max(0.0, true_s + 0.999 * off_s)
    said = int(mine_s + 0.5)
    assert is_digit_right(said, true_s)
    assert not is_digit_right(int(true_s + 0.5) + 2, true_s)
    assert not is_digit_right(int(true_s) - 1, true_s)


def test_digits_are_added_up() -> None:
    errors = [Error("eccentric_s", 2.0, 0.3), Error("eccentric_s", 2.0, 0.6)]
    assert phase_digits(errors) == [Digit("eccentric", True), Digit("eccentric", False)]
    assert digits_right(phase_digits(errors)) == {"eccentric": {"n": 2, "right": 1, "share": 0.5}}
