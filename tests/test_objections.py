"""Why groups of movements, alike as they may be, are no sets: by hand-made movements."""

from dataclasses import replace

import pytest

from lifts import hinge, hinges, swings
from repsignal.objections import (
    FLIGHT_S,
    JUMP_S,
    SEATED_S,
    SLOW_S,
    SWING_FROM_S,
    SWING_TO_S,
    floor_likeness,
    objection,
)


def test_sets_meet_none() -> None:
    for exercise in (None, "rdl"):
        assert objection(hinges(5), exercise) is None
    for exercise in (None, "swing"):
        assert objection(swings(8), exercise) is None


def test_a_joggers_bounce_is_too_fast() -> None:
    short = SWING_FROM_S - 0.05
    bounce = {"bottom": 0.4 * short, "bottom_end": 0.4 * short, "end": short, "upright": short}
    assert objection(swings(8, cycle_s=0.8, **bounce), None) == "too_fast"


def test_swings_do_not_last_for_seconds() -> None:
    late = {"bottom": SWING_TO_S, "bottom_end": SWING_TO_S, "end": SWING_TO_S + 0.5}
    assert objection(swings(4, cycle_s=6.0, **late), None) == "irregular"


@pytest.mark.parametrize("exercise", [None, "rdl", "swing"])
def test_jumps_fall_freely_out_of_a_small_bend(exercise: str | None) -> None:
    """A hard swing may fall as long, but bends further."""
    falling = {"flight_s": FLIGHT_S + 0.05}
    assert objection(swings(5, peak_deg=25.0, **falling), exercise) == "too_fast"
    if exercise != "rdl":
        assert objection(swings(5, peak_deg=55.0, **falling), exercise) is None


@pytest.mark.parametrize("exercise", [None, "rdl", "swing"])
def test_one_flight_among_small_bends_is_a_jump(exercise: str | None) -> None:
    hops = swings(5, peak_deg=25.0)
    assert objection(hops, exercise) is None
    hops[2] = replace(hops[2], flight_s=JUMP_S + 0.02)
    assert objection(hops, exercise) == "too_fast"


def test_what_is_slow_was_not_taken_from_the_floor() -> None:
    """With the knees, and a hold: that is a weight picked up, unless it is done by the clock."""
    floor = {"vertical_g": 0.5, "drop_m": 0.35, "hold_s": 1.8}
    assert objection([hinge(**floor)], "rdl") == "pick_up"
    slow = hinge(**floor, bottom=2.0 + SLOW_S, bottom_end=3.8 + SLOW_S, end=5.3 + SLOW_S)
    assert floor_likeness([slow]) == 0.0
    assert objection([slow], "rdl") is None
    assert objection([hinge(**floor | {"drop_m": 0.12})], "rdl") is None


def test_who_holds_the_bottom_for_so_long_sits() -> None:
    held = {"bottom_end": 2.0 + SEATED_S, "end": 4.0 + SEATED_S}
    assert objection(hinges(4, cycle_s=14.0, hold_s=SEATED_S + 0.5, **held), None) == "sitting"
    assert objection(hinges(4, cycle_s=14.0, hold_s=SEATED_S - 0.5, **held), None) is None
