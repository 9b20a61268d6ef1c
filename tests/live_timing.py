"""When a rep is announced, against when it was locked out; and how often what was said stays."""

import json
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from os import cpu_count
from pathlib import Path
from typing import Any, Final

import numpy as np

import synth
from rephost.frames import exercise_chosen
from rephost.link import Received
from rephost.replay_source import frames_in
from rephost.session import AS_RECORDED, Session
from repsignal.events import Event, RepAnnounced, RepCorrected, SetEnded
from synth_frames import sent

EARLY_S, LATE_S = -0.1, 0.2
"""An announcement may lie between these from the true lock-out."""

# Further away it is another rep's.
_OTHER_S: Final = 2.0
RECORDINGS: Final = Path(__file__).parents[1] / "recordings"
KINDS: Final = ("ordinary", "hard", "gaps", "ordinary")


@dataclass
class Timed:
    """What was announced of some recordings.

    `offsets_s` has one number for each true rep that was announced: announced minus true.
    """

    true_reps: int = 0
    offsets_s: list[float] = field(default_factory=list)
    said: int = 0
    corrected: int = 0

    @property
    def in_time(self) -> int:
        """True reps that were announced in time."""
        return sum(EARLY_S <= offset_s <= LATE_S for offset_s in self.offsets_s)

    def __iadd__(self, other: "Timed") -> "Timed":
        self.true_reps += other.true_reps
        self.offsets_s += other.offsets_s
        self.said += other.said
        self.corrected += other.corrected
        return self


def labelled() -> dict[str, Timed]:
    """Measure every shipped recording, armed for what its labels say; by exercise and sensor."""
    found: dict[str, Timed] = {}
    for path in sorted(RECORDINGS.glob("*.rep")):
        labels = json.loads(path.with_name(f"{path.stem}.labels.json").read_text())
        frames = list(frames_in(path))
        if labels["sets"]:
            exercises = {one["exercise"] for one in labels["sets"]}
            name = "session" if len(exercises) > 1 else exercises.pop()
            name += ", no gyro" if "no-gyro" in path.stem else ""
            found.setdefault(name, Timed())
            found[name] += timed(frames, labels, is_armed=True)
    return found


def synthetic(seed: int, sets: int) -> dict[str, Timed]:
    """Measure fresh synthetic sets, half of each lift, armed."""
    jobs = [(seed, number) for number in range(sets)]
    return {"rdl": _summed(_one_set, jobs[::2]), "swing": _summed(_one_set, jobs[1::2])}


def in_auto(seed: int, sets: int) -> Timed:
    """Measure fresh synthetic sets of three reps and more in auto."""
    return _summed(_one_set_in_auto, [(seed, number) for number in range(sets)])


def timed(frames: Iterable[bytes], labels: dict[str, Any], *, is_armed: bool) -> Timed:
    """Measure what is announced of one recording; armed, each exercise is chosen before its set."""
    session = Session(AS_RECORDED if is_armed else None)
    choices = list(_choices(labels)) if is_armed else []
    events: list[Event] = []
    for frame in frames:
        while choices and session.facts.duration_s >= choices[0][0]:
            chosen = exercise_chosen(choices.pop(0)[1])
            events += session.push(Received(0, chosen))
        events += session.push(Received(0, frame))
    events += session.finish()
    true_s = [rep["end_s"] for one in labels["sets"] for rep in one["reps"]]
    announced_s = [event.t_s for event in events if isinstance(event, RepAnnounced)]
    result = Timed(true_reps=len(true_s), offsets_s=list(_offsets(true_s, announced_s)))
    result.said, result.corrected = _kept(events)
    return result


def _choices(labels: dict[str, Any]) -> Iterator[tuple[float, str]]:
    """Yield when each set's exercise is chosen: half way from the set before."""
    before_s = 0.0
    for one in labels["sets"]:
        start_s = one["reps"][0]["start_s"]
        yield (before_s + start_s) / 2 if before_s else 0.0, one["exercise"]
        before_s = one["reps"][-1]["end_s"]


def _offsets(true_s: list[float], announced_s: list[float]) -> Iterator[float]:
    """Yield for each true lock-out how much later the nearest announcement, used once, was."""
    free = list(announced_s)
    for t_s in true_s:
        nearest = min(free, key=lambda at_s: abs(at_s - t_s), default=None)
        if nearest is not None and abs(nearest - t_s) < _OTHER_S:
            free.remove(nearest)
            yield nearest - t_s


def _kept(events: Iterable[Event]) -> tuple[int, int]:
    """Return how many reps were said in all, and how many of them corrected afterwards."""
    said, corrected = 0, 0
    shown: dict[int, int] = {}
    for event in events:
        match event:
            case RepAnnounced(set_number=number, rep_number=reps):
                said += reps - shown.get(number, 0)
                shown[number] = reps
            case RepCorrected(set_number=number, rep_count=reps):
                corrected += abs(reps - shown.get(number, 0))
                shown[number] = reps
            case SetEnded(set_number=number):
                shown.pop(number, None)
    return said, corrected


def _made(seed: int, number: int, *, is_armed: bool) -> tuple[synth.Recording, list[bytes]]:
    rng = np.random.default_rng([seed, number, is_armed])
    one_set = (synth.rdl_set, synth.swing_set)[number % 2]
    one = one_set(rng, kind=KINDS[number // 2 % len(KINDS)], armed=is_armed)
    return one, list(sent(one, rng))


def _one_set(job: tuple[int, int]) -> Timed:
    one, frames = _made(*job, is_armed=True)
    return timed(frames, one.labels, is_armed=True)


def _one_set_in_auto(job: tuple[int, int]) -> Timed:
    one, frames = _made(*job, is_armed=False)
    return timed(frames, one.labels, is_armed=False)


def _summed(measure: Any, jobs: list[tuple[int, int]]) -> Timed:
    total = Timed()
    with ProcessPoolExecutor(cpu_count(), mp_context=get_context("spawn")) as pool:
        for one in pool.map(measure, jobs):
            total += one
    return total
