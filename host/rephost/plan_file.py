"""A plan as a TOML file: read and checked, each mistake with its line."""

import difflib
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from rephost.errors import PlanError, one_line
from rephost.exercises import COUNTED
from rephost.plan_lines import Keys, line_of, reason_and_line
from rephost.plans import Plan, PlannedExercise, Tempo

# A line is found by reading again and again: up to a second for a text of this size.
MOST_BYTES: Final = 8192
MOST_LINES: Final = 200

_LONGEST_NAME: Final = 60
_KEYS: Final = ("exercise", "sets", "reps", "tempo", "rest_s", "slowdown_pct", "weight_kg")
_EXERCISE: Final = re.compile(r"[^\W\d_]\w{0,39}")
_TEMPO: Final = re.compile(r"([0-9]{1,2})-([0-9]{1,2})-([0-9]{1,2}|[Xx])-([0-9]{1,2})")
_ALSO_CALLED: Final = {"romanian_deadlift": "rdl", "kettlebell_swing": "swing"}


class _MistakeError(Exception):
    """What is wrong with the value that `keys` lead to."""

    def __init__(self, keys: Keys, reason: str) -> None:
        super().__init__(reason)
        self.keys = keys


def read_plan(path: Path) -> Plan:
    """Read a plan.

    Raises
    ------
    PlanError
        It is none: with the file, the line and the reason.
    OSError
        It cannot be read at all.
    """
    with path.open("rb") as file:
        content = file.read(MOST_BYTES + 1)
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as exc:
        raise _error(path, 1 + content.count(b"\n", 0, exc.start), "this is no UTF-8") from exc
    lines = 1 + text.count("\n")
    if len(content) > MOST_BYTES or lines > MOST_LINES + 1:
        reason = f"a plan is at most {MOST_LINES} lines and {MOST_BYTES // 1024} kB long"
        raise _error(path, min(lines, MOST_LINES + 1), reason)
    try:
        return _plan(tomllib.loads(text))
    except _MistakeError as exc:
        raise _error(path, line_of(text, exc.keys), str(exc)) from exc
    except (ValueError, RecursionError) as exc:
        reason, line = reason_and_line(text, exc)
        raise _error(path, line, f"this is no TOML: {reason}") from exc


def plan_in(table: Mapping[str, Any], where: str) -> Plan:
    """Return the plan that a table says, which was no file; raises PlanError with the reason."""
    try:
        return _plan(table)
    except _MistakeError as exc:
        raise PlanError(one_line(f"{where}: {exc}")) from exc


def _error(path: Path, line: int, reason: str) -> PlanError:
    return PlanError(one_line(f"{path}, line {line}: {reason}"))


def _plan(table: Mapping[str, Any]) -> Plan:
    _check_keys(table, (), ("name", "exercise"))
    name = table.get("name")
    if name is None:
        raise _MistakeError((), "the plan has no name")
    if not isinstance(name, str) or not name.strip() or not name.isprintable():
        raise _MistakeError(("name",), f"name is {_shown(name)}, not a text of one line")
    if len(name) > _LONGEST_NAME:
        raise _MistakeError(("name",), f"name is longer than {_LONGEST_NAME} letters")
    parts = table.get("exercise", [])
    if not isinstance(parts, list) or not all(isinstance(part, dict) for part in parts):
        raise _MistakeError(
            ("exercise",), "each exercise begins with [[exercise]], in double brackets"
        )
    if not parts:
        raise _MistakeError((), "the plan has no [[exercise]]")
    return Plan(
        name.strip(), tuple(_exercise(part, ("exercise", i)) for i, part in enumerate(parts))
    )


def _exercise(part: Mapping[str, Any], at: Keys) -> PlannedExercise:
    _check_keys(part, at, _KEYS)
    for key in _KEYS[:3]:
        if key not in part:
            raise _MistakeError(at, f"this exercise has no {key!r}")
    exercise = _exercise_name(part, at)
    return PlannedExercise(
        exercise,
        _whole(part["sets"], (*at, "sets"), 50),
        _reps(part["reps"], (*at, "reps")),
        _tempo(part, at, exercise),
        _number(part, at, "rest_s", 0, 3600),
        _number(part, at, "slowdown_pct", 1, 99),
        _number(part, at, "weight_kg", 0, 1000),
    )


def _check_keys(table: Mapping[str, Any], at: Keys, allowed: tuple[str, ...]) -> None:
    for key in table:
        if key not in allowed:
            near = difflib.get_close_matches(key, allowed, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(allowed)}"
            raise _MistakeError((*at, key), f"a plan has no {_shown(key)} here, {hint}")


def _exercise_name(part: Mapping[str, Any], at: Keys) -> str:
    given = part["exercise"]
    name = re.sub(r"[\s-]+", "_", given.strip().lower()) if isinstance(given, str) else ""
    name = _ALSO_CALLED.get(name, name)
    keys = (*at, "exercise")
    if not _EXERCISE.fullmatch(name):
        raise _MistakeError(keys, f"exercise is {_shown(given)}, which is no name of one")
    near = difflib.get_close_matches(name, COUNTED, n=1, cutoff=0.8)
    if near and near[0] != name:
        raise _MistakeError(keys, f"exercise is {_shown(given)}, did you mean {near[0]!r}?")
    return name


def _whole(value: Any, keys: Keys, most: int) -> int:
    if type(value) is not int or not 1 <= value <= most:
        reason = f"{keys[-1]} is {_shown(value)}, which is no whole number from 1 to {most}"
        raise _MistakeError(keys, reason)
    return value


def _reps(value: Any, keys: Keys) -> tuple[int, int]:
    if not isinstance(value, list):
        fewest = most = _whole(value, keys, 999)
        return fewest, most
    if len(value) != 2:
        raise _MistakeError(keys, f"reps is {_shown(value)}: write 8, or [8, 12] for 8 to 12")
    fewest, most = (_whole(one, keys, 999) for one in value)
    if fewest > most:
        raise _MistakeError(keys, f"reps is {_shown(value)}: the fewest come first")
    return fewest, most


def _tempo(part: Mapping[str, Any], at: Keys, exercise: str) -> Tempo | None:
    if "tempo" not in part:
        return None
    given, keys = part["tempo"], (*at, "tempo")
    if exercise == "swing":
        raise _MistakeError(keys, "swings have no tempo")
    told = _TEMPO.fullmatch(given) if isinstance(given, str) else None
    if told is None:
        example = 'write it as "3-1-1-0": down, pause, up, pause'
        raise _MistakeError(keys, f"tempo is {_shown(given)}: {example}")
    eccentric, bottom, concentric, top = (0 if s in "Xx" else int(s) for s in told.groups())
    return eccentric, bottom, concentric, top


def _number(part: Mapping[str, Any], at: Keys, key: str, least: float, most: float) -> float | None:
    if key not in part:
        return None
    value = part[key]
    if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
        reason = f"{key} is {_shown(value)}, which is no number from {least} to {most}"
        raise _MistakeError((*at, key), reason)
    return float(value)


def _shown(value: Any) -> str:
    """Return a value as it may be written in TOML, cut where it is long."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "a table"
    shown = repr(value) if isinstance(value, str | list) else str(value)
    return shown if len(shown) <= 40 else f"{shown[:39]}…"
