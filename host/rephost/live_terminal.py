"""`repbelt train --terminal`: the live view without a browser, and the keys that steer it."""

import asyncio
import time
from collections.abc import Mapping
from typing import Any, Final

from rich.console import Console, ConsoleOptions, RenderResult
from rich.live import Live

from rephost.errors import UsageError
from rephost.live_keys import keys
from rephost.live_picture import render
from rephost.live_training import ShownTraining
from rephost.screen import Screen

KEYS: Final = (
    "space start, stop",
    "+ - rep",
    "q end",
    "d discard",
    "u undo",
    "r RDL",
    "s swing",
    "a any",
    "t tick",
)

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


async def show(training: ShownTraining) -> None:
    """Show a training on this terminal until it is over.

    Raises
    ------
    UsageError
        There is no terminal that can be drawn on.
    """
    console = Screen()
    if not console.is_terminal or console.is_dumb_terminal:
        raise UsageError("--terminal needs a terminal that can be drawn on")
    shown = _Shown(training)
    with (
        keys(shown.press) as has_keys,
        Live(shown, console=console, screen=True, auto_refresh=False) as live,
    ):
        shown.keys = KEYS if has_keys else ()
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


class _Shown:
    """The newest view, at the size that the window has when it is drawn."""

    def __init__(self, training: ShownTraining) -> None:
        self.keys: tuple[str, ...] = ()
        self._training = training
        self._changed = asyncio.Event()
        self._answer = ""
        self._answer_until_s = 0.0

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Draw for rich, which asks anew each time."""
        yield render(
            self._training.view(),
            options.max_width,
            options.size.height,
            time.time(),
            keys=self.keys,
            said=self._said(),
            ascii_only=options.ascii_only,
        )

    @property
    def is_over(self) -> bool:
        """Whether there is nothing more to show."""
        return self._training.view().state == "over"

    async def listen(self) -> None:
        """Notice whatever happens until the training ends."""
        async for _ in self._training.listen():
            self._changed.set()

    async def changed(self, timeout_s: float) -> None:
        """Wait until something has happened, or so long."""
        try:
            async with asyncio.timeout(timeout_s):
                await self._changed.wait()
        except TimeoutError:
            return
        self._changed.clear()

    def press(self, key: str) -> None:
        """Do what a key asks for; the end is asked for twice."""
        action: Mapping[str, Any] | None = _ACTIONS.get(key.lower())
        if key == " ":
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
