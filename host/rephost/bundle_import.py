"""A bundle back into the library and the store."""

import shutil
from pathlib import Path

from rephost.bundle import Bundle
from rephost.bundle_checks import BundleError
from rephost.corrections import as_json
from rephost.errors import RecordingError
from rephost.library import digest_of, folder, is_id, keep
from rephost.newfile import new_file
from rephost.reviewed import RecordingState, Reviewed
from rephost.store import Store


def bring_back(bundle: Bundle, store: Store) -> tuple[str, bool]:
    """Bring a session back, under its id, or a new one where another has that; all or nothing.

    Returns
    -------
    session_id
    is_new
        False where it is there already, just as the bundle has it.

    Raises
    ------
    BundleError
        It is there already, corrected otherwise; or its recording cannot be read.
    """
    store.sync()
    path, is_new = _kept(bundle, store)
    try:
        if path.stem in store.ids():
            _check_alike(store.session(path.stem), bundle)
        else:
            store.take_in(path, bundle.corrections, bundle.provenance)
            return path.stem, True
    except BaseException as exc:
        if is_new:
            path.unlink(missing_ok=True)
        if isinstance(exc, RecordingError):
            raise BundleError("the recording in this bundle cannot be read") from exc
        raise
    return path.stem, is_new


def _kept(bundle: Bundle, store: Store) -> tuple[Path, bool]:
    """Return where the recording lies in the library, and whether it was put there just now."""
    path = folder() / f"{bundle.session_id}.rep"
    if is_id(bundle.session_id):
        if path.exists():
            with path.open("rb") as file:
                if digest_of(file) == digest_of(bundle.recording):
                    return path, False
        elif path.stem not in store.ids() or _fits(store.session(path.stem), bundle):
            path.parent.mkdir(parents=True, exist_ok=True)
            bundle.recording.seek(0)
            with new_file(path) as file:
                shutil.copyfileobj(bundle.recording, file)
            return path, True
    session_id, is_new = keep(bundle.recording, bundle.provenance.began_unix_s)
    return folder() / f"{session_id}.rep", is_new


def _fits(session: Reviewed, bundle: Bundle) -> bool:
    """Tell whether a recording that is gone may be the bundle's."""
    return session.state is RecordingState.GONE and _is_alike(session, bundle)


def _is_alike(session: Reviewed, bundle: Bundle) -> bool:
    ours, theirs = (
        [as_json(kept.correction) for kept in corrections]
        for corrections in (session.corrections, bundle.corrections)
    )
    return ours == theirs


def _check_alike(session: Reviewed, bundle: Bundle) -> None:
    if not _is_alike(session, bundle):
        raise BundleError(
            f"session {session.id} is here already, corrected otherwise than in the bundle: "
            f"delete it first (repbelt delete {session.id}) to bring that one back"
        )
