"""The labels beside a recording: read, gone on with, and saved without losing another's."""

import hashlib
import json
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from rephost.accuracy_cases import read_json
from rephost.errors import RepbeltError
from rephost.exercises import NAMED
from rephost.label_checks import (
    HAND,
    VIDEO,
    check_readable,
    check_writable,
    exercises_in,
)
from rephost.library import LABELS_SUFFIX
from rephost.newfile import replacing
from rephost.page_answers import OutdatedError

_MADE: Final = {
    "synthetic": "a synthetic lifter's truth",
    "correction": "a count, corrected",
}

_Json = Mapping[str, Any]


class LabelsBeside:
    """NAME.labels.json beside a recording.

    Raises
    ------
    RepbeltError
        What lies there cannot be read as labels, or cannot be gone on with.
    """

    def __init__(self, recording: Path) -> None:
        self.path = recording.with_name(recording.stem + LABELS_SUFFIX)
        self.is_saved = False
        """Whether they were saved since."""
        self._lock = threading.Lock()
        self.read()

    @property
    def version(self) -> str | None:
        """What tells the file as it is now from any other; None: there is none."""
        try:
            return hashlib.sha256(self.path.read_bytes()).hexdigest()
        except FileNotFoundError:
            return None

    def read(self) -> _Json | None:
        """Return the labels; None: there are none yet."""
        try:
            labels = read_json(self.path)
            check_readable(labels)
        except FileNotFoundError:
            return None
        except RepbeltError as exc:
            raise RepbeltError(f"{self.path}: cannot be gone on with as labels: {exc}") from exc
        found: _Json = labels
        return found

    def save(self, labels: Any, duration_s: float, over: Any, *, is_agreed: bool) -> str | None:
        """Save labels in place of those that a page began with; return the version now.

        Parameters
        ----------
        duration_s
            Of the recording.
        over
            The version that the page knows.
        is_agreed
            The person said that these may take the place of labels from elsewhere.

        Raises
        ------
        ValueError
            They must not be written; why, in a sentence.
        OutdatedError
            There is something that nobody agreed to lose.
        """
        with self._lock:
            version, before = self.version, self.read()
            check_writable(labels, {*NAMED, *exercises_in(before)}, duration_s)
            if before is not None and version != over:
                raise OutdatedError(f"{self.path.name} was changed elsewhere meanwhile")
            if before is not None and not is_agreed:
                _check_ours(before, labels, self.path.name)
            with replacing(self.path) as file:
                file.write((json.dumps(labels, indent=1, ensure_ascii=False) + "\n").encode())
            self.is_saved = True
            return self.version


def _check_ours(before: _Json, labels: _Json, name: str) -> None:
    """Raise OutdatedError where labels come from elsewhere than those that they replace."""
    sources = {str(before.get("source")), labels["source"]}
    if len(sources) > 1 and not sources <= {HAND, VIDEO}:
        made = _MADE.get(str(before.get("source")), "labels that do not say how they were made")
        raise OutdatedError(f"{name} holds {made}")
