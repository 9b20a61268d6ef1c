"""From movements to reps: phases by TERMS, what was hiked, floats, flags and names."""

import math
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lifts import hinge, hinges, swing, swings
from repsignal.events import SetResult
from repsignal.grouping import judge
from repsignal.measures import time_under_tension_s, top_pauses_s
from repsignal.movement import Movement
from repsignal.reps import set_of
from repsignal.state import BRIDGED, CLIPPED


def times(one: SetResult) -> list[tuple[float, float, float, float]]:
    return [(rep.start_s, rep.bottom_s, rep.bottom_end_s, rep.end_s) for rep in one.reps]


def test_a_hinge_is_timed_by_its_rates() -> None:
    """Passing upright means nothing to a hinge."""
    one = set_of(hinges(3), None)
    assert [t[0] for t in times(one)] == pytest.approx([0.0, 4.5, 9.0])
    for rep in times(one):
        assert [b - a for a, b in pairwise(rep)] == pytest.approx([2.0, 0.3, 1.5])
    assert (one.start_s, one.end_s) == pytest.approx((0.0, 12.8))


def test_a_top_pause_of_a_fifth_of_a_second_stays() -> None:
    one = set_of([hinge(0.0), hinge(3.8 + 0.21)], "rdl")
    assert top_pauses_s(one) == pytest.approx([0.21])


@pytest.mark.parametrize("apart_s", [0.0, 0.1, 0.19, -0.05])
def test_a_shorter_one_is_none(apart_s: float) -> None:
    """Both phases meet, and nothing of the time between is lost."""
    one = set_of([hinge(0.0), hinge(3.8 + apart_s)], "rdl")
    assert top_pauses_s(one) == [0.0]
    assert one.reps[0].end_s == pytest.approx(3.8 + apart_s / 2)
    assert time_under_tension_s(one) == pytest.approx(one.end_s - one.start_s)


def test_a_swing_ends_where_its_float_begins() -> None:
    """At upright, not where the motion is over; the next begins where upright is left."""
    one = set_of(swings(4), None)
    assert one.exercise == "swing"
    for i, rep in enumerate(times(one)):
        start_s = 1.6 * i + (0.05 if i else 0.0)
        assert rep == pytest.approx((start_s, 1.6 * i + 0.55, 1.6 * i + 0.55, 1.6 * i + 1.0))
    assert top_pauses_s(one) == pytest.approx([0.65] * 3)


def test_a_float_may_be_short() -> None:
    """The rule of a fifth of a second is not for floats."""
    one = set_of(swings(4, cycle_s=1.05), "swing")
    assert top_pauses_s(one) == pytest.approx([0.1] * 3)


def test_swings_that_never_get_upright_meet() -> None:
    one = set_of(swings(4, cycle_s=1.1, upright=math.nan, leave=math.nan), "swing")
    assert top_pauses_s(one) == [0.0] * 3
    for rep, following in pairwise(times(one)):
        assert rep[3] == following[0]
    slow = set_of(swings(4, cycle_s=1.6, upright=math.nan, leave=math.nan), "swing")
    assert top_pauses_s(slow) == pytest.approx([0.55] * 3)


def test_a_hiked_first_swing_has_no_eccentric() -> None:
    """Its hold before the pull is set-up; the reps behind it keep theirs."""
    hiked = swing(bottom=0.4, bottom_end=1.9, end=2.4, upright=2.35, hold_s=1.5)
    one = set_of([hiked, *swings(5, 3.0)], None)
    first, *others = one.reps
    assert not first.eccentric_known
    assert first.start_s == first.bottom_s == first.bottom_end_s == pytest.approx(1.9)
    assert first.end_s == pytest.approx(2.35)
    assert time_under_tension_s(first) == pytest.approx(0.45)
    assert all(rep.eccentric_known for rep in others)
    assert one.start_s == first.start_s


def test_only_the_first_can_be_hiked() -> None:
    paused = swing(4.8, bottom_end=1.8, end=2.3, upright=2.25, hold_s=1.25)
    one = set_of([*swings(3), paused, *swings(3, 8.0)], "swing")
    assert all(rep.eccentric_known for rep in one.reps)


def test_an_rdl_with_a_pause_keeps_its_eccentric() -> None:
    one = set_of(hinges(4, cycle_s=8.0, bottom_end=4.5, end=6.0, hold_s=2.5), "rdl")
    assert all(rep.eccentric_known for rep in one.reps)


def test_names() -> None:
    for many, name in ((hinges, "rdl"), (swings, "swing")):
        one = set_of(many(4), None)
        assert one.exercise == name
        assert one.exercise_confidence > 0.9
    named = set_of(hinges(4), "good_morning")
    assert (named.exercise, named.exercise_confidence) == ("good_morning", 1.0)


@pytest.mark.parametrize(
    ("changed", "flag"),
    [
        ({"peak_deg": 30.0}, "short_range"),
        ({"end_deg": 17.0}, "no_lockout"),
        ({"doubt": float(BRIDGED)}, "across_gap"),
        ({"doubt": float(CLIPPED)}, "clipped"),
    ],
)
def test_flags(changed: dict[str, float], flag: str) -> None:
    odd = hinge(13.5, **changed)
    one = set_of([*hinges(3), odd, *hinges(2, 18.0)], "rdl")
    assert [rep.flags for rep in one.reps] == [(), (), (), (flag,), (), ()]
    is_less_sure = one.reps[3].confidence < one.reps[2].confidence
    assert is_less_sure == (flag == "short_range")  # unlike the others; a gap costs nothing


def test_range_and_speeds() -> None:
    (rep,) = set_of([hinge(start_deg=-2.0, end_deg=1.0)], "rdl").reps
    assert rep.range_of_motion_deg == pytest.approx(56.0, abs=1.1)
    assert rep.peak_concentric_dps == 65.0
    assert rep.mean_concentric_dps == pytest.approx(rep.range_of_motion_deg / 1.5)


def test_a_swing_range_ends_at_upright() -> None:
    """What it leans back in the float is not within the rep."""
    group: list[Movement] = swings(4, start_deg=-6.0, end_deg=-6.0)
    later = set_of(group, "swing").reps[2]
    assert later.range_of_motion_deg == pytest.approx(54.0)


def test_a_swing_drawn_out_over_the_next_is_cut() -> None:
    """The bridge held its bottom where the next swing was put in."""
    run = swings(8)
    run[3] = swing(3 * 1.6, bottom_end=2.4, end=2.7, upright=2.65, doubt=float(BRIDGED))
    del run[4]
    one = set_of(judge(run, None).groups[0], None)
    assert len(one.reps) == 8
    assert times(one)[3] == pytest.approx((4.85, 5.35, 5.35, 5.8))
    assert times(one)[4] == pytest.approx((6.45, 6.95, 6.95, 7.4))


_beside = st.fixed_dictionaries(
    {"doubt": st.just(float(BRIDGED))},
    optional={
        "start": st.floats(-0.9, 0.2),
        "bottom_end": st.floats(0.55, 2.1),
        "leave": st.floats(0.0, 0.6) | st.just(math.nan),
        "upright": st.floats(0.5, 1.0) | st.just(math.nan),
        "hold_s": st.floats(0.0, 3.0),
    },
)


@given(
    st.lists(st.none() | _beside | st.just({}), min_size=5, max_size=16),
    st.floats(1.05, 2.4),
    st.sampled_from([None, "swing", "rdl"]),
)
def test_times_are_in_order_across_gaps(
    fates: list[dict[str, float] | None], cycle_s: float, exercise: str | None
) -> None:
    """Of swings in a rhythm some are swallowed (None), and some drawn out by a bridge."""
    run = []
    for i, fate in enumerate(fates):
        if fate is not None:
            end = max(1.05, fate.get("bottom_end", 0.0) + 0.3)
            run.append(swing(i * cycle_s, **({"end": end} | fate)))
    # No two movements overlap as they are measured.
    assume(all(a.bottom_end_s <= b.bottom_s for a, b in pairwise(run)))
    for group in judge(run, exercise).groups:
        for rep, following in pairwise([*times(set_of(group, exercise)), (math.inf,) * 4]):
            assert sorted(rep) == list(rep)
            assert rep[3] <= following[0]
