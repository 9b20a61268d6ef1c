"""Fresh synthetic recordings, written as files and measured as `repbelt accuracy` measures."""

import json
import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Final

import numpy as np

import synth
from make_recordings import framed
from rephost.accuracy import Measured, measure
from rephost.accuracy_cases import cases_in
from rephost.recording import Writer

SESSION_MIN: Final = 20.0
RATES_HZ: Final = (25.0, 50.0, 200.0, 400.0)
ARMED_BELOW: Final = 3
"""Fewer reps than this are a set only where the exercise was named."""

PLANS: Final = {
    "rdl ordinary": 200,
    "swing ordinary": 200,
    "rdl hard": 200,
    "swing hard": 200,
    "rdl gaps": 100,
    "swing gaps": 100,
    "rdl other rates": 40,
    "swing other rates": 40,
    "rdl without a gyro": 40,
    "swing without a gyro": 40,
    "session": 36,
    "everyday": 36,
}
"""How many recordings of each group; sessions and everyday life last `SESSION_MIN` each."""


@dataclass(frozen=True, slots=True)
class Task:
    """One recording to make and measure."""

    group: str
    number: int
    seed: int
    folder: Path


@dataclass(frozen=True, slots=True)
class Done:
    """A task, what was measured, and what made the recording hard."""

    task: Task
    measured: Measured
    traits: tuple[str, ...]


def tasks(seed: int, folder: Path, share: float) -> list[Task]:
    """Return all recordings to make; `share` of each group's number, a few at least."""
    return [
        Task(group, number, seed, folder)
        for group, full in PLANS.items()
        for number in range(max(2, round(full * share)))
    ]


def run(all_tasks: list[Task]) -> Iterator[Done]:
    """Make and measure recordings on all processors; the order is that of their completion."""
    # Whole sessions last longest: they go first.
    ordered = sorted(all_tasks, key=lambda task: task.group not in ("session", "everyday"))
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        for future in as_completed([pool.submit(make_and_measure, task) for task in ordered]):
            yield future.result()


def make_and_measure(task: Task) -> Done:
    """Make one recording, write it, and measure what the file says."""
    group = list(PLANS).index(task.group)
    rng = np.random.default_rng([task.seed, group, task.number])
    recording, armed = made(task, rng)
    path = task.folder / f"{task.group.replace(' ', '-')}-{task.number}.rep"
    with Writer(path) as writer:
        writer.write_all(framed(recording, rng, armed))
    labels = path.with_name(f"{path.stem}.labels.json")
    labels.write_text(json.dumps(recording.labels), encoding="utf-8")
    (case,) = cases_in([path])
    done = Done(task, measure(case), recording.traits)
    path.unlink()
    return done


def made(task: Task, rng: np.random.Generator) -> tuple[synth.Recording, str | None]:
    """Return a task's recording and the exercise that the lifter named, if any."""
    exercise, _, kind = task.group.partition(" ")
    if exercise == "session":
        return synth.training_session(rng, SESSION_MIN), None
    if exercise == "everyday":
        return synth.everyday(rng, SESSION_MIN), None
    one_set = synth.rdl_set if exercise == "rdl" else synth.swing_set
    if kind == "other rates":
        return one_set(rng, rate_hz=RATES_HZ[task.number % len(RATES_HZ)]), None
    if kind == "without a gyro":
        return one_set(rng, has_gyro=False), None
    recording = one_set(rng, kind=kind, armed=True)
    if kind != "hard":
        return recording, None
    (reps,) = (count for _, count in recording.rep_counts)
    return recording, exercise if reps < ARMED_BELOW or rng.random() < 0.5 else None
