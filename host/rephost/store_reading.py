"""What the store reads, in a transaction of its caller's."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

from rephost.corrections import from_json
from rephost.reviewed import Kept, RecordingState, Reviewed
from rephost.store_errors import ChangedError, StoreError
from rephost.store_rows import sets_of
from rephost.store_schema import (
    CorrectionRow,
    CountedRepRow,
    CountedSetRow,
    PerformedSetRow,
    SessionRow,
)
from repsignal.events import SetResult

UNDO: Final = {"kind": "undo"}


@dataclass(frozen=True, slots=True)
class SessionLine:
    """A session in a list: exercises in the order in which they were first done."""

    id: str
    began_unix_s: float
    utc_offset_s: int
    title: str
    strap: str
    plan: str
    rpe: float | None
    duration_s: float
    exercises: tuple[tuple[str, int, int], ...]
    """Of each its name, how many sets, and how many reps."""


@dataclass(frozen=True, slots=True)
class Count:
    """Which algorithm has counted a session, and where its recording is."""

    id: str
    algorithm: str
    path: Path
    state: RecordingState


def counts(db: Session, library: Path) -> list[Count]:
    """Return how all sessions were counted, the newest first."""
    columns = (SessionRow.id, SessionRow.algorithm, SessionRow.path, SessionRow.size_bytes)
    return [
        Count(id, algorithm, library / path, state_of(library / path, size_bytes))
        for id, algorithm, path, size_bytes in db.execute(newest_first(*columns))
    ]


def newest_first(*columns: Any, most: int | None = None, skip: int = 0) -> Select[Any]:
    """Return what selects these columns of sessions."""
    ordered = select(*columns).order_by(SessionRow.began_unix_s.desc(), SessionRow.id)
    return ordered.limit(most).offset(skip)


def lines(db: Session, most: int | None = None, skip: int = 0) -> list[SessionLine]:
    """Return the sessions as in a list, the newest first."""
    rows = db.execute(newest_first(*_LISTED, most=most, skip=skip)).all()
    done = exercises_done(db, None if most is None else [row.id for row in rows])
    return [_line_of(row, done.get(row.id, ())) for row in rows]


def counted_sets(db: Session, session_id: str) -> tuple[SetResult, ...]:
    """Return the sets of a session as they were counted."""
    # Columns, not objects: many reps take a third of the time.
    sets = select(*CountedSetRow.__table__.columns).where(CountedSetRow.session_id == session_id)
    reps = select(*CountedRepRow.__table__.columns).where(CountedRepRow.session_id == session_id)
    return sets_of(
        db.execute(sets.order_by(CountedSetRow.number)),
        db.execute(reps.order_by(CountedRepRow.set_number, CountedRepRow.number)),
    )


def corrections_of(db: Session, session_id: str) -> tuple[Kept, ...]:
    """Return the corrections that hold and can be read."""
    return tuple(kept for kept in _holding(db, session_id) if kept)


def unread_of(db: Session, session_id: str) -> int:
    """Return how many corrections hold that a later version made."""
    return sum(kept is None for kept in _holding(db, session_id))


def _holding(db: Session, session_id: str) -> list[Kept | None]:
    """Return the corrections that hold; None for one that cannot be read."""
    said = select(CorrectionRow).where(CorrectionRow.session_id == session_id)
    holding: list[Kept | None] = []
    for row in db.scalars(said.order_by(CorrectionRow.id)):
        if row.said != UNDO:
            holding.append(_read(row))
        elif holding:  # two that undo at a time may find but one to take back
            holding.pop()
    return holding


def _read(row: CorrectionRow) -> Kept | None:
    try:
        return Kept(row.made_unix_s, from_json(row.said))
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def exercises_done(
    db: Session, ids: Sequence[str] | None
) -> dict[str, tuple[tuple[str, int, int], ...]]:
    """Return what was done in each session; None: in all of them."""
    wanted = select(
        PerformedSetRow.session_id,
        PerformedSetRow.exercise,
        func.count(),
        func.sum(PerformedSetRow.rep_count),
    ).group_by(PerformedSetRow.session_id, PerformedSetRow.exercise)
    if ids is not None:
        wanted = wanted.where(PerformedSetRow.session_id.in_(ids))
    done: dict[str, list[tuple[str, int, int]]] = {}
    for session_id, exercise, sets, reps in db.execute(
        wanted.order_by(func.min(PerformedSetRow.number))
    ):
        done.setdefault(session_id, []).append((exercise, sets, int(reps)))
    return {session_id: tuple(one) for session_id, one in done.items()}


_LISTED: Final = (
    SessionRow.id,
    SessionRow.began_unix_s,
    SessionRow.utc_offset_s,
    SessionRow.title,
    SessionRow.strap,
    SessionRow.rpe,
    SessionRow.plan["name"].as_string().label("plan_name"),
    SessionRow.recording["duration_s"].as_float().label("duration_s"),
)


def _line_of(row: Row[Any], exercises: tuple[tuple[str, int, int], ...]) -> SessionLine:
    return SessionLine(
        id=row.id,
        began_unix_s=row.began_unix_s,
        utc_offset_s=row.utc_offset_s,
        title=row.title,
        strap=row.strap or "",
        plan=row.plan_name or "",
        rpe=row.rpe,
        duration_s=row.duration_s,
        exercises=exercises,
    )


def state_of(path: Path, size_bytes: int) -> RecordingState:
    """Return where a recording is that was so long when it was counted."""
    try:
        size = path.stat().st_size
    except OSError:
        return RecordingState.GONE
    return RecordingState.THERE if size == size_bytes else RecordingState.CHANGED


def check_seen(db: Session, row: SessionRow, seen: Reviewed | None) -> None:
    """Raise ChangedError where a session is another than it was when it was looked at."""
    if seen is None:
        return
    if row.algorithm != seen.algorithm or corrections_of(db, row.id) != seen.corrections:
        raise ChangedError(f"session {row.id} was changed meanwhile")


def row_of(db: Session, session_id: str, *, for_us: bool = False) -> SessionRow:
    """Return a session's row, `for_us` until the transaction ends; a StoreError if it is gone."""
    row = db.get(SessionRow, session_id, with_for_update=for_us)
    if row is None:
        raise StoreError(f"there is no session {session_id!r}: repbelt sessions lists them")
    return row
