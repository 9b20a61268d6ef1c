"""The whole strap over a radio that is as bad as radios are."""

import hashlib
import hmac
import queue
import struct
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

import repwire.host
from strap_board import HELLO, Board, Radio, make_flash

KEY = bytes(range(16))


@pytest.fixture
def flash(tmp_path: Path) -> Path:
    return make_flash(tmp_path / "flash")


@pytest.fixture
def radio() -> Iterator[Radio]:
    air = Radio()
    yield air
    air.close()


class Host:
    """A host over the radio: keeps samples, acknowledges, asks again for what it lacks."""

    def __init__(self, radio: Radio, rng: np.random.Generator | None = None) -> None:
        self.samples: dict[int, bytes] = {}
        self.frames = 0
        self.first = -1
        self.boot_id = b""
        self._radio = radio
        self._rng = rng
        self._request = 0

    def ask(self, op: int, args: bytes = b"") -> tuple[int, bytes]:
        self._request = self._request % 255 + 1
        return self._radio.ask(bytes((op, self._request)) + args)

    def begin(self) -> None:
        """Connect, say HELLO, start where it left off."""
        self._radio.connect(20)
        self.begin_on_link()

    def begin_on_link(self) -> None:
        status, payload = self.ask(repwire.HELLO, HELLO[2:4] + time.monotonic_ns().to_bytes(8))
        assert status == repwire.OK
        self.boot_id = payload[4:8]
        wanted = repwire.LIVE if self.first < 0 else self.next()
        status, payload = self.ask(repwire.START, struct.pack("<II", wanted, 0xFFFFFF))
        assert status == repwire.OK
        if self.first < 0:
            self.first = repwire.host.read_index(payload, 0)

    def next(self) -> int:
        index = self.first
        while index in self.samples:
            index += 1
        return index

    def acknowledge(self) -> None:
        done = self.next()
        last = max(self.samples, default=done)
        command = struct.pack("<BBII", repwire.ACK, 0, done, done + 0xFFFF)
        for index in [k for k in range(done, last) if k not in self.samples][:15]:
            command += struct.pack("<IH", index, 1)
        self._radio.write(command)

    def listen(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        next_ack = 0.0
        while time.monotonic() < end:
            if time.monotonic() >= next_ack:
                self.acknowledge()
                next_ack = time.monotonic() + 0.25
            try:
                _, _, frame = self._radio.notified.get(timeout=0.05)
            except queue.Empty:
                continue
            if frame[0] != repwire.DATA:
                continue
            assert repwire.host.is_whole(frame)
            self.frames += 1
            if self._rng is None or self._rng.random() > 0.1:
                stride = repwire.host.stride(frame[3])
                for k in range(frame[2]):
                    at = repwire.HEADER_SIZE + k * stride
                    value = frame[at : at + stride]
                    assert (
                        self.samples.setdefault(repwire.host.read_index(frame) + k, value) == value
                    )

    def is_whole(self) -> bool:
        return self.next() > max(self.samples)


def test_lost_frames_and_a_lost_link_lose_nothing(
    flash: Path, radio: Radio, rng: np.random.Generator
) -> None:
    with Board(flash, **radio.environment):
        host = Host(radio, rng)
        host.begin()
        host.listen(3.0)
        radio.is_stalled = True
        time.sleep(0.5)
        radio.is_stalled = False
        host.listen(1.0)
        radio.disconnect()
        time.sleep(4.0)
        host.begin()
        host.listen(3.0)
        # What was thrown away last is asked for without end; nothing new is lost any more.
        host._rng = None
        host.listen(1.0)
    assert host.is_whole()
    assert len(host.samples) > 104 * 12


def test_400_hz_of_six_axes(tmp_path: Path, radio: Radio) -> None:
    with Board(make_flash(tmp_path / "fast", rate_hz=400), **radio.environment):
        host = Host(radio)
        host.begin()
        host.listen(5.0)
    assert host.is_whole()
    assert len(host.samples) > 400 * 4.5


def test_the_least_mtu_carries_acceleration(tmp_path: Path) -> None:
    radio = Radio(mtu=None)
    settings = make_flash(tmp_path / "slow", gyr_range_dps=0)
    with Board(settings, **radio.environment):
        host = Host(radio)
        host.begin()
        host.listen(4.0)
        status, payload = host.ask(repwire.HELLO, HELLO[2:])
        assert (status, struct.unpack_from("<H", payload, 2)[0]) == (repwire.OK, 23)
    radio.close()
    assert host.is_whole()
    assert {len(value) for value in host.samples.values()} == {6}
    assert len(host.samples) > 104 * 3.5


def test_it_is_found_by_its_service_and_name(flash: Path, radio: Radio) -> None:
    with Board(flash, REPBELT_UNIQUE_ID="0a1b2c3daf5e", **radio.environment):
        interval_us, advertised, answered = radio.advertised.get(timeout=10)
        service = bytes.fromhex(repwire.SERVICE_UUID.replace("-", ""))[::-1]
        assert interval_us == 100_000
        assert advertised[3:21] == b"\x11\x07" + service
        assert answered[2:] == b"Strap-AF5E"


def test_a_stranger_who_says_nothing_is_dropped_and_others_may_come(
    flash: Path, radio: Radio
) -> None:
    # After 15 s to the millisecond: see test_ble.py.
    with Board(flash, speed=8, **radio.environment):
        begun = time.monotonic()
        radio.connect()
        radio.disconnected.get(timeout=20)
        assert 8 * (time.monotonic() - begun) > 15.0
        Host(radio).begin()


def test_a_host_that_dies_is_dropped_and_may_go_on(flash: Path, radio: Radio) -> None:
    # After 10 s to the millisecond: see test_session.py.
    with Board(flash, speed=4, **radio.environment):
        host = Host(radio)
        host.begin()
        host.listen(1.0)
        host.acknowledge()
        begun = time.monotonic()
        radio.disconnected.get(timeout=20)
        assert 4 * (time.monotonic() - begun) > 9.0
        host.begin()
        host.listen(1.0)
        assert host.is_whole()


def test_the_radio_finds_the_cable_busy(flash: Path, radio: Radio) -> None:
    with Board(flash, speed=4, **radio.environment) as strap:
        radio.connect()
        begun = time.monotonic()
        assert strap.ask(repwire.HELLO, HELLO[2:])[0] == repwire.OK
        assert radio.ask(HELLO)[0] == repwire.BUSY
        request = 1
        while radio.ask(bytes((1, request)) + HELLO[2:])[0] == repwire.BUSY:
            request += 1
        assert 4 * (time.monotonic() - begun) > 5.0
        assert strap.ask(repwire.START, bytes(8))[0] == repwire.BAD_STATE
        # And the other way round.
        assert strap.ask(repwire.HELLO, HELLO[2:])[0] == repwire.BUSY


def test_a_host_that_agrees_on_a_longer_mtu_gets_longer_frames(flash: Path) -> None:
    radio = Radio(mtu=None)
    radio.asked_mtu = 185
    with Board(flash, **radio.environment):
        host = Host(radio)
        host.begin()
        while True:
            _, payload = host.ask(repwire.HELLO, HELLO[2:4] + time.monotonic_ns().to_bytes(8))
            if struct.unpack_from("<H", payload, 2)[0] == 185:
                break
        host.first = -1
        host.samples.clear()
        host.begin_on_link()
        host.listen(1.0)
        assert host.is_whole()
    radio.close()


def test_only_who_knows_the_key(flash: Path, radio: Radio) -> None:
    def tag(info: bytes, nonce: bytes) -> bytes:
        boot_id, challenge = info[14:18], info[24:32]
        return hmac.new(KEY, nonce + boot_id + challenge, hashlib.sha256).digest()[:6]

    nonce = b"12345678"
    with Board(flash, **radio.environment) as strap:
        assert strap.ask(repwire.HELLO, HELLO[2:])[0] == repwire.OK
        assert strap.ask(repwire.SET_KEY, KEY[1:])[0] == repwire.BAD_ARGUMENT
        assert strap.ask(repwire.SET_KEY, KEY)[0] == repwire.OK
    again = Radio()
    with Board(flash, **again.environment):
        again.connect()
        assert again.ask(HELLO)[0] == repwire.NOT_AUTHORIZED
        assert again.ask(bytes((repwire.IDENTIFY, 1, 1)))[0] == repwire.OK
        status, info = again.ask(bytes((repwire.READ_INFO, 2)))
        assert status == repwire.OK
        stale = tag(info, nonce)
        assert again.ask(b"\1\3" + HELLO[2:4] + nonce + bytes(6))[0] == repwire.NOT_AUTHORIZED
        # Each try is asked something else.
        assert again.ask(b"\1\4" + HELLO[2:4] + nonce + stale)[0] == repwire.NOT_AUTHORIZED
        info = again.read("info")
        assert again.ask(b"\1\5" + HELLO[2:4] + nonce + tag(info, nonce))[0] == repwire.OK


def test_commands_written_all_at_once_do_not_overrun_it(flash: Path, radio: Radio) -> None:
    with Board(flash, **radio.environment):
        host = Host(radio)
        host.begin()
        for k in range(200):
            radio.write(bytes((repwire.MARK, k % 256, 1)))
            radio.write(bytes(120))
        host.listen(2.0)
        assert host.is_whole()
        status, payload = host.ask(repwire.SELFTEST)
        assert status == repwire.OK
        assert payload[-1] > 0  # what was too much is counted
