"""What upright is: learnt where a lifter stands or walks, kept while he hinges, sits or leans."""

from statistics import median

import numpy as np
import pytest
from numpy.typing import NDArray

import synth
import synth_life as life
from counting import blocks_of, counted, counter_of, found, pushed, seen
from draws import holds
from repsignal import RepCounter
from repsignal.events import RepAnnounced
from synth_body import Piece
from synth_gait import walk
from synth_lifts import either
from synth_rdl import rdl
from synth_rests import hip_circles
from synth_shapes import MINIMUM_JERK, trace
from synth_strap import EXACT, Slip, Strap, random_strap
from synth_swing import swing


def passed(one: synth.Recording) -> RepCounter:
    """Return a counter that has taken in a whole recording."""
    counter = counter_of(one)
    pushed(counter, blocks_of(one))
    return counter


def off_deg(counter: RepCounter, true_up: NDArray[np.float64]) -> float:
    """Return how far the reference is from the true one, in degrees."""
    cosine = float(np.clip(np.array(counter._state["reference"]) @ true_up, -1.0, 1.0))
    return float(np.degrees(np.arccos(cosine)))


def worn_up(strap: Strap) -> NDArray[np.float64]:
    """Return up in sensor axes while the pelvis is upright."""
    w, x, y, z = strap.mount
    return np.array([2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)])


def test_standing_is_upright(rng: np.random.Generator) -> None:
    one = seen(rng, [life.stand(rng, 6.0, 8.0)], EXACT)
    assert off_deg(passed(one), worn_up(one.strap)) < 3.0


def test_walking_is_upright_whatever_the_start(rng: np.random.Generator) -> None:
    """Switched on in the hand and put on: a walk tells how the strap is worn."""
    one = seen(rng, [life.stand(rng, 1.0, 1.5), walk(rng, 12.0), life.stand(rng, 4.0, 5.0)], EXACT)
    started = round(one.rate_hz * 0.5)
    tumbled = one.counts.copy()
    tumbled[:started] = np.roll(tumbled[:started, :3], 1, axis=1)[:, [0, 1, 2, 0, 1, 2]]
    tumbled[:started, 3:] = 0
    counter = counter_of(one)
    counter.push(tumbled[:started], 0)
    assert off_deg(counter, worn_up(one.strap)) > 60.0
    counter.push(tumbled[started:], started)
    assert counter._state["walked"] == 1
    assert off_deg(counter, worn_up(one.strap)) < 10.0


def test_walking_is_known(rng: np.random.Generator) -> None:
    def is_known() -> bool:
        one = seen(rng, [life.stand(rng, 1.0, 2.0), walk(rng, 10.0)])
        return bool(passed(one)._state["walked"] == 1)

    assert holds(lambda draws: sum(is_known() for _ in draws) >= 0.95 * len(draws), 20, 100)


def test_neither_reps_nor_rest_are_a_walk(rng: np.random.Generator) -> None:
    stand = life.stand(rng, 3.0, 4.0)
    for core in (rdl(rng, 5), swing(rng, 10), life.sit(rng, 5.0, 9.0), life.bend(rng)):
        assert passed(seen(rng, [stand, core, stand]))._state["walked"] == 0, core.name


def test_a_walk_finds_upright_again_after_sitting(rng: np.random.Generator) -> None:
    pieces = [life.stand(rng, 1.0, 2.0), walk(rng, 6.0), life.stand(rng, 1.0, 2.0)]
    pieces += [life.sit(rng, 60.0, 61.0), life.stand(rng, 1.0, 2.0), walk(rng, 8.0)]
    one = seen(rng, [*pieces, life.stand(rng, 3.0, 4.0)], EXACT)
    assert off_deg(passed(one), worn_up(one.strap)) < 3.0


def test_a_lean_that_is_held_is_not_upright(rng: np.random.Generator) -> None:
    """Behind a walk, who leans to a bar for two seconds to lift it out stands as he did before."""

    def off_after() -> float:
        pieces = [life.stand(rng, 1.0, 2.0), walk(rng, 8.0), life.stand(rng, 1.0, 2.0)]
        leaning = [held(30.0, 0.2), held(-16.0, 2.0), life.stand(rng, 0.3, 0.4)]
        one = seen(rng, [*pieces, *leaning], EXACT)
        return off_deg(passed(one), worn_up(one.strap))

    # Nearer to how he stood than to the lean.
    assert median(off_after() for _ in range(9)) < 8.0


def held(deg: float, hold_s: float) -> Piece:
    """Return a lean, forward if positive, that is held for some seconds."""
    moves = [(0.8, deg, MINIMUM_JERK), (hold_s, deg, MINIMUM_JERK), (0.8, 0.0, MINIMUM_JERK)]
    pitch_deg = trace(moves)
    return Piece(pitch_deg.size, {"pitch_deg": pitch_deg})


@pytest.mark.parametrize("rest_s", [0.5, 3.0])
def test_forward_is_learnt_from_the_first_rep(rest_s: float, rng: np.random.Generator) -> None:
    """It is the way the pelvis bends, whichever way the strap is turned about the belt."""
    stand = life.stand(rng, 2.0, 3.0)
    one = seen(rng, [life.stand(rng, 2.0 + rest_s, 2.1 + rest_s), rdl(rng, 4), stand], EXACT)
    forward = np.array(passed(one)._state["forward"])
    # The pelvis' forward tilt takes its up, which the sensor shares, away from its x axis.
    assert abs(forward[0]) > 0.97


def test_a_first_rep_counts_though_circles_hid_where_forward_is(seed: int) -> None:
    """They show any way to be forward, so that the first rep begins as leaning back."""

    def counts(number: int) -> bool:
        rng = np.random.default_rng([seed, number])
        pieces = [life.stand(rng, 1.0, 2.0), hip_circles(rng), life.stand(rng, 3.0, 5.0)]
        one = seen(rng, [*pieces, rdl(rng, 3, frozenset(("slow",))), life.stand(rng, 2.0, 4.0)])
        return found(counted(one)) == (("rdl", 3),)

    assert holds(lambda numbers: sum(map(counts, numbers)) >= 0.9 * len(numbers), few=20, many=60)


def test_a_small_slip_at_rest_is_followed(seed: int) -> None:
    """The belt is tugged while the lifter stands: the next set is counted as any."""

    def exact(numbers: range) -> int:
        right = 0
        for number in numbers:
            one = slipping_at_rest(np.random.default_rng([seed, number]), 4.0, 9.0)
            right += found(counted(one)) == one.rep_counts
        return right

    assert holds(lambda numbers: exact(numbers) >= 0.8 * len(numbers))


@pytest.mark.xfail(strict=True, reason="a rep of the next set is often lost")
def test_a_slip_at_rest_is_followed() -> None:
    """The same, with more: of twenty fixed stories two may be counted wrongly."""
    exact = 0
    for number in range(20):
        one = slipping_at_rest(np.random.default_rng([52, number]), 11.0, 15.0)
        exact += found(counted(one)) == one.rep_counts
    assert exact >= 18


def slipping_at_rest(
    rng: np.random.Generator, least_deg: float, most_deg: float
) -> synth.Recording:
    """Return two sets between which the belt slips while the lifter stands."""
    before, stand = life.stand(rng, 2.0, 3.0), life.stand(rng, 5.0, 6.0)
    first, going, second = rdl(rng, 5), walk(rng, 5.0), rdl(rng, 5)
    slip_s = before.duration_s + first.duration_s + going.duration_s + 1.0
    slip = Slip(slip_s, 0.6, (0.0, 1.0, 0.0), either(rng, least_deg, most_deg))
    strap = random_strap(rng, slips=(slip,))
    return seen(rng, [before, first, going, stand, second, stand], strap)


def test_reps_are_told_at_lock_out(rng: np.random.Generator) -> None:
    """Not before the motion is over, and within a second of it."""
    one = seen(rng, [life.stand(rng, 3.0, 4.0), rdl(rng, 6), life.stand(rng, 3.0, 4.0)])
    told_s = [e.t_s for e in counted(one, "rdl") if isinstance(e, RepAnnounced)]
    late_s = [
        t - rep["end_s"] for t, rep in zip(told_s, one.labels["sets"][0]["reps"], strict=True)
    ]
    print(", ".join(f"{late:.2f}" for late in late_s))
    assert min(late_s) > -0.2
    assert max(late_s) < 1.0
