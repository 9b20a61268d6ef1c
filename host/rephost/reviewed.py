"""A session as it is looked at afterwards: what was counted, corrected, and where it lies."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from pathlib import Path
from typing import Any

from rephost.corrections import Correction
from rephost.performed import PerformedSet
from rephost.plans import Plan
from repsignal.events import SetResult


class RecordingState(StrEnum):
    """Where a session's recording is."""

    THERE = "there"
    GONE = "gone"
    CHANGED = "changed"
    """It is not as long as when it was counted."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A correction and when it was made."""

    made_unix_s: float
    correction: Correction


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A session.

    Attributes
    ----------
    began_unix_s, utc_offset_s
        When its first sample was taken, and the local time's distance from UTC then and there.
    recording, rejected, alerts
        As in docs/analysis.schema.json.
    counted
        The sets as they were counted by `algorithm`.
    sets
        The sets as they stand, corrected.
    corrections
        Those that hold, in the order in which they were made.
    unread
        How many corrections a later version made, which this one cannot read.
    """

    id: str
    began_unix_s: float
    utc_offset_s: int
    title: str
    note: str
    rpe: float | None
    plan: Plan | None
    strap: str
    algorithm: str
    path: Path
    state: RecordingState
    recording: Mapping[str, Any]
    counted: tuple[SetResult, ...]
    sets: tuple[PerformedSet, ...]
    rejected: tuple[Mapping[str, Any], ...]
    alerts: tuple[Mapping[str, Any], ...]
    corrections: tuple[Kept, ...]
    unread: int = 0

    @property
    def rests_s(self) -> tuple[float | None, ...]:
        """The rest before each set; None before the first."""
        rests = (max(0.0, after.start_s - one.end_s) for one, after in pairwise(self.sets))
        return (None, *rests) if self.sets else ()
