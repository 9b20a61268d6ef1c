"""How sure it is that what was rejected was a rep after all, and how that is told."""

import hypothesis.strategies as st
import pytest
from hypothesis import given

from lifts import hinge, hinges, swings, with_transfer
from rephost.report import rejections as told
from rephost.words import PERHAPS, why_not
from repsignal.movement import Movement
from repsignal.rejection import rejections


def sure(run: list[Movement], i: int) -> float:
    (one,) = rejections(run, [(run[i], "irregular")])
    return one.confidence


@given(
    st.lists(
        st.tuples(st.floats(1.0, 95.0), st.floats(8.0, 350.0), st.floats(0.0, 6.0)), max_size=9
    ),
    st.booleans(),
)
def test_each_has_its_time_its_reason_and_a_share(
    drawn: list[tuple[float, float, float]], from_the_end: bool
) -> None:
    run = [
        hinge(4.5 * i, peak_deg=deg, concentric_dps=dps, hold_s=hold_s)
        for i, (deg, dps, hold_s) in enumerate(drawn)
    ]
    rejected = [(one, f"reason {i}") for i, one in enumerate(run)]
    found = rejections(run, rejected[::-1] if from_the_end else rejected)
    assert sorted((one.start_s, one.end_s, one.reason) for one in found) == [
        (one.start_s, one.end_s, reason) for one, reason in rejected
    ]
    assert all(0.0 < one.confidence < 1.0 for one in found)


@pytest.mark.parametrize("make", [hinges, swings])
def test_one_of_many_alike_is_rather_a_rep_than_one_alone(make: object) -> None:
    assert callable(make)
    run = make(6)
    assert sure(run, 3) > PERHAPS > sure(run[:1], 0)
    assert sure(run, 3) > sure(run[:3], 1)


def test_what_is_unlike_its_run_is_rather_none() -> None:
    run = hinges(6)
    plain = sure(run, 3)
    assert sure([*run[:3], hinge(13.5, peak_deg=25.0), *run[4:]], 3) < plain
    assert sure([*run[:3], with_transfer(run[3], 2.0), *run[4:]], 3) < plain
    assert sure(hinges(6, peak_deg=20.0), 3) < plain


def test_what_the_rhythm_put_in_is_judged_by_those_beside_it() -> None:
    run = hinges(4)
    between = hinge(2.0)
    (one,) = rejections(run, [(between, "irregular")])
    assert 0.0 < one.confidence < 1.0


def test_it_is_told_where_to_look() -> None:
    at_s = (31.0, 40.0, 100.0)
    rejected = [
        {"start_s": t_s, "end_s": t_s + 2.0, "reason": "pick_up", "confidence": confidence}
        for t_s, confidence in zip(at_s, (PERHAPS, 0.1, 0.8), strict=True)
    ]
    assert [*told(rejected)] == ["not counted: pick up (3)", "perhaps reps: 0:31, 1:40"]
    assert [*told([one | {"confidence": 0.0} for one in rejected])] == ["not counted: pick up (3)"]
    before = [{"start_s": 1.0, "end_s": 2.0, "reason": "sitting"}]
    assert [*told(before)] == ["not counted: sitting (1)"]
    assert why_not({"reason": "pick_up", "confidence": 0.1}) == "pick up"
    assert why_not({"reason": "pick_up", "confidence": PERHAPS}) == "pick up, perhaps a rep"
    assert why_not({"reason": "pick_up"}) == "pick up"


def test_of_many_only_the_first_are_told() -> None:
    many = [
        {"start_s": float(t_s), "end_s": t_s + 1.0, "reason": "sitting", "confidence": 0.9}
        for t_s in range(0, 200, 5)
    ]
    *_, last = told(many)
    assert last.endswith("0:35 …")
