"""Scripts of questions: said again until answered, and no answer to another question taken."""

import pytest

import repwire
from rephost.errors import LinkError, RefusedError
from rephost.link import Received
from rephost.scripts import ask, configure, measure_time, setting_of
from rephost.talk import REPEAT_NS, Awaited, Request, Script, Talk


def answer(op: int, number: int, status: int = repwire.OK, payload: bytes = b"") -> Received:
    return Received(5, repwire.response(op, number, status, payload))


def test_said_again_until_it_is_answered() -> None:
    talk = Talk()
    talk.begin(ask(repwire.STOP), 0)
    (command,) = talk.due(0)
    assert talk.due(REPEAT_NS - 1) == []
    assert talk.due(REPEAT_NS) == [command]
    talk.hear(answer(repwire.STOP, command[1], payload=b"1234"))
    assert talk.is_idle
    assert talk.result == b"1234"
    assert talk.due(10 * REPEAT_NS) == []


@pytest.mark.parametrize(
    "frame",
    [
        b"\x13",
        repwire.response(repwire.START, 1),
        repwire.response(repwire.STOP, 2),
        bytes((repwire.DATA, repwire.STOP, 1, 0)),
    ],
)
def test_nothing_else_is_its_answer(frame: bytes) -> None:
    talk = Talk()
    talk.begin(ask(repwire.STOP), 0)
    talk.hear(Received(0, frame))
    assert not talk.is_idle


def test_a_strap_that_never_answers_is_told() -> None:
    talk = Talk()
    talk.begin(ask(repwire.STOP), 0)
    for k in range(10):
        assert talk.due(k * REPEAT_NS)
    with pytest.raises(LinkError, match="does not answer"):
        talk.due(10 * REPEAT_NS)
    assert talk.is_idle


def test_refused_in_a_sentence() -> None:
    talk = Talk()
    talk.begin(configure(setting_of(104, 8, 2000)), 0)
    (command,) = talk.due(0)
    with pytest.raises(RefusedError, match="these settings") as refused:
        talk.hear(answer(command[0], command[1], repwire.BAD_ARGUMENT))
    assert refused.value.status == repwire.BAD_ARGUMENT


def test_time_is_that_of_sending() -> None:
    talk = Talk()
    talk.begin(measure_time(1), 0)
    for now_ns in (7, 7 + REPEAT_NS):
        (command,) = talk.due(now_ns)
        assert command[2:] == now_ns.to_bytes(8, "little")
    talk.hear(answer(repwire.TIME, command[1], payload=command[2:] + bytes(range(8))))
    assert talk.result == [(7 + REPEAT_NS, 0x03020100, 0x07060504, 5)]


def test_pieces_are_waited_for_so_long() -> None:
    def script() -> Script[list[object]]:
        yield Request(repwire.READ)
        return [(yield Awaited(10)), (yield Awaited(10))]

    talk = Talk()
    talk.begin(script(), 0)
    (command,) = talk.due(0)
    talk.hear(answer(command[0], command[1]))
    talk.hear(Received(6, b"\x14piece"))
    assert talk.due(15) == []
    assert talk.due(16) == []
    assert talk.result == [b"\x14piece", None]
