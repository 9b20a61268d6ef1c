"""Which recordings there are to measure: labelled ones, or those of a folder's manifest."""

import csv
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from rephost.accuracy_truth import Truth, truth_of
from rephost.errors import RepbeltError, UsageError
from rephost.library import LABELS_SUFFIX
from rephost.sources import RECORDING_SUFFIX, TABLE_SUFFIXES

MANIFEST: Final = "manifest.csv"
NOT_SCORED: Final = "do not score"
POSITIVE, OTHER, NEGATIVE = ROLES = ("positive", "other-exercise", "negative")

_RECORDING_SUFFIXES: Final = (RECORDING_SUFFIX, *TABLE_SUFFIXES)
_COLUMNS: Final = ("file", "role", "truth_reps")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A recording with labels beside it."""

    path: Path
    truth: Truth


@dataclass(frozen=True, slots=True)
class Listed:
    """A recording that a manifest knows the number of reps of."""

    path: Path
    role: str
    """positive; other-exercise: reps of what we do not count; negative: every rep is false."""
    true_reps: int
    dataset: str
    tier: str
    activity: str


Case = Labelled | Listed


def cases_in(paths: Iterable[Path]) -> Iterator[Case]:
    """Yield the recordings named, and those in the folders named.

    Raises
    ------
    RepbeltError, UsageError
        There is nothing to measure against, or it cannot be read.
    """
    for path in paths:
        if not path.exists():
            raise UsageError(f"{path}: there is no such file or folder")
        if path.name == MANIFEST:
            yield from listed(path)
        elif not path.is_dir():
            yield _labelled(path, _labels_of(path))
        elif (path / MANIFEST).exists():
            yield from listed(path / MANIFEST)
        else:
            yield from _labelled_in(path)


def listed(manifest: Path) -> Iterator[Listed]:
    """Yield the rows of a manifest that are to be scored."""
    try:
        with manifest.open(newline="", encoding="utf-8-sig") as file:
            rows = csv.DictReader(file)
            missing = [name for name in _COLUMNS if name not in (rows.fieldnames or ())]
            if missing:
                raise RepbeltError(f"{manifest}: there is no column {', '.join(missing)}")
            for row in rows:
                if NOT_SCORED not in (row.get("count_check") or ""):
                    yield _listed(manifest, rows.line_num, row)
    except (UnicodeDecodeError, csv.Error) as exc:
        raise RepbeltError(f"{manifest}: cannot be read as a manifest: {exc}") from exc


def _listed(manifest: Path, number: int, row: dict[str, str | None]) -> Listed:
    role = row["role"] or ""
    if role not in ROLES:
        raise RepbeltError(f"{manifest}, line {number}: the role {role!r} is none of {ROLES}")
    name = row["file"] or ""
    if not name or "\0" in name:
        raise RepbeltError(f"{manifest}, line {number}: {name!r} is no name of a file")
    counted = (row.get("hand_count") or "").strip() or (row["truth_reps"] or "").strip()
    if role != NEGATIVE and not counted.isdecimal():
        raise RepbeltError(f"{manifest}, line {number}: {counted!r} is no number of reps")
    return Listed(
        path=manifest.parent / name,
        role=role,
        true_reps=0 if role == NEGATIVE else int(counted),
        dataset=row.get("dataset") or "",
        tier=row.get("tier") or "",
        activity=row.get("activity") or "",
    )


def _labelled_in(folder: Path) -> Iterator[Labelled]:
    labels = sorted(folder.glob(f"*{LABELS_SUFFIX}"))
    if not labels:
        raise RepbeltError(f"{folder}: there are no NAME{LABELS_SUFFIX} and no {MANIFEST} in it")
    for one in labels:
        stem = one.name.removesuffix(LABELS_SUFFIX)
        beside = [folder / (stem + suffix) for suffix in _RECORDING_SUFFIXES]
        recording = next((path for path in beside if path.exists()), None)
        if recording is None:
            raise RepbeltError(f"{one}: the recording {stem}.rep is not beside it")
        yield _labelled(recording, one)


def _labels_of(recording: Path) -> Path:
    labels = recording.with_name(recording.stem + LABELS_SUFFIX)
    if not labels.exists():
        raise RepbeltError(f"{recording}: there is no {labels.name} beside it")
    return labels


def _labelled(recording: Path, labels: Path) -> Labelled:
    try:
        return Labelled(recording, truth_of(read_json(labels)))
    except RepbeltError as exc:
        raise RepbeltError(f"{labels}: cannot be read as labels: {exc}") from exc


def read_json(path: Path) -> Any:
    """Read a JSON file; raises RepbeltError where it is none, with the reason."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except UnicodeDecodeError as exc:
        raise RepbeltError("this is no text in UTF-8") from exc
    except json.JSONDecodeError as exc:
        where = f"line {exc.lineno}, column {exc.colno}"
        raise RepbeltError(f"this is no JSON, as {where} shows") from exc
    except RecursionError as exc:
        raise RepbeltError("this JSON has too many brackets within each other") from exc
    except ValueError as exc:
        raise RepbeltError("this JSON has a number with too many digits") from exc
