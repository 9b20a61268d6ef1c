"""Records what a strap sends, raw and at once, while a conversation keeps it coming."""

from collections.abc import Callable
from typing import Final, Protocol

import repwire.host
from rephost import frames
from rephost.conversation import Conversation
from rephost.link import Received

_ARRIVAL_NS: Final = 1_000_000_000
# Answers that are no part of what happened.
_UNRECORDED: Final = (repwire.READ_INFO, repwire.SELFTEST, repwire.LIST, repwire.READ)


class Keeper(Protocol):
    """What writes frames down: a `recording.Writer`, or one that outlives a full disk."""

    def write(self, frame: bytes) -> None:
        """Append one frame."""

    def sync(self, now_s: float) -> None:
        """Make what was written safe now and then."""

    def save(self) -> bool:
        """Make what was written safe now; tell whether it is."""


class Recorder:
    """A conversation whose frames are written down before anyone reads them.

    Parameters
    ----------
    on_trouble
        Told in a sentence what the lifter should know, such as why a link was lost.
    """

    def __init__(
        self,
        conversation: Conversation,
        writer: Keeper,
        on_received: Callable[[Received], None] = lambda received: None,
        on_trouble: Callable[[str], None] = lambda why: None,
    ) -> None:
        self.conversation = conversation
        self._writer = writer
        self._on_received = on_received
        self._on_trouble = on_trouble
        self._arrival_ns = 0
        self._is_introduced = False
        self._is_linked = False

    @property
    def is_on(self) -> bool:
        """Whether samples come."""
        return self._is_linked and self.conversation.is_streaming

    def opened(self, info: bytes | None, room: int, now_ns: int) -> None:
        """Take in that a link is open."""
        self._arrival_ns = 0
        self._is_linked = True
        self.conversation.opened(info, room, now_ns)

    def lost(self, why: str) -> None:
        """Take in that it is gone."""
        self._is_linked = False
        self._on_trouble(why)

    def hear(self, received: Received) -> None:
        """Write a frame down, then take it in."""
        frame = received.data
        if not self.conversation.wants(received):
            return
        if self._is_recorded(frame):
            is_time = frame[0] == repwire.RESPONSE and frame[1] == repwire.TIME
            # With the moment that it came back, an answer to TIME is a whole measurement.
            if self._is_introduced and (
                is_time or received.host_ns - self._arrival_ns >= _ARRIVAL_NS
            ):
                self._arrival_ns = received.host_ns
                self._keep(Received(received.host_ns, frames.arrival(received.host_ns)))
            self._is_introduced = True
            self._keep(received)
            self._writer.sync(received.host_ns / 1e9)
        self.conversation.hear(received)
        for stored in self.conversation.forwarding.take_stored():
            self._keep(Received(received.host_ns, stored))
        for notice in self.conversation.notices.take():
            self._on_trouble(notice)

    def due(self, now_ns: int) -> list[bytes]:
        """Return the commands that are to be sent now."""
        commands = self.conversation.due(now_ns)
        if any(command[0] == repwire.DELETE for command in commands) and not self._writer.save():
            # The strap keeps it until it is safe here; the question is asked again.
            return [command for command in commands if command[0] != repwire.DELETE]
        return commands

    @property
    def due_ns(self) -> int | None:
        """When `due` has something to do at the latest."""
        return self.conversation.due_ns

    def stop(self, now_ns: int) -> None:
        """Begin to end it."""
        self.conversation.stop(now_ns)

    @property
    def is_idle(self) -> bool:
        """Whether the end is reached."""
        return self.conversation.is_idle

    def _keep(self, received: Received) -> None:
        self._writer.write(received.data)
        self._on_received(received)

    def _is_recorded(self, frame: bytes) -> bool:
        if not repwire.host.is_whole(frame) or frame[0] in (repwire.CHUNK, repwire.host.HOST):
            return False
        if frame[0] == repwire.RESPONSE and frame[1] in _UNRECORDED:
            return False
        is_hello = frame[0] == repwire.RESPONSE and frame[1] == repwire.HELLO
        return self._is_introduced or (is_hello and frame[3] == repwire.OK)
