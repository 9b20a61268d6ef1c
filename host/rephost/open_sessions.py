"""Trainings that go on, and those that a crash has left open: a note beside each recording.

While a training goes, `NAME.open.json` lies beside `NAME.rep`; at its end it becomes
`NAME.training.json`. The recording is locked as long as its process lives.
"""

import json
import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

import repwire
from rephost.library import LABELS_SUFFIX, folder
from rephost.live_corrections import Corrections
from rephost.replay_source import REPLAY, frames_in

OPEN: Final = ".open.json"
CLOSED: Final = ".training.json"
KEPT: Final = (CLOSED, LABELS_SUFFIX)
"""What belongs to a recording of the library, and goes where that goes."""


@dataclass(slots=True)
class Note:
    """What is known of a training beside its recording."""

    strap: str
    """As on the command line, or the name by which it was found; empty: not known."""
    began_unix_s: float
    corrections: Corrections

    @property
    def lifter(self) -> str:
        """Whom the page shows: the strap's name, or a replay's without its folder."""
        if self.strap.startswith(REPLAY):
            return Path(self.strap.removeprefix(REPLAY)).stem
        return self.strap

    def as_json(self) -> dict[str, Any]:
        """Return what is kept."""
        kept = self.corrections.as_json()
        return {"strap": self.strap, "began_unix_s": self.began_unix_s, "corrections": kept}

    @classmethod
    def read(cls, path: Path) -> Self:
        """Return what is kept; of a note that cannot be read what the recording itself says."""
        try:
            kept = json.loads(path.read_text(encoding="utf-8"))
            corrections = Corrections.from_json(kept["corrections"])
            return cls(str(kept["strap"]), float(kept["began_unix_s"]), corrections)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return cls("", path.stat().st_mtime, Corrections())


class OpenSession:
    """A training's recording and note, ours alone until `close` or the end of the process."""

    def __init__(self, path: Path, note: Note, lock: int) -> None:
        self.path = path
        """Of the recording."""
        self.note = note
        self.is_kept = False
        """Whether it is closed, and there is something in it."""
        self._lock = lock

    def keep(self) -> None:
        """Write the note, whole or not at all; an OSError where there is no room."""
        _write(beside(self.path, OPEN), {"pid": os.getpid(), **self.note.as_json()})

    def close(self) -> None:
        """Close the training; one that has no samples, or no file any more, leaves nothing."""
        is_there = self.path.exists()
        if is_there and any(frame[0] == repwire.DATA for frame in frames_in(self.path)):
            _write(beside(self.path, CLOSED), self.note.as_json())
            self.is_kept = True
        else:
            self.path.unlink(missing_ok=True)
        beside(self.path, OPEN).unlink(missing_ok=True)
        self.release()

    def release(self) -> None:
        """Leave it open for a next start."""
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1


def begin(strap: str, now_unix_s: float) -> OpenSession:
    """Begin a recording in the library, called by date and time."""
    folder().mkdir(parents=True, exist_ok=True)
    name = time.strftime("%Y-%m-%d-%H%M%S", time.localtime(now_unix_s))
    number = 1
    while True:
        path = folder() / f"{name}{f'-{number}' if number > 1 else ''}.rep"
        try:
            with path.open("xb"):
                break
        except FileExistsError:
            number += 1
    return OpenSession(path, Note(strap, now_unix_s, Corrections()), _locked(path))


def left_open() -> list[OpenSession]:
    """Return the trainings that were never closed and whose process is gone, the oldest first."""
    found = []
    for note in sorted(folder().glob(f"*{OPEN}"), key=lambda path: path.name.removesuffix(OPEN)):
        path = note.with_name(note.name.removesuffix(OPEN) + ".rep")
        if not path.exists():
            note.unlink(missing_ok=True)
            continue
        lock = _locked(path)
        if lock >= 0:
            found.append(OpenSession(path, Note.read(note), lock))
    return found


def beside(path: Path, suffix: str) -> Path:
    """Return the note's path of a recording's."""
    return path.with_name(path.stem + suffix)


def _locked(path: Path) -> int:
    """Return the descriptor that holds a recording for us; -1: another process has it."""
    file = os.open(path, os.O_RDONLY)
    try:
        import fcntl
    except ImportError:  # a system without: two starts at a time are then the user's care
        return file
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(file)
        return -1
    return file


def _write(path: Path, what: dict[str, Any]) -> None:
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("w", encoding="utf-8") as file:
            json.dump(what, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)
        raise
