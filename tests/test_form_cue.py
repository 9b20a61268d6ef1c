"""The cue behind a squat-like set: when it is said, and where a lifter meets it."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import expect

from command import Repbelt
from live_views import SET, WAITING
from rephost.exercises import HINGES, NAMED
from rephost.live_corrections import Corrections
from rephost.live_sets import set_view
from rephost.live_words import last_set
from rephost.words import form_cue
from repsignal.hip_share import SQUAT_LIKE
from reviewed import RDL, Reviewing
from stored import shelved
from test_measures import a_rep, a_set

if TYPE_CHECKING:
    from playwright.sync_api import Page

RECORDINGS = Path(__file__).parents[1] / "recordings"
SQUATTED = "synthetic-rdl-8-squat-like"
CUE = "hips back, not down"

flags = st.lists(
    st.sampled_from(
        ((), ("squat_like",), ("clipped",), ("clipped", "squat_like"), ("knees_first", "clipped"))
    )
)


def is_habit(flag: str, of_reps: list[tuple[str, ...]]) -> bool:
    """Tell whether half the reps have a flag."""
    having = sum(flag in one for one in of_reps)
    return having > 0 and having >= len(of_reps) / 2


@given(st.sampled_from(NAMED), flags)
def test_it_is_said_of_a_lift_of_which_half_the_reps_are(
    exercise: str, of_reps: list[tuple[str, ...]]
) -> None:
    """One cue at most: of hinges that they are squat-like, of deadlifts that knees come first."""
    flag, begins = "squat_like", CUE
    if exercise == "deadlift":
        flag, begins = "knees_first", "hips first, then knees"
    cue = form_cue(exercise, of_reps)
    has_cue = exercise in HINGES or exercise == "deadlift"
    assert bool(cue) == (is_habit(flag, of_reps) and has_cue)
    if cue:
        having = sum(flag in one for one in of_reps)
        assert cue.startswith(f"{begins}: {having} of {len(of_reps)} rep")


def test_what_may_be_squat_like_has_a_cue() -> None:
    assert set(SQUAT_LIKE) == set(HINGES)


def test_analyze_says_it_once(repbelt: Repbelt) -> None:
    squatted = repbelt("analyze", RECORDINGS / f"{SQUATTED}.rep").out
    assert squatted.count(CUE) == 1
    assert "squat like" in squatted
    hinged = repbelt("analyze", RECORDINGS / f"{RDL}.rep").out
    assert CUE not in hinged
    assert "hip share" in hinged


def test_json_has_the_share_of_each_rep_and_of_the_set(repbelt: Repbelt) -> None:
    (one,) = repbelt.analysis(RECORDINGS / f"{SQUATTED}.rep")["sets"]
    shares = [rep["hip_share"] for rep in one["reps"]]
    assert all(share < SQUAT_LIKE["rdl"] for share in shares)
    assert min(shares) <= one["hip_share"] <= max(shares)
    (slow,) = repbelt.analysis(RECORDINGS / "synthetic-rdl-8-slow.rep")["sets"]
    assert slow["hip_share"] is None  # 9 s a rep


def test_show_says_it(repbelt: Repbelt) -> None:
    shelved(SQUATTED)
    assert repbelt("show", "last").out.count(CUE) == 1
    assert "hip share 0." in repbelt("show", "last").out


def test_the_rest_after_a_set_says_it() -> None:
    cue = f"{CUE}: 8 of 8 reps squat-like"
    said = last_set(replace(WAITING, sets=(replace(SET, cue=cue),)))
    assert said[-1] == cue
    assert last_set(replace(WAITING, sets=(SET,)))[-1] == said[-2]


@pytest.mark.parametrize("exercise", ["rdl", "squat"])
def test_a_live_set_has_it_if_it_is_a_hinge(exercise: str) -> None:
    reps = [replace(a_rep(4.0 * i, 2.0, 0.0, 1.0), flags=("squat_like",)) for i in range(3)]
    view = set_view(1, a_set(*reps, exercise=exercise), Corrections())
    assert bool(view.cue) == (exercise == "rdl")


def test_the_page_of_a_set_says_it(looking: "Page", reviewing: Reviewing) -> None:
    for name, times in ((SQUATTED, 1), (RDL, 0)):
        session = reviewing.lay(name, name=f"cue-{name}")
        looking.goto(f"{reviewing.address}session/{session}/set/1")
        expect(looking.locator(".cue")).to_have_count(times)
        looking.click("details.more summary")
        expect(looking.locator(".figures")).to_contain_text("hip share")
