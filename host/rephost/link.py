"""What any link to a strap is, and what it hands on."""

import time
from dataclasses import dataclass
from typing import Protocol

_BEGAN_NS = time.time_ns() - time.monotonic_ns()


@dataclass(frozen=True, slots=True)
class Received:
    """One frame as it arrived: DATA, EVENT, RESPONSE or one of the host's own, unwrapped."""

    host_ns: int
    data: bytes


class Link(Protocol):
    """A way to one strap that is open: commands down, frames up. One task uses it."""

    name: str
    """What a person calls this strap."""
    info: bytes | None
    """What INFO says; None where it has to be asked for."""
    room: int
    """Bytes of the longest command that it carries."""
    is_cable: bool
    """Whether whoever uses it holds the strap's cable."""

    async def receive(self) -> Received:
        """Return the next frame; raises DisconnectedError when the link is gone."""

    async def send(self, command: bytes) -> None:
        """Send a command; raises DisconnectedError."""

    async def close(self) -> None:
        """Give the link back; a second call does nothing."""


def host_ns() -> int:
    """Return the host's time in nanoseconds: of day when we began, and steady since then."""
    return _BEGAN_NS + time.monotonic_ns()
