"""`repbelt recount`."""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from rephost.words import exercise_name, one_of_many, printable, several

if TYPE_CHECKING:
    from rephost.recounting import Recounted, SetChange
    from rephost.store import Store
    from rephost.store_reading import Count

_NAMES = {
    "rep_count": "reps",
    "time_under_tension_s": "TUT s",
    "range_of_motion_deg": "range °",
    "slowdown_pct": "slower %",
    "cadence_per_min": "per min",
}


def run(args: argparse.Namespace) -> None:
    """Count sessions again, and print what changed."""
    from rephost.errors import RepbeltError
    from rephost.recounting import recount
    from rephost.store import opened_store
    from rephost.taking_in import take_in_new

    with opened_store() as store:
        take_in_new(store)
        sessions = _wanted(store, args.sessions, is_all=args.all)
        done = []
        for one in _shown_as_they_come(recount(store, sessions), len(sessions)):
            done.append(one)
            for change in () if args.json else one.changes:
                print(f"{one.session_id}: {_changed(change)}")
    left = [
        f"session {one.session_id} is left as it is: {one.problem}" for one in done if one.problem
    ]
    if args.sessions and len(left) == len(done):
        raise RepbeltError("; ".join(map(printable, left)))
    for sentence in left:
        print(f"repbelt: {printable(sentence)}", file=sys.stderr)
    if args.json:
        print(json.dumps({"sessions": [_as_json(one) for one in done]}, indent=1))
    else:
        print(_summary(done))


def _wanted(store: "Store", named: Sequence[str], *, is_all: bool) -> "list[Count]":
    """Return the sessions named, else those that this version would count otherwise, or all."""
    from rephost.algorithm import algorithm
    from rephost.reviewed import RecordingState

    ids = set(map(store.known, named))
    return [
        one
        for one in store.counts()
        if one.id in ids
        or (not ids and (is_all or one.algorithm != algorithm()))
        or (not ids and one.state is RecordingState.CHANGED)
    ]


def _shown_as_they_come(recounted: "Iterator[Recounted]", of: int) -> "Iterator[Recounted]":
    if not sys.stderr.isatty():
        yield from recounted
        return
    from rich.console import Console
    from rich.progress import track

    yield from track(recounted, "counting again", of, console=Console(stderr=True), transient=True)


def _changed(change: "SetChange") -> str:
    name = exercise_name(one_of_many(change.exercise, 32))
    if change.after is None:
        return f"set {change.before} gone: {name}"
    if change.before is None:
        return f"set {change.after} new: {name}"
    numbers = f"set {change.after}"
    if change.before != change.after:
        numbers += f" (was {change.before})"
    what = (
        f"{_NAMES.get(name, name)} {_value(before)} -> {_value(after)}"
        for name, (before, after) in change.changed.items()
    )
    return f"{numbers}, {name}: {', '.join(what)}"


def _value(value: Any) -> str:
    return "-" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def _summary(done: "Iterable[Recounted]") -> str:
    done = list(done)
    if not done:
        return "nothing to count again: this version has counted all (--all counts them again)"
    changed = sum(bool(one.changes) for one in done)
    left = sum(one.problem is not None for one in done)
    counted = f"{several(len(done) - left, 'session')} counted again, {changed} changed"
    return f"{counted}, {left} left as they are" if left else counted


def _as_json(one: "Recounted") -> dict[str, Any]:
    return {
        "id": one.session_id,
        "problem": one.problem,
        "changes": [
            {
                "before": change.before,
                "after": change.after,
                "exercise": change.exercise,
                "changed": {name: list(pair) for name, pair in change.changed.items()},
            }
            for change in one.changes
        ],
    }
