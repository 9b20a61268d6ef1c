"""The terminal's picture of a training: the numbers are there, at every size."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from live_views import GOING, NOW_UNIX_S, PLAN, REP, RESTING, SET, SWINGING, WAITING, view
from rephost.block_digits import (
    SMALLEST_ROWS,
    SMALLEST_ROWS_ASCII,
    block_digits,
    gap_of,
    width_of,
)
from rephost.exercises import NAMED
from rephost.live_choices import CHOICE_WORDS
from rephost.live_picture import render
from rephost.live_view import LiveView, RecordingView, RestView, StrapView

SIZES = [(40, 12), (60, 40), (80, 24), (120, 30), (200, 50)]
BIG = "0123456789"


def drawn(text: str, rows: int, **how: bool) -> list[str]:
    letters = block_digits(text, rows, **how)
    return [gap_of(rows).join(parts) for parts in zip(*letters, strict=True)]


def lines(of: LiveView, width: int = 80, height: int = 24, **how: Any) -> list[str]:
    return render(of, width, height, how.pop("now_unix_s", NOW_UNIX_S), **how).plain.split("\n")


def shows(picture: list[str], text: str) -> int:
    """Return how many rows high a text stands in a picture, 0 where it does not."""
    for rows in range(len(picture), SMALLEST_ROWS - 1, -1):
        wanted = drawn(text, rows)
        for top in range(len(picture) - rows + 1):
            left = picture[top].find(wanted[0])
            if left >= 0 and all(
                picture[top + y].ljust(left + len(row))[left : left + len(row)] == row
                for y, row in enumerate(wanted)
            ):
                return rows
    return 0


@given(st.text("0123456789:+-.X ", min_size=1, max_size=6), st.integers(SMALLEST_ROWS, 40))
def test_letters_have_the_size_that_was_asked_for(text: str, rows: int) -> None:
    for how in (False, True):
        found = drawn(text, rows, ascii_only=how)
        assert len(found) == rows
        assert {len(line) for line in found} == {width_of(text, rows)}
    assert "".join(drawn(text, rows, ascii_only=True)).isascii()


@pytest.mark.parametrize("ascii_only", [False, True])
@pytest.mark.parametrize("above", range(20))
def test_no_two_letters_look_alike(above: int, ascii_only: bool) -> None:
    rows = above + (SMALLEST_ROWS_ASCII if ascii_only else SMALLEST_ROWS)
    letters = [tuple(drawn(letter, rows, ascii_only=ascii_only)) for letter in BIG + "-+:.X "]
    assert len(set(letters)) == len(letters)


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_the_number_fills_what_the_window_has(width: int, height: int) -> None:
    for reps in (0, 7, 12):
        assert shows(lines(view(reps=reps), width, height), str(reps)) >= height // 2
    assert shows(lines(view(reps=188), width, height), "188") >= min(height // 2, width // 7)


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_the_rest_clock_counts_down_and_then_on(width: int, height: int) -> None:
    assert shows(lines(RESTING, width, height), "1:23") >= min(height // 3, width // 8)
    later = lines(RESTING, width, height, now_unix_s=NOW_UNIX_S + 95.5)
    assert shows(later, "+0:12") >= min(height // 3, width // 10)
    assert "rest is over" in "\n".join(later)
    at_the_end = lines(RESTING, width, height, now_unix_s=NOW_UNIX_S + 82.2)
    assert shows(at_the_end, "0:01")
    free = replace(RESTING, rest=RestView(NOW_UNIX_S - 3700, None))
    assert "1:01:40" in "\n".join(lines(free, 16, height)) or shows(lines(free, 200, 50), "1:01:40")


def test_the_reps_stand_beside_the_rest_where_there_is_room() -> None:
    assert shows(lines(RESTING, 120, 30), "12")
    assert shows(lines(RESTING, 50, 40), "12")
    assert "RDL, 12 reps, 3-1-1-0" in "\n".join(lines(RESTING, 40, 12))


def test_the_last_tempo_is_held_against_the_plan() -> None:
    picture = lines(GOING)
    assert shows(picture, "3-1-1")
    assert "meant 3-1-2-0: up -1" in "\n".join(picture)
    assert shows(picture, "38")
    well = view(last_rep=replace(REP, concentric_s=1.5, top_pause_s=0.49))
    assert "3-1-2-0: as meant" in "\n".join(lines(well))
    assert shows(lines(well), "3-1-2-0")
    assert "last tempo" in "\n".join(lines(view(plan=None)))
    fast = view(last_rep=replace(REP, eccentric_s=None, concentric_s=0.49))
    assert shows(lines(fast), " -1-X")


def styles_of(of: LiveView, letter: str) -> set[str]:
    text = render(of, 80, 24, NOW_UNIX_S)
    return {str(span.style) for span in text.spans if letter in text.plain[span.start : span.end]}


def test_the_number_turns_green_when_the_set_is_done_and_a_word_says_so() -> None:
    done = view(reps=8, plan=replace(PLAN, is_set_done=True))
    assert "bold green" in styles_of(done, "█")
    assert "more if you like" in "\n".join(lines(done))
    assert "that is the set" in "\n".join(lines(replace(done, reps=12)))
    rested = replace(RESTING, plan=replace(PLAN, is_set_done=True))
    assert "bold green" in styles_of(rested, "█")
    assert "bold green" not in styles_of(RESTING, "█")


def test_what_was_not_counted_is_no_news_when_the_training_is_over() -> None:
    told = view(not_counted="walking")
    assert "not counted: walking" in "\n".join(lines(told))
    assert "not counted" not in "\n".join(lines(replace(told, state="over")))


def test_of_swings_there_is_no_tempo_but_their_pace() -> None:
    picture = lines(SWINGING, per_minute=27.4)
    assert not shows(picture, "3-1-1")
    assert shows(picture, "38")
    assert shows(picture, "27")
    assert "a minute" in "\n".join(picture)
    assert "a minute" not in "\n".join(lines(SWINGING))


def test_the_third_figure_is_slow_down_where_it_has_a_limit_else_the_range() -> None:
    assert "% slower" in "\n".join(lines(GOING))
    free = lines(view(plan=None))
    assert shows(free, "61")
    assert "degrees" in "\n".join(free)
    assert "% slower" not in "\n".join(free)


def test_the_tempo_that_is_meant_is_shown_before_the_first_rep() -> None:
    for before in (
        replace(WAITING, plan=PLAN),
        view(reps=0, last_rep=None),
    ):
        assert shows(lines(before), "3-1-2-0")
        assert "meant" in "\n".join(lines(before))
    another = replace(PLAN, exercise="swing", tempo=None)
    assert not shows(lines(view(last_rep=None, plan=another)), "3-1-2-0")


def test_the_weight_that_a_plan_means_is_told() -> None:
    heavy = replace(PLAN, weight_kg=62.5)
    waiting = "\n".join(lines(replace(WAITING, plan=heavy)))
    assert "RDL  set 2 of 3  8-12 reps  62.5 kg" in waiting
    assert "8-12 reps, set 2 of 3, 62.5 kg" in "\n".join(lines(view(RESTING, plan=heavy)))
    # What the lifter says stands before it.
    own = "\n".join(lines(replace(WAITING, plan=heavy, weight_kg=50.0)))
    assert "8-12 reps  50 kg" in own


def test_before_the_first_set_the_plan_says_what_to_do() -> None:
    said = "\n".join(lines(replace(WAITING, plan=PLAN)))
    assert "RDL  set 2 of 3  8-12 reps" in said
    assert "next RDL, 8-12 reps, set 2 of 3, then swing 3 x 15" in said
    by_hand = replace(PLAN, exercise="box_jump", is_ticked_by_hand=True)
    assert "next box jump, 8-12 reps (t when done)" in "\n".join(lines(view(RESTING, plan=by_hand)))
    single = "\n".join(lines(replace(WAITING, plan=replace(PLAN, exercise="hold", reps=(1, 1)))))
    assert "hold  set 2 of 3  1 rep " in single
    assert "next hold, 1 rep, set 2 of 3" in single
    over = replace(PLAN, is_over=True)
    assert "Monday: all done" in "\n".join(lines(view(RESTING, plan=over)))


STRAP = StrapView("Strap", "on", None, 0, False, False, "")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"recording": RecordingView("a", 9.0, 67.0, "the disk is full")}, "RECORDED since 1:07"),
        ({"recording": RecordingView("a", 9.0, None, "counting has failed")}, "counting has fail"),
        ({"strap": replace(STRAP, link="lost")}, "out of reach"),
        ({"strap": replace(STRAP, trouble="its sensor is silent")}, "its sensor is silent"),
        ({"strap": replace(STRAP, is_slipping=True)}, "slipped"),
        ({"strap": replace(STRAP, is_clipping=True)}, "limit"),
        ({"strap": replace(STRAP, battery_pct=9)}, "battery is at 9 %"),
    ],
)
@pytest.mark.parametrize(("width", "height"), SIZES)
def test_what_is_wrong_is_loud(changed: dict[str, Any], said: str, width: int, height: int) -> None:
    text = render(view(**changed), width, height, NOW_UNIX_S)
    line = next(line for line in text.split("\n") if said in line.plain)
    assert any("on red" in str(span.style) for span in line.spans)
    assert not any("on red" in str(s.style) for s in render(GOING, width, height, 0.0).spans)


def test_other_words_that_a_lifter_is_told() -> None:
    assert "not counted: walking" in "\n".join(lines(view(not_counted="walking")))
    assert "22 % slower: enough" in "\n".join(lines(view(slowdown_pct=22.0)))
    assert "no such set" in "\n".join(lines(view(not_counted="walking"), said="no such set"))
    assert "ready: stand upright" in "\n".join(lines(WAITING))
    looking = replace(WAITING, strap=replace(STRAP, link="looking"))
    assert "looking for the strap" in "\n".join(lines(looking))
    assert "q end" in lines(GOING, keys=("space start", "q end"))[-1]
    assert "7 samples on their way" in "\n".join(
        lines(view(strap=replace(STRAP, missing_samples=7)))
    )


def test_of_a_hold_the_number_is_its_time() -> None:
    held = replace(SET, exercise="hold", reps=0, hold_s=53.4)
    rested = replace(RESTING, exercise="hold", reps=0, hold_s=53.4, sets=(held,), plan=None)
    assert shows(lines(rested, 120, 30), "53")
    assert "s held" in "\n".join(lines(rested, 120, 30))
    assert shows(lines(replace(rested, hold_s=113.0), 120, 30), "1:53")
    assert "min held" in "\n".join(lines(replace(rested, hold_s=113.0), 120, 30))
    over = replace(rested, state="over", rest=None)
    assert shows(lines(over), "53") > shows(lines(rested), "53")
    assert "s held" in "\n".join(lines(over))


def test_of_a_jump_the_time_in_the_air_is_shown() -> None:
    jump = view(exercise="box_jump", plan=None, last_rep=replace(REP, flight_s=0.456))
    assert shows(lines(jump, 120, 30), "0.46")
    assert "s in the air" in "\n".join(lines(jump, 120, 30))


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_all_that_can_be_chosen_is_shown(width: int, height: int) -> None:
    for of in (WAITING, GOING, RESTING):
        picture = "\n".join(lines(of, width, height, choices=CHOICE_WORDS, said="which?"))
        assert all(one in picture for one in CHOICE_WORDS)
    assert len({one[0] for one in CHOICE_WORDS}) == len(NAMED) + 1


WHATEVER = st.sampled_from(
    [
        WAITING,
        GOING,
        RESTING,
        view(plan=None, exercise=None, last_rep=None, phase=None),
        view(WAITING, state="over", sets=(SET, replace(SET, is_discarded=True))),
        view(phase="top", phase_began_s=0.0, now_s=1e5),
        view(lifter="Ж" * 60, not_counted="日本" * 90, reps=99999),
    ]
)


@given(WHATEVER, st.integers(1, 250), st.integers(1, 80), st.booleans(), st.booleans())
def test_a_picture_never_leaves_its_window(
    of: LiveView, width: int, height: int, ascii_only: bool, is_choosing: bool
) -> None:
    keys, choices = ("q end",), CHOICE_WORDS if is_choosing else ()
    text = render(of, width, height, NOW_UNIX_S, keys=keys, choices=choices, ascii_only=ascii_only)
    found = text.split("\n", allow_blank=True)
    assert len(found) <= height
    assert all(line.cell_len <= width for line in found)
    if ascii_only and of.lifter.isascii():
        assert text.plain.isascii()
