"""`repwire` against its golden vectors and against the `cobs` library."""

import pytest
from cobs import cobs
from hypothesis import given
from hypothesis import strategies as st

import repwire.host
import wire_vectors

BODIES = st.one_of(
    st.binary(max_size=600),
    st.lists(st.sampled_from([b"\0", b"\1", b"\xff" * 253, b"\xff" * 254, b"\xff" * 255])).map(
        b"".join
    ),
)


def test_golden_vectors() -> None:
    assert wire_vectors.check() == 6


@given(BODIES)
def test_cobs_is_the_librarys(body: bytes) -> None:
    out = bytearray(len(body) + len(body) // 254 + 2)
    end = repwire.cobs_encode(body, len(body), out)
    assert bytes(out[:end]) == cobs.encode(body)
    assert repwire.host.cobs_decode(out, end, out) == len(body)
    assert bytes(out[: len(body)]) == body


@given(st.binary(max_size=300))
def test_cobs_decode_of_anything(encoded: bytes) -> None:
    out = bytearray(len(encoded) + 1)
    size = repwire.host.cobs_decode(encoded, len(encoded), out)
    try:
        expected = cobs.decode(encoded)
    except cobs.DecodeError:
        assert size == -1
    else:
        assert bytes(out[:size]) == expected


@given(st.binary(max_size=64))
def test_command_line_of_anything(line: bytes) -> None:
    assert repwire.read_command_line(b"#" + line) is None


@pytest.mark.parametrize("kind", [repwire.DATA, repwire.EVENT])
@pytest.mark.parametrize("flags", [0, repwire.ACCEL_ONLY])
def test_a_cut_frame_is_not_whole(kind: int, flags: int) -> None:
    each = 12 if kind == repwire.EVENT or not flags else 6
    frame = bytearray(8 + 2 * each)
    repwire.write_header(frame, kind, 1, 2, flags, 5)
    assert [n for n in range(len(frame) + 1) if repwire.host.is_whole(frame[:n])] == [len(frame)]
    frame[2] = 0
    assert not repwire.host.is_whole(frame[:8])


def test_host_frame() -> None:
    frame = repwire.host.host_frame(repwire.host.HOST_EXERCISE, 2**63 + 1, b"rdl")
    assert frame[:4] == b"\x1f\x02\x03\x00"
    assert repwire.host.is_whole(frame)
    assert not repwire.host.is_whole(frame[:-1])
    assert repwire.host.read_host_frame(frame) == (repwire.host.HOST_EXERCISE, 2**63 + 1, b"rdl")
