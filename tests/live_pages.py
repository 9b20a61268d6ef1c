"""A page without a browser: what it is sent, and what it asks for."""

import json
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol
from urllib.parse import urljoin

from websockets.sync.client import ClientConnection, connect

# Pictures come every second for ever: what does not come among them is missed some day.
_LONGEST_S = 60.0


class Address(Protocol):
    """Where a live page is."""

    @property
    def address(self) -> str:
        """As it is printed."""

    @property
    def port(self) -> int:
        """The port in it."""


@contextmanager
def page(
    server: Address,
    query: str = "",
    origin: str | None = "",
    path: str | None = None,
    sock: socket.socket | None = None,
) -> Iterator[ClientConnection]:
    address = urljoin(server.address, "live").replace("http", "ws", 1) + query
    if path is not None:
        address = f"ws://127.0.0.1:{server.port}{path}"
    own = f"http://127.0.0.1:{server.port}"
    with connect(address, origin=own if origin == "" else origin, sock=sock) as socket:  # type: ignore[arg-type]
        yield socket


def messages(socket: ClientConnection, kind: str) -> Iterator[dict[str, Any]]:
    end_s = time.monotonic() + _LONGEST_S
    while time.monotonic() < end_s:
        message = json.loads(socket.recv(10))
        if message["type"] == kind:
            yield message
    raise AssertionError(f"no {kind} within {_LONGEST_S:.0f} s")


def until_listening(socket: ClientConnection) -> None:
    """Return once this page hears all that is sent: what comes before its first view it misses."""
    next(messages(socket, "view"))
