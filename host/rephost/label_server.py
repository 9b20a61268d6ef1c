"""The labelling page's server: what it draws, and what it saves."""

from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from rephost.exercises import NAMED
from rephost.label_beside import LabelsBeside
from rephost.label_checks import exercises_in
from rephost.label_trace import LabelTrace
from rephost.live_guard import POLICY, Guard
from rephost.page_answers import answered_json, body, object_in, seconds
from rephost.page_server import serve_pages
from rephost.words import exercise_name

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.requests import Request

_HERE: Final = Path(__file__).parent
_LARGEST_LABELS_BYTES: Final = 8 << 20
# A video is shown from the disk of who looks at the page; it is sent nowhere.
_WITH_VIDEO: Final = {"content-security-policy": f"{POLICY}; media-src blob:"}


async def serve(
    trace: LabelTrace,
    labels: LabelsBeside,
    on_done: Callable[[], object],
    *,
    lan: bool,
    port: int,
    open_browser: bool,
) -> None:
    """Serve the labelling page until cancelled; `on_done` is called when the page says so."""
    await serve_pages(
        lambda token, origins: app(trace, labels, on_done, token, origins),
        lan=lan,
        port=port,
        open_browser=open_browser,
    )


def app(
    trace: LabelTrace,
    labels: LabelsBeside,
    on_done: Callable[[], object],
    token: str,
    origins: Collection[str],
) -> "Starlette":
    """Return the server's application, under `/TOKEN/`."""
    from starlette.applications import Starlette
    from starlette.background import BackgroundTask
    from starlette.middleware import Middleware
    from starlette.responses import FileResponse, Response
    from starlette.routing import Mount, Route
    from starlette.staticfiles import StaticFiles

    async def page(_: "Request") -> Response:
        return FileResponse(_HERE / "label_page" / "index.html", headers=_WITH_VIDEO)

    async def recording(_: "Request") -> Response:
        return await answered_json(lambda: _recording(trace, labels))

    async def curves(request: "Request") -> Response:
        def make() -> Mapping[str, Any]:
            return trace.curves(*(seconds(request.query_params.get(k)) for k in ("from", "to")))

        return await answered_json(make)

    async def counted(_: "Request") -> Response:
        return await answered_json(trace.boundaries)

    async def saved(_: "Request") -> Response:
        return await answered_json(lambda: _saved(labels))

    async def save(request: "Request") -> Response:
        said = await body(request, _LARGEST_LABELS_BYTES)

        def make() -> Mapping[str, Any]:
            asked = object_in(said, _LARGEST_LABELS_BYTES)
            is_agreed = asked.get("agreed") is True
            version = labels.save(
                asked.get("labels"), trace.duration_s, asked.get("over"), is_agreed=is_agreed
            )
            return {"version": version}

        return await answered_json(make)

    async def done(_: "Request") -> Response:
        return Response(status_code=204, background=BackgroundTask(_said, on_done))

    routes = [
        Route("/", page),
        Route("/recording", recording),
        Route("/curves", curves),
        Route("/counted", counted),
        Route("/labels", saved),
        Route("/labels", save, methods=["POST"]),
        Route("/done", done, methods=["POST"]),
        Mount("/look", StaticFiles(directory=_HERE / "review_page" / "look")),
        Mount("/", StaticFiles(directory=_HERE / "label_page")),
    ]
    return Starlette(
        routes=[Mount(f"/{token}", routes=routes)],
        middleware=[Middleware(Guard, token=token, origins=origins, writes=True)],
    )


def _recording(trace: LabelTrace, labels: LabelsBeside) -> Mapping[str, Any]:
    names = dict.fromkeys((*NAMED, *exercises_in(labels.read())))
    return {
        "name": trace.name,
        "duration_s": trace.duration_s,
        "gaps": trace.recording["gaps"],
        "exercises": [{"name": one, "shown": exercise_name(one)} for one in names],
        **_saved(labels),
    }


def _saved(labels: LabelsBeside) -> Mapping[str, Any]:
    return {"file": labels.path.name, "labels": labels.read(), "version": labels.version}


async def _said(on_done: Callable[[], object]) -> None:
    on_done()  # in the loop, not in a thread of its own
