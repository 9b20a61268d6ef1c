"""FIT files, read by another library than the one that wrote them."""

import io
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fitdecode import FIT_FRAME_DATA, CrcCheck, ErrorHandling, FitReader
from hypothesis import given
from hypothesis import strategies as st

from rephost.errors import RepbeltError
from rephost.exercise_codes import codes
from rephost.export_fit import fit
from rephost.performed import PerformedSet, figures
from rephost.reviewed import Reviewed
from sessions import ZONES_S, bare, recording, sessions, told

HALF_A_MS = 0.0006
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Message = dict[str, Any]


def read(content: bytes) -> list[Message]:
    """Return all messages; any error of any kind raises."""
    with FitReader(
        io.BytesIO(content), check_crc=CrcCheck.RAISE, error_handling=ErrorHandling.RAISE
    ) as reader:
        frames = [frame for frame in reader if frame.frame_type == FIT_FRAME_DATA]
    return [{"": one.name, **{field.name: field.value for field in one.fields}} for one in frames]


def named(messages: list[Message], name: str) -> list[Message]:
    return [one for one in messages if one[""] == name]


def moment(session: Reviewed, t_s: float) -> datetime:
    return EPOCH + timedelta(seconds=round(session.began_unix_s + t_s))


def single(value: Any) -> Any:
    """Return the only one of what the decoder may call a list."""
    return value[0] if isinstance(value, tuple) else value


def holds_set(message: Message, one: PerformedSet, session: Reviewed) -> None:
    assert message["set_type"] == "active"
    assert message["start_time"] == moment(session, one.start_s)
    assert message["timestamp"] == moment(session, one.end_s)
    assert message["duration"] == pytest.approx(one.end_s - one.start_s, abs=HALF_A_MS)
    assert message["repetitions"] == one.rep_count
    if one.weight_kg is None:
        assert "weight" not in message
    else:
        assert message["weight"] == pytest.approx(one.weight_kg, abs=0.0313)
    told = figures(one)
    for name in ("time_under_tension_s", "range_of_motion_deg", "slowdown_pct", "cadence_per_min"):
        value = getattr(told, name) if one.reps else None
        assert message.get(name) == (None if value is None else pytest.approx(value, rel=1e-6))
    assert message.get("tempo") == told.tempo


@given(session=sessions())
def test_every_session_is_read_back_without_a_fault(session: Reviewed) -> None:
    messages = read(fit(session))
    (file_id,) = named(messages, "file_id")
    assert file_id["type"] == "activity"
    sets = named(messages, "set")
    assert [one["message_index"] for one in sets] == list(range(len(sets)))
    active = [one for one in sets if one["set_type"] == "active"]
    for message, one in zip(active, session.sets, strict=True):
        holds_set(message, one, session)
    for message in sets:
        if message["set_type"] == "rest":
            assert message["duration"] >= 0
            assert "repetitions" not in message
    rests_s = [rest_s for rest_s in session.rests_s[1:] if rest_s]
    found = [one["duration"] for one in sets if one["set_type"] == "rest"]
    if all(a.end_s <= b.end_s for a, b in zip(session.sets, session.sets[1:], strict=False)):
        assert found == pytest.approx(rests_s, abs=HALF_A_MS)
    (whole,) = named(messages, "session")
    (activity,) = named(messages, "activity")
    assert (whole["sport"], whole["sub_sport"]) == ("training", "strength_training")
    assert len(named(messages, "lap")) == whole["num_laps"] == activity["num_sessions"] == 1
    assert len(named(messages, "record")) >= 1
    assert [one["event_type"] for one in named(messages, "event")] == ["start", "stop_all"]
    assert session.title.startswith(whole.get("sport_profile_name") or "")


@pytest.mark.parametrize("here", ["UTC", "America/St_Johns", "Asia/Kathmandu"])
@pytest.mark.parametrize("offset_s", ZONES_S)
def test_the_local_time_is_that_of_where_it_was_lifted(
    monkeypatch: pytest.MonkeyPatch, here: str, offset_s: int
) -> None:
    monkeypatch.setenv("TZ", here)
    time.tzset()
    try:
        (activity,) = named(read(fit(bare(utc_offset_s=offset_s))), "activity")
    finally:
        monkeypatch.undo()
        time.tzset()
    off = activity["local_timestamp"] - activity["timestamp"]
    assert off == timedelta(seconds=offset_s)


def test_over_a_change_of_the_clocks_every_set_is_when_it_was() -> None:
    session = bare(told(0.0, 10.0), told(60.0, 90.0))
    one, rest, other = named(read(fit(session)), "set")
    assert one["start_time"] == datetime(2026, 3, 29, 0, 59, 59, tzinfo=UTC)
    assert other["start_time"] == datetime(2026, 3, 29, 1, 0, 59, tzinfo=UTC)
    assert (one["duration"], rest["duration"], other["duration"]) == (10.0, 50.0, 30.0)


def test_sets_that_touch_or_overlap_have_no_rest_between_them() -> None:
    session = bare(told(0.0, 60.0), told(10.0, 20.0), told(60.0, 60.0), told(70.0, 80.0))
    kinds = [one["set_type"] for one in named(read(fit(session)), "set")]
    assert kinds == ["active", "active", "active", "rest", "active"]


@pytest.mark.parametrize(
    ("exercise", "category", "name"),
    [
        ("rdl", "deadlift", 23),
        ("swing", "hip_raise", 23),
        ("deadlift", "deadlift", 0),
        ("good_morning", "leg_curl", 2),
        ("glute_bridge", "hip_raise", 11),
        ("back_raise", "hyperextension", 25),
        ("row", "row", 46),
        ("calf_raise", "calf_raise", 18),
        ("box_jump", "plyo", 33),
        ("power_clean", "olympic_lift", 2),
        ("Zercher lunge", "unknown", None),
    ],
)
def test_the_exercise_is_named_as_fit_names_it(
    exercise: str, category: str, name: int | None
) -> None:
    (one,) = named(read(fit(bare(told(0.0, 9.0, exercise=exercise)))), "set")
    assert single(one["category"]) == category
    assert single(one.get("category_subtype")) == name
    assert codes(exercise).fit_name == name


def test_our_own_fields_are_described() -> None:
    messages = read(fit(bare()))
    (application,) = named(messages, "developer_data_id")
    assert len(application["application_id"]) == 16
    units = {one["field_name"]: one.get("units") for one in named(messages, "field_description")}
    assert units == {
        "tempo": None,
        "time_under_tension_s": "s",
        "range_of_motion_deg": "deg",
        "slowdown_pct": "%",
        "cadence_per_min": "reps/min",
    }


@pytest.mark.parametrize(
    ("session", "why"),
    [
        (bare(told(0.0, 9.0, reps=70_000)), "set 1 has 70000 reps"),
        (bare(replace(told(0.0, 9.0), weight_kg=5000.0)), "set 1 weighs 5000 kg"),
        (bare(replace(told(0.0, 9.0), weight_kg=-20.0)), "set 1 weighs -20 kg"),
        (bare(began_unix_s=0.0), "FIT knows the days from 1998-07-03 to 2126-02-06"),
        (bare(began_unix_s=6e9), "FIT knows the days"),
        (bare(recording=recording(5e6)), "so long"),
    ],
)
def test_what_has_no_room_is_refused_in_a_sentence(session: Reviewed, why: str) -> None:
    with pytest.raises(RepbeltError, match=why):
        fit(session)


@given(reps=st.sampled_from([0, 1, 65534]))
def test_as_many_reps_as_there_is_room_for(reps: int) -> None:
    (one,) = named(read(fit(bare(told(0.0, 9.0, reps=reps)))), "set")
    assert one["repetitions"] == reps


@pytest.mark.parametrize(
    ("title", "kept"),
    [("a\0b", "a b"), ("🏋️" * 60, None), ("x" * 300, "x" * 120), ("\ud800", "?"), ("", None)],
)
def test_a_title_is_cut_between_letters(title: str, kept: str | None) -> None:
    (whole,) = named(read(fit(bare(title=title))), "session")
    found = whole.get("sport_profile_name")
    if kept is None:
        assert title.startswith(found or "")
        assert bool(found) == bool(title)
    else:
        assert found == kept
