"""How our pages' servers answer: what is asked is read, what goes wrong is said in a sentence."""

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from rephost.errors import RepbeltError, explained

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response


class NoPageError(RepbeltError):
    """There is no such page."""


class OutdatedError(ValueError):
    """The page showed another state than the one that is kept."""


async def answered(
    make: "Callable[[], Response]", say: "Callable[[int, str], Response]"
) -> "Response":
    """Make an answer in a thread of its own; what goes wrong is said, and by its status."""
    from starlette.concurrency import run_in_threadpool

    try:
        return await run_in_threadpool(make)
    except NoPageError as exc:
        return say(404, str(exc))
    except OutdatedError as exc:
        return say(409, str(exc))
    except (RepbeltError, OSError) as exc:
        return say(503, explained(exc)[1])
    except ValueError as exc:
        return say(422, str(exc))


async def answered_json(make: Callable[[], Mapping[str, Any]]) -> "Response":
    """Answer with JSON; `why` in it is what went wrong."""
    from starlette.responses import JSONResponse

    def say(status: int, why: str) -> JSONResponse:
        return JSONResponse({"why": why}, status)

    return await answered(lambda: JSONResponse(make()), say)


async def body(request: "Request", most_bytes: int) -> bytes:
    """Return what was sent; of more than that only the beginning is read, which is too long."""
    said = b""
    async for part in request.stream():
        said += part
        if len(said) > most_bytes:
            break
    return said


def object_in(said: bytes, most_bytes: int) -> Mapping[str, Any]:
    """Return the JSON object that was sent; raises ValueError where there is none."""
    try:
        read = json.loads(said) if len(said) <= most_bytes else None
    except (ValueError, RecursionError):
        read = None
    if not isinstance(read, dict):
        raise ValueError("this cannot be understood")
    return read


def seconds(text: str | None) -> float:
    """Read a time; raises ValueError where it is none."""
    try:
        read = float(text or "")
    except ValueError:
        read = float("nan")
    if not -1e7 < read < 1e7:
        raise ValueError("a time is a number of seconds")
    return read
