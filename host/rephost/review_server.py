"""The review pages' server: what is asked for, and what the lifter corrects."""

import importlib.util
import time
from collections.abc import Callable, Collection, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar
from urllib.parse import quote

from rephost import review_pages, review_set_page
from rephost.library import folder
from rephost.live_guard import Guard
from rephost.page_answers import NoPageError, answered, answered_json, body, object_in, seconds
from rephost.page_server import serve_pages
from rephost.review_correcting import Correcting
from rephost.review_exports import exported, formats
from rephost.review_looks import templates
from rephost.review_traces import Traces
from rephost.store_errors import StoreError, explained_by
from rephost.store_opening import shown_url

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response

    from rephost.reviewed import Reviewed
    from rephost.store import Store

_T = TypeVar("_T")

_HERE: Final = Path(__file__).parent
_LARGEST_ACTION_BYTES: Final = 32768
_MOST_POINTS: Final = 8000
# The address of what never changes while the server runs has the token in it.
_KEPT: Final = {"cache-control": "private, max-age=86400, immutable"}


async def serve(
    store: "Store", *, lan: bool, port: int, open_browser: bool, session_id: str | None
) -> None:
    """Serve the review pages until cancelled; begin with a session's, if one is named."""
    await serve_pages(
        lambda token, origins: app(store, token, origins),
        lan=lan,
        port=port,
        open_browser=open_browser,
        first="" if session_id is None else f"session/{quote(session_id, safe='')}",
    )


def app(store: "Store", token: str, origins: Collection[str]) -> "Starlette":
    """Return the server's application, under `/TOKEN/`."""
    from starlette.applications import Starlette
    from starlette.middleware import Middleware
    from starlette.routing import Mount, Route
    from starlette.staticfiles import StaticFiles

    pages = _Pages(store, f"/{token}")
    routes = [
        Route("/", pages.sessions),
        Route("/session/{session_id}", pages.session),
        Route("/session/{session_id}/set/{number:int}", pages.set),
        Route("/session/{session_id}/set/{number:int}/trace", pages.trace),
        Route("/session/{session_id}/curve", pages.curve),
        Route("/session/{session_id}/export/{kind}", pages.export),
        Route("/session/{session_id}/correct", pages.correct, methods=["POST"]),
        Route("/session/{session_id}/delete", pages.delete, methods=["POST"]),
        Route("/trends/{exercise}", pages.trends),
        Route("/plotly.js", _plotly),
        Mount("/look", StaticFiles(directory=_HERE / "review_page" / "look")),
    ]
    return Starlette(
        routes=[Mount(f"/{token}", routes=routes)],
        middleware=[Middleware(Guard, token=token, origins=origins, writes=True)],
        exception_handlers={404: pages.missing},
    )


async def _plotly(_: object) -> "Response":
    from starlette.responses import FileResponse

    found = importlib.util.find_spec("plotly")
    assert found
    assert found.origin
    path = Path(found.origin).parent / "package_data" / "plotly.min.js"
    return FileResponse(path, media_type="text/javascript", headers=_KEPT)


class _Pages:
    """The pages; each is made in a thread of its own."""

    def __init__(self, store: "Store", base: str) -> None:
        self._store = store
        self._where = shown_url(str(store.engine.url))
        self._traces = Traces()
        self._taken_in_ns: int | None = None
        self._correcting = Correcting(store, self._traces)
        self._templates = templates(base)

    async def sessions(self, request: "Request") -> "Response":
        """Show the list."""

        def make() -> Mapping[str, Any]:
            page = _whole(request.query_params.get("page", "1"))
            self._take_in()
            return review_pages.list_page(self._store, page, time.time(), date.today())

        return await self._page("list.html", make)

    async def session(self, request: "Request") -> "Response":
        """Show a session."""
        return await self._page(
            "session.html", lambda: review_pages.session_page(self._of(request), formats())
        )

    async def set(self, request: "Request") -> "Response":
        """Show a set."""

        def make() -> Mapping[str, Any]:
            first = _whole(request.query_params.get("rep", "1"))
            number = request.path_params["number"]
            return review_set_page.set_page(self._of(request), number, first)

        return await self._page("set.html", make)

    async def trends(self, request: "Request") -> "Response":
        """Show an exercise over the weeks."""

        def make() -> Mapping[str, Any]:
            asked = request.query_params
            return review_pages.trends_page(
                self._store,
                request.path_params["exercise"],
                asked.get("weight"),
                asked.get("span", "half"),
            )

        return await self._page("trends.html", make)

    async def trace(self, request: "Request") -> "Response":
        """Give what is drawn of a set: its curve, reps, and what was not counted."""

        def make() -> Mapping[str, Any]:
            session = self._of(request)
            drawn = review_set_page.trace_of_set(session, request.path_params["number"])
            start_s, end_s = drawn["start_s"], drawn["end_s"]
            return drawn | self._traces.curve(session, start_s, end_s, _MOST_POINTS)

        return await self._json(make)

    async def curve(self, request: "Request") -> "Response":
        """Give the hinge angle between two times."""

        def make() -> Mapping[str, Any]:
            start_s, end_s = (seconds(request.query_params.get(k)) for k in ("from", "to"))
            return self._traces.curve(self._of(request), start_s, end_s, _MOST_POINTS)

        return await self._json(make)

    async def export(self, request: "Request") -> "Response":
        """Give a session as a file."""
        from starlette.responses import Response

        def make() -> Response:
            kind = request.path_params["kind"]
            if kind not in dict(formats()):
                raise NoPageError("there is no such format")
            name, content = exported(self._of(request).id, kind)
            disposition = f"attachment; filename*=utf-8''{quote(name, safe='')}"
            return Response(
                content, media_type="application/octet-stream",
                headers={"content-disposition": disposition},
            )  # fmt: skip

        return await self._answer(make, self._say_page)

    async def correct(self, request: "Request") -> "Response":
        """Correct a session."""
        said = await body(request, _LARGEST_ACTION_BYTES)
        return await self._json(
            lambda: self._correcting.do(
                request.path_params["session_id"], object_in(said, _LARGEST_ACTION_BYTES)
            )
        )

    async def delete(self, request: "Request") -> "Response":
        """Delete a session for good."""
        said = await body(request, _LARGEST_ACTION_BYTES)

        def make() -> Mapping[str, Any]:
            session = self._of(request)
            if object_in(said, _LARGEST_ACTION_BYTES).get("delete") != session.id:
                raise ValueError("nothing was deleted")
            self._store.delete(session.id)
            return {"to": ""}

        return await self._json(make)

    async def missing(self, *_: object) -> "Response":
        """Say that there is no such page."""
        return self._say_page(404, "there is no such page")

    def _take_in(self) -> None:
        """Take in what came into the library since; a look at a large one takes its time."""
        status = folder().stat() if folder().exists() else None
        changed_ns = status and status.st_mtime_ns
        if changed_ns != self._taken_in_ns:
            self._store.sync()
            self._taken_in_ns = changed_ns

    def _of(self, request: "Request") -> "Reviewed":
        try:
            return self._store.session(request.path_params["session_id"])
        except StoreError as exc:
            raise NoPageError(str(exc)) from exc

    async def _page(self, name: str, make: Callable[[], Mapping[str, Any]]) -> "Response":
        from starlette.responses import HTMLResponse

        def page() -> HTMLResponse:
            return HTMLResponse(self._templates.get_template(name).render(make()))

        return await self._answer(page, self._say_page)

    async def _json(self, make: Callable[[], Mapping[str, Any]]) -> "Response":
        return await answered_json(self._explained(make))

    async def _answer(
        self, make: "Callable[[], Response]", say: "Callable[[int, str], Response]"
    ) -> "Response":
        return await answered(self._explained(make), say)

    def _explained(self, make: Callable[[], _T]) -> Callable[[], _T]:
        """Let what the database says be a sentence, too."""

        def explained_make() -> _T:
            with explained_by(self._where):
                return make()

        return explained_make

    def _say_page(self, status: int, why: str) -> "Response":
        from starlette.responses import HTMLResponse

        page = self._templates.get_template("trouble.html").render(why=why, status=status)
        return HTMLResponse(page, status)


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < len(text) < 8 and int(text)):
        raise NoPageError("there is no such page")
    return int(text)
