"""`repbelt week`."""

import argparse
import json
from datetime import UTC, date, datetime, timedelta
from typing import Final

_COLUMNS: Final = ("began_unix_s", "utc_offset_s", "exercise", "rep_count")


def run(args: argparse.Namespace) -> None:
    """Show what was done week by week, this one first."""
    from rephost.store import opened_store
    from rephost.taking_in import take_in_new
    from rephost.weeks import monday_of, weeks

    today = date.today()
    with opened_store() as store:
        take_in_new(store)
        since_unix_s = datetime.now(UTC).timestamp() - _longest_s(args.weeks)
        done = store.sets(since_unix_s=since_unix_s, only=_COLUMNS)
        first = monday_of(store.first_day() or today)
    shown = [one for one in weeks(done, today, args.weeks)[::-1] if one.monday >= first]
    if args.json:
        from rephost.report_weeks import week_as_json

        print(json.dumps({"weeks": [week_as_json(one) for one in shown]}, indent=1))
        return
    from rephost.report_weeks import show_weeks

    show_weeks(shown, today)


def _longest_s(weeks: int) -> float:
    """Return how long ago so many weeks can have begun, wherever on Earth."""
    return timedelta(weeks=weeks, days=2).total_seconds()
