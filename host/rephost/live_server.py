"""The live page's server: one page a lifter, and what goes to and fro behind it."""

import asyncio
import contextlib
import sys
import time
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rephost.errors import explained
from rephost.live_actions import read_action
from rephost.live_guard import Guard
from rephost.live_outbox import Outbox, as_text
from rephost.live_training import ShownTraining
from rephost.page_server import serve_pages
from rephost.plans import known

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.websockets import WebSocket

_PAGE: Final = Path(__file__).parent / "live_page"
_TRY_AGAIN_LATER: Final = 1013
_LAST_VIEW_S: Final = 0.2


async def serve(
    trainings: Sequence[ShownTraining], *, lan: bool, port: int, open_browser: bool
) -> None:
    """Serve the live page until cancelled; say where it is, and open it."""
    # The pages still get to see that the training is over.
    await serve_pages(
        lambda token, origins: app(trainings, token, origins),
        lan=lan,
        port=port,
        open_browser=open_browser,
        last_s=_LAST_VIEW_S,
    )


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
