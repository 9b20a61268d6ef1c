"""Training logs for other programs: Strong's CSV and openweight's JSON, read back."""

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator

from rephost.errors import RepbeltError
from rephost.export_openweight import openweight
from rephost.export_strong import HEADER, NAMELESS, strong
from rephost.performed import figures
from rephost.reviewed import Reviewed
from sessions import NAMES, ZONES_S, bare, rdl, recording, sessions, told

SCHEMA = Draft202012Validator(
    json.loads((Path(__file__).parent / "openweight.schema.json").read_text(encoding="utf-8"))
)
STRONG_HEADER = (
    "Date,Workout Name,Duration,Exercise Name,Set Order,Weight,Reps,Distance,Seconds,Notes,"
    "Workout Notes,RPE"
)


def rows_of(content: bytes) -> list[dict[str, str]]:
    """Read CSV as RFC 4180 has it, with nothing forgiven."""
    text = content.decode("utf-8")
    assert text.splitlines()[0] == STRONG_HEADER == ",".join(HEADER)
    rows = list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
    assert all(len(row) == len(HEADER) and None not in row.values() for row in rows)
    return rows


def minutes(duration: str) -> float:
    """Read a duration as programs do that import from Strong."""
    units = {"h": 60.0, "m": 1.0, "s": 1 / 60}
    return sum(float(part[:-1]) * units[part[-1]] for part in duration.split())


def by_exercise(sets: list[Any], name: Any) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for one in sets:
        found.setdefault(name(one), []).append(one)
    return found


@given(session=sessions())
def test_strong_comes_back_from_its_csv(session: Reviewed) -> None:
    rows = rows_of(strong(session))
    assert len(rows) == len(session.sets)
    true = list(by_exercise(list(session.sets), lambda one: one.exercise).values())
    found = list(by_exercise(rows, lambda row: row["Exercise Name"]).values())
    assert [len(sets) for sets in found] == [len(sets) for sets in true]
    for sets, of_exercise in zip(true, found, strict=True):
        assert [row["Set Order"] for row in of_exercise] == [str(n + 1) for n in range(len(sets))]
        for one, row in zip(sets, of_exercise, strict=True):
            assert int(row["Reps"]) == one.rep_count
            assert float(row["Weight"]) == pytest.approx(one.weight_kg or 0.0, abs=0.0006)
            rpe = None if row["RPE"] == "" else pytest.approx(float(row["RPE"]), abs=0.0006)
            assert one.rpe == rpe
    for row in rows:
        wall = datetime.strptime(row["Date"], "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
        unix_s = (wall - timedelta(seconds=session.utc_offset_s)).timestamp()
        assert unix_s == pytest.approx(session.began_unix_s, abs=0.51)
        lasts_min = session.recording["duration_s"] / 60
        assert minutes(row["Duration"]) == pytest.approx(lasts_min, abs=1.01)


@pytest.mark.parametrize("name", NAMES)
def test_names_come_through_strong(name: str) -> None:
    session = bare(replace(told(0.0, 9.0), note=name), title=name, note=name)
    (row,) = rows_of(strong(session))
    assert row["Workout Name"] == (name or NAMELESS)
    assert row["Workout Notes"] == row["Notes"] == name


def test_strong_has_no_control_characters() -> None:
    session = bare(told(0.0, 9.0), title="a\0b\x1bc\r\nd\u2028e\ud800f")
    (row,) = rows_of(strong(session))
    assert row["Workout Name"] == "a b c\nd e f"


@pytest.mark.parametrize(
    ("lasts_s", "shown"),
    [(6180.0, "1h 43m"), (3600.0, "1h"), (2580.0, "43m"), (12.4, "12s"), (0.0, "0s")],
)
def test_durations_as_strong_writes_them(lasts_s: float, shown: str) -> None:
    (row,) = rows_of(strong(bare(told(0.0, 9.0), recording=recording(lasts_s))))
    assert row["Duration"] == shown


def test_sets_of_an_exercise_stand_together_in_strong() -> None:
    sets = [told(60.0 * n, 60.0 * n + 9, n + 1, name) for n, name in enumerate(["rdl", "row"] * 2)]
    rows = rows_of(strong(bare(*sets)))
    shown = [(row["Exercise Name"], row["Set Order"], row["Reps"]) for row in rows]
    one, other = "Romanian Deadlift (Barbell)", "Bent Over Row (Barbell)"
    assert shown == [(one, "1", "1"), (one, "2", "3"), (other, "1", "2"), (other, "2", "4")]


def test_strong_tells_the_tempo_in_its_notes() -> None:
    (row,) = rows_of(strong(bare(replace(rdl(0.0), note="heavy"))))
    assert row["Notes"] == "heavy; tempo 3-1-1-0, 10.0 s under tension"


@pytest.mark.parametrize("offset_s", [*ZONES_S, 3630])
def test_a_log_tells_the_time_with_its_zone(offset_s: int) -> None:
    session = bare(told(0.0, 9.0), utc_offset_s=offset_s)
    date = json.loads(openweight(session))["date"]
    SCHEMA.validate(json.loads(openweight(session)))
    moment = datetime.fromisoformat(date)
    assert moment.timestamp() == session.began_unix_s
    if not offset_s % 60:
        assert moment.utcoffset() == timedelta(seconds=offset_s)


@given(session=sessions())
def test_a_log_is_valid_and_holds_every_set(session: Reviewed) -> None:
    if not session.sets:
        with pytest.raises(RepbeltError, match="without a set"):
            openweight(session)
        return
    log = json.loads(openweight(session))
    SCHEMA.validate(log)
    plan = session.plan.name if session.plan else ""
    assert log.get("name", "") == (session.title or plan)
    assert log.get("notes", "") == session.note
    found = [one for exercise in log["exercises"] for one in exercise["sets"]]
    rests_s = (*session.rests_s[1:], None)
    for one, rest_s, message in zip(session.sets, rests_s, found, strict=True):
        assert message["reps"] == one.rep_count
        assert message.get("weight") == one.weight_kg
        assert message.get("rpe") == one.rpe
        assert message.get("notes", "") == one.note
        assert message.get("restSeconds") == (None if rest_s is None else round(rest_s))
        tempo = figures(one).tempo
        single_digits = tempo is not None and len(tempo) == 7
        assert message.get("tempo") == (tempo if single_digits else None)
        assert message["repbelt"].get("tempo") == tempo
    assert [exercise["order"] for exercise in log["exercises"]] == list(
        range(1, len(log["exercises"]) + 1)
    )


def test_a_superset_stays_in_order_in_a_log() -> None:
    sets = [
        told(60.0 * n, 60.0 * n + 9, exercise=name) for n, name in enumerate(["rdl", "row"] * 2)
    ]
    log = json.loads(openweight(bare(*sets)))
    names = [exercise["exercise"]["name"] for exercise in log["exercises"]]
    assert names == ["Romanian Deadlift (Barbell)", "Bent Over Row (Barbell)"] * 2


def test_what_a_log_has_no_room_for_is_cut() -> None:
    session = bare(
        replace(told(0.0, 9.0, exercise="x" * 300), note="n" * 2000),
        title="t" * 300,
        note="n" * 20_000,
    )
    log = json.loads(openweight(session))
    SCHEMA.validate(log)
    assert log["name"].endswith("…")
