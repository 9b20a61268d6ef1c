"""A session as an openweight WorkoutLog, https://openweight.org: JSON.

What its fields have no room for stands under our own name, as the format allows.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict
from itertools import groupby
from typing import Any, Final

from rephost.errors import RepbeltError
from rephost.exercise_codes import codes
from rephost.local_time import local_time
from rephost.performed import PerformedSet, figures
from rephost.reviewed import Reviewed

OWN: Final = "repbelt"

_TEMPO: Final = re.compile("-".join(["[0-9]"] * 4))
_LONGEST_NAME: Final = 200
_LONGEST_NOTE: Final = 10_000
_LONGEST_SET_NOTE: Final = 1_000
_EASIEST_RPE: Final = 0.0
_HARDEST_RPE: Final = 10.0

_Json = dict[str, Any]


def openweight(session: Reviewed) -> bytes:
    """Return a session as JSON; the sets of one exercise that follow each other stand together.

    Raises
    ------
    RepbeltError
        It has no set: such a log is not valid.
    """
    if not session.sets:
        raise RepbeltError(f"{session.id}: without a set there is no openweight log")
    rests_s = (*session.rests_s[1:], None)
    with_rests = zip(session.sets, rests_s, strict=True)
    exercises = [
        {
            "exercise": _exercise(exercise),
            "order": order,
            "sets": [_set(one, rest_s) for one, rest_s in sets],
        }
        for order, (exercise, sets) in enumerate(
            groupby(with_rests, key=lambda both: both[0].exercise), 1
        )
    ]
    log = {
        "date": _date(session),
        "name": _cut(session.title or (session.plan.name if session.plan else ""), _LONGEST_NAME),
        "notes": _cut(session.note, _LONGEST_NOTE),
        "durationSeconds": round(session.recording["duration_s"]),
        "exercises": exercises,
        OWN: _known(
            {"session": session.id, "algorithm": session.algorithm, "session_rpe": session.rpe}
        ),
    }
    return (json.dumps(_known(log), indent=1, ensure_ascii=False) + "\n").encode(errors="replace")


def _date(session: Reviewed) -> str:
    # The format's offsets have whole minutes.
    offset_s = 0 if session.utc_offset_s % 60 else session.utc_offset_s
    return local_time(session.began_unix_s, offset_s).isoformat()


def _exercise(exercise: str) -> _Json:
    code = codes(exercise)
    name = _cut(code.strong, _LONGEST_NAME)
    return _known({"name": name, "equipment": code.equipment, "category": code.body_part})


def _set(one: PerformedSet, rest_s: float | None) -> _Json:
    told = figures(one)
    has_weight = one.weight_kg is not None and one.weight_kg >= 0
    has_rpe = one.rpe is not None and _EASIEST_RPE <= one.rpe <= _HARDEST_RPE
    own = asdict(told) if one.reps else {}
    return _known(
        {
            "reps": max(0, one.rep_count),
            "weight": one.weight_kg if has_weight else None,
            "unit": "kg" if has_weight else None,
            "rpe": one.rpe if has_rpe else None,
            "restSeconds": None if rest_s is None else round(rest_s),
            "tempo": told.tempo if told.tempo and _TEMPO.fullmatch(told.tempo) else None,
            "notes": _cut(one.note, _LONGEST_SET_NOTE),
            OWN: _known({"start_s": one.start_s, "end_s": one.end_s, "hold_s": one.hold_s, **own}),
        }
    )


def _known(values: Mapping[str, Any]) -> _Json:
    """Leave out what is not known, or says nothing."""
    return {name: value for name, value in values.items() if value is not None and value != ""}


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
