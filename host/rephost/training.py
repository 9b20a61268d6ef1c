"""One lifter's training: what comes is recorded first, then counted, then shown."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import suppress
from typing import Any, Final, Protocol

import repwire.host
from rephost import frames
from rephost.counting import Counted, Counting
from rephost.decode import decode
from rephost.errors import RepbeltError, explained
from rephost.lasting_writer import LastingWriter
from rephost.link import Received, host_ns
from rephost.listeners import Listeners
from rephost.live import Live
from rephost.live_view import LiveView, RecordingView, StrapView
from rephost.open_sessions import OpenSession
from rephost.plan_file import read_plan
from rephost.plans import known, located
from rephost.progress import Progress, progress_of

_TROUBLE_S: Final = 30.0
_UNKNOWN_PCT: Final = 255


class Source(Protocol):
    """Where a training's frames come from."""

    @property
    def name(self) -> str | None:
        """What it is called, once that is known."""

    @property
    def link(self) -> str:
        """As in `StrapView.link`."""

    @property
    def missing_samples(self) -> int:
        """How many are on their way still."""

    async def run(self, is_over: Callable[[], bool]) -> None:
        """Hand on what comes, until its end or until `is_over`."""


class Training:
    """Records, counts and shows one lifter; all calls come from one event loop.

    Parameters
    ----------
    session
        The recording and its note, new or gone on with.
    pace
        How much faster than real time the recording goes.
    on_trouble
        Told in a sentence, once each, when nothing is recorded or counted any more, and when it is
        again.
    now_s
        A clock that goes on while the computer sleeps.
    """

    def __init__(
        self,
        session: OpenSession,
        *,
        pace: float = 1.0,
        on_trouble: Callable[[str], None] = lambda why: None,
        now_s: Callable[[], float] | None = None,
    ) -> None:
        path = session.path
        before = path.read_bytes()
        self.session = session
        self.progress = progress_of(path) if before else Progress()
        self.writer = LastingWriter(path, resume=True)
        self.name = session.note.lifter
        self.live = Live(self.name, session.note.corrections, pace=pace)
        self.samples_at_s: float | None = None
        """When the first sample was in the recording."""
        self._on_trouble = on_trouble
        self._now_s = now_s or _awake_or_asleep_s
        self._listeners = Listeners()
        self._loop = asyncio.get_running_loop()
        self._counting = Counting(
            lambda counted: self._to_loop(self._counted, counted),
            lambda why: self._to_loop(self._failed, why),
            before,
        )
        self._source: Source | None = None
        self._running: asyncio.Future[None] | None = None
        self._is_asked = False
        self._unrecorded: list[bytes] = []  # until the strap has introduced itself
        self._is_introduced = self.progress.config is not None
        self._battery_pct: int | None = None
        self._trouble = ""
        self._troubled_s = 0.0
        self._failed_counting = ""
        self._failed_since_s: float | None = None

    @property
    def waiting_frames(self) -> int:
        """How many frames are recorded and not counted yet."""
        return self._counting.waiting

    async def run(self, source: Source) -> None:
        """Train until the source ends or `end`; raises what the source raises at the beginning.

        The session is then closed, or left open if it failed or was cancelled and there are samples
        in it.
        """
        self._source = source
        self._keep_note()
        is_whole = False
        self._running = asyncio.ensure_future(source.run(lambda: self._is_asked))
        try:
            await self._running
            is_whole = True
        except asyncio.CancelledError:
            is_whole = self._is_asked
            if not is_whole:
                raise  # its terminal is closed, say: a next start goes on with it
        finally:
            self._running.cancel()
            await asyncio.to_thread(self._counting.finish)
            await asyncio.sleep(0)  # what it counted last is still on its way to us
            self.live.is_over = True
            self._keep_note()
            self.writer.close()
            self._look_at_writer()
            if is_whole or not self.progress.samples:
                with suppress(OSError):
                    self.session.close()
            self.session.release()
            self._listeners.put({"type": "view"})
            self._listeners.close()

    def end(self) -> None:
        """End it: in order while samples come, else at once, as does asking twice."""
        if self._running and (self._is_asked or self._link != "on"):
            self._running.cancel()
        self._is_asked = True

    def receive(self, received: Received) -> None:
        """Record a frame that comes with no conversation around it, then count it."""
        self.writer.write(received.data)
        self.writer.sync(received.host_ns / 1e9)
        for item in decode(received.data):
            self.progress.take(item)
        self.received(received)

    def received(self, received: Received) -> None:
        """Count a frame that is in the recording."""
        self._counting.push(received)
        frame = received.data
        if frame[0] == repwire.EVENT and repwire.host.is_whole(frame):
            for number in range(frame[2]):
                kind, pct, *_ = repwire.host.read_event(frame, number)
                if kind == repwire.STATUS and pct != _UNKNOWN_PCT:
                    self._battery_pct = pct
        elif frame[0] == repwire.DATA and self.samples_at_s is None:
            self.samples_at_s = time.monotonic()
        elif frame[0] == repwire.RESPONSE and frame[1] in (repwire.GET_CONFIG, repwire.SET_CONFIG):
            self._is_introduced = True
            waiting, self._unrecorded = self._unrecorded, []
            for unrecorded in waiting:
                self._record(unrecorded)
        self._look_at_writer()

    def trouble(self, why: str) -> None:
        """Show the lifter what is wrong, in a sentence."""
        self._trouble, self._troubled_s = why, self._now_s()
        self._listeners.put({"type": "view"})

    def found(self, strap: str) -> None:
        """Take in which strap it is, as `--strap` would name it: the next start wants it."""
        self.session.note.strap = strap
        self._keep_note()

    def choose(self, exercise: str | None) -> None:
        """Expect an exercise from here on; None: find out."""
        self._record(frames.exercise_chosen(exercise, host_ns()))

    def follow(self, what: str | None) -> None:
        """Follow a plan, by name or file; raises as `plans.located` and `plan_file.read_plan`."""
        if what is None:
            self.live.follow(None, None)
            return
        path = located(what)
        self.live.follow(read_plan(path), what if what in known() else str(path.resolve()))

    def do(self, action: Mapping[str, Any]) -> str | None:
        """Do what the lifter asks; return why not, in a sentence, or None."""
        if self.live.is_over:
            return "the training is over"
        if action.get("do") == "end":
            self.end()
            return None
        try:
            if action.get("do") == "plan":
                return self._do_plan(action["name"])
            for frame in self.live.do(action, host_ns()):
                self._record(frame)
        except ValueError as exc:
            return str(exc)
        self._keep_note()
        self._listeners.put({"type": "view"})
        return None

    def _do_plan(self, what: str | None) -> str | None:
        # From a page come names alone: it has no business with files.
        if what is not None and what not in known():
            return "there is no such plan"
        try:
            self.follow(what)
        except (RepbeltError, OSError) as exc:
            return explained(exc)[1]
        self._keep_note()
        self._listeners.put({"type": "view"})
        return None

    def view(self) -> LiveView:
        """Return all that is shown now."""
        is_new = self._now_s() - self._troubled_s < _TROUBLE_S
        strap = StrapView(
            name=(self._source and self._source.name) or self.session.note.lifter,
            link=self._link,
            battery_pct=self._battery_pct,
            missing_samples=self._source.missing_samples if self._source else 0,
            is_slipping=self.live.is_told("strap_slipped"),
            is_clipping=self.live.is_told("clipping"),
            trouble=self._trouble if is_new or self._link == "lost" else "",
        )
        failed_since_s = self._failed_since_s
        recording = RecordingView(
            path=str(self.session.path),
            seconds=self.live.duration_s if failed_since_s is None else failed_since_s,
            failed_since_s=failed_since_s,
            trouble=self.writer.trouble or self._failed_counting,
        )
        return self.live.view(self._now_s(), time.time(), strap, recording)

    def listen(self) -> AsyncIterator[dict[str, Any]]:
        """Give every message from now on."""
        return self._listeners.listen()

    @property
    def _link(self) -> str:
        if self.live.is_over:
            return "over"
        return self._source.link if self._source else "looking"

    def _record(self, frame: bytes) -> None:
        """Record what only the host knows, behind the strap's introduction."""
        if not self._is_introduced:
            self._unrecorded.append(frame)
            return
        self.writer.write(frame)
        self._counting.push(Received(host_ns(), frame))

    def _counted(self, counted: Counted) -> None:
        for message in self.live.take(counted, self._now_s()):
            self._listeners.put(message)
        if counted.events:
            self._keep_corrections()
        self._listeners.put({"type": "view"})

    def _failed(self, why: str) -> None:
        self._failed_counting = why
        self._on_trouble(why)
        self._listeners.put({"type": "view"})

    def _keep_corrections(self) -> None:
        """Keep them if the count itself has changed them."""
        if self.session.note.corrections is not self.live.corrections:
            self._keep_note()

    def _keep_note(self) -> None:
        note = self.session.note
        note.corrections = self.live.corrections
        try:
            self.session.keep()
        except OSError as exc:
            self.trouble(f"corrections are not kept: {exc.strerror}")

    def _look_at_writer(self) -> None:
        path, why = self.session.path, self.writer.trouble
        if why and self._failed_since_s is None:
            # At the beginning the count is behind what arrived.
            self._failed_since_s = max(self.live.duration_s, self.progress.arrived_s)
            self._on_trouble(f"{path}: nothing is recorded any more, the count goes on: {why}")
        elif not why and self._failed_since_s is not None:
            self._failed_since_s = None
            self._on_trouble(f"{path}: recorded again, with all that came meanwhile")

    def _to_loop(self, call: Callable[[Any], None], what: object) -> None:
        with suppress(RuntimeError):  # the loop is closed: nobody looks any more
            self._loop.call_soon_threadsafe(call, what)


def _awake_or_asleep_s() -> float:
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if clock is None else time.clock_gettime(clock)
