"""The live page's server: who gets in, and what is refused."""

import contextlib
import http.client
import io
import socket
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from websockets.exceptions import InvalidStatus

from live_pages import messages, page, until_listening
from pretend_training import PretendTraining, Served, served
from rephost import live_address
from rephost.errors import RepbeltError

TYPES = {
    "": "text/html",
    "live.css": "text/css",
    "live.js": "text/javascript",
    "icon.svg": "image/svg+xml",
}


@pytest.fixture(scope="module")
def door() -> Iterator[Served]:
    """One server for all who stand outside."""
    with served(PretendTraining()) as server:
        yield server


def get(
    server: Served, path: str, headers: Mapping[str, str] | None = None, method: str = "GET"
) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    connection.request(method, path, headers=dict(headers or {}))
    response = connection.getresponse()
    response.body = response.read()  # type: ignore[attr-defined]
    connection.close()
    return response


def _open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="only Linux tells the open files")
def test_who_floods_the_door_neither_fills_nor_shuts_it(training: PretendTraining) -> None:
    """Requests that never end, from one who has no token; the page is there all the same."""
    with served(training) as server, contextlib.ExitStack() as flood, page(server) as socket_:
        until_listening(socket_)
        before = _open_files()
        for _ in range(300):
            one = flood.enter_context(socket.create_connection(("127.0.0.1", server.port), 10))
            with contextlib.suppress(OSError):
                one.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX-")
        assert get(server, server.parts.path).status == 200
        held = _open_files() - before - 300
        assert held < 100
        training.say(4)
        assert next(messages(socket_, "say"))["number"] == 4


@pytest.mark.parametrize("name", TYPES)
def test_the_page_and_its_parts(door: Served, name: str) -> None:
    answer = get(door, door.parts.path + name)
    assert answer.status == 200
    assert answer.headers.get_content_type() == TYPES[name]
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "access-control-allow-origin" not in answer.headers
    assert answer.headers["referrer-policy"] == "no-referrer"


def test_the_page_holds_no_script_and_no_style_of_its_own(door: Served) -> None:
    text = get(door, door.parts.path).body.decode()  # type: ignore[attr-defined]
    assert "<style" not in text
    assert " style=" not in text
    assert " on" not in text.replace(" on ", " ").replace(" once ", " ").replace(" one ", " ")
    assert text.count("<script") == text.count('<script type="module" src=') == 1


@pytest.mark.parametrize(
    "path", ["/", "/live.js", "/wrong/", "/wrong/live.js", "//", "/é/", "/%00/"]
)
def test_without_the_token_there_is_nothing(server: Served, path: str) -> None:
    answer = get(server, path.encode().decode("latin-1") if path.isascii() else "/%C3%A9/")
    assert answer.status == 403
    assert b"token" in answer.body  # type: ignore[attr-defined]


def test_a_token_one_letter_off_is_none(door: Served) -> None:
    token = door.parts.path.strip("/")
    assert len(token) >= 32
    other = ("A" if token[-1] != "A" else "B").join([token[:-1], ""])
    for wrong in (other, token[:-1], token + "A", token.swapcase()):
        assert get(door, f"/{wrong}/").status == 403


def test_each_server_has_a_token_of_its_own(training: PretendTraining) -> None:
    tokens = set()
    for _ in range(2):
        with served(training) as server:
            tokens.add(server.parts.path)
    assert len(tokens) == 2


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1", "127.0.0.1:1", "evil.example:{port}", "127.0.0.1.{port}"]
)
def test_another_host_is_refused(door: Served, host: str) -> None:
    named = {"Host": host.format(port=door.port)}
    assert get(door, door.parts.path, named).status == 403


ORIGINS = ["http://evil.example", "null", "http://127.0.0.1:1", "https://127.0.0.1:{port}"]


@pytest.mark.parametrize("origin", ORIGINS)
def test_a_page_of_another_origin_gets_nothing(door: Served, origin: str) -> None:
    foreign = origin.format(port=door.port)
    assert get(door, door.parts.path, {"Origin": foreign}).status == 403
    with pytest.raises(InvalidStatus) as refused, page(door, origin=foreign):
        pass
    assert refused.value.response.status_code == 403


def test_a_socket_needs_an_origin_and_the_token(door: Served) -> None:
    for wrong in ({"origin": None}, {"path": "/live"}, {"path": "/wrong/live"}):
        with pytest.raises(InvalidStatus) as refused, page(door, **wrong):
            pass
        assert refused.value.response.status_code == 403


def test_the_page_of_localhost_is_ours_too(door: Served) -> None:
    own = {"Host": f"localhost:{door.port}", "Origin": f"http://localhost:{door.port}"}
    assert get(door, door.parts.path, own).status == 200
    mixed = {**own, "Origin": f"http://127.0.0.1:{door.port}"}
    assert get(door, door.parts.path, mixed).status == 403


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_a_page_only_reads(door: Served, method: str) -> None:
    answer = get(door, door.parts.path, method=method)
    assert answer.status == 403
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize(
    "path", ["../live_server.py", "%2e%2e/live_server.py", "..%2flive_server.py"]
)
def test_nothing_beside_the_page_is_served(door: Served, path: str) -> None:
    assert get(door, door.parts.path + path).status in (403, 404)


def test_other_machines_do_not_reach_it(door: Served) -> None:
    for address in live_address._addresses():
        with pytest.raises(OSError), socket.create_connection((address, door.port), timeout=2):  # noqa: PT011
            pass


def test_a_port_in_use_is_not_the_end(capsys: pytest.CaptureFixture[str]) -> None:
    with served(PretendTraining()) as first, served(PretendTraining(), port=first.port) as second:
        assert second.port > first.port
        said = f"repbelt: port {first.port} is in use, the page is on {second.port}\n"
        assert said in capsys.readouterr().err


def test_no_port_at_all_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    with live_address.listening(0, lan=False) as taken:
        port = taken.getsockname()[1]
        monkeypatch.setattr(live_address, "_PORTS_TRIED", 1)
        with pytest.raises(RepbeltError, match=f"{port}"):
            live_address.listening(port, lan=False)


def test_at_the_usual_port_it_is_called_as_a_browser_calls_it() -> None:
    assert live_address.origins(80, lan=False) == ["http://127.0.0.1", "http://localhost"]
    assert live_address.origins(8080, lan=False)[0] == "http://127.0.0.1:8080"


def test_in_a_network_it_has_this_machines_addresses() -> None:
    assert live_address.origins(8377, lan=False) == [
        "http://127.0.0.1:8377",
        "http://localhost:8377",
    ]
    wide = live_address.origins(8377, lan=True)
    assert set(wide) > set(live_address.origins(8377, lan=False))
    with live_address.listening(0, lan=True) as listener:
        assert listener.getsockname()[0] == "0.0.0.0"


class _Terminal(io.StringIO):
    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


def test_the_code_is_for_terminals() -> None:
    pipe, terminal = io.StringIO(), _Terminal()
    live_address.show_code("http://192.168.1.2:8377/token/", pipe)
    live_address.show_code("http://192.168.1.2:8377/token/", terminal)
    assert pipe.getvalue() == ""
    lines = terminal.getvalue().splitlines()
    assert 10 < len(lines) < 25
    assert max(map(len, lines)) < 80
