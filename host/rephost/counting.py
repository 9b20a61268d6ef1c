"""Counts in a thread of its own what is recorded elsewhere: no recording waits for it."""

import io
import queue
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from rephost.errors import explained
from rephost.facts import Facts
from rephost.link import Received
from repsignal.events import Event, RepAnnounced, RepCorrected, SetResult

if TYPE_CHECKING:
    from rephost.session import Session
    from repsignal import RepCounter

TRACE_EVERY_S: Final = 0.1
# By then all of a rep that was announced can be measured.
_DETAILED_S: Final = 0.6


class Counted(NamedTuple):
    """What came of some frames."""

    events: list[Event]
    facts: Facts
    exercise: str | None
    """That the lifter chose."""
    set_so_far: SetResult | None
    """The set that goes on, where more of it became known."""
    t_s: NDArray[np.float64]
    hinge_deg: NDArray[np.float64]
    """(n,) what is new of the hinge angle, and its times."""


class Counting:
    """A session that runs beside the recording.

    Parameters
    ----------
    on_counted
        Called in the thread.
    on_failed
        Called in the thread with a sentence: nothing more will be counted.
    before
        A recording that is gone on with, as it was.
    """

    def __init__(
        self,
        on_counted: Callable[[Counted], None],
        on_failed: Callable[[str], None],
        before: bytes = b"",
    ) -> None:
        self._on_counted = on_counted
        self._on_failed = on_failed
        self._before = before
        self._frames: queue.SimpleQueue[Received | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="counting", daemon=True)
        self._thread.start()

    @property
    def waiting(self) -> int:
        """How many frames are still to be counted."""
        return self._frames.qsize()

    def push(self, received: Received) -> None:
        """Take in a frame that is in the recording."""
        self._frames.put(received)

    def finish(self) -> None:
        """Count to the end; returns when all is done."""
        self._frames.put(None)
        self._thread.join()

    def _run(self) -> None:
        try:
            self._count()
        except Exception as exc:
            self._on_failed(f"counting has failed, the recording goes on: {explained(exc)[1]}")

    def _count(self) -> None:
        # Here begins what takes its time: numba, and its kernels.
        from rephost.recording import Reader
        from rephost.session import Session

        session = Session()
        tail = Tail(session)
        if self._before:
            events: list[Event] = []
            for items in Reader(io.BytesIO(self._before)).chunks():
                events += session.push(items)
            self._on_counted(tail.counted(events))
            self._before = b""
        is_over = False
        while not is_over:
            events = []
            received = self._frames.get()
            while received is not None:
                events += session.push(received)
                if self._frames.empty():
                    break
                received = self._frames.get()
            if received is None:
                is_over = True
                events += session.finish()
            self._on_counted(tail.counted(events))


class Tail:
    """What is new of a session since it was looked at last."""

    def __init__(self, session: "Session") -> None:
        self._session = session
        self._traced_s = -np.inf
        self._looked_s = -np.inf
        self._detailed_s = np.inf

    def counted(self, events: list[Event]) -> Counted:
        """Return what came of the frames that the session was given."""
        session = self._session
        facts = session.facts
        t_s, hinge_deg = self._trace(facts.duration_s)
        return Counted(
            events,
            facts,
            session.exercise,
            self._set_so_far(events, facts.duration_s),
            t_s,
            hinge_deg,
        )

    def _set_so_far(self, events: list[Event], now_s: float) -> SetResult | None:
        is_news = any(isinstance(event, RepAnnounced | RepCorrected) for event in events)
        if is_news:
            self._detailed_s = now_s + _DETAILED_S
        elif now_s < self._detailed_s:
            return None
        else:
            self._detailed_s = np.inf
        counter = self._counter()
        return counter.set_so_far() if counter else None

    def _counter(self) -> "RepCounter | None":
        from repsignal import RepCounter

        counter = self._session.counter
        return counter if isinstance(counter, RepCounter) else None

    def _trace(self, now_s: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        counter = self._counter()
        if counter is None or abs(now_s - self._looked_s) < TRACE_EVERY_S:
            return np.empty(0), np.empty(0)
        self._looked_s = now_s
        t_s, hinge_deg = counter.trace()
        new = int(np.searchsorted(t_s, self._traced_s, side="right"))
        if new < len(t_s):
            self._traced_s = float(t_s[-1])
        return t_s[new:], hinge_deg[new:]
