"""A correction that a page asks for: done on the state that the page showed, or not at all."""

import threading
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from rephost.corrections import Corrected
from rephost.edits import correction_of
from rephost.page_answers import NoPageError, OutdatedError
from rephost.review_changes import changes, place_of
from rephost.review_traces import Traces
from rephost.review_version import version_of
from rephost.reviewed import Reviewed
from rephost.store_errors import ChangedError, StoreError

if TYPE_CHECKING:
    from rephost.store import Store


_OUTDATED: Final = (
    "this session was changed elsewhere meanwhile, so nothing was done: here it is as it stands now"
)


class Correcting:
    """Corrects sessions, one after another."""

    def __init__(self, store: "Store", traces: Traces) -> None:
        self._store = store
        self._traces = traces
        self._lock = threading.Lock()

    def do(self, session_id: str, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Do what a page asks for.

        Parameters
        ----------
        asked
            `action` as `edits.correction_of` takes it, or `{"do": "undo"}`; `seen`, the version of
            the session that the page showed; `at`, the number of the set that it shows, if one.

        Returns
        -------
        said
            What changed, in words.
        version
            Of the session now.
        at
            The number that the set has now; None where there is none any more.

        Raises
        ------
        OutdatedError
            Another window was faster.
        ValueError
            It cannot be done; why, in a sentence.
        """
        action = asked.get("action")
        if not isinstance(action, Mapping):
            raise ValueError("this cannot be understood")
        with self._lock:
            before = self._session(session_id)
            if asked.get("seen") != version_of(before):
                raise OutdatedError(_OUTDATED)
            try:
                self._correct(before, action)
            except ChangedError as exc:  # by another process, in this very moment
                raise OutdatedError(_OUTDATED) from exc
            after = self._session(before.id)
        at = asked.get("at")
        now = None
        if type(at) is int and 1 <= at <= len(before.sets):
            now = place_of(before.sets[at - 1], at, after.sets)
        return {
            "said": changes(_state(before), _state(after)),
            "version": version_of(after),
            "at": now,
        }

    def _correct(self, before: Reviewed, action: Mapping[str, Any]) -> None:
        if action.get("do") != "undo":
            measure = partial(self._traces.measure, before)
            self._store.correct(before.id, correction_of(before, action, measure), seen=before)
        elif not self._store.undo(before.id, seen=before):
            raise ValueError("there is nothing to take back")

    def _session(self, session_id: str) -> Reviewed:
        try:
            return self._store.session(session_id)
        except StoreError as exc:
            raise NoPageError(str(exc)) from exc


def _state(session: Reviewed) -> Corrected:
    details = {"title": session.title, "note": session.note, "rpe": session.rpe}
    return Corrected(session.sets, details)
