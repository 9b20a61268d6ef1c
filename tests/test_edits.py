"""What a lifter does to sets and reps, and that another count does not undo it."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from made_sessions import made_rep, made_session, made_set
from rephost import corrections
from rephost.corrections import Correction, corrected
from rephost.edits import correction_of
from rephost.performed import PerformedSet, counted
from rephost.reviewed import Reviewed
from repsignal.events import Rep, SetResult


def measure(start_s: float, end_s: float) -> Rep:
    """Measure a rep of which the first two thirds go down."""
    return made_rep(start_s, 2 / 3 * (end_s - start_s), 1 / 3 * (end_s - start_s))


def three_sets() -> list[SetResult]:
    return [made_set(10.0), made_set(100.0, 6, "swing", 1.8), made_set(200.0, 5)]


def done(session: Reviewed, **action: Any) -> Reviewed:
    """Return the session with one more correction."""
    made = [kept.correction for kept in session.corrections]
    return made_session(session.counted, *made, correction_of(session, action, measure))


def names(session: Reviewed) -> list[tuple[str, int]]:
    return [(one.exercise, one.rep_count) for one in session.sets]


def test_details_are_said_of_one_set_and_of_the_session() -> None:
    session = done(
        made_session(three_sets()),
        do="describe",
        set=2,
        exercise="deadlift",
        weight_kg=60,
        rpe=8.5,
        note="belt <slipped> '; DROP TABLE session; \N{FLEXED BICEPS}",
        told_reps=7,
    )
    one = session.sets[1]
    assert (one.exercise, one.rep_count, one.weight_kg, one.rpe) == ("deadlift", 7, 60.0, 8.5)
    assert "DROP TABLE" in one.note
    assert names(session)[::2] == [("rdl", 8), ("rdl", 5)]
    session = done(session, do="describe_session", title="Monday", rpe=7)
    assert (session.title, session.rpe, session.sets[1]) == ("Monday", 7.0, one)


def test_reps_are_deleted_added_merged_and_split() -> None:
    session = made_session(three_sets())
    before = session.sets[0].reps
    session = done(session, do="delete_rep", set=1, rep=3)
    assert session.sets[0].reps == (*before[:2], *before[3:])
    session = done(session, do="add_rep", set=1, start_s=before[2].start_s, end_s=before[2].end_s)
    assert [rep.end_s for rep in session.sets[0].reps] == pytest.approx([r.end_s for r in before])
    assert session.sets[0].by_hand == (False, False, True, *(False,) * 5)
    session = done(session, do="merge_reps", set=1, rep=1)
    first = session.sets[0].reps[0]
    assert (first.start_s, first.end_s) == (before[0].start_s, before[1].end_s)
    session = done(session, do="split_rep", set=1, rep=1, at_s=before[0].end_s)
    assert [rep.end_s for rep in session.sets[0].reps] == pytest.approx([r.end_s for r in before])
    assert names(session)[1:] == [("swing", 6), ("rdl", 5)]


def test_sets_are_deleted_added_merged_and_split() -> None:
    session = made_session([made_set(10.0), made_set(60.0, 4), made_set(200.0, 5, "swing", 1.8)])
    session = done(session, do="merge_sets", set=1)
    assert names(session) == [("rdl", 12), ("swing", 5)]
    session = done(session, do="split_set", set=1, after_rep=8)
    assert names(session) == [("rdl", 8), ("rdl", 4), ("swing", 5)]
    session = done(session, do="delete_set", set=2)
    assert names(session) == [("rdl", 8), ("swing", 5)]
    session = done(session, do="add_set", exercise="row", start_s=100.0, end_s=103.0)
    assert names(session) == [("rdl", 8), ("row", 1), ("swing", 5)]
    assert session.sets[1].is_by_hand
    session = done(session, do="delete_rep", set=2, rep=1)
    assert names(session) == [("rdl", 8), ("swing", 5)]


@pytest.mark.parametrize(
    "action",
    [
        {"do": "describe", "set": 4, "rpe": 5},
        {"do": "describe", "set": 0, "rpe": 5},
        {"do": "describe", "set": True, "rpe": 11},
        {"do": "describe", "set": 1, "rpe": float("nan")},
        {"do": "describe", "set": 1, "weight_kg": -1},
        {"do": "describe", "set": 1, "weight_kg": "60"},
        {"do": "describe", "set": 1, "told_reps": 2.5},
        {"do": "describe", "set": 1, "exercise": "<script>"},
        {"do": "describe", "set": 1, "exercise": ["rdl"]},
        {"do": "describe", "set": 1, "note": 3},
        {"do": "describe", "set": 1, "colour": "red"},
        {"do": "describe", "set": 1},
        {"do": "describe_session", "weight_kg": 3},
        {"do": "merge_sets", "set": 3},
        {"do": "merge_sets", "set": 1},
        {"do": "split_set", "set": 1, "after_rep": 8},
        {"do": "split_set", "set": 1, "after_rep": 0},
        {"do": "delete_rep", "set": 1, "rep": 9},
        {"do": "merge_reps", "set": 1, "rep": 8},
        {"do": "split_rep", "set": 1, "rep": 1, "at_s": 9.0},
        {"do": "split_rep", "set": 1, "rep": 1, "at_s": None},
        {"do": "add_rep", "set": 1, "start_s": 12.0, "end_s": 11.0},
        {"do": "add_rep", "set": 1, "start_s": 11.0, "end_s": 12.0},
        {"do": "add_rep", "set": 1, "start_s": 101.9, "end_s": 102.1},
        {"do": "add_set", "exercise": "rdl", "start_s": 20.0, "end_s": 50.0},
        {"do": "describe", "set": 1, "weight_kg": 10**400},
        {"do": "describe_session", "rpe": float("nan")},
        {"do": "split_rep", "set": 1, "rep": 1, "at_s": -(10**400)},
        {"do": "delete_set", "set": True},
        {"do": "delete_rep", "set": 1, "rep": True},
        {"do": "format_the_disk"},
        {},
    ],
)
def test_what_cannot_be_done_is_refused_in_a_sentence(action: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"^[^\n]{8,}$"):
        correction_of(made_session(three_sets()), action, measure)


ACTIONS = st.lists(
    st.one_of(
        st.fixed_dictionaries(
            {"do": st.just("describe"), "set": st.integers(1, 4)},
            optional={
                "exercise": st.sampled_from(["rdl", "swing", "squat"]),
                "told_reps": st.none() | st.integers(0, 30),
                "weight_kg": st.none() | st.floats(0, 300),
                "rpe": st.none() | st.floats(1, 10),
                "note": st.text(max_size=20),
            },
        ),
        st.fixed_dictionaries(
            {
                "do": st.sampled_from(["delete_set", "merge_sets"]),
                "set": st.integers(1, 4),
            }
        ),
        st.fixed_dictionaries(
            {
                "do": st.sampled_from(["delete_rep", "merge_reps"]),
                "set": st.integers(1, 4),
                "rep": st.integers(1, 8),
            }
        ),
        st.fixed_dictionaries(
            {"do": st.just("split_set"), "set": st.integers(1, 4), "after_rep": st.integers(1, 8)}
        ),
        st.fixed_dictionaries(
            {
                "do": st.just("split_rep"),
                "set": st.integers(1, 4),
                "rep": st.integers(1, 8),
                "at_s": st.floats(10, 230),
            }
        ),
        st.fixed_dictionaries(
            {
                "do": st.just("add_rep"),
                "set": st.integers(1, 4),
                "start_s": st.floats(0, 240),
                "end_s": st.floats(0, 250),
            }
        ),
    ),
    max_size=6,
)


def edited(actions: list[dict[str, Any]]) -> Reviewed:
    session = made_session(three_sets())
    for action in actions:
        try:
            session = done(session, **action)
        except ValueError:
            continue
    return session


@given(ACTIONS)
def test_whatever_is_done_sets_and_reps_are_in_order_and_kept_corrections_say_the_same(
    actions: list[dict[str, Any]],
) -> None:
    session = edited(actions)
    starts = [one.start_s for one in session.sets]
    assert starts == sorted(starts)
    for one in session.sets:
        assert len(one.by_hand) == len(one.reps)
        ends = [rep.end_s for rep in one.reps]
        assert ends == sorted(ends)
    kept = [corrections.as_json(one.correction) for one in session.corrections]
    again = [corrections.from_json(one) for one in kept]
    assert corrected(map(counted, session.counted), again).sets == session.sets


@given(ACTIONS, st.data())
def test_corrections_survive_another_count(
    actions: list[dict[str, Any]], data: st.DataObject
) -> None:
    """A recount finds other times, names and reps, or nothing at all: what was said stands."""
    session = edited(actions)
    made = [one.correction for one in session.corrections]
    recounted = [
        recount(one, data) for one in session.counted if data.draw(st.booleans(), "is found again")
    ]
    now = corrected(map(counted, recounted), made).sets
    for one in session.sets:
        said = [name for name in spoken_of(one, session, made)]
        if said:
            found = max(now, key=lambda other, one=one: shared_s(one, other))
            assert shared_s(one, found) >= 0
            for name in said:
                assert getattr(found, name) == getattr(one, name), name


def recount(one: SetResult, data: st.DataObject) -> SetResult:
    """Return a set as a somewhat different algorithm would have counted it."""
    later_s = data.draw(st.floats(-0.3, 0.3), "later by")
    reps = [
        replace(rep, start_s=rep.start_s + later_s, end_s=rep.end_s + later_s) for rep in one.reps
    ]
    reps = reps[data.draw(st.integers(0, 1), "without the first") :]
    exercise = data.draw(st.sampled_from(["rdl", "swing"]), "as")
    return SetResult(exercise, 0.7, reps[0].start_s, reps[-1].end_s, tuple(reps))


def spoken_of(one: PerformedSet, session: Reviewed, made: list[Correction]) -> list[str]:
    """Return what the lifter has said of a set as it stands."""
    said = [name for name in ("weight_kg", "rpe", "note") if getattr(one, name)]
    if one.told_reps is not None:
        said.append("rep_count")
    if made and not any(one.reps == other.reps for other in session.counted):
        said += ["reps", "exercise"]
    return said


def shared_s(one: PerformedSet, other: PerformedSet) -> float:
    return min(one.end_s, other.end_s) - max(one.start_s, other.start_s)
