"""Roundness: what comes back as it went has none, a circle has one; and what circles is no rep."""

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

import synth_life as life
import synth_rests as rests
from counting import counted, found, seen
from draws import holds
from lifts import hinges, swings
from repsignal.circles import ROUND, circles_in
from repsignal.roundness import roundness
from repsignal.state import RING, RING_FIELDS
from synth_carried import strap_off
from synth_rotation import rotated
from synth_shapes import Floats

axes = st.lists(st.floats(-1.0, 1.0), min_size=4, max_size=4).map(np.array)


def of(ahead_deg: Floats, aside_deg: Floats, mount: Floats | None = None) -> float:
    """Return the roundness of a way of up, tilted ahead and to a side (n,), by any strap."""
    x, y = np.tan(np.radians(ahead_deg)), np.tan(np.radians(aside_deg))
    up = np.stack((x, y, np.ones(x.size))) / np.sqrt(1.0 + x * x + y * y)
    ring = np.zeros((RING, RING_FIELDS))
    ring[: x.size, :3] = (up if mount is None else rotated(mount[:, None], up)).T
    return float(roundness(ring, 0, x.size - 1))


@given(
    st.lists(st.tuples(st.floats(-60, 60), st.floats(-30, 30)), min_size=2, max_size=30),
    st.floats(1.0, 40.0),
)
def test_what_comes_back_as_it_went_has_none(
    way: list[tuple[float, float]], further_deg: float
) -> None:
    ahead, aside = np.array([*way, (way[-1][0] + further_deg, 0.0)]).T
    there_and_back = [np.concatenate((one, one[::-1])) for one in (ahead, aside)]
    assert abs(of(*there_and_back)) < 1e-6


@given(st.floats(3.0, 25.0), st.floats(0.0, 1.0), st.floats(0.0, 360.0), axes)
def test_an_ellipse_has_its_short_part(
    size_deg: float, part: float, from_deg: float, axis: Floats
) -> None:
    """From any of its ends on, ever so large, by a strap that sits anyhow; to one side or back."""
    size = float(np.linalg.norm(axis))
    assume(size > 0.1)
    beat = np.radians(from_deg if part > 0.95 else 180.0) + np.linspace(0.0, 2.0 * np.pi, 200)
    ahead, aside = size_deg * np.cos(beat), part * size_deg * np.sin(beat)
    one, other = of(ahead, aside, axis / size), of(ahead[::-1], aside[::-1], axis / size)
    assert abs(abs(one) - part) < 0.1
    assert abs(one + other) < 1e-6


def test_circles_come_in_twos_and_turn_to_one_side() -> None:
    for make in (hinges, swings):
        assert circles_in(make(5, roundness=2.0 * ROUND)) == [True] * 5
        assert not any(circles_in(make(5, roundness=0.5 * ROUND)))
        run = make(5)
        run[2].roundness = 3.0 * ROUND  # a strap that slipped
        assert not any(circles_in(run))
        run[3].roundness = -3.0 * ROUND
        assert not any(circles_in(run))
        run[3].roundness = 3.0 * ROUND
        assert circles_in(run) == [False, False, True, True, False]


def test_neither_hips_that_circle_nor_a_strap_in_a_bag_make_a_set(rng: np.random.Generator) -> None:
    def are_none(draws: range) -> bool:
        wrong = 0
        for _ in draws:
            one = rests.hip_circles if rng.random() < 0.5 else strap_off
            pieces = [life.stand(rng, 4, 8), one(rng), life.stand(rng, 4, 8)]
            wrong += bool(found(counted(seen(rng, pieces))))
        print(f"{wrong} of {len(draws)} counted")
        return wrong <= len(draws) // 20

    assert holds(are_none)
