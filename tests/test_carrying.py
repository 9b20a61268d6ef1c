"""A link that is lost, and what stands in the way of the next one."""

import asyncio

import pytest

from rephost.carrying import stream
from rephost.errors import DisconnectedError, LinkError
from rephost.link import Link, Received


class DeadLink:
    """Opens, and is lost at once."""

    name = "Strap-4E5F"
    info: bytes | None = None
    room = 20

    async def receive(self) -> Received:
        raise DisconnectedError("lost")

    async def send(self, command: bytes) -> None:
        raise DisconnectedError("lost")

    async def close(self) -> None:
        pass


class Listener:
    """A streamer that only notes why links are lost."""

    due_ns: int | None = None
    is_idle = True

    def __init__(self) -> None:
        self.told: list[str] = []

    def hear(self, received: Received) -> None:
        raise AssertionError

    def due(self, now_ns: int) -> list[bytes]:
        return []

    def opened(self, info: bytes | None, room: int, now_ns: int) -> None:
        pass

    def lost(self, why: str) -> None:
        self.told.append(why)

    def stop(self, now_ns: int) -> None:
        pass


@pytest.mark.parametrize("is_lost_before", [True, False])
def test_a_port_denied_for_a_moment_ends_only_what_never_began(*, is_lost_before: bool) -> None:
    links: list[Link] = [DeadLink()] if is_lost_before else []
    listener = Listener()

    async def open_link() -> Link:
        if links:
            return links.pop()
        raise LinkError("permission denied")

    def is_over() -> bool:
        return "permission denied" in listener.told

    streaming = stream(open_link, listener, is_over)
    if is_lost_before:
        asyncio.run(streaming)
        assert listener.told == ["lost", "permission denied"]
    else:
        with pytest.raises(LinkError, match="permission"):
            asyncio.run(streaming)
