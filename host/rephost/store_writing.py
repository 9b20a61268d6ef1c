"""What the store writes, in a transaction of its caller's."""

import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from rephost.algorithm import algorithm
from rephost.corrections import Corrected, as_json
from rephost.library import folder
from rephost.recorded import Provenance, plan_as_json
from rephost.reviewed import Kept
from rephost.store_reading import corrections_of, counted_sets
from rephost.store_rows import as_it_stands, counted_rows, performed_rows, storable
from rephost.store_schema import (
    CorrectionRow,
    CountedRepRow,
    CountedSetRow,
    PerformedSetRow,
    SessionRow,
    StrapRow,
)
from repsignal.events import SetResult

if TYPE_CHECKING:
    from rephost.analysis import Analysis


def add(
    db: Session,
    path: Path,
    analysis: "Analysis",
    provenance: Provenance,
    kept: Iterable[Kept],
) -> None:
    """Add a session; an IntegrityError where it is known."""
    strap = storable(provenance.strap)
    if strap:
        use_strap(db, strap, provenance.began_unix_s, provenance.began_unix_s)
    plan = provenance.plan
    session_id = path.stem
    db.add(
        SessionRow(
            id=session_id,
            began_unix_s=provenance.began_unix_s,
            utc_offset_s=provenance.utc_offset_s,
            strap=strap or None,
            plan=None if plan is None else storable(plan_as_json(plan)),
            path=path.name,
            size_bytes=path.stat().st_size,
            algorithm=algorithm(),
            counted_unix_s=time.time(),
            recording=analysis.recording,
            rejected=analysis.rejected,
            alerts=analysis.alerts,
        )
    )
    db.flush()
    say(db, session_id, kept)
    add_counted(db, session_id, analysis)
    perform(db, session_id, analysis.sets)


def say(db: Session, session_id: str, kept: Iterable[Kept]) -> None:
    """Add corrections."""
    for one in kept:
        said = storable(as_json(one.correction))
        db.add(CorrectionRow(session_id=session_id, made_unix_s=one.made_unix_s, said=said))
    db.flush()


def add_counted(db: Session, session_id: str, analysis: "Analysis") -> None:
    """Add what was counted."""
    sets, reps = counted_rows(session_id, analysis.sets)
    for table, rows in ((CountedSetRow, sets), (CountedRepRow, reps)):
        if rows:
            db.execute(insert(table), rows)


def count_again(db: Session, row: SessionRow, analysis: "Analysis") -> None:
    """Put another count in place of the one before."""
    row.algorithm = algorithm()
    row.counted_unix_s = time.time()
    row.recording = analysis.recording
    row.rejected = analysis.rejected
    row.alerts = analysis.alerts
    row.size_bytes = (folder() / row.path).stat().st_size
    for table in (CountedSetRow, CountedRepRow):
        db.execute(delete(table).where(table.session_id == row.id))
    add_counted(db, row.id, analysis)


def perform(db: Session, session_id: str, counted: Sequence[SetResult] | None = None) -> Corrected:
    """Write what stands after the corrections for lists and trends, and return it.

    `counted` are the sets as they were counted, if they are at hand.
    """
    row = db.get_one(SessionRow, session_id)
    if counted is None:
        counted = counted_sets(db, session_id)
    stands = as_it_stands(counted, corrections_of(db, session_id))
    row.title = str(stands.details.get("title", ""))
    row.note = str(stands.details.get("note", ""))
    row.rpe = stands.details.get("rpe")
    db.execute(delete(PerformedSetRow).where(PerformedSetRow.session_id == session_id))
    rows = performed_rows(session_id, row.began_unix_s, row.utc_offset_s, stands.sets)
    if rows:
        db.execute(insert(PerformedSetRow), rows)
    return stands


def use_strap(db: Session, name: str, first_unix_s: float, last_unix_s: float) -> None:
    """Note when a strap was used."""
    strap = db.get(StrapRow, name)
    if strap is None:
        db.add(StrapRow(name=name, first_unix_s=first_unix_s, last_unix_s=last_unix_s))
    else:
        strap.first_unix_s = min(strap.first_unix_s, first_unix_s)
        strap.last_unix_s = max(strap.last_unix_s, last_unix_s)
    db.flush()
