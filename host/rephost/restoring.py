"""What is in a backup and not in the store comes back; nothing that is there is overwritten."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from rephost.backup_reading import (
    BLOCK,
    PLANS,
    RECORDINGS,
    SESSIONS,
    STRAPS,
    Backup,
    BackupError,
)
from rephost.errors import RepbeltError
from rephost.library import folder
from rephost.newfile import new_file
from rephost.open_sessions import KEPT
from rephost.plans import own_folder
from rephost.store_copying import checked, paste_strap, pasted
from rephost.store_opening import database_path, database_url
from rephost.store_upgrading import free_name

if TYPE_CHECKING:
    from rephost.store import Store

_ROOM_LEFT_BYTES = 64 << 20


@dataclass(slots=True)
class Restored:
    """What came back.

    Attributes
    ----------
    sessions, files
        How many sessions, and recordings, notes and plans, were missing and are there again.
    known
        How many sessions were there already and stay as they are.
    others
        Names under which another file lies there, which stays.
    """

    sessions: int = 0
    known: int = 0
    files: int = 0
    others: list[str] = field(default_factory=list)


def check_room(backup: Backup) -> None:
    """Raise a RepbeltError where the disk has no room for all of a backup."""
    place = folder()
    while not place.exists():
        place = place.parent
    if shutil.disk_usage(place).free < backup.size + _ROOM_LEFT_BYTES:
        size_mb = backup.size / 1e6
        raise RepbeltError(f"{place}: there is no room for the {size_mb:.0f} MB of the backup")


def put_aside_damaged() -> Path | None:
    """Give a damaged database another name; return it, or None where it is sound or a server's."""
    path = database_path()
    if database_url() != f"sqlite:///{path}" or not path.exists() or _is_sound(path):
        return None
    aside = free_name(path, "damaged")
    for suffix in ("-wal", "-shm", ""):
        part = path.with_name(path.name + suffix)
        if part.exists():
            part.rename(aside.with_name(aside.name + suffix))
    return aside


def restore(store: "Store", backup: Backup, pace: Callable[[int, int], None]) -> Restored:
    """Add what is missing of a backup that was checked; `pace` is told how much is done.

    Ended early it is gone on with by the same once more.
    """
    from sqlalchemy.exc import DataError, IntegrityError

    done = Restored()
    files = [*backup.names(RECORDINGS), *backup.names(PLANS)]
    sessions = backup.names(SESSIONS)
    strangers = {name for name in files if _is_another(backup, name)}
    done.others = sorted(_target(name).name for name in strangers)
    try:
        with store.writing() as db:
            for strap in backup.json(STRAPS):
                paste_strap(db, strap)
            for at, name in enumerate(sessions):
                pace(at, len(sessions) + len(files))
                session = checked(backup.json(name))
                if f"{RECORDINGS}{session['session']['path']}" in strangers:
                    continue  # it speaks of another recording than the one that is there
                is_new = pasted(db, session)
                done.sessions += is_new
                done.known += not is_new
                db.expunge_all()
    except (IntegrityError, DataError, ArithmeticError, TypeError, KeyError, ValueError) as exc:
        raise BackupError("the backup's sessions do not fit together, nothing was changed") from exc
    for at, name in enumerate(files, len(sessions)):
        pace(at, len(sessions) + len(files))
        suffix = next((one for one in KEPT if name.endswith(one)), None)
        recording = f"{name.removesuffix(suffix)}.rep" if suffix else name
        target = _target(name)
        if recording not in strangers and not target.exists():
            _write(backup, name, target)
            done.files += 1
    return done


def _target(name: str) -> Path:
    parent = folder() if name.startswith(RECORDINGS) else own_folder()
    return parent / name.split("/", 1)[1]


def _is_another(backup: Backup, name: str) -> bool:
    """Tell whether a file of this name is there that is not this one."""
    target = _target(name)
    if not target.exists():
        return False
    if target.stat().st_size != backup.members[name]["size"]:
        return True
    with backup.member(name) as kept, target.open("rb") as file:
        while block := kept.read(BLOCK):
            if file.read(len(block)) != block:
                return True
    return False


def _write(backup: Backup, name: str, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with backup.member(name) as kept, new_file(target) as file:
        while block := kept.read(BLOCK):
            file.write(block)


def _is_sound(path: Path) -> bool:
    try:
        with closing(sqlite3.connect(path)) as connection:
            return connection.execute("PRAGMA quick_check").fetchall() == [("ok",)]
    except sqlite3.OperationalError:  # locked, or not to be read: opening it says so
        return True
    except sqlite3.DatabaseError:
        return False
