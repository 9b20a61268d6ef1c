"""The analysis measured against what truly happened, recording by recording."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO, TypeVar

import repwire.host
from rephost.accuracy_cases import Case, Labelled, Listed
from rephost.accuracy_naive import NaiveScore, naive_peaks_s, naive_score
from rephost.accuracy_scoring import Score, score
from rephost.accuracy_truth import TimedSet, Truth, found_in, rejected_in
from rephost.analysis import analyze_source
from rephost.decode import HostFrame
from rephost.recording import Reader
from rephost.session import AS_RECORDED
from rephost.sources import opened

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Measured:
    """One recording, what was found in it and what a naive counter finds."""

    case: Case
    duration_s: float
    found: tuple[TimedSet, ...]
    score: Score | None
    """Against labels; None for a manifest, which knows no times."""
    naive: NaiveScore
    is_armed: bool
    """Whether the exercise was named, on the command line or in the recording."""
    has_gyro: bool

    @property
    def found_names(self) -> tuple[str, ...]:
        """What each set found was said to be."""
        return tuple(one.exercise for one in self.found)

    @property
    def found_counts(self) -> tuple[int, ...]:
        """Reps in each set found."""
        return tuple(len(one.reps) for one in self.found)

    @property
    def found_reps(self) -> int:
        """Reps in all sets found."""
        return sum(self.found_counts)

    @property
    def true_reps(self) -> int:
        """Reps that there were."""
        case = self.case
        if isinstance(case, Labelled):
            return sum(len(one.reps) for one in case.truth.sets)
        return case.true_reps


def measure(case: Case, exercise: str | None = AS_RECORDED, columns: str | None = None) -> Measured:
    """Analyse one recording, and count it naively, and compare.

    Parameters
    ----------
    exercise
        As of a session: AS_RECORDED, None to find out, or a name.
    columns
        As `--columns`, for tables.
    """
    with opened(case.path, columns) as source:
        analysis = analyze_source(source, exercise)
        peaks = _again(source.file, lambda file: naive_peaks_s(Reader(file)).tolist())
        is_armed = exercise is not None and (
            exercise != AS_RECORDED or _again(source.file, _names_an_exercise)
        )
    found = found_in(analysis)
    duration_s = float(analysis["recording"]["duration_s"])
    truth = case.truth if isinstance(case, Labelled) else Truth((), complete=_is_free(case))
    return Measured(
        case=case,
        duration_s=duration_s,
        found=found,
        score=(
            score(truth, found, duration_s, rejected_in(analysis))
            if isinstance(case, Labelled)
            else None
        ),
        naive=naive_score(truth, peaks),
        is_armed=is_armed,
        has_gyro=bool(analysis["recording"]["has_gyro"]),
    )


def _is_free(case: Listed) -> bool:
    return case.true_reps == 0


def _again(file: BinaryIO, read: Callable[[BinaryIO], _T]) -> _T:
    file.seek(0)
    return read(file)


def _names_an_exercise(file: BinaryIO) -> bool:
    return any(
        isinstance(item, HostFrame) and item.kind == repwire.host.HOST_EXERCISE and item.payload
        for item in Reader(file)
    )
