"""The live page's server: one page a lifter, and what goes to and fro behind it."""

import asyncio
import contextlib
import os
import secrets
import sys
import threading
import time
import webbrowser
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rephost import live_address
from rephost.errors import explained
from rephost.live_actions import read_action
from rephost.live_guard import Guard
from rephost.live_outbox import Outbox, as_text
from rephost.live_training import ShownTraining
from rephost.plans import known

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.websockets import WebSocket

_PAGE: Final = Path(__file__).parent / "live_page"
_LARGEST_ACTION_BYTES: Final = 4096
_TRY_AGAIN_LATER: Final = 1013
_LAST_VIEW_S: Final = 0.2


async def serve(
    trainings: Sequence[ShownTraining], *, lan: bool, port: int, open_browser: bool
) -> None:
    """Serve the live page until cancelled; say where it is, and open it."""
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
        app(trainings, token, origins),
        http=few_connections(),
        backlog=MOST_AT_ONCE,
        ws="websockets-sansio",
        ws_max_size=_LARGEST_ACTION_BYTES,
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
    address = f"{origins[0]}/{token}/"
    print(address, flush=True)
    if lan:
        live_address.show_code(address)
    if open_browser and _has_screen():
        # A browser may take its time, for ever even: neither the count nor the end waits for it.
        here = f"http://127.0.0.1:{found}/{token}/"
        threading.Thread(target=webbrowser.open, args=[here], daemon=True).start()
    try:
        await asyncio.shield(running)
    finally:
        # The pages still get to see that the training is over.
        await asyncio.sleep(_LAST_VIEW_S)
        server.should_exit = True
        await running


def _has_screen() -> bool:
    """Tell whether a browser would open in a window: in a terminal it would hide the rest."""
    if sys.platform in ("darwin", "win32"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def app(trainings: Sequence[ShownTraining], token: str, origins: Collection[str]) -> "Starlette":
    """Return the server's application: `/TOKEN/?lifter=1` is the first lifter's page."""
    from starlette.applications import Starlette
    from starlette.middleware import Middleware
    from starlette.responses import Response
    from starlette.routing import Mount, Route, WebSocketRoute
    from starlette.staticfiles import StaticFiles

    async def live(socket: "WebSocket") -> None:
        given = socket.query_params.get("lifter", "1")
        number = int(given) if given.isascii() and given.isdigit() and len(given) < 4 else 0
        await socket.accept()
        if not 1 <= number <= len(trainings):
            await socket.send_text(as_text({"type": "refused", "why": f"no lifter {given[:20]}"}))
            await socket.close()
            return
        names = [one.name for one in trainings]
        outbox = Outbox()
        outbox.put({"type": "lifters", "names": names, "here": number})
        outbox.put({"type": "plans", "names": [*known()]})
        await _converse(socket, trainings[number - 1], outbox)

    async def alive(_: object) -> Response:
        return Response(status_code=204)

    routes = [
        WebSocketRoute("/live", live),
        Route("/alive", alive),
        Mount("/", StaticFiles(directory=_PAGE, html=True)),
    ]
    return Starlette(
        routes=[Mount(f"/{token}", routes=routes)],
        middleware=[Middleware(Guard, token=token, origins=origins)],
    )


async def _converse(socket: "WebSocket", training: ShownTraining, outbox: Outbox) -> None:
    """Send a page what happens, and do what it asks, until it is gone.

    From its first view on it misses nothing.
    """
    from starlette.websockets import WebSocketDisconnect

    news = asyncio.Event()
    # They begin in this order: it listens before it is sent a view.
    tasks = [
        asyncio.ensure_future(one)
        for one in (
            _hear(training, outbox, news),
            _send(socket, training, outbox, news),
            _do(socket, training, outbox, news),
        )
    ]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
    for exc in ended:
        if isinstance(exc, Exception) and not isinstance(exc, WebSocketDisconnect):
            print(f"repbelt: the live page: {explained(exc)[1]}", file=sys.stderr)
    with contextlib.suppress(RuntimeError, WebSocketDisconnect):
        await socket.close(_TRY_AGAIN_LATER)


async def _hear(training: ShownTraining, outbox: Outbox, news: asyncio.Event) -> None:
    async for message in training.listen():
        outbox.put(message)
        news.set()
        if outbox.is_overrun:
            return
    await asyncio.Event().wait()  # a training that is over is still shown


async def _send(
    socket: "WebSocket", training: ShownTraining, outbox: Outbox, news: asyncio.Event
) -> None:
    loop = asyncio.get_running_loop()
    while True:
        while message := outbox.take():
            await socket.send_text(as_text(message))
        until_s = outbox.until_view_s(loop.time())
        if until_s > 0:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(news.wait(), until_s)
            news.clear()
            continue
        outbox.viewed(loop.time())
        view = training.view().as_json()
        await socket.send_text(as_text({"type": "view", "view": view, "unix_s": time.time()}))


async def _do(
    socket: "WebSocket", training: ShownTraining, outbox: Outbox, news: asyncio.Event
) -> None:
    while (message := await socket.receive())["type"] == "websocket.receive":
        try:
            why = training.do(read_action(message.get("text") or ""))
        except ValueError as exc:
            why = str(exc)
        outbox.put({"type": "refused", "why": why} if why else {"type": "view"})
        news.set()
