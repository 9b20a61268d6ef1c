"""A set that is held has no reps but a time: analysed, drawn, trained, kept, reviewed, exported."""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from command import Repbelt
from make_recordings import framed
from rephost.recording import Writer
from rephost.store import opened_store
from repsignal.events import SetResult
from repsignal.holds import without_what_is_beside
from synth_chain import chain_set
from trained import Trainer

if TYPE_CHECKING:
    from reviewed import Reviewing


@pytest.fixture
def held(tmp_path: Path, fixed_rng: np.random.Generator) -> Path:
    """Record a hold for which hold was chosen."""
    path = tmp_path / "held.rep"
    recording = chain_set(fixed_rng, "hold")
    with Writer(path) as writer:
        writer.write_all(framed(recording, fixed_rng, "hold"))
    return path


def shown(hold_s: float) -> str:
    """Return the words that tell of a hold."""
    minutes, seconds = divmod(round(hold_s), 60)
    return f"held {minutes}:{seconds:02d}"


def held_set(start_s: float, hold_s: float) -> SetResult:
    """Return a row of which nothing but the time is known."""
    return SetResult("row", 1.0, start_s, start_s + hold_s, (), hold_s)


@given(st.floats(5.0, 40.0), st.floats(5.0, 40.0), st.floats(5.0, 60.0))
def test_of_two_holds_soon_after_each_other_the_first_stretches(
    stretched_s: float, hold_s: float, rest_s: float
) -> None:
    first = held_set(10.0, stretched_s)
    second = held_set(first.end_s + rest_s, hold_s)
    kept = without_what_is_beside((first, second))
    if rest_s > 25.0:
        assert kept == (first, second)
    elif rest_s < 20.0:
        assert len(kept) == 1
        if hold_s > 0.5 * stretched_s:
            assert kept == (second,)


@given(st.floats(5.0, 60.0), st.floats(0.0, 60.0), st.booleans())
def test_beside_reps_nothing_is_held(hold_s: float, rest_s: float, is_before: bool) -> None:
    one = held_set(100.0, hold_s)
    at_s = one.end_s + rest_s if is_before else one.start_s - rest_s - 20.0
    reps = SetResult("row", 1.0, at_s, at_s + 20.0, (), None)
    kept = without_what_is_beside(sorted((one, reps), key=lambda one: one.start_s))
    assert reps in kept
    assert (one in kept) == (len(kept) == 2)
    if rest_s < 20.0:
        assert one not in kept
    elif rest_s > 25.0:
        assert one in kept


def test_a_hold_is_analysed_and_drawn(held: Path, repbelt: Repbelt, tmp_path: Path) -> None:
    (one,) = repbelt.analysis(held)["sets"]
    assert (one["exercise"], one["rep_count"], one["reps"]) == ("hold", 0, [])
    assert one["hold_s"] == pytest.approx(one["end_s"] - one["start_s"], abs=0.002)
    words = f"hold, {shown(one['hold_s'])}, "
    for kind in ("png", "html"):
        picture = tmp_path / f"held.{kind}"
        done = repbelt("analyze", held, "--plot", picture)
        assert (done.code, done.err) == (0, "")
        assert f"Set 1: {words}" in done.out
        assert picture.stat().st_size > 1000
    assert shown(one["hold_s"]) in picture.read_text(encoding="utf-8")
    done = repbelt("replay", held)
    assert words.rstrip(", ") in done.out


def test_a_hold_is_trained_and_kept(held: Path, trainer: Trainer, repbelt: Repbelt) -> None:
    (one,) = repbelt.analysis(held)["sets"]
    done = trainer.run("--strap", f"replay:{held}", "--pace", "20")
    assert (done.code, done.err) == (0, "")
    assert f"set 1: hold, {shown(one['hold_s'])}" in done.out
    (path,) = trainer.recordings()
    told = repbelt("show", path.stem)
    assert told.code == 0
    assert f"Set 1: hold, {shown(one['hold_s'])}, " in told.out
    assert "by hand" not in told.out
    with opened_store() as store:
        (kept,) = store.session(path.stem).sets
    assert kept.reps == ()
    assert kept.hold_s == pytest.approx(one["hold_s"], abs=0.001)


@pytest.mark.parametrize(
    ("kind", "suffix"),
    [
        ("fit", ".fit"),
        ("strong", ".csv"),
        ("openweight", ".json"),
        ("html", ".html"),
        ("mcap", ".mcap"),
    ],
)
def test_a_hold_is_exported(
    kind: str, suffix: str, held: Path, repbelt: Repbelt, tmp_path: Path
) -> None:
    out = tmp_path / f"held{suffix}"
    done = repbelt("export", held, "--format", kind, "-o", out)
    assert (done.code, done.err) == (0, "")
    (one,) = repbelt.analysis(held)["sets"]
    told = {"strong": shown(one["hold_s"]), "html": "<span>held</span>", "openweight": "hold_s"}
    assert told.get(kind, "").encode() in out.read_bytes()
    assert out.stat().st_size > 100


def test_a_hold_is_reviewed(held: Path, reviewing: "Reviewing") -> None:
    session_id = reviewing.lay(held)
    hold_s = reviewing.now(session_id).sets[0].hold_s
    assert hold_s is not None
    for path in (f"session/{session_id}", f"session/{session_id}/set/1"):
        answer = reviewing.ask(path)
        assert answer.status == 200
        assert shown(hold_s).removeprefix("held ") in answer.text
        assert "by hand:" not in answer.text


@pytest.mark.parametrize(("reps", "is_met"), [(1, True), (5, False)])
def test_a_hold_is_a_set_of_a_plan(
    reps: int, is_met: bool, held: Path, reviewing: "Reviewing", tmp_path: Path
) -> None:
    plan = tmp_path / "still.toml"
    plan.write_text(f'name = "Still"\n[[exercise]]\nexercise = "hold"\nsets = 2\nreps = {reps}\n')
    page = reviewing.ask(f"session/{reviewing.lay(held, plan=str(plan))}").text
    assert "Hold: 1 of 2 sets" in page
    assert ('data-fits="kept"> ✓' in page) == is_met
    assert 'data-fits="short"' not in page
