"""`repbelt train --terminal`: the live view without a browser, and the keys that steer it."""

import asyncio
import io
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stderr
from typing import Any, Final

from rich.console import Console, ConsoleOptions, RenderResult
from rich.live import Live

from rephost.errors import UsageError
from rephost.live_choices import CHOICE_WORDS, CHOICES
from rephost.live_keys import keys
from rephost.live_picture import render
from rephost.live_training import ShownTraining
from rephost.screen import Screen

KEYS: Final = (
    "space start, stop",
    "+ - rep",
    "e exercise",
    "q end",
    "d discard",
    "u undo",
    "t tick",
    "r RDL",
    "s swing",
    "a any",
)
_NEXT_LIFTER: Final = "tab next lifter"

_ACTIONS: Final[Mapping[str, Mapping[str, Any]]] = {
    "+": {"do": "add", "reps": 1, "set": None},
    "=": {"do": "add", "reps": 1, "set": None},  # the same key without shift
    "-": {"do": "add", "reps": -1, "set": None},
    "d": {"do": "discard", "set": None},
    "u": {"do": "undo"},
    "r": {"do": "choose", "exercise": "rdl"},
    "s": {"do": "choose", "exercise": "swing"},
    "a": {"do": "choose", "exercise": None},
    "t": {"do": "tick"},
}
_OFTEN_S: Final = 0.05
_SELDOM_S: Final = 0.2
"""For the clocks, while nothing else happens."""
_ANSWER_S: Final = 5.0
_SURE: Final = "q once more ends the training"
_WHICH: Final = "which exercise? Any other key: as it is"


async def show(trainings: Sequence[ShownTraining]) -> None:
    """Show trainings on this terminal, one at a time, until all are over.

    Raises
    ------
    UsageError
        There is no terminal that can be drawn on.
    """
    console = Screen()
    if not console.is_terminal or console.is_dumb_terminal:
        raise UsageError("--terminal needs a terminal that can be drawn on")
    shown = _Shown(trainings)
    with (
        _held_back(),
        keys(shown.press) as has_keys,
        Live(
            shown, console=console, screen=True, auto_refresh=False, redirect_stderr=False
        ) as live,
    ):
        if has_keys:
            shown.keys = (KEYS[0], _NEXT_LIFTER, *KEYS[1:]) if len(trainings) > 1 else KEYS
        listening = asyncio.create_task(shown.listen())
        try:
            while not listening.done() and not shown.is_over:
                live.refresh()
                await asyncio.sleep(_OFTEN_S)  # at most so often
                await shown.changed(_SELDOM_S)
        finally:
            listening.cancel()
    if listening.done() and not listening.cancelled():
        listening.result()


@contextmanager
def _held_back() -> Iterator[None]:
    """Say what is said on this terminal when the picture is gone, which would cover it."""
    if not sys.stderr.isatty():
        yield
        return
    said = io.StringIO()
    try:
        with redirect_stderr(said):
            yield
    finally:
        sys.stderr.write(said.getvalue())


class _Shown:
    """The newest view, at the size that the window has when it is drawn."""

    def __init__(self, trainings: Sequence[ShownTraining]) -> None:
        self.keys: tuple[str, ...] = ()
        self._trainings = trainings
        self._training = trainings[0]
        self._said_s: dict[tuple[ShownTraining, int], float] = {}
        self._per_minute: dict[tuple[ShownTraining, int], float] = {}
        self._changed = asyncio.Event()
        self._answer = ""
        self._answer_until_s = 0.0
        self._is_choosing = False

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Draw for rich, which asks anew each time."""
        view = self._training.view()
        yield render(
            view,
            options.max_width,
            options.size.height,
            time.time(),
            keys=self.keys,
            choices=CHOICE_WORDS if self._is_choosing else (),
            said=_WHICH if self._is_choosing else self._said(),
            per_minute=self._per_minute.get((self._training, view.set_number)),
            ascii_only=options.ascii_only,
        )

    @property
    def is_over(self) -> bool:
        """Whether there is nothing more to show."""
        return all(one.view().state == "over" for one in self._trainings)

    async def listen(self) -> None:
        """Notice whatever happens until the trainings end."""
        await asyncio.gather(*map(self._hear, self._trainings))

    async def _hear(self, training: ShownTraining) -> None:
        async for message in training.listen():
            if message["type"] == "say":
                self._count(training, message["set"], message["t_s"])
            self._changed.set()

    def _count(self, training: ShownTraining, number: int, t_s: float) -> None:
        """Take in when a rep of a set was said."""
        before_s = self._said_s.get((training, number), t_s)
        self._said_s[training, number] = t_s
        if t_s > before_s:
            self._per_minute[training, number] = 60.0 / (t_s - before_s)

    async def changed(self, timeout_s: float) -> None:
        """Wait until something has happened, or so long."""
        try:
            async with asyncio.timeout(timeout_s):
                await self._changed.wait()
        except TimeoutError:
            return
        self._changed.clear()

    def press(self, key: str) -> None:
        """Do what a key asks for; the end is asked for twice, an exercise behind `e`."""
        action: Mapping[str, Any] | None = _ACTIONS.get(key.lower())
        if self._is_choosing:
            self._is_choosing, action = False, None
            if key.lower() in CHOICES:
                action = {"do": "choose", "exercise": CHOICES[key.lower()]}
        elif key.lower() == "e":
            self._is_choosing = True
        elif key == "\t":
            at = self._trainings.index(self._training)
            self._training = self._trainings[(at + 1) % len(self._trainings)]
            self._say("")
        elif key == " ":
            action = {"do": "stop" if self._training.view().state == "going" else "start"}
        elif key.lower() == "q":
            if self._said() == _SURE:
                action = {"do": "end"}
            else:
                self._say(_SURE)
        if action is not None:
            self._say(self._training.do(action) or "")
        self._changed.set()

    def _say(self, answer: str) -> None:
        self._answer, self._answer_until_s = answer, time.monotonic() + _ANSWER_S

    def _said(self) -> str:
        return self._answer if time.monotonic() < self._answer_until_s else ""
