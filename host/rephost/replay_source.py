"""A recording in the strap's place: its frames arrive one by one, each when its time has come."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Final

import repwire.host
from rephost.clock import Clock
from rephost.decode import Configured, Hello, Samples, StrapEvent, decode
from rephost.errors import RecordingError
from rephost.link import Received, host_ns
from rephost.wrapping import FrameUnwrapper

REPLAY: Final = "replay:"
"""Before a recording's path, where a strap could be named."""

_CHUNK_BYTES: Final = 1 << 16
_NS: Final = 1_000_000_000
_CHOICE: Final = bytes((repwire.host.HOST, repwire.host.HOST_EXERCISE))


class ReplaySource:
    """Hands on the frames of a recording.

    Parameters
    ----------
    hear
        Called with each.
    pace
        How much faster than it was.
    behind
        Frames that were recorded of it before, to be passed over.
    keeps_choices
        Whether the exercises chosen in it are chosen again.
    now_ns, sleep
        The host's clock, and the waiting, in seconds.
    """

    def __init__(
        self,
        path: Path,
        hear: Callable[[Received], None],
        *,
        pace: float = 1.0,
        behind: "Iterator[bytes] | None" = None,
        keeps_choices: bool = True,
        now_ns: Callable[[], int] = host_ns,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.name = path.stem
        self.link = "looking"
        self.missing_samples = 0
        self._path = path
        self._hear = hear
        self._pace = pace
        self._behind = behind
        self._keeps_choices = keeps_choices
        self._now_ns = now_ns
        self._sleep = sleep

    async def run(self, is_over: Callable[[], bool]) -> None:
        """Hand on every frame; returns at the end, or when `is_over` says so.

        Raises
        ------
        RecordingError
            There is not one sample in it.
        """
        pacing = _Pacing()
        began_ns: int | None = None
        skipped_s = 0.0
        for frame, is_behind in self._frames():
            due_s = pacing.due_s(frame)
            if is_behind:
                skipped_s = due_s
                continue
            if began_ns is None:
                began_ns = self._now_ns()
            due_ns = began_ns + round((due_s - skipped_s) / self._pace * _NS)
            while (wait_ns := due_ns - self._now_ns()) > 0 and not is_over():
                # In short steps, so that the end is not waited for.
                await self._sleep(min(wait_ns / _NS, 0.1))
            if is_over():
                return
            self.link = "on"
            self._hear(Received(self._now_ns(), frame))
        if not pacing.samples:
            raise RecordingError(f"{self._path}: there are no samples to replay")

    def _frames(self) -> "Iterator[tuple[bytes, bool]]":
        """Yield each frame, and whether it was recorded before."""
        behind = self._behind
        for frame in frames_in(self._path):
            if not self._keeps_choices and frame[:2] == _CHOICE:
                continue
            is_behind = False
            # Between those that came from here lie some that the host added.
            while behind is not None and not is_behind:
                recorded = next(behind, None)
                if recorded is None:
                    behind = None
                else:
                    is_behind = recorded == frame
            yield frame, is_behind


def frames_in(path: Path) -> "Iterator[bytes]":
    """Yield the frames of a recording, without a compiler's help."""
    unwrapper = FrameUnwrapper()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            for frame in unwrapper.feed(chunk):
                if repwire.host.is_whole(frame):
                    yield frame


class _Pacing:
    """When each frame was sent, in seconds from the first sample: as its last sample was taken."""

    def __init__(self) -> None:
        self.samples = 0
        self._clock = Clock()
        self._boot_id: int | None = None
        self._next = 0
        self._due_s = 0.0

    def due_s(self, frame: bytes) -> float:
        """Return it; times never run back."""
        for item in decode(frame):
            match item:
                case Hello():
                    if self._boot_id not in (None, item.boot_id):
                        self._clock.reboot(self._next)
                    self._boot_id = item.boot_id
                case Configured():
                    self._clock.configure(item.epoch, item.odr_hz)
                case StrapEvent(kind=repwire.STATUS | repwire.EPOCH):
                    if self._clock.period_s:
                        self._clock.anchor(item)
                case Samples() if self._clock.period_s:
                    self._take(item)
        return self._due_s

    def _take(self, item: Samples) -> None:
        n = len(item.counts)
        self.samples += n
        if item.first_index < self._next and self._boot_id is not None:
            return  # sent again: it came when what it is among came
        self._clock.follow(item.epoch, item.first_index, n)
        self._next = item.first_index + n
        self._due_s = max(self._due_s, self._clock.time_of(self._next - 1))
