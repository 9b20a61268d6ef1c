"""Sessions made up for the tests of what is done with them, by hypothesis or by hand."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from rephost.corrections import Described, Retold, SessionDescribed
from rephost.performed import PerformedSet
from rephost.plans import Plan, PlannedExercise
from rephost.reviewed import Kept, RecordingState, Reviewed
from repsignal.events import Rep, SetResult

NAMES = (
    "",
    "Monday",
    "Kraft & Söhne 🏋️",
    '"quoted", with a comma',
    "two\nlines; DROP TABLE session;--",
    "<script>alert(1)</script>",
    "../../etc/passwd",
    "=1+1",
)
EXERCISES = ("rdl", "swing", "deadlift", "good_morning", "row", "unknown", "hold", "Zercher lunge")
ZONES_S = (0, 3600, 7200, -18000, 20700, 45900, -34200, 50400)

# No text of a lifter's holds a zero: edits take it out.
texts = st.one_of(
    st.sampled_from(NAMES),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60),
)
lasting_s = st.floats(0.05, 9.0)


@st.composite
def reps_from(draw: st.DrawFn, at_s: float, most: int = 12) -> tuple[Rep, ...]:
    """Draw reps one after the other, the first perhaps from the floor."""
    reps = []
    for number in range(draw(st.integers(1, most))):
        is_lowered = number > 0 or draw(st.booleans())
        start_s = at_s + (draw(lasting_s) if number else 0.0)
        bottom_s = start_s + (draw(lasting_s) if is_lowered else 0.0)
        bottom_end_s = bottom_s + (draw(lasting_s) if is_lowered else 0.0)
        at_s = bottom_end_s + draw(lasting_s)
        reps.append(
            Rep(
                start_s,
                bottom_s,
                bottom_end_s,
                at_s,
                is_lowered,
                draw(st.floats(1.0, 120.0)),
                draw(st.floats(1.0, 600.0)),
                draw(st.floats(1.0, 300.0)),
                draw(st.floats(0.0, 1.0)),
                draw(st.sampled_from([(), ("clipped",), ("short_range", "across_gap")])),
                draw(st.none() | st.floats(0.0, 1.0)),
            )
        )
    return tuple(reps)


@st.composite
def sets_from(draw: st.DrawFn, at_s: float) -> PerformedSet:
    """Draw a set, counted or told by hand; of some no rep is known."""
    exercise = draw(st.sampled_from(EXERCISES))
    told = draw(st.none() | st.integers(0, 200))
    said: dict[str, Any] = {
        "told_reps": told,
        "weight_kg": draw(st.none() | st.floats(0.0, 500.0)),
        "rpe": draw(st.none() | st.floats(1.0, 10.0)),
        "note": draw(texts),
    }
    if draw(st.booleans()) and told is not None:
        end_s = at_s + draw(st.just(0.0) | st.floats(0.0, 90.0))
        return PerformedSet(SetResult(exercise, 1.0, at_s, end_s, ()), **said)
    reps = draw(reps_from(at_s))
    result = SetResult(exercise, draw(st.floats(0.0, 1.0)), at_s, reps[-1].end_s, reps)
    by_hand = tuple(draw(st.booleans()) for _ in reps)
    return PerformedSet(result, by_hand, **said)


@st.composite
def sessions(draw: st.DrawFn, most_sets: int = 5, **fixed: Any) -> Reviewed:
    """Draw a session; its sets may touch and overlap."""
    sets: list[PerformedSet] = []
    at_s = draw(st.floats(0.0, 60.0))
    for _ in range(draw(st.integers(0, most_sets))):
        one = draw(sets_from(at_s))
        sets.append(one)
        at_s = max(one.start_s, one.end_s + draw(st.just(0.0) | st.floats(-5.0, 300.0)))
    sets.sort(key=lambda one: (one.start_s, one.end_s))
    session = Reviewed(
        id=draw(st.sampled_from(["2026-03-29-015900", "3b4c97e9"])),
        began_unix_s=draw(st.floats(1.0e9, 4.0e9)),
        utc_offset_s=draw(st.sampled_from(ZONES_S)),
        title=draw(texts),
        note=draw(texts),
        rpe=draw(st.none() | st.floats(1.0, 10.0)),
        plan=draw(st.none() | plans()),
        strap=draw(texts),
        algorithm="0.1.0+0123456789",
        path=Path("there/is/no/such.rep"),
        state=RecordingState.GONE,
        recording=recording(at_s + draw(st.floats(0.0, 600.0))),
        counted=tuple(one.result for one in sets if one.reps),
        sets=tuple(sets),
        rejected=({"start_s": 0.5, "end_s": 1.5, "reason": "walking"},),
        alerts=({"t_s": 2.0, "kind": "clipping"},),
        corrections=tuple(draw(st.lists(kept_corrections(sets), max_size=4))),
    )
    return replace(session, **fixed)


def recording(duration_s: float) -> dict[str, Any]:
    """Say what a recording is, as the schema of an analysis has it."""
    return {
        "duration_s": duration_s,
        "rate_hz": 100.0,
        "samples": int(100 * duration_s),
        "lost_samples": 0,
        "clipped_samples": 0,
        "has_gyro": True,
        "gaps": [],
        "damaged_frames": 0,
        "notes": [],
    }


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    exercise = PlannedExercise(
        draw(st.sampled_from(["rdl", "deadlift", "row"])),
        draw(st.integers(1, 50)),
        draw(st.sampled_from([(8, 8), (8, 12), (1, 999)])),
        draw(st.sampled_from([None, (3, 1, 0, 1)])),
        draw(st.sampled_from([None, 90.0])),
        draw(st.sampled_from([None, 20.0])),
        draw(st.sampled_from([None, 62.5])),
    )
    name = draw(st.sampled_from(["Monday", "Kraft & Söhne 🏋️", '"; DROP TABLE session;--']))
    return Plan(name, (exercise,))


@st.composite
def kept_corrections(draw: st.DrawFn, sets: list[PerformedSet]) -> Kept:
    """Draw a correction of any kind, of a set there is or of another."""
    one = draw(st.sampled_from(sets)) if sets else draw(sets_from(3.0))
    details = {"weight_kg": draw(st.none() | st.floats(0.0, 500.0)), "note": draw(texts)}
    correction = draw(
        st.sampled_from(
            [
                Retold(one.start_s, one.end_s, draw(st.sampled_from([(), (one,)]))),
                Described(one, {**details, "exercise": "row", "told_reps": 5}),
                SessionDescribed({"title": draw(texts), "note": draw(texts), "rpe": 7.5}),
            ]
        )
    )
    return Kept(draw(st.floats(1.0e9, 4.0e9)), correction)


def bare(*sets: PerformedSet, **other: Any) -> Reviewed:
    """Return a session a second before Berlin's clocks go forward."""
    session = Reviewed(
        id="2026-03-29-015959",
        began_unix_s=datetime(2026, 3, 29, 0, 59, 59, tzinfo=UTC).timestamp(),
        utc_offset_s=3600,
        title="",
        note="",
        rpe=None,
        plan=None,
        strap="",
        algorithm="0.1.0+0123456789",
        path=Path("no.rep"),
        state=RecordingState.GONE,
        recording=recording(3600.0),
        counted=(),
        sets=sets,
        rejected=(),
        alerts=(),
        corrections=(),
    )
    return replace(session, **other)


def told(start_s: float, end_s: float, reps: int = 5, exercise: str = "rdl") -> PerformedSet:
    return PerformedSet(SetResult(exercise, 1.0, start_s, end_s, ()), told_reps=reps)


def rdl(start_s: float, reps: int = 2) -> PerformedSet:
    """Return a counted set of Romanian deadlifts, each 3 s down, 1 s held and 1 s up."""
    each = [start_s + 5.0 * number for number in range(reps)]
    made = [Rep(t, t + 3, t + 4, t + 5, True, 60.0, 90.0, 60.0, 0.9, (), 1.0) for t in each]
    return PerformedSet(
        SetResult("rdl", 0.9, start_s, made[-1].end_s, tuple(made)), (False,) * reps
    )
