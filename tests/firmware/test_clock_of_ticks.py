"""The strap's clock through wraps of the ticks, and of its own 32 bits."""

from hypothesis import given
from hypothesis import strategies as st

from strap.clock import Clock

WRAP = 1 << 30
# A drain, a stall, a long time without a sensor: up to 17 minutes.
PASSED = st.integers(1, WRAP - 1)


@given(st.integers(0, WRAP - 1), st.lists(PASSED, max_size=60))
def test_ticks_are_extended(start: int, passed: list[int]) -> None:
    clock = Clock(start)
    now = 0
    for index, us in enumerate(passed):
        now += us
        clock.read((start + now) % WRAP, index)
        assert clock.t_high << 16 | clock.t_low == now % 2**32
        assert clock.index == index
        assert clock.ms() == now // 1000 % 2**32


@given(st.integers(0, WRAP - 1), PASSED, st.integers(-WRAP // 4, WRAP // 4))
def test_moments_round_the_last_reading(start: int, passed: int, off: int) -> None:
    clock = Clock(start)
    clock.read((start + passed) % WRAP, 0)
    assert clock.us((start + passed + off) % WRAP) == (passed + off) % 2**32
