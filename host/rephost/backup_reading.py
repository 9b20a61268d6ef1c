"""Backups are read, and every byte of them is checked.

A backup is a zip. MANIFEST names every other member with its size and SHA-256.
"""

import hashlib
import json
import os
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, BinaryIO, Final, Self

from rephost.errors import RepbeltError

FORMAT: Final = "repbelt.backup"
VERSION: Final = 3
"""Reps of version 1 say nothing of their time in the air, those of 2 nothing of the hips' lead."""
MANIFEST: Final = "manifest.json"
STRAPS: Final = "straps.json"
RECORDINGS: Final = "recordings/"
SESSIONS: Final = "sessions/"
PLANS: Final = "plans/"
BLOCK: Final = 1 << 20

# One name in a folder that we know, and nothing that leads out of it.
_NAME: Final = rf"(?![.])[^/{re.escape(os.sep)}\0\ud800-\udfff]+"
MEMBER: Final = re.compile(
    rf"straps\.json|sessions/{_NAME}\.json|plans/{_NAME}\.toml"
    rf"|recordings/{_NAME}\.(rep|training\.json|labels\.json)"
)

_LARGEST_TEXT: Final = 1 << 28
_DAMAGE: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    KeyError,
    NotImplementedError,
    RuntimeError,  # encrypted
    UnicodeError,
)


class BackupError(RepbeltError):
    """A file is no backup that can be trusted."""


class Backup:
    """A backup that is read; nothing of it can be trusted before `check`."""

    def __init__(self, archive: zipfile.ZipFile, path: Path) -> None:
        self._archive = archive
        self._path = path
        self.members: dict[str, dict[str, Any]] = {}

    @classmethod
    def of(cls, archive: zipfile.ZipFile, path: Path) -> Self:
        """Return a backup whose manifest has been read."""
        backup = cls(archive, path)
        backup._read_manifest()
        return backup

    def names(self, start: str, end: str = "") -> list[str]:
        """Return the members of a folder."""
        return [name for name in self.members if name.startswith(start) and name.endswith(end)]

    @property
    def size(self) -> int:
        """How many bytes all members have."""
        return sum(int(one["size"]) for one in self.members.values())

    def check(self) -> None:
        """Check every byte; a BackupError at the first that is wrong."""
        from rephost.store_copying import checked, checked_strap

        for name in self.members:
            with self.member(name) as file:
                while file.read(BLOCK):
                    pass
        for name in self.names(SESSIONS):
            try:
                copy = checked(self.json(name))
            except ValueError as exc:
                raise self._broken(f"{name}: {exc}") from exc
            called, path = copy["session"]["id"], copy["session"]["path"]
            if (name, path) != (f"{SESSIONS}{called}.json", f"{called}.rep"):
                raise self._broken(f"{name} holds another session")
        straps = self.json(STRAPS) if STRAPS in self.members else None
        try:
            if not isinstance(straps, list):
                raise ValueError("there is no list of straps")
            list(map(checked_strap, straps))
        except ValueError as exc:
            raise self._broken(str(exc)) from exc

    def json(self, name: str) -> Any:
        """Return what a member holds."""
        with self.member(name) as file:
            text = file.read(_LARGEST_TEXT)
            if file.read(1):
                raise self._broken(f"{name} is too large")
        try:
            return json.loads(text)
        except (ValueError, RecursionError) as exc:
            raise self._broken(f"{name} is no JSON") from exc

    @contextmanager
    def member(self, name: str) -> Iterator["_Checked"]:
        """Open a member; read to its end, it is as it was written, or a BackupError says so."""
        told = self.members[name]
        try:
            with self._archive.open(name) as file:
                yield _Checked(file, int(told["size"]), str(told["sha256"]), self._broken(name))
        except _DAMAGE as exc:
            raise self._broken(name) from exc

    def _read_manifest(self) -> None:
        infos = self._archive.infolist()
        by_name = {info.filename: info for info in infos}
        if MANIFEST not in by_name or by_name[MANIFEST].file_size > _LARGEST_TEXT:
            raise BackupError(f"{self._path}: this is no backup of repbelt")
        try:
            manifest = json.loads(self._archive.read(MANIFEST))
            is_ours, number = manifest["format"] == FORMAT, int(manifest["version"])
            members = dict(manifest["members"])
            sizes = {name: int(one["size"]) for name, one in members.items()}
        except (*_DAMAGE, ValueError, TypeError, AttributeError) as exc:
            raise self._broken(MANIFEST) from exc
        if not is_ours:
            raise BackupError(f"{self._path}: this is no backup of repbelt")
        if number > VERSION:
            raise BackupError(
                f"{self._path}: a later version of repbelt has written this; update repbelt"
            )
        if len(by_name) != len(infos) or by_name.keys() != {MANIFEST, *members}:
            raise self._broken("its members are not those of its manifest")
        for name, size in sizes.items():
            if not MEMBER.fullmatch(name) or by_name[name].file_size != size:
                raise self._broken(name)
        self.members = members

    def _broken(self, what: str) -> BackupError:
        return BackupError(f"{self._path}: the backup is broken ({what}), nothing was changed")


class _Checked:
    """Reads a member and holds it to what the manifest says of it."""

    def __init__(self, file: IO[bytes], size: int, sha256: str, broken: BackupError) -> None:
        self._file = file
        self._left = size
        self._sha256 = sha256
        self._digest = hashlib.sha256()
        self._broken = broken

    def read(self, most: int) -> bytes:
        """Return the next bytes, none at the end; never more than there should be."""
        block = self._file.read(min(most, self._left + 1))
        self._left -= len(block)
        self._digest.update(block)
        is_over = not block and most > 0
        if self._left < 0 or (is_over and (self._left or self._digest.hexdigest() != self._sha256)):
            raise self._broken
        return block


@contextmanager
def opened_backup(path: Path) -> Iterator[Backup]:
    """Open a backup whose members are to be checked; a BackupError where it is none."""
    with path.open("rb") as file, opened_zip(file, path) as backup:
        yield backup


@contextmanager
def opened_zip(file: BinaryIO, path: Path) -> Iterator[Backup]:
    """Open a backup in an open file; as `opened_backup`."""
    try:
        archive = zipfile.ZipFile(file)
    except (*_DAMAGE, ValueError, OSError) as exc:
        raise BackupError(f"{path}: this is no backup of repbelt, or it is damaged") from exc
    with archive:
        yield Backup.of(archive, path)
