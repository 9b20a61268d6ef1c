"""Trends: the median of the six weeks before, and what is drawn of it."""

from statistics import median
from types import SimpleNamespace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from rephost.review_trends import SIX_WEEKS_S, shown_row_tempo, six_week_medians, trend

DAY_S = 86_400.0


def _row(day: float, reps: int = 8, session: str = "", **more: Any) -> SimpleNamespace:
    told: dict[str, Any] = {
        "session_id": session or f"day-{day}",
        "number": 1,
        "began_unix_s": day * DAY_S,
        "utc_offset_s": 0,
        "rep_count": reps,
        "time_under_tension_s": 30.0,
        "tempo": "3-1-1-0",
        "range_of_motion_deg": 60.0,
        "slowdown_pct": 10.0,
    }
    return SimpleNamespace(**{**told, **more})


@given(
    st.lists(st.tuples(st.floats(0, 300), st.none() | st.integers(0, 30)), max_size=40),
    st.lists(st.floats(0, 300), max_size=10),
)
def test_the_median_is_that_of_six_weeks_before(
    told: list[tuple[float, int | None]], asked: list[float]
) -> None:
    told.sort(key=lambda one: one[0])
    times_s, values = [day * DAY_S for day, _ in told], [value for _, value in told]
    begins_s = sorted(day * DAY_S for day in asked)
    for begin_s, found in zip(begins_s, six_week_medians(times_s, values, begins_s), strict=True):
        before = [
            value
            for t_s, value in zip(times_s, values, strict=True)
            if value is not None and begin_s - SIX_WEEKS_S <= t_s < begin_s
        ]
        assert found == (median(before) if before else None)


def test_the_last_session_beside_the_weeks_before() -> None:
    found = trend(
        [_row(1, 6), _row(60, 8), _row(70, 10), _row(80, 12), _row(80.01, 14, "day-80")], "rdl"
    )
    reps = found.charts[0]
    assert (reps.now, reps.usual) == ("13", "9")
    assert (found.sets, found.sessions, found.tempo) == (5, 4, "3-1-1-0")
    assert [text for _, text in reps.ticks] == ["6", "14"]
    assert reps.dots.count("M") == 5
    # The first has none before it, the second's six weeks have none either.
    assert reps.line.count("M") + reps.line.count("L") == 2


def test_one_set_none_and_sets_told_by_hand() -> None:
    assert trend([], "rdl").charts[0].dots == ""
    (one, *_) = trend([_row(3)], "rdl").charts
    assert (one.now, one.usual, one.line) == ("8", "\N{EN DASH}", "")
    by_hand = _row(
        4, 5, tempo=None, time_under_tension_s=0.0, range_of_motion_deg=None, slowdown_pct=None
    )
    charts = trend([by_hand], "rdl").charts
    assert [chart.now for chart in charts] == ["5", *["\N{EN DASH}"] * 4]


def test_a_fast_concentric_is_an_x() -> None:
    assert shown_row_tempo(_row(1, tempo="3-1-0-0")) == "3-1-X-0"
    assert shown_row_tempo(_row(1, tempo=None)) == "\N{EN DASH}"
    assert trend([_row(1, tempo="3-1-0-2")], "rdl").tempo == "3-1-X-2"
