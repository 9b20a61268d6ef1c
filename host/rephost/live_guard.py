"""The door of our pages: no token, no page; another site's page gets nothing."""

import secrets
from collections.abc import Awaitable, Callable, Collection, MutableMapping
from typing import Any, Final
from urllib.parse import urlsplit

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Asgi = Callable[[Scope, Receive, Send], Awaitable[None]]

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""What a page of ours may load, unless its answer says otherwise."""

_REFUSED: Final = b"Open the address that repbelt printed: without its token there is no page.\n"
_READS: Final = ("GET", "HEAD")


class Guard:
    """Lets through what bears the token and comes from a page of ours, or from no page at all.

    `origins` are the addresses that are ours, as `http://127.0.0.1:8377`. A Host that is none of
    them is a foreign name that was made to lead here; an Origin that is another one than the Host
    is a page of another site. Both are refused with 403, as is a missing or wrong token, which is
    the first part of the path. What changes something, where `writes` lets it in at all, must come
    from a page of ours.
    """

    def __init__(
        self, app: Asgi, token: str, origins: Collection[str], *, writes: bool = False
    ) -> None:
        self._app = app
        self._writes = writes
        self._token = token
        self._hosts = frozenset(urlsplit(origin).netloc for origin in origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] not in ("http", "websocket") or self._is_ours(scope):
            await self._app(scope, receive, _with_headers(send))
        elif scope["type"] == "websocket":
            # Closed before it is accepted, a server answers 403.
            await receive()
            await send({"type": "websocket.close", "code": 1008})
        else:
            await _refuse(_with_headers(send))

    def _is_ours(self, scope: Scope) -> bool:
        given = scope["path"].split("/", 2)[1] if scope["path"].startswith("/") else ""
        if not secrets.compare_digest(given.encode(errors="replace"), self._token.encode()):
            return False
        host, origin = _only(scope, b"host"), _only(scope, b"origin")
        if host not in self._hosts:
            return False
        if scope["type"] == "websocket" or (self._writes and scope["method"] == "POST"):
            return origin == f"http://{host}"
        return scope["method"] in _READS and origin in ("", f"http://{host}")


def _only(scope: Scope, name: bytes) -> str:
    """Return a header's value, empty where there is none; several are as wrong as a wrong one."""
    values = [value for key, value in scope["headers"] if key == name]
    return b", ".join(values).decode("latin-1").lower()


async def _refuse(send: Send) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    headers.append((b"content-length", str(len(_REFUSED)).encode()))
    await send({"type": "http.response.start", "status": 403, "headers": headers})
    await send({"type": "http.response.body", "body": _REFUSED})


_HEADERS: Final = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cache-control", b"no-store"),
)


def _with_headers(send: Send) -> Send:
    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            given = [*message.get("headers", ())]
            known = {name for name, _ in given}
            message["headers"] = [*given, *(one for one in _HEADERS if one[0] not in known)]
        await send(message)

    return send_with_headers
