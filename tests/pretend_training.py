"""A training that nobody does: it shows what a test tells it to, through the real server."""

import asyncio
import contextlib
import io
import threading
import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import SplitResult, urlsplit

import live_views
from rephost.live_server import serve
from rephost.live_view import (
    LiveView,
    RepView,
    RestView,
    SetView,
)

WAITING = replace(
    live_views.WAITING,
    lifter="Ada",
    now_s=30.0,
    exercise="rdl",
    is_chosen=True,
    set_number=1,
    strap=replace(live_views.STRAP, name="repbelt-4a1c"),
    recording=replace(live_views.RECORDING, seconds=30.0),
)

PLAN = replace(
    live_views.PLAN,
    name="RDL 3x8",
    reps=(8, 8),
    tempo=(3, 1, 1, 0),
    next_text="swing, 3 sets of 15",
)

FIRST_SET = SetView(1, "rdl", 8, 8, 40.0, 92.0, "3-1-1-0", None, 42.3, 9.0, 61.0, 60.0, False)
SECOND_SET = replace(FIRST_SET, number=2, reps=7, start_s=160.0, end_s=205.0)


def going(reps: int = 5, **changes: Any) -> LiveView:
    """Return the view of a set in full swing, the lowering of the next rep begun."""
    last = RepView(reps, 3.2, 1.1, 1.9, None, 63.0)
    view = replace(
        WAITING,
        now_s=128.4,
        state="going",
        set_number=2,
        reps=reps,
        phase="eccentric",
        phase_began_s=127.2,
        last_rep=last,
        time_under_tension_s=26.4,
        slowdown_pct=12.0,
        plan=PLAN,
        sets=(FIRST_SET,),
        weight_kg=60.0,
        can_undo=True,
    )
    return replace(view, **changes)


def resting(left_s: float, target_s: float | None = 120.0, **changes: Any) -> LiveView:
    """Return the view of a rest, begun so that `left_s` are left of it."""
    began_unix_s = time.time() - ((target_s or 0.0) - left_s)
    rest = RestView(began_unix_s, target_s)
    view = replace(going(7), state="resting", phase=None, rest=rest, sets=(FIRST_SET, SECOND_SET))
    return replace(view, plan=replace(PLAN, done=2), **changes)


class PretendTraining:
    """Shows what it is told to; call it from any thread."""

    def __init__(self, name: str = "Ada", view: LiveView = WAITING) -> None:
        self.name = name
        self.actions: list[Mapping[str, Any]] = []
        self.answer: str | None = None
        self.said_unix_s: dict[int, float] = {}
        self._view = view
        self._queues: set[asyncio.Queue[dict[str, Any]]] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._heard = threading.Condition()

    def view(self) -> LiveView:
        """Return what `show` was given last."""
        return self._view

    def do(self, action: Mapping[str, Any]) -> str | None:
        """Keep what is asked for."""
        with self._heard:
            self.actions.append(action)
            self._heard.notify_all()
        return self.answer

    async def listen(self) -> AsyncIterator[dict[str, Any]]:
        """Give what `send` is given from now on."""
        self._loop = asyncio.get_running_loop()
        queue: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._queues.add(queue)
        try:
            while True:
                yield await queue.get()
        finally:
            self._queues.discard(queue)

    @property
    def listeners(self) -> int:
        """How many pages listen."""
        return len(self._queues)

    def show(self, view: LiveView) -> None:
        """Show another view."""
        self._view = view
        self.send({"type": "view"})

    def say(self, number: int, t_s: float = 0.0) -> None:
        """Announce a rep of the set that is shown, and count it."""
        self._view = replace(self._view, reps=number)
        message = {"number": number, "set": self._view.set_number, "exercise": "rdl", "t_s": t_s}
        self.said_unix_s[number] = time.time()
        self.send({"type": "say", **message})

    def send(self, message: dict[str, Any]) -> None:
        """Send a message to every page that listens."""
        if self._loop:
            self._loop.call_soon_threadsafe(self._put, message)

    def asked(self, count: int = 1, within_s: float = 10.0) -> list[Mapping[str, Any]]:
        """Wait until so much was asked for, and return it."""
        with self._heard:
            assert self._heard.wait_for(lambda: len(self.actions) >= count, within_s), self.actions
            return list(self.actions)

    def _put(self, message: dict[str, Any]) -> None:
        for queue in self._queues:
            queue.put_nowait(message)


class Served:
    """The real server in a thread of its own, until `stop`."""

    def __init__(self, trainings: Sequence[PretendTraining], port: int = 0) -> None:
        printed = _Printed()
        self._loop = asyncio.new_event_loop()
        self._task = self._loop.create_task(
            serve(trainings, lan=False, port=port, open_browser=False)
        )
        self._thread = threading.Thread(target=self._run, daemon=True)
        with contextlib.redirect_stdout(printed):
            self._thread.start()
            assert printed.line.wait(20), "the server does not start"
        self.address = printed.getvalue().strip()

    @property
    def parts(self) -> SplitResult:
        """The address in its parts."""
        return urlsplit(self.address)

    @property
    def port(self) -> int:
        """Where it listens."""
        assert self.parts.port
        return self.parts.port

    def stop(self) -> None:
        """End the server as a command does."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._task.cancel)
            self._thread.join(20)
        assert not self._thread.is_alive(), "the server does not end"

    def _run(self) -> None:
        with contextlib.suppress(asyncio.CancelledError):
            self._loop.run_until_complete(self._task)
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.close()


class _Printed(io.StringIO):
    def __init__(self) -> None:
        super().__init__()
        self.line = threading.Event()

    def write(self, text: str) -> int:
        """Take in what is printed."""
        done = super().write(text)
        if "\n" in text:
            self.line.set()
        return done


@contextlib.contextmanager
def served(*trainings: PretendTraining, port: int = 0) -> Iterator[Served]:
    """Serve trainings while in the block."""
    server = Served(trainings, port)
    try:
        yield server
    finally:
        server.stop()
