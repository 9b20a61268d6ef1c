"""The live page's connections: who floods the door from outside neither fills nor shuts it."""

import asyncio
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from uvicorn.protocols.http.h11_impl import H11Protocol

# A page needs two. Where 256 files may be open, the recording and numba need theirs, too.
_MOST: Final = 64
MOST_AT_ONCE: Final = 16
"""How many are let in before the first of them is looked at."""


def few_connections() -> "type[H11Protocol]":
    """Return HTTP as uvicorn speaks it, on 64 connections at most: what idles longest goes.

    A page's WebSocket is none of them once the door has let it in.
    """
    from uvicorn.protocols.http.h11_impl import H11Protocol

    class FewConnections(H11Protocol):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self.began_s = asyncio.get_running_loop().time()

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            found = [one for one in self.connections if isinstance(one, FewConnections)]
            if len(found) > _MOST:
                oldest = min(found, key=lambda one: (one.is_answering, one.began_s))
                self.connections.discard(oldest)  # it leaves later, and may not be meant twice
                oldest.transport.abort()

        @property
        def is_answering(self) -> bool:
            return self.cycle is not None and not self.cycle.response_complete

    return FewConnections
