"""The measures of a set, by the rules in TERMS, on sets made by hand."""

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from statistics import fmean, median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counting import TEMPO
from repsignal.events import Rep, SetResult
from repsignal.measures import (
    cadence_per_min,
    consistency_pct,
    hip_share,
    hips_lead,
    range_variation_pct,
    slowdown_pct,
    snap_dps,
    tempo,
    tempo_variation_pct,
    time_under_tension_s,
    top_pauses_s,
)


def a_rep(
    start_s: float,
    eccentric_s: float | None,
    pause_s: float,
    concentric_s: float,
    mean_dps: float = 40.0,
) -> Rep:
    bottom_s = start_s + (eccentric_s or 0.0)
    return Rep(
        start_s=start_s,
        bottom_s=bottom_s,
        bottom_end_s=bottom_s + pause_s,
        end_s=bottom_s + pause_s + concentric_s,
        eccentric_known=eccentric_s is not None,
        range_of_motion_deg=50.0,
        peak_concentric_dps=2.0 * mean_dps,
        mean_concentric_dps=mean_dps,
        confidence=1.0,
        flags=(),
        hip_share=None,
    )


def a_set(*reps: Rep, exercise: str = "rdl") -> SetResult:
    return SetResult(exercise, 1.0, reps[0].start_s, reps[-1].end_s, reps)


def even(
    n: int, eccentric_s: float, pause_s: float, concentric_s: float, top_s: float
) -> SetResult:
    """Return a set whose reps are all alike."""
    cycle_s = eccentric_s + pause_s + concentric_s + top_s
    return a_set(*(a_rep(i * cycle_s, eccentric_s, pause_s, concentric_s) for i in range(n)))


durations = st.floats(0.0, 9.0)


@st.composite
def sets(draw: st.DrawFn, exercise: str = "rdl", least: int = 1) -> SetResult:
    t_s = draw(st.floats(0.0, 1e4))
    reps = []
    for i in range(draw(st.integers(least, 12))):
        hiked = i == 0 and draw(st.booleans())
        eccentric_s, pause_s = (None, 0.0) if hiked else (draw(durations), draw(durations))
        reps.append(a_rep(t_s, eccentric_s, pause_s, draw(durations), draw(st.floats(1.0, 300.0))))
        t_s = reps[-1].end_s + draw(durations)
    return a_set(*reps, exercise=exercise)


@given(sets())
def test_the_tempo_reads_as_the_schema_says(one: SetResult) -> None:
    text = tempo(one)
    assert text is not None
    assert re.fullmatch(TEMPO, text)
    assert "X" not in text  # for screens only


@given(sets())
def test_time_under_tension_is_the_sum_over_the_reps(one: SetResult) -> None:
    parts = [
        (rep.bottom_s - rep.start_s)
        + (rep.bottom_end_s - rep.bottom_s)
        + (rep.end_s - rep.bottom_end_s)
        for rep in one.reps
    ]
    assert time_under_tension_s(one) == pytest.approx(sum(parts), abs=1e-6)
    for rep, part in zip(one.reps, parts, strict=True):
        assert time_under_tension_s(rep) == pytest.approx(part, abs=1e-9)
    in_set_s = one.end_s - one.start_s
    assert time_under_tension_s(one) + sum(top_pauses_s(one)) == pytest.approx(in_set_s, abs=1e-6)


@given(sets(least=2))
def test_slow_down_is_between_none_and_all(one: SetResult) -> None:
    slower = slowdown_pct(one)
    assert slower is not None
    assert 0.0 <= slower < 100.0
    fastest = max(rep.mean_concentric_dps for rep in one.reps)
    assert (slower == 0.0) == (one.reps[-1].mean_concentric_dps == fastest)


@given(sets(least=2))
def test_cadence_is_the_mean_time_between_lock_outs(one: SetResult) -> None:
    between_s = [b.end_s - a.end_s for a, b in pairwise(one.reps)]
    cadence = cadence_per_min(one)
    if sum(between_s) > 1e-3:
        assert cadence == pytest.approx(60.0 * len(between_s) / sum(between_s), rel=1e-6)


@given(sets(exercise="swing"))
def test_swings_have_no_tempo(one: SetResult) -> None:
    assert tempo(one) is None


@pytest.mark.parametrize(
    ("phases_s", "text"),
    [
        ((3.0, 1.0, 1.0, 0.0), "3-1-1-0"),
        ((3.1, 0.9, 1.2, 0.3), "3-1-1-0"),
        ((2.5, 0.5, 1.5, 3.5), "3-1-2-4"),  # halves go up, also to an odd number
        ((2.4375, 0.4375, 0.25, 0.0), "2-0-0-0"),
        ((12.0, 0.0, 10.5, 0.0), "12-0-11-0"),
    ],
)
def test_tempo(phases_s: tuple[float, float, float, float], text: str) -> None:
    assert tempo(even(3, *phases_s)) == text


def test_tempo_is_the_median_rep() -> None:
    """One long pause among three does not show."""
    a, b = a_rep(0.0, 2.0, 0.0, 1.0), a_rep(4.0, 2.0, 6.0, 1.0)
    assert tempo(a_set(a, b, a_rep(14.0, 4.0, 0.0, 1.0))) == "2-0-1-1"


def test_tempo_of_a_single_has_no_top() -> None:
    assert tempo(a_set(a_rep(5.0, 3.0, 1.0, 2.0))) == "3-1-2-0"


def test_an_eccentric_that_never_was_is_left_out() -> None:
    """A first rep from the floor gives neither an eccentric nor a bottom pause of 0 s."""
    first, second = a_rep(0.0, None, 0.0, 1.0), a_rep(2.0, 4.0, 2.0, 1.0)
    assert tempo(a_set(first, second)) == "4-2-1-1"
    assert time_under_tension_s(first) == 1.0
    assert time_under_tension_s(a_set(first, second)) == 8.0


def test_cadence() -> None:
    """From lock-out to lock-out: 20 a minute whatever the first rep took."""
    one = even(5, 1.0, 0.0, 1.0, 1.0)
    assert cadence_per_min(one) == pytest.approx(20.0)
    assert cadence_per_min(a_set(a_rep(0.0, 1.0, 0.0, 1.0))) is None


def test_slow_down() -> None:
    """The last against the fastest, which need not be the first."""
    reps = [a_rep(3.0 * i, 1.0, 0.0, 1.0, dps) for i, dps in enumerate((40.0, 50.0, 30.0))]
    assert slowdown_pct(a_set(*reps)) == pytest.approx(40.0)
    assert slowdown_pct(a_set(*reps[:2])) == 0.0
    assert slowdown_pct(a_set(reps[0])) is None


def test_top_pauses() -> None:
    assert top_pauses_s(even(3, 1.0, 0.0, 1.0, 0.5)) == pytest.approx([0.5, 0.5])
    assert top_pauses_s(a_set(a_rep(0.0, 1.0, 0.0, 1.0))) == []


def test_equal_reps_are_consistent() -> None:
    one = even(5, 2.0, 0.0, 1.0, 0.5)
    assert range_variation_pct(one) == 0.0
    assert tempo_variation_pct(one) == pytest.approx(0.0, abs=1e-9)
    assert consistency_pct(one) == pytest.approx(100.0)


def test_two_reps_have_no_scatter() -> None:
    two = even(2, 2.0, 0.0, 1.0, 0.5)
    assert (range_variation_pct(two), tempo_variation_pct(two), consistency_pct(two)) == (None,) * 3


@given(sets(least=3), st.lists(st.floats(5.0, 120.0), min_size=12, max_size=12))
def test_consistency_is_what_both_scatters_leave(one: SetResult, ranges: list[float]) -> None:
    reps = [
        replace(rep, range_of_motion_deg=deg) for rep, deg in zip(one.reps, ranges, strict=False)
    ]
    one = a_set(*reps)
    scatters = (range_variation_pct(one), tempo_variation_pct(one))
    consistent = consistency_pct(one)
    if time_under_tension_s(one) == 0.0:
        assert consistent is None
        return
    assert None not in scatters
    assert consistent is not None
    assert 0.0 <= consistent <= 100.0
    assert consistent == pytest.approx(
        max(0.0, 100.0 - fmean(x for x in scatters if x is not None))
    )


def test_a_spread_of_a_tenth() -> None:
    """Two of three reps a tenth and a bit off the mean: 8 % for the range, none for the tempo."""
    reps = [
        replace(a_rep(4.0 * i, 2.0, 0.0, 1.0), range_of_motion_deg=deg)
        for i, deg in enumerate((45.0, 50.0, 55.0))
    ]
    assert range_variation_pct(a_set(*reps)) == pytest.approx(8.165, abs=1e-3)
    assert consistency_pct(a_set(*reps)) == pytest.approx(100.0 - 8.165 / 2, abs=1e-3)


@given(sets(exercise="swing"))
def test_snap_is_the_median_swing(one: SetResult) -> None:
    assert snap_dps(one) == median(rep.peak_concentric_dps for rep in one.reps)
    assert snap_dps(replace(one, exercise="rdl")) is None


@pytest.mark.parametrize("measure", [hip_share, hips_lead])
@given(sets(), st.lists(st.none() | st.floats(-1.0, 1.0), min_size=12, max_size=12))
def test_what_the_hips_do_in_a_set_is_what_they_do_in_its_reps(
    measure: Callable[[SetResult], float | None], one: SetResult, values: list[float | None]
) -> None:
    """Of those of which it is known."""
    told = list(zip(one.reps, values, strict=False))
    reps = [replace(rep, **{measure.__name__: value}) for rep, value in told]
    known = [value for _, value in told if value is not None]
    assert measure(a_set(*reps)) == (median(known) if known else None)
