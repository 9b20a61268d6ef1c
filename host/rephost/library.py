"""The library: recordings kept in the user's data folder, found by their session's id."""

import hashlib
import os
import re
import shutil
from pathlib import Path
from typing import BinaryIO, Final

import platformdirs

from rephost.newfile import new_file

LABELS_SUFFIX: Final = ".labels.json"
"""Of what truly happened in NAME.rep, wherever that lies: NAME.labels.json."""

_SHORTEST_ID: Final = 8
# Of what was imported, and of what was trained.
_ID: Final = re.compile(rf"[0-9a-f]{{{_SHORTEST_ID},64}}|\d{{4}}-\d\d-\d\d-\d{{6}}(-\d+)?")


def folder() -> Path:
    """Return the library's folder, which need not exist."""
    return platformdirs.user_data_path("repbelt", appauthor=False) / "recordings"


def is_id(text: str) -> bool:
    """Tell whether a session may be called so."""
    return bool(_ID.fullmatch(text))


def locate(what: str) -> Path:
    """Return the path meant by a path or a session's id; a path that is there comes first."""
    path = Path(what)
    if not path.exists() and is_id(what):
        kept = folder() / f"{what}.rep"
        if kept.exists():
            return kept
    return path


def keep(recording: BinaryIO, dated_unix_s: float) -> tuple[str, bool]:
    """Copy a recording into the library.

    Parameters
    ----------
    dated_unix_s
        The date that the copy gets, for a recording that does not tell when it was made.

    Returns
    -------
    session_id
        Follows from the content: the same recording has the same id.
    is_new
        False where the library had it already.
    """
    digest = digest_of(recording)
    for length in range(_SHORTEST_ID, len(digest) + 1):
        path = folder() / f"{digest[:length]}.rep"
        if not path.exists():
            break
        with path.open("rb") as kept:
            if digest_of(kept) == digest:
                return path.stem, False
    path.parent.mkdir(parents=True, exist_ok=True)
    recording.seek(0)
    with new_file(path) as file:
        shutil.copyfileobj(recording, file)
    os.utime(path, (dated_unix_s, dated_unix_s))
    return path.stem, True


def digest_of(file: BinaryIO) -> str:
    """Return the SHA-256 of a whole file in hexadecimal digits."""
    file.seek(0)
    digest = hashlib.sha256()
    while block := file.read(1 << 20):
        digest.update(block)
    return digest.hexdigest()
