"""Frames to items: one by one and in bulk alike, and nothing from frames that lie."""

import struct
from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

import repwire.host
from rephost import decode_all as module
from rephost import frames as make
from rephost.decode import (
    Configured,
    Hello,
    HostFrame,
    Item,
    Response,
    Samples,
    StrapEvent,
    decode,
)
from rephost.decode_all import decode_all
from rephost.journal import Unwrapper, wrap_all


@st.composite
def data_frames(draw: st.DrawFn) -> bytes:
    axes = draw(st.sampled_from([3, 6]))
    values = st.sampled_from([0, 1, -1, 4096, 32767, -32768])
    n = draw(st.integers(1, 4))
    counts = draw(st.lists(values, min_size=n * axes, max_size=n * axes))
    first = draw(st.one_of(st.integers(0, 12), st.integers(2**30 - 6, 2**30 + 6)))
    flags = draw(st.integers(0, 7)) | (repwire.ACCEL_ONLY if axes == 3 else 0)
    epoch = draw(st.integers(1, 2))
    header = struct.pack("<4BI", repwire.DATA, epoch, n, flags, first)
    return header + struct.pack(f"<{n * axes}h", *counts)


FRAMES = st.lists(
    st.one_of(
        data_frames(),
        data_frames().map(lambda f: f[:-1]),
        data_frames().map(lambda f: f + b"\0\0"),
        st.builds(make.event, st.integers(0, 12), st.integers(0, 100), st.integers(0, 2**32 - 1)),
        st.builds(make.hello, st.integers(0, 2**32 - 1)),
        st.builds(
            repwire.host.host_frame, st.integers(0, 9), st.integers(0, 2**64 - 1), st.binary()
        ),
        st.builds(repwire.response, *[st.integers(0, 255)] * 3, st.binary(max_size=24)),
        st.binary(min_size=4, max_size=30),
        st.binary(min_size=3, max_size=20).map(lambda b: b"\x11" + b),
    ),
    max_size=12,
)


def joined(items: list[Item]) -> list[object]:
    """Return items in a form that compares, neighbouring samples put together."""
    out: list[list[object]] = []
    for item in items:
        if not isinstance(item, Samples):
            out.append([item])
            continue
        last = out[-1] if out else [None]
        epoch, first, counts, clipped = item
        if last[0] == (epoch, counts.shape[1], first - len(last[2:])):
            last[1] += clipped
        else:
            last = [None, clipped]
            out.append(last)
        last += counts.tolist()
        last[0] = (epoch, counts.shape[1], first + len(counts) - len(last[2:]))
    return out


@given(FRAMES)
def test_bulk_is_one_by_one(frames: list[bytes]) -> None:
    bulk, damaged, unknown = decode_all(Unwrapper().feed(wrap_all(frames)))
    single = [decode(frame) for frame in frames]
    assert joined(bulk) == joined([item for some in single for item in some])
    silent = [frame[0] for frame, some in zip(frames, single, strict=True) if not some]
    known = [kind in (0x11, 0x12, 0x13, 0x1F) for kind in silent]
    assert (damaged, unknown) == (known.count(True), known.count(False))
    for a, b in pairwise(bulk):
        if isinstance(a, Samples) and isinstance(b, Samples) and a.epoch == b.epoch:
            together = a.first_index + len(a.counts) == b.first_index
            assert not together or a.counts.shape[1] != b.counts.shape[1]


@given(st.binary(max_size=300))
def test_anything(frame: bytes) -> None:
    for item in decode(frame):
        assert isinstance(item, Hello | Configured | Samples | StrapEvent | HostFrame | Response)


def test_what_each_says() -> None:
    assert decode(make.hello(0xDEADBEEF, 77)) == [Hello(0xDEADBEEF, 77)]
    assert decode(make.configuration(3, 104.0, 8 / 32768, 0.07)) == [
        Configured(3, 104.0, 0.000244141, 0.07, 12)
    ]
    assert decode(make.configuration(3, 25.5, 8 / 32768, None)) == [
        Configured(3, 25.5, 0.000244141, None, 6)
    ]
    assert decode(make.event(repwire.STATUS, 5200, 50_000_000, a=87, b=3912, seq=7)) == [
        StrapEvent(repwire.STATUS, 87, 3912, 5200, 50_000_000, 1, 7)
    ]
    assert decode(make.exercise_chosen("rdl", 5)) == [
        HostFrame(repwire.host.HOST_EXERCISE, 5, b"rdl")
    ]
    assert decode(make.started(9)) == [Response(repwire.START, 0, 0, b"\t\0\0\0")]
    assert decode(repwire.response(repwire.HELLO, 0x2A)) == [Response(1, 0x2A, 0, b"")]
    counts = np.array([[1, 2, 32767, 4, 5, 6], [1, 2, 3, 4, 5, 6]], np.int16)
    (samples,) = decode(make.data(1, 2**30 - 2, counts))
    assert samples[:2] == (1, 2**30 - 2)
    assert np.array_equal(samples.counts, counts)
    assert samples.clipped == 1


def test_events_that_came_together() -> None:
    one, two = make.event(repwire.STATUS, 1, 2, seq=5), make.event(repwire.BUTTON, 3, 4)
    frame = one[:2] + b"\2" + one[3:] + two[8:]
    assert [(e.kind, e.seq) for e in decode(frame)] == [(1, 5), (3, 6)]
    assert decode(frame[:-1]) == []


def test_a_strap_that_clips_below_16_bits_is_believed() -> None:
    frame = bytearray(make.data(1, 0, np.full((3, 6), 28571, np.int16)))
    frame[3] |= repwire.CLIP
    (samples,) = decode(bytes(frame))
    assert samples.clipped == 1


def test_a_configuration_without_sense_says_nothing() -> None:
    for rate_hz in (0.0, 9.0, 1001.0, 4e6):
        assert decode(make.configuration(1, rate_hz, 1.0, None)) == []
    assert decode(make.configuration(1, 100.0, 0.0, None)) == []
    assert decode(make.configuration(1, 100.0, 1.0, 0.0)) == []


@given(FRAMES)
def test_kernel_equals_its_python(frames: list[bytes]) -> None:
    some = Unwrapper().feed(wrap_all(frames))
    results = []
    for gather in (module._gather, module._gather.py_func):
        counts, rows = np.zeros(some.data.size, np.int16), np.zeros((len(frames), 8), np.int64)
        tally = np.zeros(2, np.int64)
        data = some.data if gather is module._gather else some.data.astype(np.int64)
        words = some.data.view(np.int16)
        gather(data, words, some.starts, some.sizes, counts, rows, tally)
        results.append((counts.tolist(), rows.tolist(), tally.tolist()))
    assert results[0] == results[1]
