"""Kinds of movement: alike, unlike, and swings told from hinges."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifts import hinge, hinges, kind_of, swing, swings
from repsignal.kinds import (
    SWING_REST_S,
    are_swings,
    difference,
    floorwards,
    rhythm_s,
    step,
    swing_odds,
)
from repsignal.movement import Movement
from repsignal.state import BRIDGED

scatter = st.floats(0.9, 1.1)
movements = st.builds(
    lambda make, **changed: make(**changed),
    st.sampled_from([hinge, swing]),
    peak_deg=st.floats(15.0, 80.0),
    eccentric_dps=st.floats(6.0, 400.0),
    concentric_dps=st.floats(6.0, 400.0),
    vertical_g=st.floats(0.0, 3.0),
    hold_s=st.floats(0.0, 8.0),
    drop_m=st.floats(0.0, 0.6),
    net_m=st.floats(-0.5, 0.5),
    end_deg=st.floats(-20.0, 20.0),
    doubt=st.sampled_from([0.0, 1.0, 2.0, 3.0, 4.0]),
)


def test_a_movement_is_like_itself() -> None:
    for one in (hinge(), swing()):
        assert step(one, one) == 0.0
        assert difference([one] * 3, [one] * 5) == 0.0


@given(movements, movements)
def test_a_difference_is_a_number_from_nothing_up(a: Movement, b: Movement) -> None:
    found = difference((a,), (b,))
    assert 0.0 <= found <= math.sqrt(9 * 2.25) / 1.05
    kind_of(a)
    assert -3.6 <= floorwards((a,), (b,)) <= 3.6


@given(peak=scatter, drive=scatter, lower=scatter, thrust=scatter)
def test_what_scatters_by_a_tenth_is_one_kind(
    peak: float, drive: float, lower: float, thrust: float
) -> None:
    for one in (hinge(), swing()):
        other = (swing if one.kind.swing > 0 else hinge)(
            peak_deg=55.0 * peak,
            concentric_dps=one.concentric_dps * drive,
            eccentric_dps=one.eccentric_dps * lower,
            vertical_g=one.vertical_g * thrust,
        )
        assert step(one, other) < 1.0


@pytest.mark.parametrize(
    "changed",
    [
        {"peak_deg": 18.0},
        {"aside_deg": 25.0},
        {"vertical_g": 0.7, "drop_m": 0.45, "hold_s": 2.0},
        {"concentric_dps": 12.0, "end": 12.0},
    ],
)
def test_another_kind(changed: dict[str, float]) -> None:
    assert difference(hinges(3), [hinge(20.0, **changed)] * 3) > 1.0


def test_hinges_and_swings() -> None:
    assert are_swings(swings(5))
    assert not are_swings(hinges(5))
    assert swing_odds(hinges(5)) < -4.0 < 4.0 < swing_odds(swings(5))
    assert difference(hinges(3), swings(3)) > 1.0
    # A few of the other kind do not change what a group is.
    assert are_swings([*swings(5), *hinges(2)])


def test_rhythm_is_that_of_swings_alone() -> None:
    assert rhythm_s(swings(5, cycle_s=1.7)) == pytest.approx(1.7)
    assert rhythm_s(swings(1)) == 0.0
    assert rhythm_s([]) == 0.0
    assert rhythm_s(hinges(5)) == 0.0
    assert rhythm_s(swings(5, cycle_s=SWING_REST_S + 0.1)) == 0.0
    assert rhythm_s([*hinges(5), *swings(4, 30.0, 1.5)]) == pytest.approx(1.5)


def test_a_bridge_may_add_to_a_rate() -> None:
    """So a movement that seems wilder, and was partly lost, is not another kind for that."""
    heard = swing(concentric_dps=450.0)
    lost = swing(concentric_dps=450.0, doubt=float(BRIDGED))
    assert step(swing(), lost) < step(swing(), heard)
    calm = swing(concentric_dps=110.0, doubt=float(BRIDGED))
    assert step(swing(), calm) == step(swing(), swing(concentric_dps=110.0))


def test_floorwards_is_the_way_to_the_floor() -> None:
    to_floor = hinge(vertical_g=0.5, drop_m=0.35, hold_s=1.8)
    assert floorwards([to_floor], hinges(3)) > 1.0
    assert floorwards([hinge()], [to_floor]) < -1.0
    assert floorwards([hinge()], hinges(3)) == 0.0


def test_time_changes_no_kind() -> None:
    one = hinge(5.0)
    later = one.shifted(3.25)
    assert later.kind == one.kind
    assert later.end_s - one.end_s == pytest.approx(3.25)
    assert later.doubt == BRIDGED
