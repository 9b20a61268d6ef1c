"""The journal: bulk unwrapping against the `cobs` library, chunk by chunk, and under damage."""

import zlib

import numpy as np
import pytest
from cobs import cobs
from hypothesis import given
from hypothesis import strategies as st

import repwire
from rephost import journal_kernel
from rephost.journal import Unwrapper, wrap_all
from rephost.wrapping import FrameUnwrapper, wrap

FRAMES = st.lists(
    st.one_of(
        st.binary(min_size=4, max_size=40),
        st.sampled_from([1, 127, 253, 254, 255, 508, 4096]).flatmap(
            lambda n: st.sampled_from([b"\0" * max(n, 4), b"\xff" * max(n, 4)])
        ),
        st.binary(min_size=240, max_size=300),
    ),
    max_size=8,
)


def by_the_book(raw: bytes) -> tuple[list[bytes], int, int]:
    """Return frames, bad frames and bad bytes of the whole stretches, by the slow way."""
    frames, bad_frames, bad_bytes = [], 0, 0
    for stretch in raw.split(b"\0")[:-1]:
        if not stretch:
            continue
        try:
            sealed = cobs.decode(stretch)
        except cobs.DecodeError:
            sealed = b""
        frame, crc = sealed[:-4], sealed[-4:]
        if 4 <= len(frame) <= 4096 and zlib.crc32(frame).to_bytes(4, "little") == crc:
            frames.append(frame)
        else:
            bad_frames += 1
            bad_bytes += len(stretch)
    return frames, bad_frames, bad_bytes


def unwrapped(raw: bytes, cuts: list[int]) -> tuple[list[bytes], Unwrapper]:
    """Return the frames of `raw`, fed in pieces of these sizes over and over."""
    unwrapper = Unwrapper()
    frames: list[bytes] = []
    at, k = 0, 0
    while at < len(raw):
        some = unwrapper.feed(raw[at : at + cuts[k % len(cuts)]])
        frames += [some.frame(i) for i in range(some.starts.size)]
        at += cuts[k % len(cuts)]
        k += 1
    return frames, unwrapper


def one_by_one(raw: bytes, cuts: list[int]) -> tuple[list[bytes], int]:
    """Return frames and bad frames, as a link finds them."""
    unwrapper = FrameUnwrapper()
    frames: list[bytes] = []
    at, k = 0, 0
    while at < len(raw):
        frames += unwrapper.feed(raw[at : at + cuts[k % len(cuts)]])
        at += cuts[k % len(cuts)]
        k += 1
    return frames, unwrapper.bad_frames


CUTS = st.lists(st.integers(1, 700), min_size=1, max_size=5)


@given(FRAMES, CUTS)
def test_there_and_back(frames: list[bytes], cuts: list[int]) -> None:
    raw = wrap_all(frames)
    assert raw == b"".join(
        cobs.encode(f + zlib.crc32(f).to_bytes(4, "little")) + b"\0" for f in frames
    )
    assert raw == b"".join(map(wrap, frames))
    back, unwrapper = unwrapped(raw, cuts)
    assert back == frames
    assert one_by_one(raw, cuts) == (frames, 0)
    assert (unwrapper.good_frames, unwrapper.bad_frames) == (len(frames), 0)
    assert unwrapper.torn_bytes == 0


def test_as_the_strap_does(rng: np.random.Generator) -> None:
    for size in (4, 20, 244, 250, 251, 255, 508):
        frame = rng.integers(0, 256, size, dtype="u1").tobytes()
        out = bytearray(size + 16)
        assert wrap(frame) == out[: repwire.wrap(bytearray(frame + b"1234"), size, out)]


@given(FRAMES, CUTS, st.data())
def test_damage_anywhere(frames: list[bytes], cuts: list[int], data: st.DataObject) -> None:
    raw = bytearray(wrap_all(frames))
    for _ in range(data.draw(st.integers(0, 4))):
        what = data.draw(st.sampled_from(["flip", "cut", "insert"]))
        at = data.draw(st.integers(0, max(0, len(raw) - 1)))
        if what == "flip" and raw:
            raw[at] ^= 1 << data.draw(st.integers(0, 7))
        elif what == "cut":
            del raw[at : at + data.draw(st.integers(1, 300))]
        else:
            raw[at:at] = data.draw(st.binary(max_size=60))
    back, unwrapper = unwrapped(bytes(raw), cuts)
    assert (back, unwrapper.bad_frames, unwrapper.bad_bytes) == by_the_book(bytes(raw))
    assert one_by_one(bytes(raw), cuts) == (back, unwrapper.bad_frames)
    assert unwrapper.torn_bytes == len(raw) - (raw.rfind(0) + 1)


@given(st.binary(max_size=3000), CUTS)
def test_anything(raw: bytes, cuts: list[int]) -> None:
    back, unwrapper = unwrapped(raw, cuts)
    assert (back, unwrapper.bad_frames, unwrapper.bad_bytes) == by_the_book(raw)
    assert one_by_one(raw, cuts) == (back, unwrapper.bad_frames)


@pytest.mark.parametrize("cuts", [[1], [4096], [5000], [10**6]])
def test_an_endless_stretch_is_not_kept(cuts: list[int]) -> None:
    frame = b"sound frame"
    raw = b"\x55" * 20_000 + b"\0" + wrap(frame)
    back, unwrapper = unwrapped(raw, cuts)
    assert back == [frame]
    assert (unwrapper.bad_frames, unwrapper.bad_bytes) == (1, 20_000)
    assert one_by_one(raw, cuts) == ([frame], 1)
    back, unwrapper = unwrapped(b"\x55" * 20_000, cuts)
    assert (back, unwrapper.bad_frames, unwrapper.torn_bytes) == ([], 0, 20_000)
    assert len(unwrapper._tail) < 5000


def test_the_longest_frame() -> None:
    for byte in (b"\0", b"\xff"):
        assert unwrapped(wrap(byte * 4096), [100])[0] == [byte * 4096]
        with pytest.raises(ValueError, match="4097"):
            wrap(byte * 4097)
    with pytest.raises(ValueError, match="3"):
        wrap(b"123")
    assert wrap_all([]) == b""


@given(FRAMES, st.binary(max_size=50))
def test_kernels_equal_their_python(frames: list[bytes], noise: bytes) -> None:
    raw = np.frombuffer(wrap_all(frames) + noise + b"\0", np.uint8)
    results = []
    # Plain Python sums bytes in wider numbers, as compiled code does.
    for unwrap, kind in (
        (journal_kernel.unwrap, np.uint8),
        (journal_kernel.unwrap.py_func, np.int64),
    ):
        data, places = np.zeros(2 * raw.size + 8, kind), np.zeros((3, raw.size), np.int64)
        tally, codes = np.zeros(4, np.int64), np.zeros(5000, np.int64)
        unwrap(raw.astype(kind), data, places, codes, tally)
        results.append((data.tolist(), places.tolist(), tally.tolist()))
    assert results[0] == results[1]
