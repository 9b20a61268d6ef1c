"""A session as the CSV of the Strong app, in the dialect that Hevy imports: kilograms, English.

One row a set, the sets of an exercise together, as Strong has them.
"""

import csv
import io
import unicodedata
from collections.abc import Iterator
from typing import Final

from rephost.exercise_codes import codes
from rephost.local_time import local_time
from rephost.performed import PerformedSet, figures
from rephost.reviewed import Reviewed
from rephost.words import done

HEADER: Final = (
    "Date",
    "Workout Name",
    "Duration",
    "Exercise Name",
    "Set Order",
    "Weight",
    "Reps",
    "Distance",
    "Seconds",
    "Notes",
    "Workout Notes",
    "RPE",
)
NAMELESS: Final = "Training"
"""What a workout is called that has no name: Strong's all have one."""

_DATE: Final = "%Y-%m-%d %H:%M:%S"
# Letters that are none: control characters, half a letter, what ends lines and paragraphs.
_NO_LETTERS: Final = ("Cc", "Cs", "Zl", "Zp")


def strong(session: Reviewed) -> bytes:
    """Return a session as CSV; of one without sets the header."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows(_rows(session))
    return file.getvalue().encode()


def _rows(session: Reviewed) -> Iterator[tuple[object, ...]]:
    plan = session.plan.name if session.plan else ""
    workout = (
        local_time(session.began_unix_s, session.utc_offset_s).strftime(_DATE),
        _text(session.title) or _text(plan) or NAMELESS,
        _duration(session.recording["duration_s"]),
    )
    of_exercise: dict[str, list[PerformedSet]] = {}
    for one in session.sets:
        of_exercise.setdefault(_text(codes(one.exercise).strong), []).append(one)
    for name, sets in of_exercise.items():
        for number, one in enumerate(sets, 1):
            weight = _number(one.weight_kg or 0.0)  # as Strong has it where none was told
            notes = "; ".join(filter(None, (_text(one.note), ", ".join(_measures(one)))))
            yield (
                *workout,
                name,
                number,
                weight,
                one.rep_count,
                0,
                0,
                notes,
                _text(session.note),
                "" if one.rpe is None else _number(one.rpe),
            )


def _measures(one: PerformedSet) -> Iterator[str]:
    """Say what Strong has no column for."""
    if one.hold_s is not None:
        yield done(0, one.hold_s)
    if not one.reps:
        return
    told = figures(one)
    if told.tempo is not None:
        yield f"tempo {told.tempo}"
    elif told.cadence_per_min is not None:
        yield f"{told.cadence_per_min:.0f} reps/min"
    yield f"{told.time_under_tension_s:.1f} s under tension"


def _duration(lasts_s: float) -> str:
    minutes, seconds = divmod(round(lasts_s), 60)
    hours, minutes = divmod(minutes, 60)
    parts = [f"{hours}h" if hours else "", f"{minutes}m" if minutes else ""]
    return " ".join(filter(None, parts)) or f"{seconds}s"


def _number(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".")


def _text(text: str) -> str:
    """Return a text without what other programs stumble over; lines end as ours do."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    is_letter = (c == "\n" or unicodedata.category(c) not in _NO_LETTERS for c in lines)
    kept = (c if ok else " " for c, ok in zip(lines, is_letter, strict=True))
    return "".join(kept).strip()
