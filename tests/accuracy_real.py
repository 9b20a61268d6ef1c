"""The real recordings, measured: rows for the document."""

from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from os import cpu_count
from pathlib import Path
from typing import Any, Final

from rephost.accuracy import Measured, measure
from rephost.accuracy_cases import MANIFEST, NEGATIVE, OTHER, POSITIVE, Listed, listed
from rephost.accuracy_listed import listed_totals
from rephost.errors import RepbeltError

WITHOUT_GYRO: Final = "gyr=none"


@dataclass(frozen=True, slots=True)
class Job:
    """One recording and how to analyse it."""

    case: Listed
    exercise: str | None
    columns: str | None = None


@dataclass(frozen=True)
class Real:
    """What was measured, by how it was analysed."""

    armed: list[Measured]
    armed_without_gyro: list[Measured]
    auto: list[Measured]
    unreadable: list[str]

    def false_per_hour(self, wanted: Callable[[Listed], bool]) -> dict[str, Any]:
        """Sum up the negative recordings wanted."""
        return listed_totals(
            one
            for one in self.auto
            if isinstance(one.case, Listed) and one.case.role == NEGATIVE and wanted(one.case)
        )


def measure_real(folder: Path) -> Real:
    """Measure the recordings of a folder with a manifest."""
    cases = list(listed(folder / MANIFEST))
    bends = [case for case in cases if is_bend(case)]
    jobs = [
        *(Job(case, "rdl") for case in bends),
        *(Job(case, "rdl", WITHOUT_GYRO) for case in bends),
        *(Job(case, None) for case in cases),
    ]
    with ProcessPoolExecutor(cpu_count(), mp_context=get_context("spawn")) as pool:
        results = list(pool.map(_measured, jobs, chunksize=8))
    n = len(bends)
    return Real(
        armed=_sound(results[:n]),
        armed_without_gyro=_sound(results[n : 2 * n]),
        auto=_sound(results[2 * n :]),
        unreadable=[one for one in results if isinstance(one, str)],
    )


def is_bend(case: Listed) -> bool:
    """Tell whether this is SisFall's slow bend with straight knees."""
    return case.role == POSITIVE and case.activity.startswith("D16")


def is_spliced(case: Listed) -> bool:
    """Tell whether the standing time between bends was cut out."""
    return "spliced" in case.path.name


def activity_code(case: Listed) -> str:
    """Return D01 … D19 of a SisFall recording, else nothing."""
    return case.activity[:3] if case.dataset == "SisFall" else ""


def other_negatives(real: Real, named: set[str]) -> dict[str, dict[str, Any]]:
    """Return false reps by data set and activity for what is not in the rows `named`."""
    groups: dict[str, list[Measured]] = {}
    for one in real.auto:
        case = one.case
        if not isinstance(case, Listed) or case.role != NEGATIVE:
            continue
        if activity_code(case) not in named and "HAPT" not in case.dataset:
            groups.setdefault(_short(case), []).append(one)
    return {name: listed_totals(ones) for name, ones in groups.items()}


def counted_apart(real: Real) -> dict[str, dict[str, Any]]:
    """Return counts of other exercises, and of hinges seen from elsewhere than the belt."""
    groups: dict[str, list[Measured]] = {}
    for one in real.auto:
        case = one.case
        if not isinstance(case, Listed) or case.role == NEGATIVE or is_bend(case):
            continue
        kind = "other exercise" if case.role == OTHER else "hinge"
        groups.setdefault(f"{kind}, tier {case.tier}: {_short(case)}", []).append(one)
    return {name: listed_totals(groups[name]) for name in sorted(groups)}


def wrong_files(measured: Iterable[Measured], *, spliced: bool) -> tuple[int, int, list[str]]:
    """Return how many of how many files have a wrong count, and what each of these says."""
    ones = [
        one for one in measured if isinstance(one.case, Listed) and is_spliced(one.case) == spliced
    ]
    wrong = [one for one in ones if one.found_reps != one.case.true_reps]  # type: ignore[union-attr]
    return len(wrong), len(ones), [f"{_subject(one)}: {one.found_reps}" for one in wrong]


def _subject(one: Measured) -> str:
    return one.case.path.stem.split("_")[1]


def _short(case: Listed) -> str:
    activity = case.activity.split(" (")[0].split(":")[0].split(" - ")[0]
    return f"{case.dataset.split(' (')[0]}, {activity}"


def _measured(job: Job) -> Measured | str:
    try:
        return measure(job.case, job.exercise, job.columns)
    except RepbeltError as exc:
        return str(exc)


def _sound(results: Iterable[Measured | str]) -> list[Measured]:
    return [one for one in results if isinstance(one, Measured)]
