"""What a lifter corrects after a session: kept beside the analysis, which it never changes.

A correction speaks of a stretch of the recording, not of a set's number: a later count may number
its sets otherwise.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from rephost.performed import PerformedSet

# Two counts of one set begin and end at slightly other times.
_SAME_S: Final = 0.5


@dataclass(frozen=True, slots=True)
class Retold:
    """In this stretch these sets were done, and no others."""

    start_s: float
    end_s: float
    sets: tuple[PerformedSet, ...]


@dataclass(frozen=True, slots=True)
class Described:
    """What the set that stood here is called, what it weighed, how hard it was.

    Attributes
    ----------
    was
        The set as it stood. Where a later count finds none in its place, this one stands for it.
    details
        Any of `exercise`, `told_reps`, `weight_kg`, `rpe`, `note`.
    """

    was: PerformedSet
    details: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SessionDescribed:
    """Any of a session's `title`, `note`, `rpe`."""

    details: Mapping[str, Any]


Correction = Retold | Described | SessionDescribed


@dataclass(frozen=True, slots=True)
class Corrected:
    """A session's sets as they stand, in order, and what was said of it as a whole."""

    sets: tuple[PerformedSet, ...]
    details: Mapping[str, Any] = field(default_factory=dict)


def corrected(counted: Iterable[PerformedSet], corrections: Sequence[Correction]) -> Corrected:
    """Return what stands after corrections, given in the order in which they were made."""
    sets = sorted(counted, key=_order)
    details: dict[str, Any] = {}
    for correction in corrections:
        match correction:
            case Retold():
                left = (one for one in sets if not _is_within(one, correction))
                sets = sorted([*left, *correction.sets], key=_order)
            case Described(was=was, details=said):
                at = _same(sets, was)
                if at is None:
                    sets = sorted([*sets, _described(was, said)], key=_order)
                else:
                    sets[at] = _described(sets[at], said)
            case SessionDescribed(details=said):
                details |= said
    return Corrected(tuple(sets), details)


def as_json(correction: Correction) -> dict[str, Any]:
    """Return what is kept of a correction."""
    match correction:
        case Retold(start_s, end_s, sets):
            kept = [one.as_json() for one in sets]
            return {"kind": "retold", "start_s": start_s, "end_s": end_s, "sets": kept}
        case Described(was, details):
            return {"kind": "described", "was": was.as_json(), "details": dict(details)}
        case SessionDescribed(details):
            return {"kind": "session_described", "details": dict(details)}


def from_json(kept: Mapping[str, Any]) -> Correction:
    """Return a correction that was kept.

    Raises
    ------
    ValueError, KeyError, TypeError
        It was not kept by us.
    """
    match kept["kind"]:
        case "retold":
            sets = tuple(PerformedSet.from_json(one) for one in kept["sets"])
            return Retold(float(kept["start_s"]), float(kept["end_s"]), sets)
        case "described":
            return Described(PerformedSet.from_json(kept["was"]), dict(kept["details"]))
        case "session_described":
            return SessionDescribed(dict(kept["details"]))
    raise ValueError(f"unknown kind of correction {kept['kind']!r}")


def _described(one: PerformedSet, details: Mapping[str, Any]) -> PerformedSet:
    told = dict(details)
    exercise = told.pop("exercise", None)
    if exercise is not None:
        told["result"] = replace(one.result, exercise=exercise, exercise_confidence=1.0)
    return replace(one, **told)


def _is_within(one: PerformedSet, stretch: Retold) -> bool:
    """Tell whether most of a set lies in a stretch."""
    if one.end_s <= one.start_s:
        return stretch.start_s <= one.start_s <= stretch.end_s
    shared_s = min(one.end_s, stretch.end_s) - max(one.start_s, stretch.start_s)
    return shared_s > 0.5 * (one.end_s - one.start_s)


def _same(sets: Sequence[PerformedSet], was: PerformedSet) -> int | None:
    """Return which set shares most time with one that stood; None: none does."""

    def likeness(at: int) -> tuple[float, float]:
        one = sets[at]
        shared_s = min(one.end_s, was.end_s) - max(one.start_s, was.start_s)
        return shared_s, -abs((one.end_s - one.start_s) - (was.end_s - was.start_s))

    at = max(range(len(sets)), key=likeness, default=None)
    least_s = -_SAME_S if was.end_s <= was.start_s else 0.0
    return None if at is None or likeness(at)[0] < least_s else at


def _order(one: PerformedSet) -> tuple[float, float]:
    return one.start_s, one.end_s
