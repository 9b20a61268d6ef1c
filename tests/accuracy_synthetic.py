"""Fresh synthetic recordings, written as files and measured as `repbelt accuracy` measures."""

import json
import zlib
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from accuracy_groups import BY_NAME, Drawn, Group
from make_recordings import framed
from rephost.accuracy import Measured, measure
from rephost.accuracy_cases import LABELS_SUFFIX, cases_in
from rephost.recording import Writer


@dataclass(frozen=True, slots=True)
class Task:
    """One recording to make and measure."""

    group: str
    number: int
    seed: int
    folder: Path


@dataclass(frozen=True, slots=True)
class Done:
    """A task, what was measured, what made the recording hard, and what happened when in it."""

    task: Task
    measured: Measured
    traits: tuple[str, ...]
    spans: tuple[tuple[str, float, float], ...]

    @property
    def of(self) -> Group:
        """The group that it is one of."""
        return BY_NAME[self.task.group]

    def during(self, start_s: float, end_s: float) -> str:
        """Return what happened for most of the time between two times."""
        return max(self.spans, key=lambda span: min(span[2], end_s) - max(span[1], start_s))[0]


def tasks(groups: Iterable[Group], seed: int, folder: Path, share: float) -> list[Task]:
    """Return all recordings to make; `share` of each group's number, two at least."""
    return [
        Task(group.name, number, seed, folder)
        for group in groups
        for number in range(max(2, round(group.full * share)))
    ]


def run(all_tasks: Sequence[Task], jobs: int) -> Iterator[Done]:
    """Make and measure recordings, `jobs` at a time; the order is that of their completion."""
    # Whole sessions last longest: they go first.
    ordered = sorted(all_tasks, key=lambda task: BY_NAME[task.group].family != "life")
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        for future in as_completed([pool.submit(make_and_measure, task) for task in ordered]):
            yield future.result()


def make_and_measure(task: Task) -> Done:
    """Make one recording, write it, measure what the file says, and remove it."""
    path, drawn = written(task)
    (case,) = cases_in([path])
    done = Done(task, measure(case), drawn[0].traits, drawn[0].spans)
    path.unlink()
    path.with_name(path.stem + LABELS_SUFFIX).unlink()
    return done


def written(task: Task) -> tuple[Path, Drawn]:
    """Make one recording and write it, and its labels beside it."""
    rng = _rng(task)
    recording, armed = BY_NAME[task.group].make(rng, task.number)
    path = task.folder / f"{task.group.replace(' ', '-')}-{task.number}.rep"
    path.unlink(missing_ok=True)
    with Writer(path) as writer:
        writer.write_all(framed(recording, rng, armed))
    labels = path.with_name(path.stem + LABELS_SUFFIX)
    labels.write_text(json.dumps(recording.labels), encoding="utf-8")
    return path, (recording, armed)


def _rng(task: Task) -> np.random.Generator:
    # By its name, so that a case stays the same when groups are added.
    return np.random.default_rng([task.seed, zlib.crc32(task.group.encode()), task.number])
