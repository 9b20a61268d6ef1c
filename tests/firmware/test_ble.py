"""The radio's module against a radio that is called, event by event and on a clock of its own."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import repwire
from strap.ble import Ble
from strap.sender import BUSY, LOST, SENT

CONNECTED, DISCONNECTED, WRITTEN, MTU_EXCHANGED = 1, 2, 3, 21
CONTROL = 5
STEP_MS = 10


class Radio:
    """The calls of `bluetooth.BLE`; `fault` is raised by what a full or dead radio refuses."""

    def __init__(self) -> None:
        self.advertised: list[tuple[int, int]] = []  # (time, interval in µs)
        self.dropped: list[int] = []
        self.mtu_asked: list[int] = []
        self.fault: OSError | None = None
        self.now_ms = 0
        self.value = b""

    def active(self, is_on: bool) -> None:
        pass

    def config(self, **settings: object) -> None:
        pass

    def irq(self, handler: Any) -> None:
        self.handler = handler

    def gatts_register_services(self, services: Any) -> Any:
        return (3, CONTROL, 8), (12,), (15, 17, 19, 21, 23)

    def gatts_set_buffer(self, handle: int, size: int) -> None:
        pass

    def gatts_write(self, handle: int, value: bytes) -> None:
        pass

    def gatts_read(self, handle: int) -> bytes:
        if self.fault:
            raise self.fault
        return self.value

    def gatts_notify(self, connection: int, handle: int, value: bytes = b"") -> None:
        if self.fault:
            raise self.fault

    def gap_advertise(self, interval_us: int, **data: bytes) -> None:
        if self.fault:
            raise self.fault
        self.advertised.append((self.now_ms, interval_us))

    def gap_disconnect(self, connection: int) -> None:
        self.dropped.append(self.now_ms)

    def gattc_exchange_mtu(self, connection: int) -> None:
        self.mtu_asked.append(self.now_ms)


class Session:
    """What the radio's module knows of a session."""

    owner: object = None

    def __init__(self) -> None:
        self.heard: list[bytes] = []

    def hear(self, link: object, command: bytes, now_ms: int, ticks_us: int) -> None:
        self.heard.append(command)

    def lost(self, link: object) -> None:
        self.owner = None


class Air:
    """A radio, its module and a session on one clock."""

    def __init__(self) -> None:
        self.radio = Radio()
        self.session = Session()
        frame = bytearray(repwire.MAX_NOTIFY_SIZE + repwire.CRC_SIZE)
        self.ble = Ble(self.radio, lambda value: b"\0" * 16, "Strap-TEST", frame, lambda: 0)
        self.ble.start(("repbelt",) * 5)
        self.frame = frame

    def happen(self, event: int, *data: object) -> None:
        self.radio.handler(event, data)

    def connect(self) -> None:
        self.happen(CONNECTED, 0, 0, b"")
        self.run_to(self.radio.now_ms + STEP_MS)

    def run_to(self, ms: int) -> None:
        while self.radio.now_ms < ms:
            self.radio.now_ms += STEP_MS
            self.ble.step(self.radio.now_ms, self.session, lambda: None)


@pytest.fixture
def air() -> Air:
    return Air()


def test_a_stranger_is_dropped_after_15_s(air: Air) -> None:
    air.connect()
    connected_ms = air.radio.now_ms
    air.run_to(connected_ms + 14_990)
    assert air.radio.dropped == []
    air.run_to(connected_ms + 15_000)
    assert air.radio.dropped == [connected_ms + 15_000]


def test_a_host_that_began_is_not(air: Air) -> None:
    air.connect()
    air.session.owner = air.ble
    air.run_to(60_000)
    assert air.radio.dropped == []


def test_a_link_that_ends_without_a_word_is_given_up_after_2_s(air: Air) -> None:
    air.connect()
    air.ble.drop()
    begun_ms = air.radio.now_ms
    advertised = len(air.radio.advertised)
    air.run_to(begun_ms + 1_990)
    assert air.ble.is_connected
    air.run_to(begun_ms + 3_000)
    assert not air.ble.is_connected
    assert len(air.radio.advertised) > advertised


def test_the_strap_asks_for_a_longer_mtu_where_the_host_does_not(air: Air) -> None:
    air.connect()
    connected_ms = air.radio.now_ms
    air.run_to(connected_ms + 5_000)
    assert air.radio.mtu_asked == [connected_ms + 300]
    assert air.ble.room == 20
    air.happen(MTU_EXCHANGED, 0, 517)
    assert air.ble.room == repwire.MAX_NOTIFY_SIZE
    air.happen(DISCONNECTED, 0, 0, b"")
    air.connect()
    air.happen(MTU_EXCHANGED, 0, 247)
    air.run_to(air.radio.now_ms + 5_000)
    assert len(air.radio.mtu_asked) == 1


def test_it_advertises_fast_for_a_minute_then_slowly_and_for_ever(air: Air) -> None:
    air.run_to(3_600_000)
    assert [interval_us for at_ms, interval_us in air.radio.advertised if at_ms < 60_000] == [
        100_000
    ]
    slow = [at_ms for at_ms, interval_us in air.radio.advertised if interval_us == 1_000_000]
    assert len(slow) >= 58
    air.connect()
    n = len(air.radio.advertised)
    air.run_to(air.radio.now_ms + 1_000)
    assert len(air.radio.advertised) == n
    air.happen(DISCONNECTED, 0, 0, b"")
    air.run_to(air.radio.now_ms + STEP_MS)
    assert air.radio.advertised[-1][1] == 100_000


def test_a_radio_that_refuses_to_advertise_is_asked_again_each_second(air: Air) -> None:
    air.radio.fault = OSError(12, "")
    air.run_to(10_000)
    air.radio.fault = None
    air.run_to(11_010)
    assert len(air.radio.advertised) == 1


@pytest.mark.parametrize(
    ("number", "sent"),
    [(0, SENT), (12, BUSY), (11, BUSY), (16, BUSY), (107, LOST), (-128, LOST), (19, LOST)],
)
def test_a_full_queue_is_waited_for_and_a_dead_link_is_none(
    air: Air, number: int, sent: int
) -> None:
    assert air.ble.send(air.frame, 20) == LOST
    air.connect()
    air.radio.fault = OSError(number, "") if number else None
    assert air.ble.send(air.frame, 20) == sent
    assert air.ble.send(b"\x13\1\0\0", 4) == sent


@given(
    st.lists(
        st.tuples(
            st.integers(0, 30),
            st.lists(st.none() | st.integers(-1, 25) | st.binary(max_size=4), max_size=3),
            st.booleans(),
        ),
        max_size=60,
    )
)
def test_no_event_is_too_much_for_the_handler(
    events: list[tuple[int, list[Any], bool]],
) -> None:
    air = Air()
    for event, data, is_faulty in events:
        air.radio.fault = OSError(5, "") if is_faulty else None
        air.happen(event, *data)
    air.radio.fault = None
    air.happen(DISCONNECTED, air.ble._connection, 0, b"")
    air.run_to(air.radio.now_ms + STEP_MS)
    air.connect()
    air.radio.value = b"\1\1"
    air.happen(WRITTEN, 0, CONTROL)
    air.run_to(air.radio.now_ms + STEP_MS)
    assert air.session.heard[-1:] == [b"\1\1"]
