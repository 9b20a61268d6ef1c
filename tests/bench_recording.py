"""How fast an hour of 100 Hz and six axes is written, read and followed: `make bench`."""

import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import repwire
from rephost.frames import frames_from_counts
from rephost.journal import wrap_all
from rephost.link import Received
from rephost.recording import Reader, Writer
from rephost.session import Session

N = 360_000


class Silent:
    """Stands where the counter stands and does nothing, so that only the way to it is timed."""

    def __init__(self, *_: Any) -> None: ...

    def retime(self, *_: Any) -> None: ...

    def push(self, *_: Any) -> list[Any]:
        return []

    def choose(self, *_: Any) -> list[Any]:
        return []

    def part(self) -> list[Any]:
        return []

    def finish(self) -> list[Any]:
        return []


@pytest.fixture(scope="module")
def frames() -> list[bytes]:
    # Belt-like: a gravity that stays, slow swings, some noise; zeros are as frequent as there.
    rng = np.random.default_rng(1)
    t_s = np.arange(N) / 100.0
    swing = 1500.0 * np.sin(2 * np.pi * 0.4 * t_s)[:, None]
    counts = swing * rng.normal(0.0, 0.5, 6) + rng.normal(0.0, 40.0, (N, 6))
    counts[:, 2] += 4096.0
    return list(
        frames_from_counts(
            counts.astype(np.int16),
            np.arange(N),
            rate_hz=100.0,
            acc_g_per_lsb=8 / 32768,
            gyr_dps_per_lsb=2000 / 32768,
            rng=rng,
        )
    )


@pytest.fixture(scope="module")
def raw(frames: list[bytes]) -> bytes:
    return wrap_all(frames)


def test_read_an_hour(benchmark: Any, raw: bytes) -> None:
    items = benchmark(lambda: sum(map(len, Reader(io.BytesIO(raw)).chunks())))
    assert items > 7000


def test_read_and_follow_an_hour(benchmark: Any, raw: bytes) -> None:
    def follow() -> int:
        session = Session(None, new_counter=Silent)
        for items in Reader(io.BytesIO(raw)).chunks():
            session.push(items)
        session.finish()
        return session.facts.samples

    assert benchmark(follow) == N


def test_wrap_an_hour(benchmark: Any, frames: list[bytes], raw: bytes) -> None:
    assert benchmark(wrap_all, frames) == raw


def test_write_a_frame(benchmark: Any, frames: list[bytes], tmp_path: Path) -> None:
    with Writer(tmp_path / "bench.rep") as writer:
        benchmark(writer.write, frames[1000])


def test_follow_a_frame_from_a_link(benchmark: Any, frames: list[bytes]) -> None:
    session = Session(None, new_counter=Silent)
    data = [Received(0, frame) for frame in frames if frame[0] == repwire.DATA]
    for frame in frames[:5]:
        session.push(Received(0, frame))
    rest = iter(data[1:])
    benchmark.pedantic(
        session.push, setup=lambda: ((next(rest),), {}), rounds=min(10_000, len(data) - 1)
    )
