"""What truly happened and what was found, in one shape: sets of reps with their times."""

import json
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from rephost.errors import RepbeltError

LABELS_SCHEMA: Final = "repbelt.labels/1"

_KINDS: Final = {dict: "an object", list: "a list", str: "a text", bool: "true or false"}
_TIMES: Final = ("start_s", "bottom_s", "bottom_end_s", "end_s")
MEASURES: Final = ("hip_share", "hips_lead", "flight_s")
"""What some reps have besides, in labels and analyses alike."""

_HELD: Final = ("start_s", "hold_s")
_NUMBERS: Final = (*_TIMES, "range_of_motion_deg", *MEASURES)
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
    hip_share: float | None = None
    hips_lead: float | None = None
    flight_s: float | None = None
    confidence: float = 1.0
    """How sure a found rep is; of a true one nobody doubts."""

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
    """One set: the exercise's name and its reps in order, or how long it was held without any."""

    exercise: str
    reps: tuple[Times, ...]
    held_from_s: float | None = None
    """When a set without reps begins to be held."""
    hold_s: float | None = None
    tempo: str | None = None
    """`E-B-C-T` as it was printed, of a set that was found."""

    @property
    def first_s(self) -> float:
        """When the first rep, or the hold, begins."""
        return self.reps[0].first_s if self.reps else self.held_from_s or 0.0

    @property
    def last_s(self) -> float:
        """When the last rep is locked out, or the hold ends."""
        return self.reps[-1].end_s if self.reps else self.first_s + (self.hold_s or 0.0)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A movement that was counted, or looked like a rep and was not, and how sure it was one."""

    start_s: float
    end_s: float
    confidence: float


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
            _part(rep, f"rep {index} of set {number}", "end_s", object)
            _check_numbers(rep, f"rep {index} of set {number}", _NUMBERS, "end_s")
        _check_numbers(one, f"set {number}", _HELD)
        if reps or all(one.get(name) is not None for name in _HELD):
            sets.append(_set(exercise, reps, one))
    return Truth(tuple(sets), _part(labels, "the file", "complete", bool))


def found_in(analysis: _Json) -> tuple[TimedSet, ...]:
    """Return the sets of an analysis."""
    return tuple(
        _set(
            one["exercise"],
            [rep if _is_lowered(rep) else {**rep, "start_s": None} for rep in one["reps"]],
            one,
        )
        for one in analysis["sets"]
    )


def rejected_in(analysis: _Json) -> tuple[Candidate, ...]:
    """Return what an analysis did not count; where it does not say how sure it is, it is sure."""
    return tuple(
        Candidate(float(one["start_s"]), float(one["end_s"]), float(one.get("confidence") or 0.0))
        for one in analysis["rejected"]
    )


def _is_lowered(rep: _Json) -> bool:
    return rep["eccentric_s"] is not None


def _set(exercise: str, reps: Iterable[_Json], whole: _Json) -> TimedSet:
    times = [
        Times(
            start_s=_number(rep.get("start_s")),
            bottom_s=_number(rep.get("bottom_s")),
            bottom_end_s=_number(rep.get("bottom_end_s")),
            end_s=float(rep["end_s"]),
            range_of_motion_deg=_number(rep.get("range_of_motion_deg")),
            hip_share=_number(rep.get("hip_share")),
            hips_lead=_number(rep.get("hips_lead")),
            flight_s=_number(rep.get("flight_s")),
            confidence=float(rep.get("confidence", 1.0)),
        )
        for rep in reps
    ]
    return TimedSet(
        exercise,
        tuple(sorted(times, key=lambda rep: rep.end_s)),
        held_from_s=None if times else _number(whole.get("start_s")),
        hold_s=_number(whole.get("hold_s")),
        tempo=whole.get("tempo"),
    )


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


def _check_numbers(part: Any, where: str, names: Iterable[str], needed: str = "") -> None:
    for name in names:
        value = part.get(name)
        if value is None and name != needed:
            continue
        if type(value) not in (int, float) or not abs(value) <= _LARGEST:
            shown = json.dumps(value)
            shown = shown if len(shown) <= 30 else f"{shown[:29]}…"
            raise RepbeltError(f"{name} of {where} is {shown}, which is no time or angle")


def _between(start_s: float | None, end_s: float | None) -> float | None:
    return None if start_s is None or end_s is None else end_s - start_s
