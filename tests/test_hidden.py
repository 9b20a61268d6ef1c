"""Reps that were no strokes: found in the holes of a set, and only where they are like its own."""

from dataclasses import dataclass, field, replace

from hypothesis import given
from hypothesis import strategies as st

from made_cycles import made_cycle
from repsignal.cycle import Cycle, Stroke
from repsignal.exercise import EXERCISES, Exercise
from repsignal.hidden import Holes, may_hide
from repsignal.state import GRID_HZ
from repsignal.ways import Way

CALF = EXERCISES["calf_raise"]
LASTS_S, PERIOD_S = 2.0, 3.0


def way(one: Cycle) -> Way:
    from_at, to_at = int(one.bottom_end_s * GRID_HZ), int(one.end_s * GRID_HZ)
    return Way(None, (Stroke(1, from_at, to_at, 0.0, 0.07, 1.0, 0.0, 0.1, 0, 0.07),), None)


@dataclass
class Lifter:
    """Measures what a lifter truly did: the deepest rep that begins and ends between two times."""

    did: list[Cycle]
    asked: list[tuple[int, int]] = field(default_factory=list)

    def hidden(self, since: int, until: int) -> Way | None:
        self.asked.append((since, until))
        within = [
            one
            for one in self.did
            if since <= one.start_s * GRID_HZ + 1 and one.end_s * GRID_HZ <= until + 1
        ]
        return way(max(within, key=lambda one: one.travel_m)) if within else None

    def __call__(self, found: Way, exercise: Exercise) -> Cycle | None:
        assert exercise is CALF
        return next(one for one in self.did if way(one) == found)


def filled(did: list[Cycle], known: list[Cycle]) -> list[Cycle]:
    holes = Holes(Lifter(did), CALF, known, is_chosen=True)
    return [one for _, one in holes.filled([(way(one), one) for one in known])]


def a_set(n: int) -> list[Cycle]:
    return [made_cycle(10.0 + i * PERIOD_S, 0.07, LASTS_S) for i in range(n)]


@given(st.integers(6, 14), st.data())
def test_those_left_out_between_others_are_found(n: int, data: st.DataObject) -> None:
    did = a_set(n)
    lost = data.draw(st.sets(st.integers(1, n - 2), max_size=n - 4))
    known = [one for i, one in enumerate(did) if i not in lost]
    assert filled(did, known) == did


@given(st.integers(4, 9), st.integers(1, 3))
def test_those_before_the_first_known_are_found(n: int, lost: int) -> None:
    did = a_set(n + lost)
    assert filled(did, did[lost:]) == did


@given(st.integers(3, 12))
def test_a_set_without_holes_stays_as_it_is(n: int) -> None:
    did = a_set(n)
    assert filled(did, did) == did


@given(st.sampled_from([0.012, 0.35]), st.integers(2, 5))
def test_what_is_unlike_the_set_is_left_out(travel_m: float, at: int) -> None:
    did = a_set(8)
    known = [one for i, one in enumerate(did) if i != at]
    other = replace(did[at], travel_m=travel_m, down_m=travel_m)
    assert filled([*known, other], known) == known


def test_only_single_ways_told_by_the_height_may_hide() -> None:
    assert {one.name for one in EXERCISES.values() if may_hide(one)} == {"calf_raise", "squat"}
