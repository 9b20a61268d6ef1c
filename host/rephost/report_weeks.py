"""Weeks as strips, and as JSON."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from rephost.screen import Screen
from rephost.text_table import say
from rephost.weeks import KEPT_DAYS, Week, monday_of
from rephost.words import exercise_name, one_of_many, several

_DAYS = "MTWTFSS"
_LONGEST = 32


def show_weeks(weeks: Sequence[Week], today: date) -> None:
    """Print a strip per week, and what was done in it."""
    console = Screen()
    dot = "." if console.options.ascii_only else "·"
    say(console, f"days with posterior chain, at least {KEPT_DAYS} a week")
    for week in weeks:
        sunday = week.monday + timedelta(days=6)
        strip = "".join(_letter(week, at, dot) for at in range(7))
        say(console, "")
        say(
            console,
            f"{_name(week)}  {week.monday:%b} {week.monday.day:2} - {sunday:%b} {sunday.day:2}"
            f"  {strip}  {_verdict(week, today)}",
        )
        width = max((len(_shown(exercise)) for exercise in week.done), default=0)
        for exercise, (sets, reps) in sorted(week.done.items()):
            told = f"{several(sets, 'set'):>8}, {several(reps, 'rep')}"
            say(console, f"          {_shown(exercise):{width}}  {told}")


def week_as_json(week: Week) -> dict[str, Any]:
    """Return a week."""
    return {
        "week": _name(week),
        "monday": week.monday.isoformat(),
        "posterior_chain_days": [day.isoformat() for day in sorted(week.days)],
        "is_kept": week.is_kept,
        "exercises": [
            {"exercise": exercise, "sets": sets, "reps": reps}
            for exercise, (sets, reps) in sorted(week.done.items())
        ],
    }


def _name(week: Week) -> str:
    year, number, _ = week.monday.isocalendar()
    return f"{year}-W{number:02}"


def _letter(week: Week, at: int, dot: str) -> str:
    return _DAYS[at] if week.monday + timedelta(days=at) in week.days else dot


def _shown(exercise: str) -> str:
    return exercise_name(one_of_many(exercise, _LONGEST))


def _verdict(week: Week, today: date) -> str:
    if week.is_kept:
        return f"kept: {several(len(week.days), 'day')}"
    so_far = f"{several(len(week.days), 'day')} of {KEPT_DAYS}"
    return f"{so_far} so far" if week.monday == monday_of(today) else f"not kept: {so_far}"
