"""A backup: all recordings, what lies beside them, and the store, in one zip that is checked."""

import hashlib
import json
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rephost.backup_reading import (
    BLOCK,
    FORMAT,
    MANIFEST,
    MEMBER,
    PLANS,
    RECORDINGS,
    SESSIONS,
    STRAPS,
    VERSION,
    opened_zip,
)
from rephost.library import folder
from rephost.newfile import new_file
from rephost.open_sessions import KEPT, OPEN, beside
from rephost.plans import own_folder

if TYPE_CHECKING:
    from rephost.store import Store


@dataclass(frozen=True, slots=True)
class Contents:
    """What a backup holds."""

    sessions: int
    recordings: int
    left_out: tuple[str, ...] = ()
    """Files that are not in it, and why."""


def write_backup(store: "Store", path: Path, pace: Callable[[int, int], None]) -> Contents:
    """Write a backup, read it back and check it; only then it has its name.

    `pace` is told how many members are done, and of how many.
    """
    from sqlalchemy.orm import Session

    from rephost.store_copying import all_ids, copied, copied_straps

    files, left_out = _files()
    with new_file(path) as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            members = _Members(archive)
            with Session(store.engine) as db:  # one moment of the store
                ids = all_ids(db)
                members.add_json(STRAPS, copied_straps(db))
                for done, session_id in enumerate(ids):
                    pace(done, len(ids) + len(files))
                    members.add_json(f"{SESSIONS}{session_id}.json", copied(db, session_id))
                    db.expunge_all()
            for done, (name, source) in enumerate(files, len(ids)):
                pace(done, len(ids) + len(files))
                members.add_file(name, source)
            members.finish()
        file.flush()
        file.seek(0)
        with opened_zip(file, path) as backup:
            backup.check()
    recordings = sum(name.endswith(".rep") for name, _ in files)
    return Contents(len(ids), recordings, tuple(left_out))


class _Members:
    """Writes members, and at last what they are."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._written: dict[str, dict[str, Any]] = {}

    def add_json(self, name: str, value: Any) -> None:
        data = json.dumps(value).encode()
        with self._open(name) as write:
            write(data)

    def add_file(self, name: str, source: Path) -> None:
        with source.open("rb") as file, self._open(name) as write:
            while block := file.read(BLOCK):
                write(block)

    def finish(self) -> None:
        manifest = {
            "format": FORMAT,
            "version": VERSION,
            "repbelt": version("repbelt"),
            "made_unix_s": time.time(),
            "members": self._written,
        }
        self._archive.writestr(MANIFEST, json.dumps(manifest, indent=1))

    @contextmanager
    def _open(self, name: str) -> Iterator[Callable[[bytes], None]]:
        digest, size = hashlib.sha256(), 0
        with self._archive.open(name, "w", force_zip64=True) as member:

            def write(block: bytes) -> None:
                nonlocal size
                member.write(block)
                digest.update(block)
                size += len(block)

            yield write
        self._written[name] = {"size": size, "sha256": digest.hexdigest()}


def _files() -> tuple[list[tuple[str, Path]], list[str]]:
    """Return the files of a backup by their names in it, and what is left out, with the reason."""
    files, left_out = [], []
    for path in sorted(folder().glob("*.rep")):
        if path.name.startswith("."):
            continue
        if beside(path, OPEN).exists():
            left_out.append(f"{path.name}: the training is not closed")
            continue
        notes = (beside(path, suffix) for suffix in KEPT)
        files += [(f"{RECORDINGS}{one.name}", one) for one in (path, *notes) if one.exists()]
    files += [(f"{PLANS}{path.name}", path) for path in sorted(own_folder().glob("*.toml"))]
    named = [(name, path) for name, path in files if MEMBER.fullmatch(name)]
    left_out += [
        f"{path.name}: give it another name" for name, path in files if not MEMBER.fullmatch(name)
    ]
    return named, left_out
