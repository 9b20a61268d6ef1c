"""The session on the strap: every command by every sort of host; nothing lost, whatever is."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strap_session import STRIDE, Link, Strap, sample

import repwire.host

ROOMS = [20, 34, 185, 244]


def data(frame: bytes) -> tuple[int, list[bytes]]:
    """Return first index and samples of a DATA frame."""
    assert repwire.host.is_whole(frame)
    body = frame[repwire.HEADER_SIZE :]
    return repwire.host.read_index(frame), [
        body[k : k + STRIDE] for k in range(0, len(body), STRIDE)
    ]


def events(frames: list[bytes], kind: int) -> list[tuple[int, int, int, int, int]]:
    found = [
        repwire.host.read_event(frame, k)
        for frame in frames
        if frame[0] == repwire.EVENT
        for k in range(frame[2])
    ]
    return [event for event in found if event[0] == kind]


@pytest.fixture
def strap() -> Strap:
    one = Strap()
    one.begin()
    return one


def test_nothing_flows_before_start(strap: Strap) -> None:
    link = Link()
    strap.make(50)
    assert strap.frames() == []
    assert strap.hello(link) == repwire.OK
    assert strap.frames() == []
    assert strap.start(link, 0) == (repwire.OK, 0)
    assert strap.frames()


def test_hello_says_what_there_is(strap: Strap) -> None:
    strap.make(300)
    status, payload = strap.ask(Link(100), repwire.HELLO, b"\1\0" + bytes(8))
    assert status == repwire.OK
    assert struct.unpack(repwire.HELLO_PAYLOAD, payload) == (1, 1, 103, 0x12345678, 300, 100)


def test_without_hello_nothing_is_done_but_three_things(strap: Strap) -> None:
    for op in range(1, 20):
        status, _ = strap.ask(Link(), op, bytes(10)) if op != repwire.ACK else (2, b"")
        expected = {
            repwire.HELLO: repwire.BAD_ARGUMENT,
            repwire.ACK: 2,
            repwire.IDENTIFY: repwire.OK,
            repwire.READ_INFO: repwire.OK,
        }.get(op, repwire.BAD_STATE)
        assert status == expected, op


def test_a_wrong_key_opens_nothing(strap: Strap) -> None:
    strap.deeds.is_claimed = True
    link = Link()
    assert strap.hello(link) == repwire.NOT_AUTHORIZED
    assert strap.hello(link, b"guess!") == repwire.NOT_AUTHORIZED
    assert strap.start(link, 0)[0] == repwire.BAD_STATE
    assert strap.ask(link, repwire.IDENTIFY, b"\1")[0] == repwire.OK
    assert strap.hello(link, b"secret") == repwire.OK


def test_a_second_host_is_told_busy_until_the_first_is_silent(strap: Strap) -> None:
    first, second = Link(), Link()
    strap.hello(first)
    strap.start(first, 0)
    strap.now_ms += 4999
    assert strap.hello(second) == repwire.BUSY
    strap.ack(first, 0)
    strap.now_ms += 4999
    assert strap.hello(second) == repwire.BUSY
    strap.now_ms += 2
    assert strap.hello(second) == repwire.OK
    assert strap.start(first, 0)[0] == repwire.BAD_STATE


def test_who_stops_is_told_what_was_made_and_may_fetch_the_rest(strap: Strap) -> None:
    link = Link()
    strap.hello(link)
    strap.start(link, 0, 30)
    assert strap.deeds.starts == 1
    strap.make(50 - strap.ring.head)
    strap.frames()
    status, payload = strap.ask(link, repwire.STOP)
    assert (status, *struct.unpack("<II", payload)) == (repwire.OK, 30, 50)
    assert strap.session.acked == -1
    strap.start(link, 30, 50)
    strap.make(20)
    last, samples = data(strap.frames()[-1])
    assert last + len(samples) == 50
    # It does not say anew that it counts from now on.
    assert strap.deeds.starts == 1


def test_a_silent_host_is_done_with_after_10_s(strap: Strap) -> None:
    link = Link()
    strap.hello(link)
    strap.start(link, 0)
    strap.now_ms += 9999
    assert not strap.session.is_silent(strap.now_ms)
    strap.now_ms += 1
    assert strap.session.is_silent(strap.now_ms)
    strap.make(50)
    assert strap.frames() == []


def test_a_command_heard_twice_is_done_once(strap: Strap) -> None:
    link = Link()
    strap.hello(link)
    command = struct.pack("<BBII", repwire.START, 9, repwire.LIVE, 0xFFFF)
    (first,) = strap.hear(link, command)
    strap.make(30)
    assert strap.hear(link, command) == [first]
    assert strap.deeds.starts == 1
    strap.now_ms += 6000
    assert strap.hear(link, command) != [first]


def test_start_from_the_future_and_without_a_sensor() -> None:
    strap = Strap()
    link = Link()
    strap.hello(link)
    assert strap.start(link, 0)[0] == repwire.NO_SENSOR
    strap.deeds.is_there = True
    assert strap.start(link, repwire.LIVE) == (repwire.OK, 0)
    assert strap.frames() == []
    strap.begin()
    strap.make(5)
    assert len(data(strap.frames()[-1])[1]) == 5
    assert strap.start(link, 6)[0] == repwire.BAD_ARGUMENT
    assert strap.start(link, 5) == (repwire.OK, 5)


def test_what_is_gone_is_said(strap: Strap) -> None:
    link = Link()
    strap.make(500)
    strap.hello(link)
    assert strap.start(link, 10) == (repwire.GONE, 300)
    assert data(next(f for f in strap.frames() if f[0] == repwire.DATA))[0] == 300


def test_falling_behind_is_said(strap: Strap) -> None:
    link = Link()
    strap.hello(link)
    strap.start(link, 0, limit=50)
    strap.make(60)
    assert sum(len(data(f)[1]) for f in strap.frames() if f[0] == repwire.DATA) == 50
    strap.make(400)
    assert strap.frames() == []  # the host lets no more come
    strap.ack(link, 50)
    frames = strap.frames()
    assert [index for _, _, _, index, _ in events(frames, repwire.RING_OVERRUN)] == [260]
    assert data(next(f for f in frames if f[0] == repwire.DATA))[0] == 260


def test_each_start_says_the_epochs_again(strap: Strap) -> None:
    link = Link()
    strap.make(150)
    strap.begin()
    strap.make(20)
    for k in range(40):
        strap.events.add(repwire.BUTTON, k, 0, 170, 0, 0)
    strap.hello(link)
    strap.start(link, 160)
    assert [e[1] for e in events(strap.frames(), repwire.EPOCH)] == [2]
    strap.start(link, 0)
    frames = strap.frames()
    assert [e[1] for e in events(frames, repwire.EPOCH)] == [1, 2]
    assert [e[1] for e in events(frames, repwire.BUTTON)] == list(range(8, 40))


def test_time_is_stamped_at_both_ends(strap: Strap) -> None:
    link = Link()
    strap.hello(link)
    strap.make(1)
    heard_us = strap.now_ms * 1000
    strap.session.hear(link, b"\x07\x05host_ns!", strap.now_ms, heard_us - 700)
    ((_, answer),) = strap.session.answers
    stamped = strap.session.stamped(answer, heard_us + 300)
    assert stamped[:12] == b"\x13\x07\x05\x00host_ns!"
    assert struct.unpack("<II", stamped[12:]) == (heard_us - 700, heard_us + 300)


def test_a_frame_waits_to_be_full_but_not_for_long(strap: Strap) -> None:
    link = Link()
    strap.hello(link)
    strap.start(link, 0)
    strap.frames()
    strap.make(5)
    assert strap.frame() == b""
    strap.now_ms += 49
    assert strap.frame() == b""
    strap.now_ms += 1
    assert len(data(strap.frame())[1]) == 5
    strap.make(19)
    assert len(data(strap.frame())[1]) == 19


@given(st.binary(max_size=140))
def test_any_bytes_are_no_harm(command: bytes) -> None:
    strap = Strap()
    strap.begin()
    strap.make(30)
    link = Link()
    strap.hello(link)
    strap.hear(link, command)
    strap.frames()
    assert strap.hello(link) == repwire.OK
    assert strap.start(link, 0) == (repwire.OK, 0)


# What happens on a bad day: samples are made, frames are lost, the host acknowledges and asks
# again, the link goes and comes back.
HAPPENING = st.lists(
    st.one_of(
        st.tuples(st.just("make"), st.integers(1, 60)),
        st.tuples(st.just("begin"), st.just(0)),
        st.tuples(st.just("send"), st.lists(st.booleans(), min_size=1, max_size=8)),
        st.tuples(st.just("ack"), st.integers(0, 80)),
        st.tuples(st.just("again"), st.just(0)),
        st.tuples(st.just("reconnect"), st.just(0)),
    ),
    max_size=60,
)


class Host:
    """What a host keeps: samples by index, and below what index they are gone."""

    def __init__(self) -> None:
        self.samples: dict[int, bytes] = {}
        self.gone = 0

    def take(self, frame: bytes) -> None:
        if frame[0] == repwire.DATA:
            first, samples = data(frame)
            self.samples.update(enumerate(samples, first))
        for _, _, _, index, _ in events([frame], repwire.RING_OVERRUN):
            self.gone = max(self.gone, index)

    def next(self) -> int:
        """Return the first index that is neither here nor gone."""
        index = self.gone
        while index in self.samples:
            index += 1
        return index

    def missing(self) -> tuple[tuple[int, int], ...]:
        """Return up to eight holes."""
        last = max(self.samples, default=-1)
        holes: list[list[int]] = []
        for index in range(self.next(), last):
            if index not in self.samples:
                if holes and holes[-1][0] + holes[-1][1] == index:
                    holes[-1][1] += 1
                else:
                    holes.append([index, 1])
        return tuple((first, n) for first, n in holes[:8])


@given(st.sampled_from(ROOMS), HAPPENING)
def test_every_sample_comes_or_is_said_to_be_gone(
    room: int, happening: list[tuple[str, object]]
) -> None:
    strap = Strap()
    strap.begin()
    host = Host()
    link = Link(room)
    strap.hello(link)
    strap.start(link, 0)

    def come_back() -> None:
        nonlocal link
        strap.session.lost(link)
        link = Link(room)
        assert strap.hello(link) == repwire.OK
        status, first = strap.start(link, min(host.next(), strap.ring.head))
        if status == repwire.GONE:
            host.gone = max(host.gone, first)

    for what, how in happening:
        strap.now_ms += 60
        if what == "make":
            assert isinstance(how, int)
            strap.make(how)
        elif what == "begin":
            strap.begin()
        elif what == "send":
            assert isinstance(how, list)
            for is_lost in how:
                frame = strap.frame(room)
                assert len(frame) <= room
                if frame and (frame[0] == repwire.EVENT or not is_lost):
                    host.take(frame)
        elif what == "ack":
            assert isinstance(how, int)
            strap.ack(link, host.next(), host.next() + how, host.missing())
        elif what == "again":
            strap.ack(link, host.next(), missing=host.missing())
        else:
            come_back()
    come_back()
    for frame in strap.frames(room):
        host.take(frame)
    for index in range(strap.ring.head):
        assert index < host.gone or host.samples[index] == sample(index)
    assert host.gone <= strap.ring.tail
