"""Hips leading: what the number is, what a strap anywhere sees of it, and when it is not told."""

from dataclasses import replace
from itertools import pairwise
from statistics import fmean
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numba import njit

import synth_life as life
from counting import counted, sets_in
from draws import holds
from hip_shares import LIFTED, told_of
from made_cycles import made_cycle
from repsignal import stroke_reps
from repsignal.cycle_kernel import CYCLE
from repsignal.events import Rep
from repsignal.exercise import EXERCISES
from repsignal.hip_share import LONGEST_S
from repsignal.hips_lead import KNEES_FIRST, LEADING, LEAST_WAY_M, cycle_lead, hips_lead
from repsignal.reps import set_of
from repsignal.state import BRIDGED, GRID_HZ, RING, RING_FIELDS
from synth import Recording, observe
from synth_body import story
from synth_chain import LIFTS, chain_piece
from synth_strap import random_strap
from test_hip_share import moved, ring_of

growing = st.lists(st.floats(0.0, 1.0), min_size=2, max_size=30).map(
    lambda steps: np.append(0.0, np.cumsum(steps) + 1e-3)
)
anything = st.lists(st.floats(-1.0, 1.0), min_size=1, max_size=30).map(np.array)


@given(anything, st.data())
def test_it_is_a_part(bowed: np.ndarray, data: st.DataObject) -> None:
    """Whatever an accelerometer makes of the way."""
    sunk = np.array(
        data.draw(st.lists(st.floats(-1.0, 1.0), min_size=bowed.size, max_size=bowed.size))
    )
    assert -1.0 <= hips_lead(bowed, sunk) <= 1.0


@given(growing, growing)
def test_one_behind_the_other(first: np.ndarray, then: np.ndarray) -> None:
    bowed = np.append(first, np.full(then.size, first[-1]))
    sunk = np.append(np.zeros(first.size), then)
    assert hips_lead(bowed, sunk) == pytest.approx(1.0)
    assert hips_lead(sunk, bowed) == pytest.approx(-1.0)


@given(growing, st.floats(0.01, 10.0))
def test_both_together(way: np.ndarray, times: float) -> None:
    assert hips_lead(way, times * way) == pytest.approx(0.0, abs=1e-9)


@given(growing, st.floats(1.05, 4.0))
def test_who_bows_late_has_knees_first(sunk: np.ndarray, late: float) -> None:
    bowed = (sunk / sunk[-1]) ** late
    assert hips_lead(bowed, sunk) <= 1e-9
    assert hips_lead(sunk, bowed) == pytest.approx(-hips_lead(bowed, sunk))


def test_the_later_the_less() -> None:
    way = np.linspace(0.0, 1.0, 200)
    leads = [hips_lead(way**late, way) for late in (0.3, 0.6, 1.0, 2.0, 4.0)]
    assert all(later < sooner for sooner, later in pairwise(leads))
    # ∫ x dxᵖ - ∫ xᵖ dx, by hand.
    assert leads[3] == pytest.approx(-1 / 3, abs=0.01)


@given(growing, st.lists(st.integers(1, 5), min_size=40, max_size=40), st.floats(0.1, 4.0))
def test_tempo_and_pauses_change_nothing(bowed: np.ndarray, times: list[int], power: float) -> None:
    sunk = bowed**power
    slow = np.repeat(np.arange(bowed.size), times[: bowed.size])
    assert hips_lead(bowed[slow], sunk[slow]) == pytest.approx(hips_lead(bowed, sunk))


@given(growing)
def test_a_tuck_at_the_bottom_is_no_way_back(bowed: np.ndarray) -> None:
    """The pelvis of a deep squat tucks under: what was bowed stays so."""
    bowed, sunk = np.append(bowed, bowed[-1]), np.append(bowed, bowed[-1] + 1.0)
    tucked = np.append(bowed[:-1], 0.5 * bowed[-1])
    assert hips_lead(tucked, sunk) == pytest.approx(hips_lead(bowed, sunk))


def test_nothing_leads_what_does_not_happen() -> None:
    way, none = np.linspace(0.0, 1.0, 9), np.zeros(9)
    assert hips_lead(way, none) == hips_lead(none, way) == hips_lead(way, -way) == 0.0


def bowing_ring(bow_from_s: float, turned: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return a ring and scratch: bowed by 40° in 1 s from `bow_from_s`, sinking from 2 s to 3 s.

    `turned` is how the strap is mounted, (3, 3).
    """
    t_s = np.arange(RING) / GRID_HZ
    angle = np.radians(40.0) * np.clip(t_s - bow_from_s, 0.0, 1.0)
    ring = np.zeros((RING, RING_FIELDS))
    poses = np.stack((np.sin(angle), np.zeros(RING), np.cos(angle)), axis=1)
    ring[:, :3] = poses @ turned.T
    scratch = np.zeros((3, RING))
    scratch[2, 1:] = -0.5 * np.clip(t_s[:-1] - 2.0, 0.0, 1.0)
    return ring, scratch


@given(st.floats(-0.3, 0.3), st.integers(0, 2**32))
def test_of_a_cycle_however_the_strap_is_mounted(sooner_s: float, seed: int) -> None:
    """By as much sooner, so much the more: of two ways of a second each, begun apart."""
    turned, _ = np.linalg.qr(np.random.default_rng(seed).standard_normal((3, 3)))
    ring, scratch = bowing_ring(2.0 - sooner_s, turned)
    start, bottom = int(2.0 * GRID_HZ), int(3.0 * GRID_HZ + max(0.0, -sooner_s) * GRID_HZ) + 1
    told = cycle_lead(ring, 0, start, bottom, scratch)
    plain, plain_scratch = bowing_ring(2.0 - sooner_s, np.eye(3))
    assert told == pytest.approx(cycle_lead(plain, 0, start, bottom, plain_scratch), abs=1e-6)
    on_time, on_time_scratch = bowing_ring(2.0, np.eye(3))
    together = cycle_lead(on_time, 0, start, int(3.0 * GRID_HZ) + 1, on_time_scratch)
    if abs(sooner_s) > 0.03:
        assert (told > together) == (sooner_s > 0.0)


def test_compiled_is_what_is_written() -> None:
    for sooner_s in (-0.2, 0.0, 0.3):
        for start, bottom in ((100, 160), (0, 40), (120, 100), (5, 5)):
            found = [
                run(ring, 0, start, bottom, scratch)
                for run in (cycle_lead, njit(cycle_lead))
                for ring, scratch in [bowing_ring(2.0 - sooner_s, np.eye(3))]
            ]
            assert found[0] == pytest.approx(found[1], abs=1e-9)


def lead_of(
    lever_m: float = 0.0,
    fall_m: float = 0.3,
    exercise: str = "deadlift",
    duration_s: float = 3.0,
    doubt: int = 0,
) -> Rep:
    """Return the first rep of a set of hinges whose hips go down as straight legs let them."""
    group = [moved(ring_of(50.0, duration_s, lever_m, fall_m), 50.0, duration_s) for _ in range(5)]
    group[0].doubt = doubt
    return set_of(group, exercise).reps[0]


def test_the_lever_is_not_taken_for_the_knees() -> None:
    """Hips that go down as the bow does lead by nothing, wherever the strap is."""
    for lever_m in (-0.12, 0.0, 0.12):
        assert lead_of(lever_m).hips_lead == pytest.approx(0.0, abs=0.05)


def test_not_told_where_it_cannot_be() -> None:
    assert lead_of().hips_lead is not None
    assert lead_of(fall_m=0.7 * LEAST_WAY_M).hips_lead is None
    assert lead_of(duration_s=LONGEST_S + 0.5).hips_lead is None
    assert lead_of(doubt=BRIDGED).hips_lead is None
    for exercise in ("rdl", "good_morning", "swing", "glute_bridge"):
        assert lead_of(exercise=exercise).hips_lead is None
        assert exercise not in LEADING


def recorded(exercise: str, rng: np.random.Generator, *, has_gyro: bool = True) -> Recording:
    """Return a bare set, as any strap records it."""
    core = chain_piece(rng, LIFTS[exercise], 6)
    motion = story(rng, [life.stand(rng, 2.0, 3.0), core, life.stand(rng, 1.5, 3.0)])
    return observe(motion, random_strap(rng), rng, has_gyro=has_gyro)


def reps_of(one: Recording, exercise: str) -> list[Rep]:
    return [rep for of in sets_in(counted(one, exercise)) for rep in of.reps]


@pytest.mark.parametrize("exercise", sorted(LEADING))
@pytest.mark.parametrize("has_gyro", [True, False])
def test_an_accelerometer_alone_does_not_tell(exercise: str, has_gyro: bool, seed: int) -> None:
    """Nor is there a lead where there is no way down."""
    rngs = [np.random.default_rng([seed, i]) for i in range(5)]
    ones = [recorded(exercise, rng, has_gyro=has_gyro) for rng in rngs]
    reps = [rep for one in ones for rep in reps_of(one, exercise)]
    assert reps
    known = [rep for rep in reps if rep.hips_lead is not None]
    assert bool(known) == has_gyro
    assert all(rep.eccentric_known for rep in known)


SQUATTED = replace(made_cycle(1.0, 0.4), bottom_deg=20.0, range_deg=22.0, hips_lead=0.3)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({}, 0.3),
        ({"end_s": 1.1 + LONGEST_S}, None),
        ({"travel_m": 0.9 * LEAST_WAY_M}, None),
        ({"doubt": BRIDGED}, None),
        ({"has_eccentric": False}, None),
        ({"hips_lead": None}, None),
    ],
)
def test_of_a_squat_it_is_told_where_it_is_known(
    changed: dict[str, Any], told: float | None
) -> None:
    cycle = replace(SQUATTED, **changed)
    (rep,) = stroke_reps.reps_of([cycle], EXERCISES["squat"])
    assert rep.hips_lead == told
    (other,) = stroke_reps.reps_of([cycle], EXERCISES["calf_raise"])
    assert other.hips_lead is None


@pytest.mark.parametrize("exercise", sorted(LEADING))
def test_it_is_the_same_however_the_strap_is_mounted(exercise: str, seed: int) -> None:
    """The same samples, of a strap turned by quarters."""
    one = recorded(exercise, np.random.default_rng(seed))
    plain = reps_of(one, exercise)
    assert plain
    for axes, signs in (([1, 0, 2], (1, -1, 1)), ([0, 1, 2], (-1, -1, 1)), ([2, 0, 1], (1, 1, 1))):
        both = [*axes, *(3 + axis for axis in axes)]
        counts = np.clip(one.counts[:, both] * np.tile(signs, 2), -32768, 32767)
        told = reps_of(replace(one, counts=np.ascontiguousarray(counts, np.int16)), exercise)
        for rep, as_before in zip(told, plain, strict=True):
            assert rep.hips_lead == pytest.approx(as_before.hips_lead, abs=0.01)
            assert rep.flags == as_before.flags


@pytest.mark.parametrize(
    ("what", "off_by"), [("squat", 0.09), ("sumo_squat", 0.10), ("deadlift", 0.12)]
)
def test_of_fresh_sets(what: str, off_by: float, seed: int) -> None:
    """Mean absolute error, and which leads, by straps anywhere on the belt."""

    def verdict(draws: range) -> bool:
        reps = [told for i in draws for told in told_of(what, np.random.default_rng([seed, i]))]
        known = [
            (told.lead, told.true_lead)
            for told in reps
            if told.lead is not None and told.true_lead is not None
        ]
        off = fmean(abs(lead - true) for lead, true in known)
        plain = [(lead > 0.0) == (true > 0.0) for lead, true in known if abs(true) > 0.2]
        print(f"{what}: off by {off:.3f} ({len(known)}), {fmean(plain):.3f} on their side")
        return off <= off_by and fmean(plain) >= 0.9 and len(known) >= 0.6 * len(reps)

    assert holds(verdict)


def test_knees_first_is_said_of_deadlifts_that_are(seed: int) -> None:
    """Of hardly any other, and of no squat: it may begin with the knees."""

    def verdict(draws: range) -> bool:
        rngs = [np.random.default_rng([seed, i]) for i in draws]
        reps = [told for rng in rngs for told in told_of("deadlift", rng)]
        called = [told.true_lead for told in reps if told.is_knees_first]
        others = [told for told in reps if told.true_lead is not None and told.true_lead > 0.1]
        wrong = sum(told.is_knees_first for told in others)
        print(f"{len(called)} of {len(reps)} called knees first, {wrong} of {len(others)} wrongly")
        return wrong <= 0.02 * len(others)

    assert holds(verdict)
    assert "squat" in LIFTED
    for told in told_of("squat", np.random.default_rng(seed)):
        assert not told.is_knees_first


@given(st.floats(-0.12, 0.12), st.floats(0.12, 0.4))
def test_a_flag_is_what_the_number_says(lever_m: float, fall_m: float) -> None:
    rep = lead_of(lever_m, fall_m)
    assert rep.hips_lead is not None
    assert ("knees_first" in rep.flags) == (rep.hips_lead < KNEES_FIRST)


def test_the_kernel_tells_it_last() -> None:
    assert (CYCLE.names or ())[-1] == "hips_lead"
