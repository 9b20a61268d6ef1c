"""What is said of a run: whatever it holds, a listener can keep count of its sets."""

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from counting import found, keep_the_law, sets_in
from lifts import HINGE, SWING, hinge, hinges, movement, with_transfer
from repsignal.events import Event, Rejected, RepAnnounced, RepCorrected, SetStarted
from repsignal.movement import Movement
from repsignal.run import Run


def told(run: Run, movements: list[Movement], *, is_ended: bool = True) -> list[Event]:
    """Return what is said of movements, each locked out and then known to be just that."""
    events: list[Event] = []
    for one in movements:
        if run.may_announce:
            run.lock_out(one, one.end_s, events)
        run.complete(one, one.end_s + 0.5, events)
    if is_ended:
        run.end(movements[-1].end_s + 1.0, "single_bend", events)
    return events


def numbers(events: list[Event]) -> list[tuple[str, int, int]]:
    """Return (what, set, reps) of all that is said of sets before they end."""
    said = []
    for event in events:
        match event:
            case SetStarted():
                said.append(("start", event.set_number, 0))
            case RepAnnounced():
                said.append(("rep", event.set_number, event.rep_number))
            case RepCorrected():
                said.append(("correction", event.set_number, event.rep_count))
    return said


SITTING = with_transfer(hinge(14.0), 2.5), with_transfer(hinge(26.0), 2.5)


def test_sitting_parts_two_sets_as_it_happens() -> None:
    events = told(Run("rdl"), [*hinges(3), *SITTING, *hinges(2, 31.0)])
    keep_the_law(events, 100.0)
    assert found(events) == (("rdl", 3), ("rdl", 2))
    second = [said for said in numbers(events) if said[1] == 2]
    assert second == [("start", 2, 0), ("rep", 2, 1), ("rep", 2, 2)]


def test_sets_go_on_counting_from_run_to_run() -> None:
    run = Run("rdl")
    told(run, [*hinges(3), *SITTING, *hinges(2, 31.0)])
    events = told(run, hinges(2, 60.0))
    assert numbers(events) == [("start", 3, 0), ("rep", 3, 1), ("rep", 3, 2)]


def test_a_set_found_only_at_the_end_starts_then() -> None:
    """The third in auto looked like sitting down at its lock-out; all of it does not."""
    run = Run(None)
    *first, third = hinges(3)
    events = told(run, first, is_ended=False)
    run.lock_out(with_transfer(third, 2.5), third.end_s, events)
    run.complete(third, third.end_s + 0.5, events)
    assert numbers(events) == []
    run.end(20.0, "single_bend", events)
    assert numbers(events) == [("start", 1, 0), ("correction", 1, 3)]
    assert found(events) == (("rdl", 3),)


def test_a_rep_that_was_none_is_taken_back() -> None:
    run = Run("rdl")
    events = told(run, hinges(2), is_ended=False)
    third, fourth = hinges(2, 9.0)
    run.lock_out(third, third.end_s, events)
    run.complete(None, third.end_s + 0.5, events)
    assert numbers(events)[-2:] == [("rep", 1, 3), ("correction", 1, 2)]
    run.lock_out(fourth, fourth.end_s, events)
    assert numbers(events)[-1] == ("rep", 1, 3)


def test_a_set_that_was_none_is_taken_back() -> None:
    """And the next one has its number."""
    run, events = Run("rdl"), list[Event]()
    alone = hinge()
    run.lock_out(alone, alone.end_s, events)
    run.complete(None, alone.end_s + 0.5, events)
    events += told(run, hinges(2, 9.0))
    assert numbers(events)[:3] == [("start", 1, 0), ("rep", 1, 1), ("correction", 1, 0)]
    assert numbers(events)[3:] == [("start", 1, 0), ("rep", 1, 1), ("rep", 1, 2)]
    keep_the_law(events, 100.0)


_changed = st.fixed_dictionaries(
    {},
    optional={
        "peak_deg": st.sampled_from([15.0, 30.0, 45.0, 70.0]),
        "concentric_dps": st.floats(20.0, 300.0),
        "vertical_g": st.floats(0.0, 1.5),
        "hold_s": st.floats(0.0, 2.0),
        "drop_m": st.floats(0.0, 0.5),
        "net_m": st.floats(-0.5, 0.5),
        "end_deg": st.floats(-15.0, 25.0),
        "aside_deg": st.floats(0.0, 25.0),
        "doubt": st.sampled_from([1.0, 2.0, 3.0]),
    },
)
_stretch = st.tuples(
    st.sampled_from([HINGE, SWING]),
    _changed,
    st.sampled_from([0.0, 0.0, 0.0, 2.5]),
    st.floats(0.0, 6.0),
    st.integers(1, 5),
    st.sampled_from(["as heard", "as heard", "otherwise", "none", "unheard", "end"]),
)


@given(st.lists(_stretch, min_size=1, max_size=8), st.sampled_from([None, "rdl", "swing"]))
def test_the_law_is_kept_whatever_comes(
    stretches: list[tuple[dict[str, float], dict[str, float], float, float, int, str]],
    exercise: str | None,
) -> None:
    """Stretches of movements alike; the last of each is measured anew, is none, or is the last."""
    run, events = Run(exercise), list[Event]()
    now_s = 1.0
    for base, changed, transfer, rest_s, n, fate in stretches:
        for i in range(n):
            one: Any = movement(base, now_s + rest_s, **changed)
            if transfer:
                one = with_transfer(one, transfer)
            is_last = i == n - 1
            if run.may_announce and not (is_last and fate == "unheard"):
                run.lock_out(one, one.end_s, events)
            now_s = one.end_s + 0.5
            if is_last and fate == "none":
                one = None
            elif is_last and fate == "otherwise":
                one = replace(one, kind=one.kind._replace(hold_s=3.0, drop_m=0.5), doubt=1)
            run.complete(one, now_s, events)
        if fate == "end":
            run.end(now_s, "walking", events)
    run.end(now_s, "single_bend", events)
    keep_the_law(events, now_s)
    reps = sum(len(one.reps) for one in sets_in(events))
    others = sum(isinstance(event, Rejected) for event in events)
    moved = sum(n - (fate == "none") for *_, n, fate in stretches)
    assert reps + others >= moved  # more where the rhythm put in swings
