"""Bars, rests and words of the review: pure values."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from made_sessions import made_rep, made_session, made_set
from rephost.corrections import Corrected, Described, Retold
from rephost.performed import PerformedSet, counted, made_of
from rephost.plans import Plan, PlannedExercise
from rephost.review_bars import WIDTH, bars
from rephost.review_changes import changes, place_of
from rephost.review_rests import Rest, planned_parts, rests
from rephost.review_timeline import timeline
from rephost.reviewed import Reviewed

PHASES_S = st.floats(0.0, 8.0)


@given(st.lists(st.tuples(PHASES_S, st.floats(0.05, 8.0), PHASES_S), min_size=1, max_size=20))
def test_all_bars_of_a_set_have_one_scale(drawn: list[tuple[float, float, float]]) -> None:
    at_s, reps = 0.0, []
    for down_s, up_s, top_s in drawn:
        reps.append(made_rep(at_s, down_s, up_s))
        at_s += down_s + up_s + top_s
    found, scale_s = bars(made_of("rdl", reps, [False] * len(reps)))
    for one in found:
        ends = [part.x + part.width for part in one.parts]
        assert all(end <= WIDTH + 0.1 for end in ends)
        if not one.is_cut:
            whole_s = sum(seconds or 0.0 for seconds in one.seconds)
            length = sum(part.width for part in one.parts)
            assert length == pytest.approx(WIDTH * whole_s / scale_s, abs=0.1)


def test_a_break_within_a_set_does_not_squeeze_its_reps() -> None:
    reps = [made_rep(0.0), made_rep(4.0), made_rep(60.0), made_rep(64.0)]
    found, scale_s = bars(made_of("rdl", reps, [False] * 4))
    assert [one.is_cut for one in found] == [False, True, False, False]
    assert scale_s < 12


def test_the_target_is_drawn_to_the_same_scale() -> None:
    found, scale_s = bars(counted(made_set(0.0)), (3, 1, 2, 0))
    assert scale_s == 6.0
    assert [part.width for part in found[0].target] == pytest.approx([500, 166.67, 333.33])


def test_a_rep_from_the_floor_has_no_lowering_and_a_fast_one_an_x() -> None:
    first = replace(made_rep(0.0, 0.0, 0.4), eccentric_known=False)
    (one, _), _ = bars(made_of("deadlift", [first, made_rep(3.0)], [False, False]))
    assert one.words.startswith("\N{EN DASH} · 0.0 · X 0.4 · ")
    (swing, _), _ = bars(made_of("swing", [first, made_rep(3.0)], [False, False]))
    assert swing.words == "\N{EN DASH} · 0.40 · 2.60"


PLAN = Plan(
    "p",
    (
        PlannedExercise("rdl", 1, (8, 8), rest_s=60.0),
        PlannedExercise("swing", 1, (10, 10)),
        PlannedExercise("rdl", 1, (8, 8), rest_s=120.0),
    ),
)


def _planned(*starts_s: float) -> Reviewed:
    return replace(made_session([made_set(start_s) for start_s in starts_s]), plan=PLAN)


def test_a_rest_is_that_behind_a_set_of_the_plan() -> None:
    # Sets last 31 s.
    session = _planned(0.0, 31.0 + 65.0, 31.0 + 65.0 + 31.0 + 180.0, 600.0)
    parts = planned_parts(session.plan, (one.exercise for one in session.sets))
    assert [part.rest_s if part else None for part in parts] == [60.0, 120.0, None, None]
    first, second, third, last = rests(session, parts)
    assert first is None
    assert second == Rest(31.0, 65.0, 60.0)
    assert (second.fits, second.words) == ("kept", "1:05 of 1:00, kept")
    assert third is not None
    assert third.fits == "long"
    assert last is not None
    assert (last.planned_s, last.fits) == (None, "")
    assert Rest(0.0, 40.0, 60.0).fits == "short"
    assert planned_parts(None, ["rdl"]) == [None]


@given(st.lists(st.floats(0, 9000), max_size=60, unique=True))
def test_numbers_on_the_line_never_touch(starts_s: list[float]) -> None:
    session = made_session([made_set(start_s, 2) for start_s in sorted(starts_s)])
    line = timeline(session, rests(session, [None] * len(starts_s)))
    named = [one.middle for one in line.sets if one.is_named]
    assert all(b - a >= 4.99 for a, b in pairwise(named))
    assert all(0 <= one.x <= 100.5 for one in line.sets)
    assert len(line.sets) == len(starts_s)


def _said(before: list[PerformedSet], *after: PerformedSet) -> str:
    return changes(Corrected(tuple(before)), Corrected(after))


def test_what_a_correction_changed_is_said() -> None:
    one, two = counted(made_set(0.0)), counted(made_set(100.0, 6, "swing"))
    assert _said([one, two], one) == "Set 2 (swing, 6 reps) deleted"
    assert _said([one], one, two) == "Set 2 (swing, 6 reps) added"
    named = replace(one, result=replace(one.result, exercise="good_morning"), weight_kg=40.0)
    assert _said([one, two], named, two) == (
        "Set 1: good morning, was RDL, 40\N{NO-BREAK SPACE}kg, was \N{EN DASH}"
    )
    assert _said([one], replace(one, note="x")) == "Set 1: another note"
    assert _said([one], one) == "Nothing looks different"
    moved = replace(one.reps[0], end_s=one.reps[0].end_s + 0.1)
    assert "times of reps" in _said([one], made_of("rdl", [moved, *one.reps[1:]], one.by_hand))
    details = changes(Corrected((), {"title": ""}), Corrected((), {"title": "A", "rpe": 7.5}))
    assert (
        details
        == "Title \N{LEFT DOUBLE QUOTATION MARK}A\N{RIGHT DOUBLE QUOTATION MARK}; effort 7.5"
    )


def test_a_set_is_found_again_where_it_is_now() -> None:
    one, two = counted(made_set(0.0)), counted(made_set(100.0))
    assert place_of(two, 2, [one, two]) == 2
    assert place_of(two, 2, [two]) == 1
    assert place_of(two, 2, [one]) is None
    assert place_of(two, 2, []) is None


def test_the_last_change_is_that_of_the_last_correction() -> None:
    from rephost.review_changes import last_change
    from rephost.review_version import version_of

    one = counted(made_set(0.0))
    bare = made_session([one.result])
    assert last_change(bare) == ""
    said = [Described(one, {"weight_kg": 50.0}), Retold(one.start_s, one.end_s, ())]
    session = made_session([one.result], *said)
    assert last_change(session) == "Set 1 (RDL, 8 reps) deleted"
    assert last_change(made_session([one.result], said[0])).endswith("was \N{EN DASH}")
    versions = {version_of(each) for each in (bare, session, made_session([one.result], said[0]))}
    assert len(versions) == 3
    assert version_of(replace(bare, algorithm="another")) not in versions
