"""The tempo of a set: ways that take as long each time, whoever tires; life's do not."""

import math
from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

import synth_life as life
import synth_rests as rests
from counting import counted, found, seen
from draws import holds
from made_cycles import made_cycle
from repsignal.cycle import Cycle, Stroke
from repsignal.exercise import EXERCISES, STEADY, Signal
from repsignal.found import BENEATH, SOON, Found, is_beneath
from repsignal.recognition import Named
from repsignal.state import BRIDGED, GRID_HZ
from repsignal.steadiness import unevenness, unsteadiness
from test_hidden import way

times_s = st.floats(0.4, 3.0)


def lasting(ways_s: list[tuple[float, float]]) -> list[Cycle]:
    """Return reps whose ways down and up last as long as these."""
    reps = []
    for i, (down_s, up_s) in enumerate(ways_s):
        bottom_s = 10.0 * i + down_s
        one = replace(made_cycle(10.0 * i, 0.07), bottom_s=bottom_s, bottom_end_s=bottom_s)
        reps.append(replace(one, end_s=bottom_s + up_s))
    return reps


@given(times_s, times_s, st.integers(1, 12), st.floats(-0.06, 0.06))
def test_who_tires_keeps_the_tempo(down_s: float, up_s: float, n: int, slower: float) -> None:
    factors = [math.exp(slower * i) for i in range(n)]
    reps = lasting([(down_s * factor, up_s * factor) for factor in factors])
    assert unsteadiness(reps) <= abs(slower) + 1e-9
    assert STEADY.beyond(unsteadiness(reps)) == 0.0


@given(times_s, times_s, st.integers(4, 12), st.floats(1.5, 3.0))
def test_longer_and_shorter_by_turns_is_none(
    down_s: float, up_s: float, n: int, times: float
) -> None:
    reps = lasting([(down_s * times ** (i % 2), up_s * times ** (i % 2)) for i in range(n)])
    assert STEADY.beyond(unsteadiness(reps)) > 2.0


@given(times_s, times_s, st.integers(8, 12), st.integers(0, 11))
def test_one_rep_that_a_gap_is_in_says_nothing(
    down_s: float, up_s: float, n: int, which: int
) -> None:
    reps = lasting([(down_s, up_s)] * n)
    late = reps[which % n]
    reps[which % n] = replace(late, end_s=late.end_s + 2.0)
    assert unsteadiness(reps) > 0.01
    reps[which % n] = replace(reps[which % n], doubt=BRIDGED)
    assert unsteadiness(reps) < 1e-9


@given(st.floats(0.05, 0.3), st.floats(20.0, 60.0), st.integers(3, 12), st.floats(0.4, 0.9))
def test_half_a_rep_rises_half_as_far(
    travel_m: float, range_deg: float, n: int, part: float
) -> None:
    def tilted(travel_m: float, deg: float) -> Cycle:
        one = made_cycle(0.0, travel_m)
        return replace(one, bottom_deg=60.0 + deg, end_deg=60.0, range_deg=deg)

    whole, half = tilted(travel_m, range_deg), tilted(part * travel_m, part * range_deg)
    only_tilts = tilted(part * travel_m, range_deg)
    for signal in (Signal.LEAN, Signal.HEIGHT):
        assert unevenness([whole] * n, signal) < 1e-9
        by_turns = unevenness([half if i % 2 else whole for i in range(n)], signal)
        assert by_turns < unevenness([only_tilts if i % 2 else whole for i in range(n)], signal)


@given(st.floats(0.05, 0.3), st.floats(20.0, 60.0), st.integers(3, 12))
def test_half_a_bridge_comes_down_from_where_the_whole_one_went(
    travel_m: float, range_deg: float, n: int
) -> None:
    """So its range is that of the whole one, and its rise half."""
    whole = replace(made_cycle(0.0, travel_m), bottom_deg=range_deg, end_deg=0.0)
    whole = replace(whole, range_deg=range_deg)
    half = replace(whole, travel_m=0.5 * travel_m, end_deg=0.5 * range_deg)
    by_turns = [half if i % 2 else whole for i in range(n)]
    assert unevenness(by_turns, Signal.LEAN) < unevenness(by_turns, Signal.HEIGHT)


@given(st.floats(0.04, 0.1), st.floats(-1.0, 5.0), st.floats(1.0, 8.0))
def test_who_bobs_in_a_lunge_stands_up_behind_it(
    usual_m: float, later_s: float, times: float
) -> None:
    """No calf is raised there, and others may be."""
    cycles = [made_cycle(10.0 + 3.0 * i, usual_m) for i in range(5)]
    ways = [way(one) for one in cycles]
    ways = [one._replace(ups=(one.ups[0]._replace(amount=usual_m),)) for one in ways]
    at = ways[-1].ends_at + int(later_s * GRID_HZ)
    up = Stroke(1, at, at + 40, 0.0, usual_m * times, 1.0, 0.0, 0.1, 0, usual_m * times)
    done = Found(Named(EXERCISES["calf_raise"], 0.9), ways, cycles)
    assert is_beneath(done, [up]) == (0 <= at - ways[-1].ends_at < SOON and times > BENEATH)
    assert not is_beneath(done, [up._replace(way=-1)])
    assert not is_beneath(done._replace(named=Named(EXERCISES["row"], 0.9)), [up])


def test_what_is_done_on_the_floor_without_a_tempo_is_no_set(rng: np.random.Generator) -> None:
    """Stretching, rolling, rounding the back: less than one in ten may be taken for a set."""

    def are_few(draws: range) -> bool:
        wrong = 0
        for i in draws:
            one = (rests.stretch, rests.foam_roll, rests.cat_cow)[i % 3]
            pieces = [life.stand(rng, 3, 6), life.bend(rng), life.stand(rng, 2, 4), one(rng)]
            wrong += bool(found(counted(seen(rng, [*pieces, life.stand(rng, 4, 8)]))))
        print(f"{wrong} of {len(draws)} counted")
        return wrong <= len(draws) // 10

    assert holds(are_few, 20, 60)
