"""Between the rows of the tables and the values that the program works with."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any, Final

from sqlalchemy import Row

from rephost.corrections import Corrected, corrected
from rephost.performed import PerformedSet, counted, figures, rep_as_json, rep_from_json
from rephost.reviewed import Kept
from repsignal.events import Rep, SetResult

_Rows = list[dict[str, Any]]

_NO_TEXT: Final = re.compile("[\x00\ud800-\udfff]")


def storable(value: Any) -> Any:
    """Return a value without the letters that no database takes: NUL and halves of pairs."""
    match value:
        case str():
            return _NO_TEXT.sub("\N{REPLACEMENT CHARACTER}", value)
        case dict():
            return {storable(key): storable(one) for key, one in value.items()}
        case list() | tuple():
            return [storable(one) for one in value]
    return value


def counted_rows(session_id: str, sets: Sequence[SetResult]) -> tuple[_Rows, _Rows]:
    """Return the rows of counted sets, and of their reps."""
    set_rows = [
        {
            "session_id": session_id,
            "number": number,
            "exercise": one.exercise,
            "exercise_confidence": one.exercise_confidence,
            "start_s": one.start_s,
            "end_s": one.end_s,
        }
        for number, one in enumerate(sets, 1)
    ]
    rep_rows = [
        {
            "session_id": session_id,
            "set_number": set_number,
            "number": number,
            **rep_as_json(rep),
            "flags": list(rep.flags),
        }
        for set_number, one in enumerate(sets, 1)
        for number, rep in enumerate(one.reps, 1)
    ]
    return set_rows, rep_rows


def sets_of(sets: Iterable[Row[Any]], reps: Iterable[Row[Any]]) -> tuple[SetResult, ...]:
    """Return the counted sets of rows in order, with the columns of the tables."""
    of_set: dict[int, list[Rep]] = {}
    for row in reps:
        kept = row._mapping
        values = {name: kept[name] for name in Rep.__slots__}
        of_set.setdefault(row.set_number, []).append(rep_from_json(values))
    return tuple(
        SetResult(
            row.exercise,
            row.exercise_confidence,
            row.start_s,
            row.end_s,
            tuple(of_set.get(row.number, ())),
            # Only what was held is counted without reps, and it is held all the while.
            None if row.number in of_set else row.end_s - row.start_s,
        )
        for row in sets
    )


def as_it_stands(sets: Iterable[SetResult], kept: Iterable[Kept]) -> Corrected:
    """Return counted sets with the corrections that hold."""
    return corrected(map(counted, sets), [one.correction for one in kept])


def performed_rows(
    session_id: str, began_unix_s: float, utc_offset_s: int, sets: Iterable[PerformedSet]
) -> _Rows:
    """Return the rows of sets as they stand."""
    return [
        {
            "session_id": session_id,
            "number": number,
            "began_unix_s": began_unix_s + one.start_s,
            "utc_offset_s": utc_offset_s,
            "exercise": one.exercise,
            "start_s": one.start_s,
            "end_s": one.end_s,
            "weight_kg": one.weight_kg,
            "rpe": one.rpe,
            **asdict(figures(one)),
        }
        for number, one in enumerate(sets, 1)
    ]
