"""What happens in a training, to everyone who listens; who is slow misses pictures, never a rep."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Mapping
from typing import Any, Final

Message = dict[str, Any]

# Of the trace, ten come in a second.
_MOST_TRACES: Final = 250


class Listeners:
    """Hands messages on; all calls come from one event loop."""

    def __init__(self) -> None:
        self._inboxes: list[_Inbox] = []
        self._is_closed = False

    def put(self, message: Mapping[str, Any]) -> None:
        """Tell everyone."""
        for inbox in self._inboxes:
            inbox.put(dict(message))

    def close(self) -> None:
        """Tell everyone that nothing more will come."""
        self._is_closed = True
        for inbox in self._inboxes:
            inbox.news.set()

    async def listen(self) -> AsyncIterator[Message]:
        """Give every message from now on, until `close`."""
        inbox = _Inbox()
        self._inboxes.append(inbox)
        try:
            while True:
                while message := inbox.take():
                    yield message
                if self._is_closed:
                    return
                await inbox.news.wait()
                inbox.news.clear()
        finally:
            self._inboxes.remove(inbox)


class _Inbox:
    """What waits for one listener."""

    def __init__(self) -> None:
        self.news = asyncio.Event()
        self._certain: deque[Message] = deque()
        self._traces: deque[Message] = deque(maxlen=_MOST_TRACES)
        self._view: Message | None = None

    def put(self, message: Message) -> None:
        match message["type"]:
            case "trace":
                self._traces.append(message)
            case "view":
                self._view = message
            case _:
                self._certain.append(message)
        self.news.set()

    def take(self) -> Message | None:
        """Return what is most urgent."""
        if self._certain:
            return self._certain.popleft()
        if self._traces:
            return self._traces.popleft()
        view, self._view = self._view, None
        return view
