"""The real recordings, measured: rows for the document."""

from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import chain, islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final

from rephost.accuracy import Measured, measure
from rephost.accuracy_cases import MANIFEST, NEGATIVE, OTHER, POSITIVE, Listed, listed
from rephost.accuracy_listed import listed_totals
from rephost.errors import RepbeltError

WITHOUT_GYRO: Final = "gyr=none"
WAIST: Final = ("A", "B")
"""Tiers of the manifest: a good sensor at waist or pelvis, and one with limits."""


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
    bending: list[Measured]
    """Bends of daily life, to the floor and with the knees free, armed."""
    auto: list[Measured]
    unreadable: list[str]

    def false_per_hour(self, wanted: Callable[[Listed], bool]) -> dict[str, Any]:
        """Sum up the negative recordings wanted."""
        return listed_totals(
            one
            for one in self.auto
            if isinstance(one.case, Listed) and one.case.role == NEGATIVE and wanted(one.case)
        )


def measure_real(folder: Path, jobs: int) -> Real:
    """Measure the recordings of a folder with a manifest, `jobs` at a time."""
    cases = list(listed(folder / MANIFEST))
    bends = [case for case in cases if is_bend(case)]
    parts = [
        [Job(case, "rdl") for case in bends],
        [Job(case, "rdl", WITHOUT_GYRO) for case in bends],
        [Job(case, "rdl") for case in cases if is_bending(case)],
        [Job(case, None) for case in cases],
    ]
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        results = iter(list(pool.map(_measured, chain.from_iterable(parts), chunksize=8)))
    armed, without_gyro, bending, auto = (list(islice(results, len(part))) for part in parts)
    return Real(
        armed=_sound(armed),
        armed_without_gyro=_sound(without_gyro),
        bending=_sound(bending),
        auto=_sound(auto),
        unreadable=[one for one in auto if isinstance(one, str)],
    )


def is_bend(case: Listed) -> bool:
    """Tell whether this is SisFall's slow bend with straight knees."""
    return case.role == POSITIVE and case.activity.startswith("D16")


def is_bending(case: Listed) -> bool:
    """Tell whether this is UMAFall's bend to the floor."""
    return case.role == POSITIVE and case.dataset == "UMAFall"


def is_squat_set(case: Listed) -> bool:
    """Tell whether this is one of the squat sets at the waist."""
    return case.tier == "A" and "squats" in case.dataset


def is_at_the_waist(case: Listed) -> bool:
    """Tell whether the sensor was where a belt is."""
    return case.tier in WAIST


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
    return {
        name: listed_totals(groups[name]) | {"said": _reps_by_name(groups[name])}
        for name in sorted(groups)
    }


def wrong_files(measured: Iterable[Measured], *, spliced: bool) -> tuple[int, int, list[str]]:
    """Return how many of how many files have a wrong count, and what each of these says."""
    ones = [
        one for one in measured if isinstance(one.case, Listed) and is_spliced(one.case) == spliced
    ]
    wrong = [one for one in ones if one.found_reps != one.true_reps]
    return len(wrong), len(ones), [f"{_subject(one)}: {one.found_reps}" for one in wrong]


def bends_wrong(measured: Iterable[Measured]) -> tuple[int, int]:
    """Return how many bends are missed or too many, file by file, of how many."""
    ones = list(measured)
    return sum(abs(one.found_reps - one.true_reps) for one in ones), sum(
        one.true_reps for one in ones
    )


def squats_right(real: Real) -> tuple[int, int, int]:
    """Return the squat sets counted exactly and called so, those called so, and all."""
    ones = [one for one in real.auto if isinstance(one.case, Listed) and is_squat_set(one.case)]
    called = [one for one in ones if set(one.found_names) == {"squat"}]
    return sum(one.found_counts == (one.true_reps,) for one in called), len(called), len(ones)


def _reps_by_name(measured: Iterable[Measured]) -> Counter[str]:
    said: Counter[str] = Counter()
    for one in measured:
        for name, reps in zip(one.found_names, one.found_counts, strict=True):
            said[name] += reps
    return said


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
