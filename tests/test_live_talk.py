"""What goes to and fro between a training and its pages: a slow page costs no rep."""

import json
import socket
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosedError

from live_pages import messages, page, until_listening
from pretend_training import WAITING, PretendTraining, Served, going, served
from rephost.live_outbox import LONGEST_BETWEEN_VIEWS_S
from rephost.plans import known


@pytest.fixture
def server(training: PretendTraining) -> Iterator[Served]:
    with served(training, PretendTraining("Grace")) as server:
        yield server


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
        until_listening(socket)
        training.show(going(5))
        seen = next(m for m in messages(socket, "view") if m["view"]["reps"] == 5)
        later = [next(messages(socket, "view"))["unix_s"] for _ in range(2)]
        between = later[1] - later[0]
        assert between >= 0.9 * LONGEST_BETWEEN_VIEWS_S
        assert later[0] > seen["unix_s"]


def test_views_come_at_most_twenty_a_second(server: Served, training: PretendTraining) -> None:
    with page(server) as socket:
        until_listening(socket)
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
        until_listening(slow)
        with page(server) as quick:
            until_listening(quick)
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
