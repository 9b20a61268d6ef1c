"""The ring: the newest samples are always there, whole, and of the right epoch."""

from hypothesis import given
from hypothesis import strategies as st

import repwire
from strap.ring import Ring

SIZE = 12 * 20

STEPS = st.lists(
    st.one_of(
        st.integers(1, 20).map(lambda n: ("put", n)),
        st.sampled_from([6, 12]).map(lambda stride: ("begin", stride)),
    ),
    max_size=80,
)


def sample(index: int, stride: int) -> bytes:
    return bytes((index * 7 + k * 31) & 127 for k in range(stride))


@given(st.sampled_from([6, 12]), STEPS)
def test_what_is_kept_is_what_was_put(stride: int, steps: list[tuple[str, int]]) -> None:
    ring = Ring(SIZE)
    ring.begin(stride)
    put: list[tuple[int, bytes]] = []  # epoch, sample
    for what, n in steps:
        if what == "begin":
            stride = n
            ring.begin(stride)
        else:
            samples = [sample(len(put) + k, stride) for k in range(n)]
            ring.put(bytearray(b"".join(samples)), n)
            put += [(ring.epochs[-1].number, one) for one in samples]
    assert ring.head == len(put)
    kept = sum(len(one) for _, one in put[ring.tail :])
    assert kept <= SIZE
    # Nothing was dropped without need, but for what was of a ninth epoch.
    if ring.tail and len(ring.epochs) < 8:
        assert kept + len(put[ring.tail - 1][1]) + 20 * 12 > SIZE
    assert len(ring.epochs) <= 8
    index = ring.tail
    while index < ring.head:
        epoch = ring.epoch_of(index)
        end = ring.end_of(index)
        assert index < end <= ring.head
        out = bytearray(SIZE + 3)
        ring.copy(index, end - index, out, 3)
        assert {number for number, _ in put[index:end]} == {epoch.number}
        assert out[3:].startswith(b"".join(one for _, one in put[index:end]))
        index = end


@given(st.lists(st.integers(-32768, 32767), min_size=3, max_size=3))
def test_clipping_is_told(values: list[int]) -> None:
    ring = Ring(SIZE)
    ring.begin(6)
    ring.put(bytearray(b"".join(v.to_bytes(2, "little", signed=True) for v in values)), 1)
    is_clipped = max(values) == 32767 or min(values) == -32768
    assert ring.copy(0, 1, bytearray(6), 0) == (repwire.CLIP if is_clipped else 0)


def test_how_full_it_is() -> None:
    ring = Ring(SIZE)
    ring.begin(12)
    ring.put(bytearray(12 * 10), 10)
    assert ring.fill(0) == 128
    assert ring.fill(5) == 64
    assert ring.fill(10) == 0
    ring.begin(6)
    ring.put(bytearray(6 * 20), 20)
    assert ring.fill(10) == 128
    assert ring.fill(0) == 256
