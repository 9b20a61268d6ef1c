"""A server for pages of ours: where it listens, what guards it, and how it begins and ends."""

import asyncio
import contextlib
import os
import secrets
import sys
import threading
import webbrowser
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from rephost import live_address

if TYPE_CHECKING:
    from starlette.applications import Starlette

    MakeApp = Callable[[str, Sequence[str]], Starlette]

_LARGEST_MESSAGE_BYTES: Final = 4096


async def serve_pages(
    make: "MakeApp",
    *,
    lan: bool,
    port: int,
    open_browser: bool,
    first: str = "",
    last_s: float = 0.0,
) -> None:
    """Serve an application until cancelled; say where it is, and open it.

    Parameters
    ----------
    make
        Makes the application of a token and the origins that are ours.
    first
        The page to begin with.
    last_s
        How long it is still served after the end.
    """
    import uvicorn

    from rephost.live_connections import MOST_AT_ONCE, few_connections

    class Server(uvicorn.Server):
        @contextlib.contextmanager
        def capture_signals(self) -> Iterator[None]:
            """Leave Ctrl-C to the command."""
            yield

    listener = live_address.listening(port, lan=lan)
    found = listener.getsockname()[1]
    if port and found != port:
        print(f"repbelt: port {port} is in use, the page is on {found}", file=sys.stderr)
    token = secrets.token_urlsafe()
    origins = live_address.origins(found, lan=lan)
    config = uvicorn.Config(
        make(token, origins),
        http=few_connections(),
        backlog=MOST_AT_ONCE,
        ws="websockets-sansio",
        ws_max_size=_LARGEST_MESSAGE_BYTES,
        ws_per_message_deflate=False,
        lifespan="off",
        log_config=None,
        log_level="critical",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=1,
    )
    server = Server(config)
    running = asyncio.ensure_future(server.serve(sockets=[listener]))
    address = f"{origins[0]}/{token}/{first}"
    print(address, flush=True)
    if lan:
        live_address.show_code(address)
    if open_browser and _has_screen():
        # A browser may take its time, for ever even: nothing waits for it.
        here = f"http://127.0.0.1:{found}/{token}/{first}"
        threading.Thread(target=webbrowser.open, args=[here], daemon=True).start()
    try:
        await asyncio.shield(running)
    finally:
        await asyncio.sleep(last_s)
        server.should_exit = True
        await running


def _has_screen() -> bool:
    """Tell whether a browser would open in a window: in a terminal it would hide the rest."""
    if sys.platform in ("darwin", "win32"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
