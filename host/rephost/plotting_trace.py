"""The hinge angle of a whole recording, gathered from the very counter that counts its reps."""

from collections.abc import Iterable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rephost.decode import Item, Samples
from rephost.session import Session
from rephost.thinning import Curve, thinned
from repsignal import RepCounter
from repsignal.events import Event

# A counter remembers 160 s; at its slowest rate this is 100 s.
_PIECE_SAMPLES: Final = 1000
_BREAK_S: Final = 0.05


class HingeTrace:
    """Passes a recording's items on to a session and keeps the hinge angle that its counter found.

    24 hours are 52 MB. The session's events are what they would be without.
    """

    def __init__(self) -> None:
        self._times: list[NDArray[np.float64]] = []
        self._angles: list[NDArray[np.float32]] = []
        self._until_s = -np.inf

    def push(self, session: Session, items: Iterable[Item]) -> list[Event]:
        """Push items, in pieces that the counter's memory holds; return the session's events."""
        events: list[Event] = []
        for item in items:
            for piece in item.in_pieces(_PIECE_SAMPLES) if isinstance(item, Samples) else (item,):
                events += session.push((piece,))
                self._gather(session)
        return events

    def curve(self, start_s: float, end_s: float, most: int) -> Curve:
        """Return the curve between two times in about `most` points or fewer.

        Of more than that the least and the largest of each stretch are kept, so that no peak is
        lost.
        """
        if len(self._times) > 1:
            self._times = [np.concatenate(self._times)]
            self._angles = [np.concatenate(self._angles)]
        if not self._times:
            return np.empty(0), np.empty(0, np.float32)
        whole = self._times[0], self._angles[0]
        return thinned(whole, start_s, end_s, most, break_s=_BREAK_S)

    def _gather(self, session: Session) -> None:
        if not isinstance(session.counter, RepCounter):
            return
        t_s, hinge_deg = session.counter.trace()
        new = int(np.searchsorted(t_s, self._until_s, side="right"))
        if new < len(t_s):
            self._until_s = float(t_s[-1])
            self._times.append(t_s[new:].copy())  # not a view, which would keep the whole
            self._angles.append(hinge_deg[new:].astype(np.float32))
