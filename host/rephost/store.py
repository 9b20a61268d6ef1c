"""The store: sessions, what was counted in them, and what the lifter says of it."""

import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Engine, Row, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from rephost.corrections import Corrected, Correction
from rephost.errors import RepbeltError, explained
from rephost.library import folder
from rephost.open_sessions import KEPT, OPEN, beside
from rephost.recorded import (
    Provenance,
    analysis_of,
    plan_from_json,
    told_while_training,
)
from rephost.reviewed import Kept, Reviewed
from rephost.store_errors import StoreError, explained_by
from rephost.store_opening import database_url, opened_engine, shown_url, writing
from rephost.store_reading import (
    UNDO,
    Count,
    SessionLine,
    check_seen,
    corrections_of,
    counted_sets,
    counts,
    lines,
    newest_first,
    row_of,
    state_of,
    unread_of,
)
from rephost.store_rows import as_it_stands, storable
from rephost.store_schema import (
    CorrectionRow,
    SessionRow,
)
from rephost.store_trends import exercises_ever, first_set, sets_done, weights_used
from rephost.store_writing import add, count_again, perform, say
from rephost.weeks import local_date

if TYPE_CHECKING:
    from rephost.analysis import Analysis

NEWEST: Final = "last"
"""What a lifter says for the session that began last."""


@contextmanager
def opened_store(url: str | None = None) -> Iterator["Store"]:
    """Open the store; a database raises StoreError, whatever goes wrong with it."""
    url = url or database_url()
    with explained_by(shown_url(url)):
        engine = opened_engine(url)
        try:
            yield Store(engine)
        finally:
            engine.dispose()


class Store:
    """The sessions of a lifter; each call is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Open a transaction that writes: all of it is kept at its end, or nothing."""
        with Session(writing(self.engine)) as db, db.begin():
            yield db

    def unknown(self) -> list[Path]:
        """Return the recordings of the library that are not known yet."""
        with Session(self.engine) as db:
            known = set(db.scalars(select(SessionRow.id)))
        return [
            path
            for path in sorted(folder().glob("*.rep"), key=lambda path: path.stem)
            if path.stem not in known
            and not path.name.startswith(".")
            and not beside(path, OPEN).exists()
        ]

    def sync(
        self,
        hear: Callable[[str, str], None] | None = None,
        pace: Callable[[int, int], None] | None = None,
    ) -> list[str]:
        """Take in the recordings of the library that are not known yet; return their ids.

        Parameters
        ----------
        hear
            Told the id and the sentence of each recording that cannot be read.
        pace
            Told how many are done, and of how many, before each and at the end.
        """
        taken = []
        unknown = self.unknown()
        for done, path in enumerate(unknown):
            if pace:
                pace(done, len(unknown))
            try:
                self.take_in(path)
            except (RepbeltError, OSError) as exc:
                if isinstance(exc, StoreError):
                    raise
                if hear:
                    hear(path.stem, explained(exc)[1])
            else:
                taken.append(path.stem)
        if pace and unknown:
            pace(len(unknown), len(unknown))
        return taken

    def take_in(
        self,
        path: Path,
        corrections: Sequence[Kept] = (),
        provenance: Provenance | None = None,
    ) -> str:
        """Count a recording of the library and keep what was counted; return the session's id.

        Raises as `sources.opened`. A session that is known already stays as it is.

        Parameters
        ----------
        provenance
            Where it comes from, if it is known better than the recording tells.
        """
        if storable(path.stem) != path.stem:
            raise RepbeltError(f"{path}: the name is no UTF-8 text, give it another")
        analysis = analysis_of(path)
        if provenance is None:
            with path.open("rb") as file:
                provenance = Provenance.of(path, file)
        told = told_while_training(provenance.told, analysis.sets)
        kept = [*(Kept(provenance.began_unix_s, one) for one in told), *corrections]
        try:
            with self.writing() as db:
                if db.get(SessionRow, path.stem) is None:
                    add(db, path, analysis, provenance, kept)
        except IntegrityError:  # another process took it in at the same time
            with Session(self.engine) as db:
                if db.get(SessionRow, path.stem) is None:
                    raise
        return path.stem

    def ids(self) -> list[str]:
        """Return the ids of all sessions, the newest first."""
        with Session(self.engine) as db:
            return list(db.scalars(newest_first(SessionRow.id)))

    def counts(self) -> list[Count]:
        """Return which algorithm has counted each session, the newest first."""
        with Session(self.engine) as db:
            return counts(db, folder())

    def sessions(self, most: int | None = None, skip: int = 0) -> list[SessionLine]:
        """Return the sessions, the newest first."""
        with Session(self.engine) as db:
            return lines(db, most, skip)

    def known(self, what: str) -> str:
        """Return the id of a session; NEWEST is the newest.

        Raises
        ------
        StoreError
            There is none.
        """
        with Session(self.engine) as db:
            if what == NEWEST:
                newest = db.scalars(newest_first(SessionRow.id, most=1)).first()
                if newest is None:
                    raise StoreError("there are no sessions yet: repbelt train makes one")
                return str(newest)
            if storable(what) != what or db.get(SessionRow, what) is None:
                raise StoreError(f"there is no session {what!r}: repbelt sessions lists them")
        return what

    def session(self, what: str) -> Reviewed:
        """Return a session as it stands; raises as `known`."""
        session_id = self.known(what)
        with Session(self.engine) as db:
            row = row_of(db, session_id)
            sets = counted_sets(db, session_id)
            kept = corrections_of(db, session_id)
            unread = unread_of(db, session_id)
        path = folder() / row.path
        stands = as_it_stands(sets, kept)
        return Reviewed(
            id=row.id,
            began_unix_s=row.began_unix_s,
            utc_offset_s=row.utc_offset_s,
            title=row.title,
            note=row.note,
            rpe=row.rpe,
            plan=None if row.plan is None else plan_from_json(row.plan),
            strap=row.strap or "",
            algorithm=row.algorithm,
            path=path,
            state=state_of(path, row.size_bytes),
            recording=row.recording,
            counted=sets,
            sets=stands.sets,
            rejected=tuple(row.rejected),
            alerts=tuple(row.alerts),
            corrections=kept,
            unread=unread,
        )

    def correct(
        self, session_id: str, *corrections: Correction, seen: Reviewed | None = None
    ) -> None:
        """Keep corrections of a session, and what follows from them.

        Parameters
        ----------
        seen
            The session as it was looked at; a ChangedError where it is another by now.
        """
        now_s = time.time()
        with self.writing() as db:
            check_seen(db, row_of(db, session_id, for_us=True), seen)
            say(db, session_id, (Kept(now_s, one) for one in corrections))
            perform(db, session_id)

    def undo(self, session_id: str, *, seen: Reviewed | None = None) -> bool:
        """Take back the last correction that holds; return whether there was one.

        `seen` as for `correct`.
        """
        with self.writing() as db:
            check_seen(db, row_of(db, session_id, for_us=True), seen)
            if not corrections_of(db, session_id):
                return False
            db.add(CorrectionRow(session_id=session_id, made_unix_s=time.time(), said=UNDO))
            db.flush()
            perform(db, session_id)
        return True

    def recounted(self, session_id: str, analysis: "Analysis") -> tuple[Corrected, Corrected]:
        """Keep another count of a session in place of the one before; corrections stay.

        Returns
        -------
        before, after
            How it stood and stands.
        """
        with self.writing() as db:
            row = row_of(db, session_id, for_us=True)
            before = as_it_stands(counted_sets(db, session_id), corrections_of(db, session_id))
            count_again(db, row, analysis)
            after = perform(db, session_id, analysis.sets)
        return before, after

    def sets(
        self,
        exercise: str | None = None,
        since_unix_s: float | None = None,
        only: Sequence[str] | None = None,
        weighing: Collection[float | None] | None = None,
    ) -> Sequence[Row[Any]]:
        """Return sets as they stand with their measures, the earliest first.

        Rows have the columns of `PerformedSetRow`, or `only` those named: 60 000 whole sets take
        0.7 s, five columns of them 0.4 s. `weighing` are the weights that are meant; None is that
        of which nothing was told.
        """
        with Session(self.engine) as db:
            return db.execute(sets_done(exercise, since_unix_s, only, weighing)).all()

    def weights(self, exercise: str) -> list[tuple[float | None, float]]:
        """Return the weights of an exercise, the last used first, each with when it last was."""
        with Session(self.engine) as db:
            return [(kg, float(unix_s)) for kg, unix_s in db.execute(weights_used(exercise))]

    def exercises(self) -> list[str]:
        """Return what was ever done, what was done in most sets first."""
        with Session(self.engine) as db:
            return list(db.scalars(exercises_ever()))

    def first_day(self) -> date | None:
        """Return the day of the first set ever, where it was lifted; None: there is none."""
        with Session(self.engine) as db:
            first = db.execute(first_set()).first()
        return None if first is None else local_date(*first)

    def delete(self, session_id: str) -> None:
        """Delete a session for good, with its recording and the notes beside it.

        An OSError where the recording cannot be deleted: then all stays.
        """
        with self.writing() as db:
            path = folder() / row_of(db, session_id, for_us=True).path
            db.execute(delete(SessionRow).where(SessionRow.id == session_id))
            path.unlink(missing_ok=True)
            for suffix in KEPT:
                beside(path, suffix).unlink(missing_ok=True)
