"""Whence a recording comes; and a recording as a session."""

import os
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final, Self

from rephost.algorithm import algorithm
from rephost.corrections import Correction, Described, Retold, corrected
from rephost.decode import HostFrame
from rephost.errors import RepbeltError
from rephost.live_corrections import Corrections
from rephost.open_sessions import CLOSED, Note, beside
from rephost.performed import PerformedSet, counted
from rephost.plan_file import read_plan
from rephost.plans import Plan, PlannedExercise, located
from rephost.recording import Reader
from rephost.reviewed import Kept, RecordingState, Reviewed
from rephost.sources import Source
from repsignal.events import SetResult

if TYPE_CHECKING:
    from rephost.analysis import Analysis

# A host's clock that says less was never set.
_EARLIEST_UNIX_S: Final = 1.4e9
# In the year 9900 or so; later ones no calendar has.
_LATEST_UNIX_S: Final = 2.5e11
_LOOKED_AT_BYTES: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a recording comes from.

    Attributes
    ----------
    told
        What the lifter corrected while training.
    """

    began_unix_s: float
    utc_offset_s: int
    strap: str
    plan: Plan | None
    told: Corrections

    @classmethod
    def of(cls, path: Path, file: BinaryIO) -> Self:
        """Return what the note beside a recording tells, else the recording, else its date."""
        note = beside(path, CLOSED)
        if note.exists():
            kept = Note.read(note)
            began_unix_s, strap, told = kept.began_unix_s, kept.strap, kept.corrections
        else:
            began_unix_s = _first_arrival_unix_s(file) or path.stat().st_mtime
            strap, told = "", Corrections()
        if not abs(began_unix_s) <= _LATEST_UNIX_S:
            began_unix_s = path.stat().st_mtime
        return cls(began_unix_s, utc_offset_s(began_unix_s), strap, _plan(told.plan), told)


def utc_offset_s(unix_s: float) -> int:
    """Return how far this machine's local time is from UTC at a time."""
    return time.localtime(unix_s).tm_gmtoff


def told_while_training(told: Corrections, sets: tuple[SetResult, ...]) -> Iterator[Correction]:
    """Yield what was corrected while training as corrections of the sets that were counted."""
    for number, one in enumerate(sets, 1):
        if number in told.discarded:
            yield Retold(one.start_s, one.end_s, ())
            continue
        details: dict[str, Any] = {}
        if told.added.get(number):
            details["told_reps"] = told.reps(number, len(one.reps))
        if told.weight_kg(number) is not None:
            details["weight_kg"] = told.weight_kg(number)
        if details:
            yield Described(counted(one), details)
    plan = _plan(told.plan)
    for at_s in sorted({tick.at_s for tick in told.ticks}):
        by_hand = [
            PerformedSet(
                SetResult(tick.exercise, 1.0, at_s, at_s, ()),
                told_reps=_planned_reps(plan, tick.exercise),
            )
            for tick in told.ticks
            if tick.at_s == at_s
        ]
        yield Retold(at_s, at_s, tuple(by_hand))


def reviewed_source(source: Source, exercise: str | None = None) -> Reviewed:
    """Return an open recording as a session that no store knows; counted as `--exercise` says."""
    from rephost.analysis import choice, count

    provenance = Provenance.of(source.path, source.file)
    source.file.seek(0)
    analysis = count(source, choice(exercise))
    corrections = tuple(told_while_training(provenance.told, analysis.sets))
    return Reviewed(
        id=source.path.stem,
        began_unix_s=provenance.began_unix_s,
        utc_offset_s=provenance.utc_offset_s,
        title="",
        note="",
        rpe=None,
        plan=provenance.plan,
        strap=provenance.strap,
        algorithm=algorithm(),
        path=source.path,
        state=RecordingState.THERE,
        recording=analysis.recording,
        counted=analysis.sets,
        sets=corrected(map(counted, analysis.sets), corrections).sets,
        rejected=tuple(analysis.rejected),
        alerts=tuple(analysis.alerts),
        corrections=tuple(Kept(provenance.began_unix_s, one) for one in corrections),
    )


def analysis_of(path: Path) -> "Analysis":
    """Count a recording as it says itself; raises as `sources.opened`."""
    from rephost.analysis import count
    from rephost.sources import opened

    with opened(path) as source:
        return count(source)


def plan_as_json(plan: Plan) -> dict[str, Any]:
    """Return what is kept of a plan."""
    return asdict(plan)


def plan_from_json(kept: dict[str, Any]) -> Plan:
    """Return a plan that was kept."""
    exercises = [
        PlannedExercise(
            **{
                **one,
                "reps": tuple(one["reps"]),
                "tempo": None if one["tempo"] is None else tuple(one["tempo"]),
            }
        )
        for one in kept["exercises"]
    ]
    return Plan(kept["name"], tuple(exercises))


def _plan(what: str | None) -> Plan | None:
    """Return the plan that was followed, if it is still there."""
    if what is None:
        return None
    try:
        return read_plan(located(what))
    except (RepbeltError, OSError):
        return None


def _planned_reps(plan: Plan | None, exercise: str) -> int:
    for part in plan.exercises if plan else ():
        if part.exercise == exercise:
            return part.reps[1]
    return 0


def _first_arrival_unix_s(file: BinaryIO) -> float | None:
    """Return when the first frame arrived whose time the host wrote down."""
    file.seek(0, os.SEEK_SET)
    reader = Reader(file)
    for items in reader.chunks():
        for item in items:
            if isinstance(item, HostFrame) and item.host_ns >= _EARLIEST_UNIX_S * 1e9:
                return item.host_ns / 1e9
        if reader.bytes_read >= _LOOKED_AT_BYTES:
            break
    return None
