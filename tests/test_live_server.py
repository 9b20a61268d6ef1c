"""The live page's server: who gets in, what is asked, and that a slow page costs no rep."""

import http.client
import io
import json
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from urllib.parse import urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.exceptions import ConnectionClosedError, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from pretend_training import WAITING, PretendTraining, Served, going, served
from rephost import live_address
from rephost.errors import RepbeltError
from rephost.live_actions import read_action
from rephost.live_outbox import LONGEST_BETWEEN_VIEWS_S, Outbox, as_text
from rephost.plans import known

TYPES = {
    "": "text/html",
    "live.css": "text/css",
    "live.js": "text/javascript",
    "icon.svg": "image/svg+xml",
}


@pytest.fixture
def training() -> PretendTraining:
    return PretendTraining()


@pytest.fixture
def server(training: PretendTraining) -> Iterator[Served]:
    with served(training, PretendTraining("Grace")) as server:
        yield server


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


@contextmanager
def page(
    server: Served,
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
    while True:
        message = json.loads(socket.recv(10))
        if message["type"] == kind:
            yield message


def until_listening(training: PretendTraining, socket: ClientConnection) -> None:
    """Return once this page hears what is sent."""
    for _ in messages(socket, "view"):
        if training.listeners:
            return


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


def test_a_page_sees_the_view_at_once(server: Served, training: PretendTraining) -> None:
    with page(server) as socket:
        message = json.loads(socket.recv(10))
        assert message == {"type": "lifters", "names": ["Ada", "Grace"], "here": 1}
        message = json.loads(socket.recv(10))
        assert message == {"type": "plans", "names": [*known()]}
        message = json.loads(socket.recv(10))
        assert message["type"] == "view"
        assert message["view"] == json.loads(json.dumps(WAITING.as_json()))
        assert abs(message["unix_s"] - time.time()) < 10


def test_each_lifter_has_a_page(server: Served, training: PretendTraining) -> None:
    with page(server, "?lifter=2") as socket:
        assert next(messages(socket, "lifters"))["here"] == 2
    for wrong in ("?lifter=3", "?lifter=0", "?lifter=-1", "?lifter=x", "?lifter=", "?lifter=²"):
        with page(server, wrong) as socket:
            assert json.loads(socket.recv(10))["type"] == "refused"


def test_what_changes_is_seen_soon_and_what_does_not_every_second(
    server: Served, training: PretendTraining
) -> None:
    with page(server) as socket:
        until_listening(training, socket)
        training.show(going(5))
        seen = next(m for m in messages(socket, "view") if m["view"]["reps"] == 5)
        later = [next(messages(socket, "view"))["unix_s"] for _ in range(2)]
        between = later[1] - later[0]
        assert between >= 0.9 * LONGEST_BETWEEN_VIEWS_S
        assert later[0] > seen["unix_s"]


def test_views_come_at_most_twenty_a_second(server: Served, training: PretendTraining) -> None:
    with page(server) as socket:
        until_listening(training, socket)
        for reps in range(1, 201):
            training.show(going(reps))
            time.sleep(0.002)  # the pace of the changes is what is tested
        seen = []
        for message in messages(socket, "view"):
            seen.append(message["unix_s"])
            if message["view"]["reps"] == 200:
                break
        assert len(seen) - 1 <= (seen[-1] - seen[0]) / 0.05 + 1
        assert len(seen) < 100


def test_actions_reach_the_training(server: Served, training: PretendTraining) -> None:
    actions: list[dict[str, Any]] = [
        {"do": "choose", "exercise": "swing"},
        {"do": "choose", "exercise": None},
        {"do": "start"},
        {"do": "stop"},
        {"do": "add", "reps": -1, "set": None},
        {"do": "add", "reps": 1, "set": 2},
        {"do": "discard", "set": None},
        {"do": "undo"},
        {"do": "weight", "kg": 24.0},
        {"do": "plan", "name": None},
        {"do": "tick"},
        {"do": "end"},
    ]
    with page(server) as socket:
        for action in actions:
            socket.send(json.dumps(action))
        assert training.asked(len(actions)) == actions


def test_what_the_training_refuses_is_told(server: Served, training: PretendTraining) -> None:
    training.answer = "there is nothing to undo"
    with page(server) as socket:
        socket.send('{"do":"undo"}')
        assert next(messages(socket, "refused"))["why"] == training.answer


WRONG = [
    "",
    "no JSON",
    "[" * 2000,
    "null",
    "[]",
    '{"do":"format"}',
    '{"do":["start"]}',
    '{"do":"start","now":1}',
    '{"do":"add","reps":1}',
    '{"do":"add","reps":2,"set":null}',
    '{"do":"add","reps":true,"set":null}',
    '{"do":"add","reps":1,"set":0}',
    '{"do":"weight","kg":NaN}',
    '{"do":"weight","kg":1e999}',
    '{"do":"weight","kg":-1}',
    '{"do":"weight","kg":"24"}',
    '{"do":"choose","exercise":""}',
    '{"do":"choose","exercise":7}',
    f'{{"do":"plan","name":"{"x" * 200}"}}',
]


def test_anything_else_is_refused_and_the_page_lives_on(
    server: Served, training: PretendTraining
) -> None:
    with page(server) as socket:
        for text in WRONG:
            socket.send(text)
            assert next(messages(socket, "refused"))["why"], text
        socket.send(b"\x00\xff")
        assert next(messages(socket, "refused"))["why"]
        assert training.actions == []
        socket.send('{"do":"undo"}')
        assert training.asked() == [{"do": "undo"}]


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["do", "reps", "set", "kg", "name", "exercise"]), inner
            )
        ),
        max_leaves=6,
    )
    | st.fixed_dictionaries(
        {"do": st.sampled_from(["add", "weight", "choose", "discard", "start"])},
        optional={
            "reps": st.integers(-2, 2),
            "set": st.none() | st.integers(-2, 2),
            "kg": st.floats(),
            "exercise": st.none() | st.text(),
        },
    )
)
def test_whatever_comes_is_an_action_or_a_sentence(message: Any) -> None:
    try:
        action = read_action(json.dumps(message))
    except ValueError as exc:
        said = str(exc)
    else:
        assert action == message
        said = json.dumps(action, allow_nan=False)
    assert said


def test_a_fault_costs_the_page_its_connection_not_the_server(
    server: Served, training: PretendTraining, capsys: pytest.CaptureFixture[str]
) -> None:
    training.show(replace(WAITING, lifter=object()))  # type: ignore[arg-type]
    with page(server) as socket, pytest.raises(ConnectionClosedError):
        next(messages(socket, "view"))
    training.show(WAITING)
    with page(server) as socket:
        assert next(messages(socket, "view"))
    said = capsys.readouterr().err
    assert said.startswith("repbelt: the live page: ")
    assert "Traceback" not in said


def test_a_page_that_does_not_read_misses_no_rep(server: Served, training: PretendTraining) -> None:
    """A phone that sleeps for a while: its socket is full, then it reads everything there is."""
    reps = 60
    narrow = socket.socket()
    narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16384)
    narrow.connect(("127.0.0.1", server.port))
    with page(server, sock=narrow) as slow:
        until_listening(training, slow)
        with page(server) as quick:
            for rep in range(1, reps + 1):
                for part in range(20):
                    times = [20.0 * (20 * rep + part) + 0.1 * tick for tick in range(200)]
                    training.send({"type": "trace", "t_s": times, "deg": [0.123456789] * 200})
                training.say(rep)
                heard = next(messages(quick, "say"))
                assert heard["number"] == rep
        heard_late = messages(slow, "say")
        assert [next(heard_late)["number"] for _ in range(reps)] == list(range(1, reps + 1))
        newest = next(m for m in messages(slow, "view") if m["view"]["reps"] == reps)
        assert newest["view"]["set_number"] == 1


@given(st.lists(st.sampled_from(["say", "trace", "view", "take"]), max_size=60))
def test_what_is_certain_leaves_in_order_and_of_the_rest_the_newest(steps: list[str]) -> None:
    outbox, said, heard, now_s = Outbox(), 0, [], 0.0
    for now_s, step in enumerate(steps):
        match step:
            case "say":
                said += 1
                outbox.put({"type": "say", "number": said})
            case "trace":
                outbox.put({"type": "trace", "t_s": [float(now_s)], "deg": [1.0]})
            case "view":
                outbox.put({"type": "view"})
                assert outbox.until_view_s(now_s) == 0.0
            case "take" if message := outbox.take():
                heard.append(message)
    while message := outbox.take():
        heard.append(message)
    numbers = [message["number"] for message in heard if message["type"] == "say"]
    assert numbers == list(range(1, said + 1))
    traced = [t_s for message in heard if message["type"] == "trace" for t_s in message["t_s"]]
    newest = [float(at) for at, step in enumerate(steps) if step == "trace"]
    assert traced == sorted(traced)
    assert traced[-1:] == newest[-1:]


def test_a_long_wait_keeps_the_last_of_the_trace_only() -> None:
    outbox = Outbox()
    for tick in range(10_000):
        outbox.put({"type": "trace", "t_s": [tick * 0.1], "deg": [0.0]})
    message = outbox.take()
    assert message is not None
    assert message["t_s"][-1] == pytest.approx(999.9)
    assert len(message["t_s"]) == len(message["deg"]) <= 252
    assert outbox.take() is None


def test_a_time_that_begins_anew_leaves_the_old_one_behind() -> None:
    outbox = Outbox()
    for _ in range(100):
        outbox.put({"type": "trace", "t_s": [0.0, 10.0, 20.0], "deg": [0.0, None, 2.0]})
    assert outbox.take() == {"type": "trace", "t_s": [0.0, 10.0, 20.0], "deg": [0.0, None, 2.0]}


def test_a_page_that_never_reads_is_let_go() -> None:
    outbox = Outbox()
    assert not outbox.is_overrun
    for number in range(5000):
        outbox.put({"type": "say", "number": number})
    assert outbox.is_overrun


@given(st.recursive(st.floats() | st.none(), lambda one: st.lists(one) | st.tuples(one)))
def test_what_is_no_number_is_null(value: Any) -> None:
    text = as_text({"deg": value})
    assert "NaN" not in text
    assert "Infinity" not in text
    json.loads(text)
