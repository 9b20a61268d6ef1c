"""What truly happened and what was found, in one shape: sets of reps with their times."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from rephost.errors import RepbeltError

LABELS_SCHEMA: Final = "repbelt.labels/1"

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
    try:
        if labels["schema"] != LABELS_SCHEMA:
            raise RepbeltError(f"these labels are {labels['schema']!r}, not {LABELS_SCHEMA}")
        sets = tuple(_set(one, one["reps"]) for one in labels["sets"] if one["reps"])
        return Truth(sets, bool(labels["complete"]))
    except (AttributeError, KeyError, TypeError, ValueError) as exc:
        raise RepbeltError(f"these are no labels: {type(exc).__name__} at {exc}") from exc


def found_in(analysis: _Json) -> tuple[TimedSet, ...]:
    """Return the sets of an analysis."""
    return tuple(
        _set(one, [rep if _is_lowered(rep) else {**rep, "start_s": None} for rep in one["reps"]])
        for one in analysis["sets"]
    )


def _is_lowered(rep: _Json) -> bool:
    return rep["eccentric_s"] is not None


def _set(one: _Json, reps: Iterable[_Json]) -> TimedSet:
    times = [
        Times(
            start_s=_number(rep.get("start_s")),
            bottom_s=_number(rep.get("bottom_s")),
            bottom_end_s=_number(rep.get("bottom_end_s")),
            end_s=_finite(rep["end_s"]),
            range_of_motion_deg=_number(rep.get("range_of_motion_deg")),
        )
        for rep in reps
    ]
    return TimedSet(str(one["exercise"]), tuple(sorted(times, key=lambda rep: rep.end_s)))


def _number(value: Any) -> float | None:
    return None if value is None else _finite(value)


def _finite(value: Any) -> float:
    number = float(value)
    if not math.isfinite(number):
        raise ValueError(f"{number}, which is no time or angle")
    return number


def _between(start_s: float | None, end_s: float | None) -> float | None:
    return None if start_s is None or end_s is None else end_s - start_s
