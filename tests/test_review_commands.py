"""`repbelt sessions`, `show` and `week`, as their users meet them."""

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from command import SCHEMA, Repbelt
from made_sessions import made_set
from rephost.corrections import Described, SessionDescribed
from rephost.library import folder
from rephost.performed import PerformedSet, counted
from rephost.phase_bars import Bars
from rephost.store import opened_store
from repsignal.events import SetResult
from stored import BEGAN_UNIX_S, RDL, SWING, put, shelved


def shown(repbelt: Repbelt, *argv: object) -> str:
    done = repbelt(*argv)
    assert (done.code, done.err) == (0, "")
    return done.out


def as_json(repbelt: Repbelt, *argv: object) -> Any:
    return json.loads(shown(repbelt, *argv, "--json"))


def session_of(repbelt: Repbelt, *argv: object) -> Any:
    document = as_json(repbelt, "show", *argv)
    Draft202012Validator(SCHEMA).validate(document)
    return document


def test_nothing_yet_says_what_to_do(repbelt: Repbelt) -> None:
    assert shown(repbelt, "sessions").startswith("no sessions yet: repbelt train makes one")
    assert as_json(repbelt, "sessions") == {"sessions": []}
    assert "repbelt train" in repbelt.refuses("show", "last")
    week = shown(repbelt, "week")
    assert "0 days of 2 so far" in week
    assert "not kept" not in week  # who has not begun has kept nothing back


def test_what_lies_in_the_library_is_listed_and_what_cannot_be_read_is_told(
    repbelt: Repbelt,
) -> None:
    shelved(RDL)
    (folder() / "bad.rep").write_bytes(b"no recording")
    done = repbelt("sessions")
    assert done.code == 0
    assert done.err.startswith(f"repbelt: {folder() / 'bad.rep'}: ")
    assert done.err.count("\n") == 1
    assert f"{RDL}    0:58  RDL 1x, 8 reps" in done.out


def test_show_says_what_analyze_says_and_more(repbelt: Repbelt) -> None:
    for name in (RDL, SWING):
        path = shelved(name)
        analysis, document = repbelt.analysis(path), session_of(repbelt, name)
        for mine, its in zip(document["sets"], analysis["sets"], strict=True):
            for rep in mine["reps"]:
                assert rep.pop("by_hand") is False
            assert its.items() <= mine.items()
        for part in ("recording", "rejected", "alerts"):
            assert document[part] == analysis[part]


def test_a_set_of_hinges_and_a_set_of_swings_in_a_terminal(repbelt: Repbelt) -> None:
    shelved(RDL)
    shelved(SWING)
    hinges = shown(repbelt, "show", RDL, "--set", 1)
    assert "tempo " in hinges
    assert "consistency " in hinges
    assert sum("▓" in line and "█" in line for line in hinges.splitlines()) == 8 + 1
    assert "▓▓ down  ▒▒ bottom  ██ up  ░░ top" in hinges
    swings = shown(repbelt, "show", SWING)
    for figure in (" per min", "float ", "snap ", "drop-off "):
        assert figure in swings
    assert "tempo 0" not in swings
    assert "has no set 2: it has 1 set" in repbelt.refuses("show", RDL, "--set", 2)


def test_what_was_corrected_is_marked_and_rests_stand_beside_the_plans(repbelt: Repbelt) -> None:
    one = made_set(0.0)
    extra = made_set(200.0, reps=3)
    with opened_store() as store:
        put(store, "abc", [one], strap="Strap-1")
        by_hand = PerformedSet(extra, (False, True, False))
        store.correct(
            "abc",
            SessionDescribed({"title": "heavy\x1b[31m\nday", "note": "a\nb", "rpe": 9.0}),
            Described(counted(one), {"told_reps": 9, "weight_kg": 60.0}),
            Described(by_hand, {"exercise": "hip_thrust"}),
        )
    out = shown(repbelt, "show", "abc")
    assert "heavy\ufffd[31m day" in out
    assert "9 reps told, 8 counted" in out
    assert "60 kg" in out
    assert "by hand" in out
    assert "rest before 2:49" in out
    assert "with 3 corrections" in out
    first, second = session_of(repbelt, "abc")["sets"]
    assert (first["rep_count"], len(first["reps"]), first["weight_kg"]) == (9, 8, 60.0)
    assert (second["exercise"], second["told_exercise"]) == ("unknown", "hip_thrust")
    assert [rep["by_hand"] for rep in second["reps"]] == [False, True, False]


def test_a_set_that_no_belt_saw(repbelt: Repbelt) -> None:
    with opened_store() as store:
        put(store, "abc")
        ticked = PerformedSet(SetResult("rdl", 1.0, 5.0, 5.0, ()), told_reps=10)
        store.correct("abc", Described(ticked, {"weight_kg": 20.0}))
    assert "10 reps told, 0 counted" in shown(repbelt, "show", "abc")
    [one] = session_of(repbelt, "abc")["sets"]
    assert (one["rep_count"], one["reps"], one["by_hand"]) == (10, [], True)
    assert as_json(repbelt, "sessions")["sessions"][0]["exercises"] == [
        {"exercise": "rdl", "sets": 1, "reps": 10}
    ]


def test_a_recording_that_is_gone_or_changed_is_said(repbelt: Repbelt) -> None:
    path = shelved(RDL)
    shown(repbelt, "sessions")
    path.write_bytes(path.read_bytes() + b"\0")
    assert f"repbelt recount {RDL}" in shown(repbelt, "show", RDL)
    assert session_of(repbelt, RDL)["recording_state"] == "changed"
    path.unlink()
    assert f"its recording is gone, this is what was counted: {path}" in shown(
        repbelt, "show", "last"
    )
    assert session_of(repbelt, RDL)["recording_state"] == "gone"


def test_a_clock_is_that_of_where_it_was_lifted(
    repbelt: Repbelt, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened_store() as store:
        put(store, "abc", [made_set(0.0)], began_unix_s=BEGAN_UNIX_S, utc_offset_s=13 * 3600)
    for zone in ("UTC", "America/Los_Angeles"):
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        assert "Fri 2026-05-29 09:26  abc" in shown(repbelt, "sessions")
    monkeypatch.undo()
    time.tzset()


def test_week_by_week(repbelt: Repbelt) -> None:
    now_s, day_s, here_s = time.time(), 86400.0, time.localtime().tm_gmtoff
    with opened_store() as store:
        for session_id, ago in (("a", 14), ("b", 7), ("c", 0)):
            began_unix_s = now_s - ago * day_s
            put(
                store,
                session_id,
                [made_set(0.0)],
                began_unix_s=began_unix_s,
                utc_offset_s=here_s,
            )
    weeks = as_json(repbelt, "week", "--weeks", 3)["weeks"]
    assert len(weeks) == 3
    assert [len(one["posterior_chain_days"]) for one in weeks] == [1, 1, 1]
    assert not any(one["is_kept"] for one in weeks)
    assert weeks[0]["exercises"] == [{"exercise": "rdl", "sets": 1, "reps": 8}]
    out = shown(repbelt, "week", "--weeks", 3)
    assert out.count("1 set, 8 reps") == 3
    assert "1 day of 2 so far" in out
    assert out.count("not kept: 1 day of 2") == 2


PHASES = st.tuples(*[st.floats(0.0, 60.0)] * 4)


@given(st.lists(PHASES, min_size=1, max_size=30), st.booleans())
def test_every_bar_fits_and_shows_every_phase_that_was(
    reps: list[tuple[float, ...]], ascii_only: bool
) -> None:
    bars = Bars(reps, 30, ascii_only=ascii_only)
    for phases_s in reps:
        bar = bars.bar(phases_s)
        assert len(bar) <= 30
        letters = "dbut" if ascii_only else "▓▒█░"
        for letter, phase_s in zip(letters, phases_s, strict=True):
            assert (letter in bar) == (phase_s > 0) or bar.endswith(">")
        assert bar.rstrip(">") == "".join(sorted(bar.rstrip(">"), key=letters.index))


def test_listing_and_taking_along_need_no_kernels(repbelt: Repbelt, tmp_path: Path) -> None:
    with opened_store() as store:
        put(store, "abc", [made_set(0.0)])
    code = (
        "import sys; from rephost.cli import main; assert main(sys.argv[1:]) == 0; "
        "assert 'numba' not in sys.modules"
    )
    taken = ["export", "abc", "-o", str(tmp_path / "out"), "--format"]
    for argv in (["sessions"], ["show", "abc"], ["week"], [*taken, "reps-csv"]):
        subprocess.run([sys.executable, "-c", code, *argv], check=True, stdout=subprocess.DEVNULL)
