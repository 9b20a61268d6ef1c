"""Frames put through a session into what is shown, step by step and without a thread."""

from collections.abc import Iterable, Iterator
from typing import Any

from rephost.counting import Tail
from rephost.link import Received
from rephost.live import Live
from rephost.live_view import LiveView, RecordingView, StrapView
from rephost.session import Session
from repsignal.events import Event

STRAP = StrapView("Strap-TEST", "on", 90, 0, False, False, "")
RECORDING = RecordingView("a.rep", 0.0, None, "")


class Lived:
    """A session and what it shows; everything arrives the moment it was."""

    def __init__(self, live: Live | None = None) -> None:
        self.live = live or Live("Ada")
        self.session = Session()
        self.events: list[Event] = []
        self.messages: list[dict[str, Any]] = []
        self._tail = Tail(self.session)

    def push(self, frames: Iterable[bytes]) -> "Lived":
        for frame in frames:
            self._take(self.session.push(Received(0, frame)))
        return self

    def finish(self) -> "Lived":
        self._take(self.session.finish())
        return self

    def do(self, **action: Any) -> "Lived":
        """Do what a page asks, recording what has to be."""
        return self.push(self.live.do(action, 0))

    def view(self, later_s: float = 0.0) -> LiveView:
        """Return what is shown so long after the last frame, if the host began at 1000 s."""
        now_s = self.live.duration_s + later_s
        return self.live.view(now_s, 1000.0 + now_s, STRAP, RECORDING)

    def said(self, kind: str) -> Iterator[dict[str, Any]]:
        return (message for message in self.messages if message["type"] == kind)

    def _take(self, events: list[Event]) -> None:
        self.events += events
        counted = self._tail.counted(events)
        self.messages += self.live.take(counted, counted.facts.duration_s)
