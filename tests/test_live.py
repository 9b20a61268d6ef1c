"""What is shown of a training: true to the count, true to the lifter, at every moment."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import synth
from lived import Lived
from rephost.counting import Counted
from rephost.exercises import NAMED
from rephost.facts import Facts, Mark
from rephost.frames import exercise_chosen, mark
from rephost.live import Live
from rephost.live_corrections import Corrections
from rephost.live_count import BEGIN, END
from rephost.live_view import LiveView
from rephost.live_words import remark
from rephost.plan_progress import Tick
from rephost.plans import Plan, PlannedExercise
from rephost.replay_source import frames_in
from repsignal.events import (
    Event,
    Rejected,
    Rep,
    RepAnnounced,
    RepCorrected,
    SetEnded,
    SetResult,
    SetStarted,
)
from synth_frames import sent

RECORDINGS = sorted((Path(__file__).parents[1] / "recordings").glob("*.rep"))
PHASES = ("eccentric", "bottom", "concentric", "top", None)


def told(events: list[Event], *, t_s: float = 0.0, marks: tuple[Mark, ...] = ()) -> Counted:
    facts = Facts(t_s, 100.0, 100.0, 1, 0, 0, 0, 0, True, (), marks)
    return Counted(events, facts, None, None, np.empty(0), np.empty(0))


def rep(end_s: float) -> Rep:
    start_s = end_s - 3.0
    return Rep(start_s, start_s + 1.5, start_s + 2.0, end_s, True, 60.0, 80.0, 60.0, 1.0, (), None)


def going(live: Live, reps: int, number: int = 1) -> None:
    """Let a set go on, with so many reps."""
    events: list[Event] = [SetStarted(0.0, number, "rdl")]
    events += [RepAnnounced(4.0 * k, number, k, "rdl") for k in range(1, reps + 1)]
    live.take(told(events), 0.0)


def over(live: Live, reps: int, number: int = 1, t_s: float = 100.0) -> None:
    """Let it be over."""
    done = tuple(rep(4.0 * k) for k in range(1, reps + 1))
    result = SetResult("rdl", 1.0, done[0].start_s, done[-1].end_s, done)
    live.take(told([SetEnded(t_s, number, result)], t_s=t_s), t_s)


def view(live: Live, now_s: float = 0.0) -> LiveView:
    lived = Lived(live)
    return lived.live.view(now_s, 1000.0 + now_s, *STATE)


STATE = (Lived().view().strap, Lived().view().recording)


@pytest.mark.parametrize("path", RECORDINGS, ids=lambda path: path.stem)
def test_what_is_shown_is_what_was_counted(path: Path) -> None:
    lived = Lived()
    for frame in frames_in(path):
        lived.push([frame])
        shown = lived.view()
        assert shown.phase in PHASES
        assert shown.reps >= 0
        assert shown.state in ("waiting", "going", "resting")
        if shown.state == "going":
            last = [e for e in lived.events if isinstance(e, RepAnnounced | RepCorrected)][-1]
            assert shown.reps == getattr(last, "rep_number", getattr(last, "rep_count", None))
        assert (shown.rest is not None) == (shown.state == "resting")
    lived.finish()
    ended = [event.set for event in lived.events if isinstance(event, SetEnded)]
    sets = lived.view().sets
    assert [one.number for one in sets] == list(range(1, len(ended) + 1))
    assert [(one.exercise, one.reps) for one in sets] == [(e.exercise, len(e.reps)) for e in ended]
    says = [message["number"] for message in lived.said("say")]
    assert says == [e.rep_number for e in lived.events if isinstance(e, RepAnnounced)]
    assert len(list(lived.said("set_over"))) == len(sets)
    t_s = [t for message in lived.said("trace") for t in message["t_s"]]
    assert np.all(np.diff(t_s) > 0.0)
    assert t_s[-1] == pytest.approx(lived.live.duration_s, abs=0.5)


def test_a_rep_is_described_soon_after_it_is_said(rng: np.random.Generator) -> None:
    lived = Lived().push(sent(synth.rdl_set(rng, reps=8), rng))
    lived.finish()
    (one, *_) = lived.view().sets
    last = lived.view().last_rep
    assert last
    assert last.number == one.reps
    assert last.concentric_s > 0.1
    assert lived.view().time_under_tension_s == pytest.approx(one.time_under_tension_s)


def test_a_set_begun_by_hand_is_going_before_its_first_rep() -> None:
    live = Live("Ada")
    live.take(told([], marks=(Mark(1.0, BEGIN),)), 0.0)
    assert (view(live).state, view(live).reps, view(live).set_number) == ("going", 0, 1)
    live.take(told([], marks=(Mark(1.0, BEGIN), Mark(2.0, END))), 0.0)
    assert view(live).state == "waiting"


def test_the_straps_button_does_whichever_comes_next() -> None:
    live = Live("Ada")
    marks: tuple[Mark, ...] = ()
    for state in ("going", "waiting", "going"):
        marks += (Mark(float(len(marks)), 0),)
        live.take(told([], marks=marks), 0.0)
        assert view(live).state == state


def test_stop_ends_the_set_in_the_count_too(rng: np.random.Generator) -> None:
    one = synth.rdl_set(rng, reps=8)
    frames = iter([exercise_chosen("rdl"), *sent(one, rng)])
    lived = Lived()
    while lived.view().reps < 4:
        lived.push([next(frames)])
    lived.do(do="stop")
    assert lived.view().state == "resting"
    assert lived.view().sets[-1].reps >= 3
    assert lived.push(frames).finish().view().sets[1:]


def test_corrections_stay_beside_the_count() -> None:
    live = Live("Ada")
    going(live, 3)
    live.do({"do": "add", "reps": 1, "set": None}, 0)
    assert view(live).reps == 4
    (say,) = live.take(told([RepAnnounced(16.0, 1, 4, "rdl")], t_s=16.0), 16.0)
    assert (say["type"], say["number"]) == ("say", 5)
    live.do({"do": "weight", "kg": 24.0}, 0)
    over(live, 4)
    (one,) = view(live).sets
    assert (one.reps, one.counted, one.weight_kg, one.is_discarded) == (5, 4, 24.0, False)
    live.do({"do": "discard", "set": 1}, 0)
    assert view(live).sets[0].is_discarded
    for _ in range(3):
        live.do({"do": "undo"}, 0)
    (one,) = view(live).sets
    assert (one.reps, one.weight_kg, one.is_discarded) == (4, None, False)
    assert not view(live).can_undo
    with pytest.raises(ValueError, match="nothing to undo"):
        live.do({"do": "undo"}, 0)


def test_a_withdrawn_set_leaves_no_correction_to_the_next() -> None:
    live = Live("Ada")
    going(live, 3)
    live.do({"do": "add", "reps": -1, "set": None}, 0)
    live.take(told([RepCorrected(20.0, 1, 0)]), 0.0)
    assert view(live).state == "waiting"
    going(live, 3)
    assert view(live).reps == 3


def test_nothing_is_left_of_a_set_begun_by_hand_that_had_no_rep() -> None:
    live = Live("Ada")
    begun = Mark(1.0, BEGIN)
    live.take(told([], marks=(begun,)), 0.0)
    live.do({"do": "add", "reps": 1, "set": None}, 0)
    live.take(told([], marks=(begun, Mark(2.0, END))), 0.0)
    going(live, 3)
    assert view(live).reps == 3
    over(live, 3)
    live.take(told([], t_s=110.0, marks=(begun, Mark(2.0, END), Mark(105.0, BEGIN))), 110.0)
    (frame,) = live.do({"do": "discard", "set": None}, 0)
    assert frame == mark(END, 0)
    assert not view(live).sets[0].is_discarded


def test_a_start_that_was_discarded_takes_no_set_with_it(rng: np.random.Generator) -> None:
    frames = iter([exercise_chosen("rdl"), *sent(synth.rdl_set(rng, reps=8), rng)])
    lived = Lived()
    while lived.live.duration_s < 0.5:
        lived.push([next(frames)])
    lived.do(do="start").do(do="discard", set=None)
    assert lived.view().state == "waiting"
    sets = lived.push(frames).finish().view().sets
    assert sets
    assert not any(one.is_discarded for one in sets)


def test_a_set_that_goes_on_says_that_it_is_discarded() -> None:
    live = Live("Ada")
    live.follow(PLAN, "mine")
    going(live, 4)
    live.do({"do": "discard", "set": None}, 0)
    discarded = view(live)
    assert (discarded.state, discarded.is_discarded) == ("going", True)
    assert discarded.plan
    assert not discarded.plan.is_set_done
    assert remark(discarded) == ["this set is discarded"]
    live.do({"do": "undo"}, 0)
    assert not view(live).is_discarded


def test_what_is_gone_on_with_keeps_the_corrections_behind_a_withdrawn_set() -> None:
    live = Live("Ada", Corrections().add(1, 1))
    events: list[Event] = [SetStarted(0.0, 1, "rdl"), RepAnnounced(4.0, 1, 1, "rdl")]
    events += [RepCorrected(20.0, 1, 0), SetStarted(30.0, 2, "rdl")]
    live.take(told([*events, RepAnnounced(34.0, 2, 1, "rdl")], t_s=40.0), 0.0)
    assert view(live).reps == 2


def test_a_weight_holds_from_its_set_on() -> None:
    live = Live("Ada")
    live.do({"do": "weight", "kg": 16}, 0)
    going(live, 3)
    over(live, 3)
    live.do({"do": "weight", "kg": 24}, 0)
    going(live, 3, 2)
    over(live, 3, 2)
    assert [one.weight_kg for one in view(live).sets] == [16, 24]
    assert view(live).weight_kg == 24


@pytest.mark.parametrize(
    "action",
    [
        {"do": "add", "reps": 1, "set": None},
        {"do": "add", "reps": 1, "set": 7},
        {"do": "discard", "set": None},
        {"do": "stop"},
        {"do": "fly"},
        {"do": "choose", "exercise": "triple axel"},
        {},
    ],
)
def test_what_cannot_be_done_says_why(action: dict[str, object]) -> None:
    live = Live("Ada")
    before = view(live)
    with pytest.raises(ValueError, match=r"\w"):
        live.do(action, 0)
    assert view(live) == before


@pytest.mark.parametrize("exercise", [None, *NAMED])
def test_every_exercise_can_be_chosen(exercise: str | None) -> None:
    (frame,) = Live("Ada").do({"do": "choose", "exercise": exercise}, 7)
    assert frame == exercise_chosen(exercise, 7)


def test_a_hold_is_shown_by_its_time_until_its_reps_are_told() -> None:
    live = Live("Ada")
    held = SetResult("hold", 1.0, 10.0, 63.4, (), 53.4)
    live.take(told([SetStarted(70.0, 1, "hold"), SetEnded(70.0, 1, held)], t_s=70.0), 70.0)
    assert (view(live).exercise, view(live).reps, view(live).hold_s) == ("hold", 0, 53.4)
    live.do({"do": "add", "reps": 1, "set": None}, 0)
    assert (view(live).reps, view(live).hold_s) == (1, None)
    live.do({"do": "undo"}, 0)
    going(live, 3, number=2)
    assert (view(live).reps, view(live).hold_s) == (3, None)


def test_a_jump_is_shown_with_its_time_in_the_air() -> None:
    live = Live("Ada")
    jumped = SetResult("box_jump", 1.0, 1.0, 8.0, (rep(4.0), replace(rep(8.0), flight_s=0.456)))
    live.take(told([SetEnded(20.0, 1, jumped)], t_s=20.0), 20.0)
    last = view(live).last_rep
    assert last
    assert last.flight_s == 0.456


def test_no_set_goes_below_no_reps() -> None:
    live = Live("Ada")
    going(live, 1)
    live.do({"do": "add", "reps": -1, "set": None}, 0)
    with pytest.raises(ValueError, match="no rep left"):
        live.do({"do": "add", "reps": -1, "set": None}, 0)
    assert view(live).reps == 0


def test_what_is_known_late_is_shown_and_not_said() -> None:
    live = Live("Ada")
    going(live, 3)
    live.take(told([], t_s=20.0), 20.0)
    # The link was lost for a minute; then the first half of it comes.
    messages = live.take(told([RepAnnounced(40.0, 1, 4, "rdl")], t_s=50.0), 80.0)
    assert messages == []
    assert view(live).reps == 4


def test_the_rest_began_with_the_last_lock_out_whatever_the_clock_does() -> None:
    live = Live("Ada")
    going(live, 3)
    over(live, 3, t_s=27.0)
    shown = live.view(37.0, 1037.0, *STATE)
    assert shown.rest
    assert shown.rest.began_unix_s == pytest.approx(1012.0, abs=27.0)
    jumped = live.view(37.0, 5037.0, *STATE)
    assert jumped.rest
    assert jumped.rest.began_unix_s - shown.rest.began_unix_s == pytest.approx(4000.0)


def test_why_it_was_not_counted_is_shown_for_ten_seconds() -> None:
    live = Live("Ada")
    live.take(told([Rejected(20.0, 10.0, 12.0, "pick_up", 0.1)], t_s=20.0), 20.0)
    assert view(live, 20.0).not_counted == "pick up"
    live.take(told([], t_s=31.0), 31.0)
    assert view(live, 31.0).not_counted == ""


PLAN = Plan(
    "mine",
    (
        PlannedExercise("box_jump", 1, (5, 5)),
        PlannedExercise("rdl", 2, (3, 5), tempo=(3, 1, 1, 0), rest_s=120.0),
    ),
)


def test_a_plan_is_followed() -> None:
    live = Live("Ada")
    live.follow(PLAN, "mine")
    first = view(live).plan
    assert first is not None
    assert (first.exercise, first.is_ticked_by_hand) == ("box_jump", True)
    live.do({"do": "tick"}, 0)
    with pytest.raises(ValueError, match="the belt counts"):
        live.do({"do": "tick"}, 0)
    going(live, 3)
    set_one = view(live, 12.0).plan
    assert set_one is not None
    assert (set_one.exercise, set_one.done, set_one.is_set_done) == ("rdl", 0, True)
    over(live, 3)
    resting = view(live, 100.0)
    assert resting.plan is not None
    assert resting.rest is not None
    assert (resting.plan.done, resting.rest.target_s) == (1, 120.0)
    live.do({"do": "discard", "set": None}, 0)
    again = view(live, 100.0).plan
    assert again is not None
    assert again.done == 0


def test_what_was_ticked_off_can_be_undone_and_another_plan_cannot() -> None:
    live = Live("Ada")
    live.follow(PLAN, "mine")
    assert not view(live).can_undo
    live.do({"do": "tick"}, 0)
    assert view(live).can_undo
    live.do({"do": "undo"}, 0)
    back = view(live).plan
    assert back is not None
    assert back.exercise == "box_jump"
    live.follow(None, None)
    assert view(live).plan is None
    with pytest.raises(ValueError, match="nothing to undo"):
        live.do({"do": "undo"}, 0)


CORRECTIONS = st.builds(
    Corrections,
    added=st.dictionaries(st.integers(1, 9), st.integers(-9, 9)),
    discarded=st.frozensets(st.integers(1, 9)),
    weights=st.dictionaries(st.integers(1, 9), st.none() | st.floats(0, 500)),
    plan=st.none() | st.text(),
    ticks=st.lists(st.builds(Tick, st.text(), st.floats(0, 9000)), max_size=4).map(tuple),
)


@given(CORRECTIONS)
def test_corrections_are_kept_as_they_are(corrections: Corrections) -> None:
    import json

    assert Corrections.from_json(json.loads(json.dumps(corrections.as_json()))) == corrections
