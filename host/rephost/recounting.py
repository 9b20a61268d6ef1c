"""Sessions are counted again, in all cores of this machine; what changed is told."""

import os
import signal
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from rephost.errors import RepbeltError, explained
from rephost.performed import PerformedSet, figures
from rephost.reviewed import RecordingState

if TYPE_CHECKING:
    from rephost.analysis import Analysis
    from rephost.store import Store
    from rephost.store_reading import Count

_FEWEST_FOR_A_POOL: Final = 3
"""With fewer the processes take longer to start than they save."""

_AHEAD: Final = 2
"""How many sessions of each process are on their way at a time."""

_COMPARED: Final = {
    "rep_count": 0,
    "tempo": None,
    "time_under_tension_s": 1,
    "range_of_motion_deg": 0,
    "slowdown_pct": 0,
    "cadence_per_min": 1,
}
"""Which measures are compared, and to how many digits: those that are shown."""


@dataclass(frozen=True, slots=True)
class SetChange:
    """What another count changed of a set.

    Attributes
    ----------
    before, after
        Its number; None where there was or is no such set.
    exercise
        As it is now, else as it was.
    changed
        What it was and what it is, by the measure's name.
    """

    before: int | None
    after: int | None
    exercise: str
    changed: Mapping[str, tuple[Any, Any]]


@dataclass(frozen=True, slots=True)
class Recounted:
    """What became of a session; `problem` says why it was left as it is."""

    session_id: str
    changes: tuple[SetChange, ...] = ()
    problem: str | None = None


def changes(before: Sequence[PerformedSet], after: Sequence[PerformedSet]) -> list[SetChange]:
    """Return how sets differ; those are one set that share most time."""
    found = []
    left = dict(enumerate(after, 1))
    for number, one in enumerate(before, 1):
        at = max(left, key=lambda at: _shared_s(one, left[at]), default=None)
        if at is None or _shared_s(one, left[at]) <= 0:
            found.append(SetChange(number, None, one.exercise, {}))
            continue
        other = left.pop(at)
        if different := _different(one, other):
            found.append(SetChange(number, at, other.exercise, different))
    found += [SetChange(None, at, one.exercise, {}) for at, one in left.items()]
    return found


def recount(store: "Store", sessions: Sequence["Count"]) -> Iterator[Recounted]:
    """Count sessions again and keep each as it is done; yield what became of it.

    Ended early, by an exception or a kill, those that were yielded are done and the others are as
    they were.
    """
    there = []
    for session in sessions:
        if session.state is RecordingState.GONE:
            yield Recounted(session.id, problem="its recording is gone")
        else:
            there.append(session)
    for session, count in _counted(there):
        try:
            analysis = count()
        except (RepbeltError, OSError) as exc:
            yield Recounted(session.id, problem=explained(exc)[1])
            continue
        before, after = store.recounted(session.id, analysis)
        yield Recounted(session.id, tuple(changes(before.sets, after.sets)))


def _counted(
    sessions: Sequence["Count"],
) -> Iterator[tuple["Count", Callable[[], "Analysis"]]]:
    """Yield sessions with what returns, or raises, what was counted, in any order."""
    from functools import partial

    from rephost.recorded import analysis_of

    if len(sessions) < _FEWEST_FOR_A_POOL:
        for session in sessions:
            yield session, partial(analysis_of, session.path)
        return
    import multiprocessing

    workers = min(os.cpu_count() or 1, len(sessions))
    pool = ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), _begin_worker)
    waiting: dict[Future[Analysis], Count] = {}
    coming = iter(sessions)
    try:
        while True:
            for session in islice(coming, _AHEAD * workers - len(waiting)):
                waiting[pool.submit(_count, session.path)] = session
            if not waiting:
                return
            for done in wait(waiting, return_when=FIRST_COMPLETED).done:
                yield waiting.pop(done), done.result
    finally:
        pool.shutdown(cancel_futures=True)


def _count(path: Path) -> "Analysis":
    from rephost.recorded import analysis_of

    return analysis_of(path)


def _begin_worker() -> None:
    """Let the program end this process, whatever a terminal sends to all of them."""
    import multiprocessing

    for name in ("SIGINT", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: Any) -> None:
    """End this process with the one that began it: killed, that one cannot say so."""
    parent.join()
    os._exit(1)


def _shared_s(one: PerformedSet, other: PerformedSet) -> float:
    if one.end_s <= one.start_s and (one.start_s, one.end_s) == (other.start_s, other.end_s):
        return 1.0  # a set that no belt saw
    return min(one.end_s, other.end_s) - max(one.start_s, other.start_s)


def _different(one: PerformedSet, other: PerformedSet) -> dict[str, tuple[Any, Any]]:
    before, after = ({"exercise": each.exercise} | _shown(each) for each in (one, other))
    return {name: (value, after[name]) for name, value in before.items() if value != after[name]}


def _shown(one: PerformedSet) -> dict[str, Any]:
    told = figures(one)
    return {
        name: value if digits is None or value is None else round(value, digits)
        for name, digits in _COMPARED.items()
        for value in [getattr(told, name)]
    }
