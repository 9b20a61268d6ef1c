"""A host that records, as `repbelt record` does, with a tap on what it hears."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import numpy as np

from rephost.carrying import stream
from rephost.conversation import Conversation
from rephost.link import Link, Received, host_ns
from rephost.progress import Progress
from rephost.recorder import Recorder
from rephost.recording import Reader, Writer

Open = Callable[[], Awaitable[Link]]


class Lossy:
    """A link whose host throws away a share of the frames before it looks at them."""

    def __init__(self, link: Link, rng: np.random.Generator, share: float) -> None:
        self._link = link
        self._rng = rng
        self._share = share
        self.name, self.room, self.info = link.name, link.room, link.info
        self.is_cable = link.is_cable

    async def receive(self) -> Received:
        while True:
            received = await self._link.receive()
            if self._rng.random() >= self._share:
                return received

    async def send(self, command: bytes) -> None:
        await self._link.send(command)

    async def close(self) -> None:
        await self._link.close()


def progress_of(path: Path) -> Progress:
    """Return how far a recording is."""
    progress = Progress()
    for item in Reader(path) if path.exists() else ():
        progress.take(item)
    return progress


async def record(
    path: Path,
    open_link: Open,
    seconds: float,
    *,
    on_received: Callable[[Received, Conversation], None] = lambda received, conversation: None,
    on_lost: Callable[[str], None] = print,
    is_enough: Callable[[], bool] = lambda: False,
) -> Conversation:
    """Record, going on with what is there, until it is enough or for so many seconds."""
    conversation = Conversation(progress_of(path))
    began_ns: int | None = None

    def is_over() -> bool:
        nonlocal began_ns
        if began_ns is None and conversation.is_streaming:
            began_ns = host_ns()
        is_late = began_ns is not None and host_ns() - began_ns > seconds * 1e9
        return is_late or is_enough()

    with Writer(path, resume=True) as writer:
        recorder = Recorder(
            conversation,
            writer,
            on_received=lambda received: on_received(received, conversation),
            on_trouble=on_lost,
        )
        async with asyncio.timeout(seconds + 60):
            await stream(open_link, recorder, is_over)
    return conversation
