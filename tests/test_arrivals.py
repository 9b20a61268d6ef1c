"""Arrivals against a plain set of indices."""

from hypothesis import given
from hypothesis import strategies as st

from rephost.arrivals import Arrivals

FIRST = 1000
PIECES = st.lists(
    st.tuples(
        st.booleans(), st.integers(FIRST - 10, FIRST + 60), st.integers(min_value=1, max_value=12)
    ),
    max_size=40,
)


@given(PIECES)
def test_a_set_of_indices_says_the_same(pieces: list[tuple[bool, int, int]]) -> None:
    arrivals = Arrivals(FIRST)
    came: set[int] = set()
    for is_skip, first, n in pieces:
        end_before = max(came, default=FIRST - 1) + 1
        if is_skip:
            arrivals.skip_to(first)
            came |= set(range(FIRST, first))
        else:
            opened = arrivals.add(first, n)
            assert opened == (first > end_before)
            came |= set(range(max(first, FIRST), first + n))
        end = max(came, default=FIRST - 1) + 1
        assert arrivals.end == end
        assert arrivals.next == next(i for i in range(FIRST, end + 1) if i not in came)
        holes = {i for start, stop in arrivals.missing(100) for i in range(start, stop)}
        assert holes == set(range(FIRST, end)) - came


@given(PIECES, st.integers(1, 4), st.integers(1, 9))
def test_only_so_many_holes_and_none_too_long(
    pieces: list[tuple[bool, int, int]], most: int, longest: int
) -> None:
    arrivals = Arrivals(FIRST)
    for _, first, n in pieces:
        arrivals.add(first, n)
    holes = arrivals.missing(most, longest)
    assert len(holes) <= most
    assert all(0 < stop - start <= longest for start, stop in holes)
    everywhere = [i for start, stop in arrivals.missing(1000) for i in range(start, stop)]
    told = [i for start, stop in holes for i in range(start, stop)]
    assert told == everywhere[: len(told)]
