"""Whether confidence is judged right: hand-made candidates, and ones drawn to be calibrated."""

import numpy as np
import pytest

from rephost.accuracy_confidence import Judged, Judgement, calibration, judged
from rephost.accuracy_scoring import score
from rephost.accuracy_truth import Candidate, TimedSet, Times, Truth, rejected_in


def test_what_was_rejected_and_was_a_rep_after_all() -> None:
    rejected = (Candidate(20.0, 23.0, 0.2), Candidate(24.0, 26.0, 0.1), Candidate(40.0, 42.0, 0.0))
    found = judged([(0.9, True), (0.6, False)], [23.4, 30.0], rejected, 0.5)
    assert found.candidates == (
        Judged(0.9, True, True),
        Judged(0.6, False, True),
        Judged(0.2, True, False),
        Judged(0.1, False, False),
        Judged(0.0, False, False),
    )
    assert found.without_candidate == 1


def test_a_missed_rep_makes_one_candidate_true() -> None:
    rejected = (Candidate(1.0, 4.0, 0.3), Candidate(2.0, 4.2, 0.4))
    one = judged([], [4.1], rejected, 0.5)
    assert [each.is_rep for each in one.candidates] == [True, False]
    both = judged([], [4.1, 4.3], rejected, 0.5)
    assert [each.is_rep for each in both.candidates] == [True, True]


def test_reps_found_are_judged_by_their_lock_outs() -> None:
    true = tuple(Times(end - 2, end - 1, end - 1, end) for end in (10.0, 14.0, 18.0))
    mine = tuple(
        Times(end - 2, end - 1, end - 1, end, confidence=sure)
        for end, sure in ((10.1, 0.9), (14.7, 0.4))
    )
    rejected = rejected_in({"rejected": [{"start_s": 16.0, "end_s": 18.2, "reason": "walking"}]})
    for complete in (True, False):
        truth = Truth((TimedSet("rdl", true),), complete)
        one = score(truth, (TimedSet("rdl", mine),), 30.0, rejected).judgement
        if complete:
            assert one.candidates == (
                Judged(0.9, True, True),
                Judged(0.4, False, True),
                Judged(0.0, True, False),
            )
            assert one.without_candidate == 1
        else:
            assert one == Judgement((), 0)


def test_a_rejected_movement_may_say_how_sure_it_is() -> None:
    entry = {"start_s": 1.0, "end_s": 2.0, "reason": "irregular"}
    (silent,), (sure,) = (
        rejected_in({"rejected": [entry | more]}) for more in ({}, {"confidence": 0.3})
    )
    assert (silent.confidence, sure.confidence) == (0.0, 0.3)


def drawn(said: np.ndarray, right: np.ndarray) -> Judgement:
    pairs = zip(said.tolist(), right.tolist(), strict=True)
    return Judgement(tuple(Judged(sure, is_rep, True) for sure, is_rep in pairs), 0)


def test_what_means_what_it_says(rng: np.random.Generator) -> None:
    """Right as often as said: nearly no error; said too surely: the excess is the error."""
    said = rng.uniform(0, 1, 20_000)
    true = calibration([drawn(said, rng.uniform(0, 1, said.size) < said)])
    assert true["calibration_error"] < 0.02
    # Of uniform confidence the Brier score is 1/6, of the base rate 1/4.
    assert true["brier_better"] == pytest.approx(1 / 3, abs=0.04)
    assert sum(one["candidates"] for one in true["reliability"]) == said.size
    boasting = calibration([drawn(np.full(1000, 0.95), rng.uniform(0, 1, 1000) < 0.6)])
    assert boasting["calibration_error"] == pytest.approx(0.35, abs=0.07)
    assert boasting["brier_better"] < 0


def test_a_guess_that_is_always_the_base_rate_is_no_better() -> None:
    one = calibration([drawn(np.full(4, 0.75), np.array([True, True, True, False]))])
    assert one["calibration_error"] == 0
    assert one["brier_better"] == 0
    sure = calibration([drawn(np.array([1.0, 0.0]), np.array([True, False]))])
    assert (sure["brier"], sure["brier_better"]) == (0, 1)
    nothing = calibration([])
    assert nothing["candidates"] == 0
    assert nothing["brier"] is None
