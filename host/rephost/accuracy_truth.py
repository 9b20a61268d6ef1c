"""What truly happened and what was found, in one shape: sets of reps with their times."""

import json
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from rephost.errors import RepbeltError

LABELS_SCHEMA: Final = "repbelt.labels/1"

_KINDS: Final = {dict: "an object", list: "a list", str: "a text", bool: "true or false"}
_TIMES: Final = ("start_s", "bottom_s", "bottom_end_s", "end_s", "range_of_motion_deg")
_LARGEST: Final = sys.float_info.max

_Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Times:
    """One rep, in seconds from the first sample; what is not known is None."""

    start_s: float | None
    """None where the rep has no eccentric."""
    bottom_s: float | None
    bottom_end_s: float | None
    end_s: float
    """Lock-out."""
    range_of_motion_deg: float | None = None

    @property
    def first_s(self) -> float:
        """The earliest known time of the rep."""
        known = (self.start_s, self.bottom_s, self.bottom_end_s, self.end_s)
        return next(t_s for t_s in known if t_s is not None)

    @property
    def eccentric_s(self) -> float | None:
        """How long the lowering took."""
        return _between(self.start_s, self.bottom_s)

    @property
    def bottom_pause_s(self) -> float | None:
        """How long the lowest point was held; None without an eccentric before it."""
        return None if self.start_s is None else _between(self.bottom_s, self.bottom_end_s)

    @property
    def concentric_s(self) -> float | None:
        """How long the lifting took."""
        return _between(self.bottom_end_s, self.end_s)

    @property
    def under_tension_s(self) -> float | None:
        """Eccentric, bottom pause and concentric; without an eccentric the concentric."""
        first_s = self.bottom_end_s if self.start_s is None else self.start_s
        return _between(first_s, self.end_s)


@dataclass(frozen=True, slots=True)
class TimedSet:
    """One set: the exercise's name and its reps in order."""

    exercise: str
    reps: tuple[Times, ...]

    @property
    def first_s(self) -> float:
        """When the first rep begins."""
        return self.reps[0].first_s

    @property
    def last_s(self) -> float:
        """When the last rep is locked out."""
        return self.reps[-1].end_s


@dataclass(frozen=True, slots=True)
class Truth:
    """A labels file: its sets, and whether nothing else in the recording is a rep."""

    sets: tuple[TimedSet, ...]
    complete: bool


def truth_of(labels: Any) -> Truth:
    """Read the content of a labels file.

    Raises
    ------
    RepbeltError
        It is none, with the reason.
    """
    schema = _part(labels, "the file", "schema", str)
    if schema != LABELS_SCHEMA:
        raise RepbeltError(f"these labels are {schema!r}, not {LABELS_SCHEMA}")
    sets = []
    for number, one in enumerate(_part(labels, "the file", "sets", list), 1):
        exercise = _part(one, f"set {number}", "exercise", str)
        reps = _part(one, f"set {number}", "reps", list)
        for index, rep in enumerate(reps, 1):
            _check_times(rep, f"rep {index} of set {number}")
        if reps:
            sets.append(_set(exercise, reps))
    return Truth(tuple(sets), _part(labels, "the file", "complete", bool))


def found_in(analysis: _Json) -> tuple[TimedSet, ...]:
    """Return the sets of an analysis."""
    return tuple(
        _set(
            one["exercise"],
            [rep if _is_lowered(rep) else {**rep, "start_s": None} for rep in one["reps"]],
        )
        for one in analysis["sets"]
    )


def _is_lowered(rep: _Json) -> bool:
    return rep["eccentric_s"] is not None


def _set(exercise: str, reps: Iterable[_Json]) -> TimedSet:
    times = [
        Times(
            start_s=_number(rep.get("start_s")),
            bottom_s=_number(rep.get("bottom_s")),
            bottom_end_s=_number(rep.get("bottom_end_s")),
            end_s=float(rep["end_s"]),
            range_of_motion_deg=_number(rep.get("range_of_motion_deg")),
        )
        for rep in reps
    ]
    return TimedSet(exercise, tuple(sorted(times, key=lambda rep: rep.end_s)))


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def _part(whole: Any, where: str, name: str, kind: type) -> Any:
    """Return a part of a JSON object; raise RepbeltError that says what is not as it should be."""
    if not isinstance(whole, dict):
        raise RepbeltError(f"{where} should be {_KINDS[dict]}")
    if name not in whole:
        raise RepbeltError(f"{where} has no {name}")
    if not isinstance(whole[name], kind):
        raise RepbeltError(f"{name} of {where} should be {_KINDS[kind]}")
    return whole[name]


def _check_times(rep: Any, where: str) -> None:
    _part(rep, where, "end_s", object)
    for name in _TIMES:
        value = rep.get(name)
        if value is None and name != "end_s":
            continue
        if type(value) not in (int, float) or not abs(value) <= _LARGEST:
            shown = json.dumps(value)
            shown = shown if len(shown) <= 30 else f"{shown[:29]}…"
            raise RepbeltError(f"{name} of {where} is {shown}, which is no time or angle")


def _between(start_s: float | None, end_s: float | None) -> float | None:
    return None if start_s is None or end_s is None else end_s - start_s
