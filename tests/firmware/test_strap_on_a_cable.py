"""The whole strap on its interpreter, over a cable: unchanged firmware, simulated sensor."""

import random
import struct
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import repwire.host
from strap_board import HELLO, Board, make_flash

WRAP = 1 << 30

Boards = Callable[..., Board]


@pytest.fixture
def board(tmp_path: Path) -> Boards:
    """Make boards of fresh flash, or of the flash of the board before."""
    running: list[Board] = []

    def make(
        environment: dict[str, str] | None = None, speed: int = 1, **settings: object
    ) -> Board:
        flash = tmp_path / "flash"
        if not flash.exists():
            make_flash(flash, **settings)
        running.append(Board(flash, speed=speed, **(environment or {})))
        return running[-1]

    yield make  # type: ignore[misc]
    for one in running:
        one.kill()
        print(one.errors)


def start(board: Board, first: int = repwire.LIVE, limit: int = 0xFFFFFF) -> int:
    """Say HELLO and START; returns the first index."""
    status, _ = board.ask(repwire.HELLO, HELLO[2:])
    assert status == repwire.OK
    status, payload = board.ask(repwire.START, struct.pack("<II", first, limit))
    assert status == repwire.OK
    return int(struct.unpack("<I", payload)[0])


def collect(board: Board, seconds: float, ack: bool = True) -> list[tuple[float, bytes]]:
    """Return what comes up in this time; a host that acknowledges."""
    frames = []
    end = time.monotonic() + seconds
    next_ack = 0.0
    done = 0
    while (now := time.monotonic()) < end:
        if ack and now >= next_ack:
            board.send(struct.pack("<BBII", repwire.ACK, 0, done, done + 0xFFFF))
            next_ack = now + 0.25
        while not board.frames.empty():
            at, frame = board.frames.get()
            frames.append((at, frame))
            if frame[0] == repwire.DATA:
                done = repwire.host.read_index(frame) + frame[2]
        time.sleep(0.005)
    return frames


def samples(frames: list[tuple[float, bytes]]) -> dict[int, bytes]:
    found = {}
    for _, frame in frames:
        if frame[0] == repwire.DATA:
            stride = repwire.host.stride(frame[3])
            for k in range(frame[2]):
                found[repwire.host.read_index(frame) + k] = frame[
                    8 + k * stride : 8 + (k + 1) * stride
                ]
    return found


def live_on(board: Board, flash: Path, seconds: int) -> None:
    """Let the strap live through this time as fast as it can.

    It does so by a clock that only its waiting moves: how busy this machine is does not matter.
    """
    hurry = flash / "hurry"
    hurry.write_text(str(seconds))
    while hurry.exists():
        time.sleep(0.01)
        assert board.process.poll() is None


def anchors(frame: bytes) -> list[tuple[int, int]]:
    """Return index and time in µs of each STATUS in a frame."""
    if frame[0] != repwire.EVENT:
        return []
    events = [repwire.host.read_event(frame, k) for k in range(frame[2])]
    return [(event[3], event[4]) for event in events if event[0] == repwire.STATUS]


def test_samples_come_in_order_and_on_time(board: Boards, tmp_path: Path) -> None:
    strap = board({"REPBELT_TICKS_US": str(WRAP - 3_000_000)})
    first = start(strap)
    live_on(strap, tmp_path / "flash", 8)
    strap.kill()
    frames = list(strap.frames.queue)
    got = samples(frames)
    assert sorted(got) == list(range(first, first + len(got)))
    sent = [frame for _, frame in frames if frame[0] == repwire.DATA]
    assert all(repwire.host.is_whole(frame) for frame in sent)
    # By the strap's own clock: each second it tells the time of its newest sample.
    told, came, late, newest, n_frames = [], [], [], first, 0
    for _, frame in frames:
        if frame[0] == repwire.DATA:
            newest = repwire.host.read_index(frame) + frame[2]
            n_frames += 1
        for index, t_us in anchors(frame):
            told.append((index, t_us))
            came.append(n_frames)
            late.append((index - newest) / 104)
    # The ticks have wrapped; what is said of time has not.
    assert len(told) >= 8
    assert told[-1][1] - told[-8][1] == pytest.approx(7e6, abs=0.1e6)
    assert told[-8][1] > 0
    rate_hz = (told[-1][0] - told[-8][0]) / (told[-1][1] - told[-8][1]) * 1e6
    assert rate_hz == pytest.approx(104, rel=0.02)
    # The last seven of them are those that were lived through so.
    assert came[-1] - came[-8] == pytest.approx(70, abs=7)
    assert max(late[-7:]) < 0.1


def test_the_clocks_agree(board: Boards) -> None:
    strap = board()
    start(strap)
    best_us = []
    for _ in range(8):
        sent_ns = time.monotonic_ns()
        status, payload = strap.ask(repwire.TIME, struct.pack("<Q", sent_ns))
        back_ns = time.monotonic_ns()
        assert status == repwire.OK
        t1_ns, t2_us, t3_us = struct.unpack("<QII", payload)
        assert t1_ns == sent_ns
        best_us.append((back_ns - sent_ns) / 1e3 - (t3_us - t2_us))
    assert 0 <= min(best_us) < 5000


def test_the_settings_change_and_come_back(board: Boards) -> None:
    strap = board()
    start(strap)
    strap.wait_for(lambda frame: frame[0] == repwire.DATA)
    before = strap.ask(repwire.GET_CONFIG)
    assert struct.unpack(repwire.CONFIG_PAYLOAD, before[1])[1:3] == (1, 12)
    status, payload = strap.ask(repwire.SET_CONFIG, struct.pack("<HBHB", 200, 0, 0, 0))
    assert status == repwire.OK
    epoch, flags, stride, _, odr_mhz, _, gyr = struct.unpack(repwire.CONFIG_PAYLOAD, payload)
    assert (epoch, flags, stride, odr_mhz, gyr) == (2, 0, 6, 200_000, 0)
    frames = collect(strap, 1.5)
    kinds = {(frame[1], frame[3] & repwire.ACCEL_ONLY) for _, frame in frames if frame[0] == 0x11}
    assert kinds >= {(2, repwire.ACCEL_ONLY)}
    got = samples(frames)
    assert sorted(got) == list(range(min(got), min(got) + len(got)))
    assert strap.ask(repwire.SET_CONFIG, b"\1")[0] == repwire.BAD_ARGUMENT


@pytest.mark.parametrize(
    "nonsense",
    [(11, 0, 0, 1), (1001, 0, 0, 1), (0, 1, 0, 1), (0, 33, 0, 1), (0, 0, 2001, 1)],
)
def test_settings_that_make_no_sense_change_nothing(
    board: Boards, nonsense: tuple[int, int, int, int]
) -> None:
    strap = board()
    start(strap)
    strap.wait_for(lambda frame: frame[0] == repwire.DATA)
    before = strap.ask(repwire.GET_CONFIG)
    refused = strap.ask(repwire.SET_CONFIG, struct.pack("<HBHB", *nonsense))
    assert refused == (repwire.BAD_ARGUMENT, b"")
    assert strap.ask(repwire.GET_CONFIG) == before
    got = samples(collect(strap, 0.5))
    assert sorted(got) == list(range(min(got), min(got) + len(got)))


def test_noise_on_the_cable_does_no_harm(board: Boards, seed: int) -> None:
    noise = random.Random(seed)
    strap = board()
    for _ in range(30):
        raw = bytes(noise.choices(range(256), k=noise.randrange(1, 200)))
        strap.write(raw.replace(b"\x03", b""))
        line = bytearray(repwire.host.command_line(HELLO))
        line[noise.randrange(1, len(line) - 1)] ^= 1 << noise.randrange(4)
        strap.write(bytes(line) + b"\n")
    strap.write(b"#" + b"0" * 1000 + b"\r\n")
    first = start(strap)
    assert sorted(samples(collect(strap, 0.5)))[0] == first
    for op in range(20, 256, 7):
        assert strap.ask(op)[0] == repwire.BAD_OP


def test_a_host_that_falls_silent_is_done_with(board: Boards) -> None:
    # After 10 s to the millisecond: see test_session.py.
    strap = board(speed=8)
    start(strap)
    frames = collect(strap, 0.5, ack=False)
    while got := collect(strap, 0.5, ack=False):
        frames += got
    last = max(at for at, frame in frames if frame[0] == repwire.DATA)
    assert 8 * (last - frames[0][0]) > 9.5
    made_s = len(samples(frames)) / 104
    assert made_s == pytest.approx(10, abs=1.8)


def test_nothing_is_said_without_being_asked(board: Boards) -> None:
    strap = board()
    assert collect(strap, 1.5, ack=False) == []
    assert strap.other == b""


def test_out_of_reach_it_records_and_lets_the_rest_be_pulled(board: Boards, tmp_path: Path) -> None:
    strap = board(rate_hz=400)
    first = start(strap)
    kept = samples(collect(strap, 1.0))
    # The host is away: half the ring is full after 2.6 s, the whole after 5 s.
    live_on(strap, tmp_path / "flash", 9)
    while not strap.frames.empty():
        kept.update(samples([strap.frames.get()]))
    done = max(kept) + 1
    assert strap.ask(repwire.HELLO, HELLO[2:])[0] == repwire.OK
    status, _ = strap.ask(repwire.START, struct.pack("<II", done, done + 0xFFFFFF))
    assert status in (repwire.OK, repwire.GONE)
    end = time.monotonic() + 20
    number = 0
    while time.monotonic() < end:
        kept.update(samples(collect(strap, 0.5)))
        files = []
        cursor = 0
        while True:
            _, listed = strap.ask(repwire.LIST, struct.pack("<H", cursor))
            files += list(struct.iter_unpack("<HIII", listed[:-2]))
            (cursor,) = struct.unpack("<H", listed[-2:])
            if not cursor:
                break
        _, hello = strap.ask(repwire.HELLO, HELLO[2:3] + b"\0" + time.monotonic_ns().to_bytes(8))
        if not hello[1] & repwire.STATE_RECORDING:
            break
        assert strap.ask(repwire.START, struct.pack("<II", max(kept) + 1, 0xFFFFFFF))[0] == 0
    for number, size, _, _ in files:
        assert strap.ask(repwire.DELETE, struct.pack("<H", number))[0] == repwire.BAD_STATE
        assert strap.ask(repwire.READ, struct.pack("<HII", number, 0, size))[0] == repwire.OK
        pulled = bytearray()
        while len(pulled) < size:
            piece = strap.wait_for(lambda frame: frame[0] == repwire.CHUNK)
            assert struct.unpack_from("<HI", piece, 1) == (number, len(pulled))
            pulled += piece[7:]
        for stretch in bytes(pulled).split(b"\0"):
            frame = bytearray(len(stretch) + 1)
            n = repwire.host.unwrap(stretch, len(stretch), frame)
            if n > 0:
                for index, value in samples([(0.0, bytes(frame[:n]))]).items():
                    assert kept.setdefault(index, value) == value
        assert strap.ask(repwire.DELETE, struct.pack("<H", number))[0] == repwire.OK
    assert sorted(kept) == list(range(first, max(kept) + 1))


def test_a_recording_survives_the_power(board: Boards, tmp_path: Path) -> None:
    strap = board(rate_hz=400)
    first = start(strap)
    strap.wait_for(lambda frame: frame[0] == repwire.DATA)
    status, payload = strap.ask(repwire.RECORD, b"\1")
    assert status == repwire.OK
    collect(strap, 3.0)
    strap.kill()
    ((path),) = (tmp_path / "flash" / "rec").iterdir()
    recorded = path.read_bytes()
    assert path.name.startswith(f"{struct.unpack('<H', payload)[0]:04x}-")
    frames = []
    for stretch in recorded.split(b"\0")[:-1]:
        frame = bytearray(len(stretch) + 1)
        n = repwire.host.unwrap(stretch, len(stretch), frame)
        assert n > 0
        frames.append(bytes(frame[:n]))
    assert [frame[:2] for frame in frames[:2]] == [b"\x13\x01", b"\x13\x02"]
    assert repwire.host.read_event(frames[2])[0] == repwire.EPOCH
    got = sorted(samples([(0.0, frame) for frame in frames]))
    assert got == list(range(got[0], got[0] + len(got)))
    assert got[0] >= first
    assert len(got) > 400 * 3 - 500
    again = board()
    start(again)
    assert again.ask(repwire.LIST, b"\0\0")[1][:2] == payload
