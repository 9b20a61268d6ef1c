"""Questions to a strap, one after another, each said again until it is answered.

A script is a generator: it yields requests, is sent their answers, and returns what it was for.
"""

from collections.abc import Generator
from typing import Any, Final, NamedTuple, TypeAlias, TypeVar

import repwire
from rephost.errors import LinkError
from rephost.link import Received

_T = TypeVar("_T")

REPEAT_NS: Final = 500_000_000
_TRIES: Final = 10


class Request(NamedTuple):
    """A command that wants an answer; `is_timed`: its argument is the host's time of sending."""

    op: int
    args: bytes = b""
    is_timed: bool = False


class Answer(NamedTuple):
    """What came of a request."""

    status: int
    payload: bytes
    host_ns: int


class Awaited(NamedTuple):
    """Not a request: the next pieces of a file, or None if none comes in time."""

    patience_ns: int


Script: TypeAlias = Generator[Request | Awaited, Any, _T]


class Talk:
    """One script at a time; no input or output, time is an argument."""

    def __init__(self) -> None:
        self.result: Any = None
        self._script: Script[Any] | None = None
        self._step: Request | Awaited | None = None
        self._command = b""
        self._number = 0
        self._tries = 0
        self._due_ns = 0

    @property
    def is_idle(self) -> bool:
        """Whether no script runs; `result` is then what the last one returned."""
        return self._script is None

    @property
    def due_ns(self) -> int | None:
        """When `due` has something to do, if ever."""
        return None if self._script is None else self._due_ns

    def begin(self, script: Script[Any], now_ns: int) -> None:
        """Run a script; one that still runs is given up."""
        self.stop()
        self._script = script
        self._go_on(None, now_ns)

    def stop(self) -> None:
        """Give up the script that runs."""
        script, self._script, self._step = self._script, None, None
        if script is not None:
            script.close()

    def hear(self, received: Received) -> None:
        """Take in a frame; what nobody waits for is passed over."""
        step = self._step
        frame, host_ns = received.data, received.host_ns
        if frame[0] == repwire.CHUNK:
            if isinstance(step, Awaited):
                self._go_on(frame, host_ns)
        elif (
            frame[0] == repwire.RESPONSE
            and len(frame) >= repwire.RESPONSE_SIZE
            and isinstance(step, Request)
            and frame[1] == step.op
            and frame[2] == self._number
        ):
            payload = frame[repwire.RESPONSE_SIZE :]
            self._go_on(Answer(frame[3], payload, host_ns), host_ns)

    def due(self, now_ns: int) -> list[bytes]:
        """Return the commands that are to be sent now, one or none.

        Raises
        ------
        LinkError
            The strap does not answer.
        """
        if self._script is None or now_ns < self._due_ns:
            return []
        if isinstance(self._step, Awaited):
            self._go_on(None, now_ns)
            return self.due(now_ns)
        assert self._step is not None
        if self._tries == _TRIES:
            self.stop()
            raise LinkError("the strap does not answer")
        self._tries += 1
        self._due_ns = now_ns + REPEAT_NS
        if self._step.is_timed:
            # A time that is no longer true would only spoil the measurement.
            self._number_next()
            self._command = bytes((self._step.op, self._number)) + now_ns.to_bytes(8, "little")
        return [self._command]

    def _go_on(self, answer: Any, now_ns: int) -> None:
        assert self._script is not None
        try:
            step = self._script.send(answer)
        except StopIteration as done:
            self._script = self._step = None
            self.result = done.value
            return
        except BaseException:
            self._script = self._step = None
            raise
        self._step = step
        if isinstance(step, Awaited):
            self._due_ns = now_ns + step.patience_ns
            return
        self._number_next()
        self._command = bytes((step.op, self._number)) + step.args
        self._tries = 0
        self._due_ns = now_ns

    def _number_next(self) -> None:
        self._number = self._number % 255 + 1
