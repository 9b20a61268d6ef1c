"""Which movements are reps: runs made by hand, judged."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counting import REASONS
from lifts import hinge, hinges, swing, swings, with_transfer
from repsignal.grouping import judge
from repsignal.movement import Movement
from repsignal.objections import ARMED_RANGE_DEG, AUTO_RANGE_DEG, AUTO_REPS
from repsignal.state import BRIDGED

FLOOR = {"vertical_g": 0.5, "drop_m": 0.35, "hold_s": 1.8, "peak_deg": 45.0}


def reasons(run: list[Movement], exercise: str | None = None) -> list[str]:
    return [why for _, why in judge(run, exercise).rejected]


def sizes(run: list[Movement], exercise: str | None = None) -> list[int]:
    return [len(group) for group in judge(run, exercise).groups]


def test_nothing() -> None:
    assert judge([], None) == ([], [])
    assert judge([], "rdl") == ([], [])


@pytest.mark.parametrize("many", [hinges, swings])
def test_similar_ones_are_a_set(many: Callable[[int], list[Movement]]) -> None:
    for n in (3, 5, 25):
        assert sizes(many(n)) == [n]
        assert reasons(many(n)) == []


@pytest.mark.parametrize("many", [hinges, swings])
def test_fewer_than_three_are_a_set_only_if_armed(many: Callable[[int], list[Movement]]) -> None:
    for n in range(1, AUTO_REPS):
        assert sizes(many(n)) == []
        assert reasons(many(n)) == ["single_bend"] * n
        assert sizes(many(n), "swing" if many is swings else "rdl") == [n]


def test_small_ones_beside_large_ones_are_none() -> None:
    run = [*hinges(4), hinge(18.0, peak_deg=15.0), *hinges(2, 22.5)]
    assert sizes(run) == [6]
    assert reasons(run) == ["too_small"]


def test_ranges_that_are_counted() -> None:
    between = 0.5 * (ARMED_RANGE_DEG + AUTO_RANGE_DEG)
    assert reasons(hinges(5, peak_deg=between)) == ["too_small"] * 5
    assert sizes(hinges(5, peak_deg=between), "rdl") == [5]
    assert sizes(hinges(5, peak_deg=ARMED_RANGE_DEG - 1.0), "rdl") == []


def test_sitting_down_splits() -> None:
    sitting = with_transfer(hinge(18.0), 2.5), with_transfer(hinge(30.0), 2.5)
    run = [*hinges(4), *sitting, *hinges(3, 35.0)]
    assert sizes(run) == [4, 3]
    assert reasons(run) == ["sitting"] * 2
    for exercise in ("rdl", "swing"):
        assert "sitting" in reasons([*hinges(4), *sitting, *hinges(3, 35.0)], exercise)


def test_who_gets_up_has_sat_down() -> None:
    """The way to the seat alone would pass for a bow; what undoes it tells."""
    down = hinge(30.0, peak_deg=38.0, end_deg=-11.0, vertical_g=0.5, eccentric_dps=30.0)
    up = hinge(42.0, peak_deg=38.0, start_deg=-14.0, end_deg=1.0)
    assert down.transfer < 1.0 < up.transfer
    assert reasons([*hinges(2), down, up], "rdl") == ["sitting"] * 2
    assert sizes([*hinges(2), down, up], "rdl") == [2]


def test_now_and_then_not_locked_out_is_no_sitting() -> None:
    """One goes to and fro as it comes; who sits down and gets up, in turn."""
    tops_deg = [0.0, 15.0, 0.0, 0.0, 15.0, 15.0, 0.0, 15.0, 0.0, 0.0]
    now_and_then = [
        hinge(4.5 * i, start_deg=before, end_deg=after)
        for i, (before, after) in enumerate(pairwise(tops_deg))
    ]
    assert sum(one.transfer > 1.0 for one in now_and_then) > 4
    assert sizes(now_and_then) == [len(now_and_then)]
    in_turn = [
        hinge(4.5 * i, start_deg=15.0 * (i % 2), end_deg=15.0 * ((i + 1) % 2)) for i in range(9)
    ]
    assert reasons(in_turn) == ["sitting"] * 9


def test_whole_and_half_reps_in_turn_are_a_set() -> None:
    half = {"peak_deg": 29.0, "eccentric_dps": 27.0, "concentric_dps": 34.0, "hold_s": 1.1}
    in_turn = [hinge(4.5 * i, **(half if i % 2 else {})) for i in range(8)]
    assert sizes(in_turn) == [8]


def test_whole_and_half_reps_are_a_set_in_any_order() -> None:
    """However long the rests between them are; what has no kind at all is none."""
    half = {"peak_deg": 29.0, "eccentric_dps": 27.0, "concentric_dps": 34.0, "hold_s": 1.1}
    order = [{}, {}, half, {}, half, half, {}, half, half, half, {}, half, {}, half]
    assert sizes([hinge(9.0 * i, **kind) for i, kind in enumerate(order)]) == [len(order)]
    chores = [hinge(9.0 * i, peak_deg=25.0 * 1.4 ** (5 * i % 4)) for i in range(8)]
    assert sizes(chores) != [8]


@pytest.mark.parametrize(("net_m", "is_set"), [(0.03, True), (0.4, False)])
def test_who_ends_level_did_not_sit(net_m: float, is_set: bool) -> None:
    """Lock-outs that differ in turn by chance are none of sitting down and getting up."""
    run = [
        hinge(4.5 * i, start_deg=8.0 * (i % 2), end_deg=8.0 * ((i + 1) % 2), net_m=way * net_m)
        for i, way in enumerate([-1.0, 1.0] * 4)
    ]
    assert max(one.transfer for one in run) < 1.0
    assert sizes(run) == ([8] if is_set else [])
    assert reasons(run) == ([] if is_set else ["sitting"] * 8)


@pytest.mark.parametrize("exercise", [None, "rdl", "swing"])
def test_what_is_too_fast_for_a_rep_is_none_beside_others(exercise: str | None) -> None:
    jolts = [swing(20.0 + 0.5 * i, bottom=0.2, bottom_end=0.2, end=0.4) for i in range(2)]
    many = swings if exercise == "swing" else hinges
    assert sizes([*many(4), *jolts], exercise) == [4]
    assert reasons([*many(4), *jolts], exercise) == ["too_fast"] * 2


@pytest.mark.parametrize("rest_s", [0.7, 5.0])
def test_what_reaches_lower_after_a_rest_sets_down(rest_s: float) -> None:
    """Of pauses, the hold does not tell."""
    paused = {"bottom_end": 4.8, "end": 6.3, "hold_s": 2.8}
    run = [hinge(7.0 * i, **paused) for i in range(4)]
    run.append(hinge(27.3 + rest_s, **paused, drop_m=0.25))
    is_apart = rest_s > 1.0
    assert sizes(run, "rdl") == [4 if is_apart else 5]
    assert reasons(run, "rdl") == ["set_down"] * is_apart


def test_a_faint_bow_beside_a_walk_is_none() -> None:
    setting_out = hinge(peak_deg=18.0, doubt=float(BRIDGED))
    assert setting_out.is_faint
    assert sizes([setting_out], "rdl") == [1]
    setting_out.is_of_walk = True
    assert reasons([setting_out], "rdl") == ["walking"]


def test_a_weight_is_gripped_for_longer_than_a_swing_is_held() -> None:
    grip = swing(vertical_g=0.9, hold_s=3.0, bottom_end=3.5, end=4.0)
    assert sizes([grip, *swings(2, 10.0)], "swing") == [2]
    assert reasons([grip, *swings(2, 10.0)], "swing") == ["pick_up"]


def test_what_circles_is_no_swing() -> None:
    assert sizes(swings(6, aside_deg=2.0)) == [6]
    assert reasons(swings(6, aside_deg=16.0)) == ["irregular"] * 6


def test_what_hangs_goes_as_far_behind_as_ahead() -> None:
    assert sizes(swings(6, peak_deg=40.0, start_deg=-12.0, end_deg=-12.0)) == [6]
    assert reasons(swings(6, peak_deg=15.0, start_deg=-14.0, end_deg=-14.0)) == ["irregular"] * 6


def test_what_is_done_seated_is_sitting() -> None:
    down, up = with_transfer(hinge(18.0), 2.5), with_transfer(hinge(40.0), 2.5)
    seated = hinge(25.0, peak_deg=28.0, aside_deg=14.0, concentric_dps=30.0)
    run = [*hinges(4), down, seated, up, *hinges(3, 45.0)]
    assert reasons(run) == ["sitting"] * 3


def test_a_seat_is_held_and_begins_before_the_way_to_it_ends() -> None:
    """Out of the seat the pelvis tilts the other way: no rep, even if one would be a set."""
    down = hinge(18.0, peak_deg=28.0, end_deg=-20.0, net_m=-0.6, vertical_g=0.4)
    seat = hinge(20.0, bottom_end=9.0, end=10.0, hold_s=7.0)
    assert seat.start_s < down.end_s
    assert reasons([*hinges(4), down, seat], "rdl") == ["sitting"] * 2
    judged = [down, *hinges(4, 20.0)]
    assert (reasons(judged), sizes(judged)) == (["sitting"], [4])


@pytest.mark.parametrize(
    ("net_m", "start_deg", "counts"),
    [
        (0.05, 0.0, True),
        (-0.42, 0.0, False),  # a chair is lower
        (0.05, -20.0, False),  # up from one
        (0.0, 0.0, False),  # without a gyro nobody knows
    ],
)
def test_who_comes_back_as_high_did_not_sit(net_m: float, start_deg: float, counts: bool) -> None:
    """The strap slipped in a single rep: it ends in another pose, as sitting down does."""
    slipped = hinge(net_m=net_m, start_deg=start_deg, end_deg=start_deg + 25.0)
    assert slipped.transfer > 1.0
    assert sizes([slipped], "rdl") == [1] * counts
    assert reasons([slipped], "rdl") == ["sitting"] * (not counts)


def test_a_quicker_way_down_alone_is_no_pick_up() -> None:
    """Thrust differs, but nothing is held and nobody goes deeper."""
    hasty = {"vertical_g": 0.25, "hold_s": 0.6}
    run = [*hinges(2, **hasty), *hinges(8, 9.0, hold_s=0.6)]
    assert sizes(run) == [10]
    down = [hinge(**FLOOR), *hinges(8, 9.0)]
    assert reasons(down) == ["pick_up"]


def test_behind_a_rest_only_what_is_alike_is_a_swing() -> None:
    """A cluster goes on after a rest; a lurch that starts a walk does not."""
    after_s = swings(8)[-1].end_s + 5.0
    assert sizes([*swings(8), *swings(2, after_s)]) == [10]
    lurch = swing(after_s, peak_deg=30.0, aside_deg=10.0, concentric_dps=160.0)
    assert sizes([*swings(8), lurch]) == [8]
    assert sizes([*swings(8), swing(swings(8)[-1].end_s + 0.5, peak_deg=30.0)]) == [9]


def test_a_slip_between_similar_reps_stays() -> None:
    run = hinges(7)
    run[3] = with_transfer(run[3], 2.5)
    assert sizes(run) == [7]


def test_picking_up_and_setting_down() -> None:
    run = [hinge(0.0, **FLOOR), *hinges(5, 8.0), hinge(35.0, **FLOOR)]
    for exercise in (None, "rdl"):
        assert sizes(run, exercise) == [5]
        assert reasons(run, exercise) == ["pick_up", "set_down"]


def test_picking_up_alone_is_no_set_even_armed() -> None:
    assert reasons([hinge(0.0, **FLOOR)], "rdl") == ["pick_up"]


def test_hinges_are_no_swings_if_armed_for_swings() -> None:
    assert sizes(hinges(1), "swing") == []
    assert sizes(swings(1), "swing") == [1]


def test_lying_is_not_upright() -> None:
    lying = hinges(4, peak_deg=86.0, aside_deg=20.0, hold_s=4.0, bottom_end=6.0, end=8.0)
    assert reasons(lying) == ["not_upright"] * 4


def test_a_jolt_is_no_slow_hinge() -> None:
    chair = hinges(4, vertical_g=1.4, concentric_dps=70.0, peak_deg=60.0)
    assert sizes(chair) == []
    assert set(reasons(chair)) == {"too_fast"}


def test_getting_up_undoes_sitting_down() -> None:
    """Every other movement ends where the one before began."""
    turns = [(0.0, 7.0, 0.15), (7.0, 0.0, -0.15)] * 3
    run = [
        hinge(6.0 * i, start_deg=start, end_deg=end, net_m=net)
        for i, (start, end, net) in enumerate(turns)
    ]
    assert sizes(run) == []
    assert set(reasons(run)) == {"sitting"}


def test_rhythm_puts_in_what_a_gap_swallowed() -> None:
    run = swings(8)
    run[4] = swing(4 * 1.6, doubt=float(BRIDGED))
    del run[3]
    (group,) = judge(run, None).groups
    assert len(group) == 8
    assert group[3].bottom_s == pytest.approx(3 * 1.6 + 0.55, abs=0.01)
    assert group[3].doubt == BRIDGED
    # Nothing was lost: nothing is put in.
    whole = swings(8)
    del whole[3]
    assert sizes(whole) == [7]


def test_what_no_gap_can_have_swallowed_is_not_put_in() -> None:
    """Two slow swings last longer than any bridge; a bottom held for a cycle is no swing's."""
    slow = swings(9, cycle_s=2.0)
    slow[6] = swing(6 * 2.0, doubt=float(BRIDGED))
    assert sizes([*slow[:5], *slow[6:]]) == [9]
    assert sizes([*slow[:4], *slow[6:]]) == [7]
    held = swings(8)
    held[7] = swing(7 * 1.6, hold_s=1.7, doubt=float(BRIDGED))
    assert sizes([*held[:6], held[7]]) == [7]


def test_swings_far_apart_are_no_set_in_auto() -> None:
    assert set(reasons(swings(5, cycle_s=6.5))) == {"irregular"}
    assert sizes(swings(5, cycle_s=6.5), "swing") == [5]


_one = st.fixed_dictionaries(
    {
        "peak_deg": st.floats(11.0, 95.0),
        "concentric_dps": st.floats(8.0, 350.0),
        "eccentric_dps": st.floats(8.0, 350.0),
        "vertical_g": st.floats(0.0, 2.0),
        "hold_s": st.floats(0.0, 5.0),
        "drop_m": st.floats(0.0, 0.6),
        "net_m": st.floats(-0.5, 0.5),
        "end_deg": st.floats(-20.0, 10.0),
        "aside_deg": st.floats(0.0, 40.0),
        "doubt": st.sampled_from([0.0, 0.0, 1.0, 2.0, 3.0]),
    }
)


@given(st.lists(_one, max_size=14), st.sampled_from([None, "rdl", "swing"]))
def test_every_movement_is_a_rep_or_has_a_reason(
    ones: list[dict[str, float]], exercise: str | None
) -> None:
    """Once, in order; and none is made up but by the rhythm."""
    run = [hinge(4.5 * i, **one) for i, one in enumerate(ones)]
    judged = judge(run, exercise)
    reps = [m for group in judged.groups for m in group if any(m is known for known in run)]
    others = [m for m, _ in judged.rejected]
    assert sorted(map(id, reps + others)) == sorted(map(id, run))
    assert [m.start_s for m in reps] == sorted(m.start_s for m in reps)
    assert [m.start_s for m in others] == sorted(m.start_s for m in others)
    assert {why for _, why in judged.rejected} <= set(REASONS)
    assert all(len(group) >= (1 if exercise else AUTO_REPS) for group in judged.groups)
