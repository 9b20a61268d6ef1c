"""Weeks: which were kept, in the local time of where it was lifted."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from rephost.weeks import local_date, monday_of, weeks

SUNDAY = date(2026, 3, 29)


def _row(when: str, exercise: str = "rdl", reps: int = 8, offset_h: float = 0.0) -> SimpleNamespace:
    local = datetime.fromisoformat(when).replace(tzinfo=UTC)
    offset_s = int(offset_h * 3600)
    return SimpleNamespace(
        began_unix_s=local.timestamp() - offset_s,
        utc_offset_s=offset_s,
        exercise=exercise,
        rep_count=reps,
    )


def test_two_days_keep_a_week_two_sessions_on_one_day_do_not() -> None:
    twice = [_row("2026-03-23T08:00"), _row("2026-03-23T19:00")]
    assert [one.is_kept for one in weeks(twice, SUNDAY, 2)] == [False, False]
    both = [*twice, _row("2026-03-29T23:59", "swing", 20)]
    before, now = weeks(both, SUNDAY, 2)
    assert (before.monday, now.monday) == (date(2026, 3, 16), date(2026, 3, 23))
    assert (before.is_kept, now.is_kept) == (False, True)
    assert now.done == {"rdl": (2, 16), "swing": (1, 20)}


def test_what_does_not_train_the_posterior_chain_keeps_no_week() -> None:
    rows = [_row("2026-03-24T08:00"), _row("2026-03-26T08:00", "box_jump")]
    (now,) = weeks(rows, SUNDAY, 1)
    assert not now.is_kept
    assert now.done["box_jump"] == (1, 8)


def test_the_day_is_that_of_where_it_was_lifted() -> None:
    # Sunday evening in Honolulu is long Monday in UTC, and Monday in Auckland still Sunday.
    rows = [_row("2026-03-29T20:00", offset_h=-10), _row("2026-03-30T06:00", offset_h=13)]
    before, after = weeks(rows, date(2026, 4, 1), 2)
    assert before.days == {date(2026, 3, 29)}
    assert after.days == {date(2026, 3, 30)}


def test_a_year_ends_in_the_middle_of_a_week() -> None:
    rows = [_row("2025-12-30T10:00"), _row("2026-01-02T10:00")]
    (week,) = weeks(rows, date(2026, 1, 3), 1)
    assert (week.monday, week.is_kept) == (date(2025, 12, 29), True)


@given(
    st.lists(
        st.tuples(
            st.floats(-5e9, 5e9),
            st.integers(-12 * 3600, 14 * 3600),
            st.sampled_from(("rdl", "swing", "box_jump")),
            st.integers(0, 500),
        ),
        max_size=30,
    ),
    st.dates(date(1900, 1, 1), date(2100, 1, 1)),
    st.integers(1, 60),
)
def test_every_set_of_the_weeks_is_in_one(
    drawn: list[tuple[float, int, str, int]], last: date, count: int
) -> None:
    rows = [
        SimpleNamespace(began_unix_s=at_s, utc_offset_s=offset, exercise=exercise, rep_count=reps)
        for at_s, offset, exercise, reps in drawn
    ]
    found = weeks(rows, last, count)
    assert len(found) == count
    assert all(b.monday - a.monday == timedelta(weeks=1) for a, b in pairwise(found))
    assert found[-1].monday <= last < found[-1].monday + timedelta(weeks=1)
    within = [
        row
        for row in rows
        if found[0].monday <= monday_of(local_date(row.began_unix_s, row.utc_offset_s)) <= last
    ]
    assert sum(reps for one in found for _, reps in one.done.values()) == sum(
        row.rep_count for row in within
    )
