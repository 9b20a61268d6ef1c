"""The way of a sample, against what one would put together from libraries."""

import io
from collections.abc import Callable
from functools import partial
from itertools import islice
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from pytest_benchmark.fixture import BenchmarkFixture
from scipy.signal import butter, find_peaks, sosfilt, sosfilt_zi
from vqf import VQF

import repwire
import synth
from ratios import compare
from rephost import frames
from rephost.journal import wrap_all
from rephost.link import Received
from rephost.recording import Reader
from rephost.session import Session
from repsignal import RepCounter
from synth_frames import sent

MOST_PIPELINE = 1 / 3
MOST_PACKET = 1 / 5

PACKET = 20
BLOCK = 4096
PACKETS = 1000
"""How many packets, and how many filter calls, one round does."""

LOW_PASS = butter(4, 5.0, fs=100.0, output="sos")


@pytest.fixture(scope="module")
def one() -> synth.Recording:
    return synth.training_session(np.random.default_rng(1), 60.0)


def peer_stack(one: synth.Recording) -> NDArray[np.intp]:
    """Scale, low-pass six channels, fuse, find peaks: each in the form that is fastest here."""
    lsb = np.repeat([one.acc_g_per_lsb * 9.80665, np.radians(one.gyr_dps_per_lsb or 0.0)], 3)
    smooth = sosfilt(LOW_PASS, np.multiply(one.counts.T, lsb[:, None], order="C"))
    fused = VQF(one.period_s).updateBatch(
        np.ascontiguousarray(smooth[3:].T), np.ascontiguousarray(smooth[:3].T)
    )
    turned = np.ascontiguousarray(fused["quat6D"][:, 1])
    return find_peaks(turned, prominence=0.15, distance=80)[0]


def count(one: synth.Recording) -> list[Any]:
    """Run the counter alone, block by block."""
    counter = RepCounter(one.rate_hz, one.acc_g_per_lsb, one.gyr_dps_per_lsb)
    counter.retime(0, 0.0, one.period_s)
    events = []
    for first in range(0, len(one.counts), BLOCK):
        events += counter.push(one.counts[first : first + BLOCK], first)
    return events + counter.finish()


def follow(raw: bytes) -> list[Any]:
    """Run the whole way, from a recording's bytes to events."""
    session = Session()
    events = [e for items in Reader(io.BytesIO(raw)).chunks() for e in session.push(items)]
    return events + session.finish()


@pytest.mark.parametrize("way", ["counter", "recording"])
def test_full_pipeline(
    way: str, benchmark: BenchmarkFixture, capsys: pytest.CaptureFixture[str], one: synth.Recording
) -> None:
    ours: Callable[[], object] = partial(count, one)
    if way == "recording":
        ours = partial(follow, wrap_all(sent(one)))
    assert ours()
    compare(
        benchmark,
        capsys,
        f"a sample, from {'counts' if way == 'counter' else 'the bytes of a recording'} to events",
        ours,
        partial(peer_stack, one),
        theirs_is="the peer stack",
        most=MOST_PIPELINE,
        rounds=11,
        per=len(one.counts),
    )


def packets(one: synth.Recording) -> tuple[list[Received], list[Received]]:
    """Return how a strap begins, then packets of 20 samples with an anchor each second."""
    opening = [frame for frame in islice(sent(one), 20) if frame[0] != repwire.DATA][:4]
    stream = []
    for first in range(0, len(one.counts) - PACKET, PACKET):
        stream.append(frames.data(1, first, one.counts[first : first + PACKET]))
        last = first + PACKET
        if last % 100 == 0:
            t_us = round(1e6 * (1.0 + (last - 0.5) * one.period_s))
            stream.append(frames.event(repwire.STATUS, last, t_us))
    return [Received(0, frame) for frame in opening], [Received(0, frame) for frame in stream]


def test_a_packet(
    benchmark: BenchmarkFixture, capsys: pytest.CaptureFixture[str], one: synth.Recording
) -> None:
    opening, stream = packets(one)
    session = Session()
    for received in opening:
        session.push(received)
    rest = iter(stream)

    def ours() -> None:
        # A status event comes with every fifth packet, and is part of the cost.
        done = 0
        push = session.push
        for received in rest:
            push(received)
            done += received.data[0] == repwire.DATA
            if done == PACKETS:
                return
        raise AssertionError("the recording is too short")

    block = np.ascontiguousarray(one.counts[:PACKET], np.float64)
    state = np.repeat(sosfilt_zi(LOW_PASS)[:, :, None], 6, axis=2)

    def theirs() -> None:
        zi = state
        for _ in range(PACKETS):
            _, zi = sosfilt(LOW_PASS, block, axis=0, zi=zi)

    compare(
        benchmark,
        capsys,
        "a packet of 20 samples, bytes to events",
        ours,
        theirs,
        theirs_is="sosfilt(…, zi) of 6 channels",
        most=MOST_PACKET,
        rounds=11,
        per=PACKETS,
    )
    assert session.facts.lost_samples == 0
