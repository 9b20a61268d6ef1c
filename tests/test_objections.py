"""Why groups of movements, alike as they may be, are no sets: by hand-made movements."""

import pytest

from lifts import hinges, swings
from repsignal.objections import FLIGHT_S, SEATED_S, SWING_FROM_S, SWING_TO_S, objection


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


def test_who_holds_the_bottom_for_so_long_sits() -> None:
    held = {"bottom_end": 2.0 + SEATED_S, "end": 4.0 + SEATED_S}
    assert objection(hinges(4, cycle_s=14.0, hold_s=SEATED_S + 0.5, **held), None) == "sitting"
    assert objection(hinges(4, cycle_s=14.0, hold_s=SEATED_S - 0.5, **held), None) is None
