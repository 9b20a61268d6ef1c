"""Scoring by hand-made cases whose answer is known."""

import itertools

import numpy as np
import pytest

from rephost.accuracy_scoring import TOP_PAUSE, Error, matched, score
from rephost.accuracy_truth import TimedSet, Times, Truth


def rep(start_s: float | None, end_s: float, range_deg: float | None = 50.0) -> Times:
    """Return a rep that goes down in 1 s, pauses if there is time, and comes up in 1 s."""
    bottom_end_s = end_s - 1.0
    bottom_s = bottom_end_s if start_s is None else start_s + 1.0
    return Times(start_s, bottom_s, bottom_end_s, end_s, range_deg)


def a_set(*ends_s: float, exercise: str = "rdl") -> TimedSet:
    return TimedSet(exercise, tuple(rep(end_s - 2.5, end_s) for end_s in ends_s))


def test_matching_takes_as_many_as_it_can() -> None:
    # The nearest neighbour of both is 1.4: taking it first would leave one over.
    assert matched([1.0, 1.5], [1.4, 1.9]) == [(0, 0), (1, 1)]


def test_matching_takes_the_nearer_of_two() -> None:
    assert matched([1.0], [0.6, 1.1]) == [(0, 1)]
    assert matched([0.6, 1.1], [1.0]) == [(1, 0)]


def test_matching_ends_at_the_tolerance() -> None:
    assert matched([1.0], [1.5]) == [(0, 0)]
    assert matched([1.0], [1.501]) == []
    assert matched([], [1.0]) == []


def test_matching_is_the_best_there_is(rng: np.random.Generator) -> None:
    """Against all ways of pairing a few times."""
    for _ in range(50):
        true_s = sorted(rng.uniform(0, 2, rng.integers(0, 5)).tolist())
        found_s = sorted(rng.uniform(0, 2, rng.integers(0, 5)).tolist())
        pairs = matched(true_s, found_s)
        assert pairs == sorted(pairs)
        assert len({i for i, _ in pairs}) == len({j for _, j in pairs}) == len(pairs)

        def cost(pairs: list[tuple[int, int]], a: list[float], b: list[float]) -> tuple[int, float]:
            return -len(pairs), sum(abs(a[i] - b[j]) for i, j in pairs)

        every = (
            list(zip(some, others, strict=True))
            for k in range(min(len(true_s), len(found_s)) + 1)
            for some in itertools.combinations(range(len(true_s)), k)
            for others in itertools.combinations(range(len(found_s)), k)
        )
        best = min(
            cost(ways, true_s, found_s)
            for ways in every
            if all(abs(true_s[i] - found_s[j]) <= 0.5 for i, j in ways)
        )
        assert cost(pairs, true_s, found_s) == pytest.approx(best)


def test_the_truth_scores_full() -> None:
    sets = (a_set(10, 14, 18), a_set(60, 64, exercise="swing"))
    one = score(Truth(sets, complete=True), sets, 100.0)
    assert one.is_exact
    assert all(each.is_exact and each.tension_error_pct == 0.0 for each in one.sets)
    assert [each.named for each in one.sets] == ["rdl", "swing"]
    assert one.matched_reps == 5
    assert one.false_outside == 0
    # 10.5 s and 6.5 s of sets, half a second round each.
    assert one.outside_s == pytest.approx(100 - 10.5 - 6.5 - 2)
    assert not any(error.error for error in (*one.phases, *one.boundaries))
    # 3 phases each, and a top pause wherever another rep follows.
    assert len(one.phases) == 15 + 3
    assert len(one.boundaries) == 20


def test_a_split_set_is_not_exact() -> None:
    truth = Truth((a_set(10, 14, 18, 22, 26),), complete=True)
    one = score(truth, (a_set(10, 14, 18), a_set(22, 26)), 60.0)
    (each,) = one.sets
    assert each.found_reps == (3, 2)
    assert not each.is_exact
    assert not each.is_near
    assert each.tension_error_pct is None
    assert one.matched_reps == 5
    assert not one.is_exact


def test_one_rep_too_few_is_near() -> None:
    truth = Truth((a_set(10, 14, 18),), complete=True)
    one = score(truth, (a_set(10, 14),), 60.0)
    assert one.is_near
    assert not one.is_exact
    assert one.sets[0].is_near


def test_a_second_set_elsewhere_spoils_the_recording_not_the_set() -> None:
    truth = Truth((a_set(10, 14, 18),), complete=True)
    one = score(truth, (a_set(10, 14, 18), a_set(40, 43, 46)), 60.0)
    assert one.sets[0].is_exact
    assert not one.is_exact
    assert not one.is_near
    assert one.false_outside == 3


def test_incomplete_labels_blame_nobody() -> None:
    truth = Truth((a_set(10, 14, 18),), complete=False)
    one = score(truth, (a_set(10, 14, 18), a_set(40, 43, 46)), 60.0)
    assert one.false_outside == 0
    assert one.unlabelled_reps == 3
    assert one.outside_s == 0


def test_a_missed_set() -> None:
    one = score(Truth((a_set(10, 14, 18),), complete=True), (), 60.0)
    assert one.sets[0].found_reps == ()
    assert one.sets[0].named is None
    assert one.matched_reps == 0


def test_errors_have_their_sign() -> None:
    truth = Truth((TimedSet("rdl", (Times(1, 3, 3.5, 5, 60), Times(6, 8, 8, 9, 60))),), True)
    mine = (TimedSet("rdl", (Times(1.1, 3, 3.5, 4.8, 57), Times(6.1, 8, 8, 9, None))),)
    one = score(truth, mine, 20.0)
    errors = {(e.what, e.true): e.error for e in one.phases}
    assert errors["eccentric_s", 2.0] == pytest.approx(-0.1)
    assert errors["concentric_s", 1.5] == pytest.approx(-0.2)
    assert errors[TOP_PAUSE, 1.0] == pytest.approx(0.3)
    assert Error("start_s", 1, pytest.approx(0.1)) in one.boundaries
    assert Error("end_s", 5, pytest.approx(-0.2)) in one.boundaries
    assert one.range_errors_deg == (-3,)
    # 4.0 + 3.0 s in truth, 3.7 + 2.9 s found.
    assert one.sets[0].tension_error_pct == pytest.approx(100 * (6.6 - 7.0) / 7.0)


def test_a_rep_without_an_eccentric() -> None:
    truth = Truth((TimedSet("swing", (rep(None, 5.0), rep(6.0, 8.5))),), complete=True)
    known = score(truth, truth.sets, 20.0)
    assert known.wrong_eccentrics == 0
    assert sum(error.what == "eccentric_s" for error in known.phases) == 1
    assert sum(error.what == "start_s" for error in known.boundaries) == 1
    # One who invents an eccentric of a second is told so, in time under tension too.
    invented = (TimedSet("swing", (rep(3.0, 5.0), rep(6.0, 8.5))),)
    wrong = score(truth, invented, 20.0)
    assert wrong.wrong_eccentrics == 1
    assert wrong.sets[0].tension_error_pct == pytest.approx(100 / 3.5)


def test_labels_may_know_lock_outs_alone() -> None:
    truth = Truth(
        (TimedSet("rdl", (Times(None, None, None, 5), Times(None, None, None, 9))),), True
    )
    one = score(truth, (a_set(5, 9.2),), 20.0)
    assert one.matched_reps == 2
    assert one.is_exact
    assert one.phases == ()
    assert one.wrong_eccentrics == 0
    assert [error.what for error in one.boundaries] == ["end_s", "end_s"]
    assert one.sets[0].tension_error_pct is None


def test_a_set_of_one_lock_out_is_found() -> None:
    true = Truth((TimedSet("rdl", (Times(None, None, None, 10.1),)),), complete=True)
    one = score(true, (a_set(10.0),), 30.0)
    assert one.sets[0].is_exact
    assert one.matched_reps == 1
    far = score(true, (a_set(14.0),), 30.0)
    assert not far.sets[0].found_reps
    assert far.false_outside == 1
