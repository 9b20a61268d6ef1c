"""Week by week: what was done, and whether the posterior chain had its two days."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from rephost.local_time import local_time

KEPT_DAYS: Final = 2
"""On so many days of a week the posterior chain is to be trained."""

POSTERIOR_CHAIN: Final = frozenset(
    {
        "back_raise",
        "deadlift",
        "glute_bridge",
        "good_morning",
        "hip_thrust",
        "power_clean",
        "rdl",
        "swing",
    }
)
"""What trains hamstrings, glutes and the lower back."""


@dataclass(frozen=True, slots=True)
class Week:
    """A week, from its Monday on, in the local time of where it was lifted.

    Attributes
    ----------
    days
        Those on which the posterior chain was trained.
    done
        Of each exercise its sets and its reps.
    """

    monday: date
    days: frozenset[date]
    done: Mapping[str, tuple[int, int]]

    @property
    def is_kept(self) -> bool:
        """Tell whether the posterior chain was trained often enough."""
        return len(self.days) >= KEPT_DAYS


def local_date(unix_s: float, utc_offset_s: int) -> date:
    """Return the day that it was where the clock was so far from UTC."""
    return local_time(unix_s, utc_offset_s).date()


def monday_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def weeks(rows: Iterable[Any], last: date, count: int) -> list[Week]:
    """Return `count` weeks, the last one that of the day `last`, also those without a set.

    Rows are those of `Store.sets`.
    """
    mondays = [monday_of(last) - timedelta(weeks=back) for back in range(count - 1, -1, -1)]
    days: dict[date, set[date]] = {monday: set() for monday in mondays}
    done: dict[date, dict[str, tuple[int, int]]] = {monday: {} for monday in mondays}
    for row in rows:
        day = local_date(row.began_unix_s, row.utc_offset_s)
        monday = monday_of(day)
        if monday not in days:
            continue
        sets, reps = done[monday].get(row.exercise, (0, 0))
        done[monday][row.exercise] = sets + 1, reps + row.rep_count
        if row.exercise in POSTERIOR_CHAIN:
            days[monday].add(day)
    return [Week(monday, frozenset(days[monday]), done[monday]) for monday in mondays]
