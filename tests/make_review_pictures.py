"""Photograph the review pages: `python tests/make_review_pictures.py FOLDER`.

The sessions are synthetic and go through the whole program: recorded, counted, kept and shown.
"""

import argparse
import sys
import tempfile
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

import synth
import synth_life as life
from live_browser import launched
from rephost.corrections import Correction, Described, SessionDescribed
from rephost.store import opened_store
from rephost.weeks import monday_of
from reviewed import Reviewing, drawn, reviewing_at
from served_pages import looked_at
from synth_body import Piece, story
from synth_frames import written
from synth_rdl import rdl
from synth_scenes import around
from synth_strap import random_strap
from synth_swing import swing

if TYPE_CHECKING:
    from playwright.sync_api import Page

SEED: Final = 20
SETS: Final = (("rdl", 8), ("rdl", 8), ("rdl", 7), ("swing", 15), ("swing", 14))
KILOGRAMS: Final = {"rdl": 60.0, "swing": 24.0}
WEEK_S: Final = 604_800.0
PLAN: Final = """\
name = "Monday"

[[exercise]]
exercise = "rdl"
sets = 3
reps = 8
tempo = "2-1-2-1"
rest_s = 90

[[exercise]]
exercise = "swing"
sets = 2
reps = 15
rest_s = 60
"""
LAPTOP: Final = {"width": 1280, "height": 900}
PHONE: Final = {"width": 360, "height": 740}


def main() -> int:
    """Make the sessions and the pictures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    folder: Path = parser.parse_args().folder
    rng = np.random.default_rng(SEED)
    with tempfile.TemporaryDirectory() as home, launched() as browser:
        if browser is None:
            print("there is no chromium on the PATH", file=sys.stderr)
            return 1
        with reviewing_at(Path(home)) as reviewing:
            session_id = _lay_all(reviewing, Path(home), rng)
            with looked_at(browser, reviewing, viewport=LAPTOP, color_scheme="light") as page:
                page.goto(reviewing.address)
                page.screenshot(path=folder / "review-list.png")
                page.goto(f"{reviewing.address}session/{session_id}")
                page.screenshot(path=folder / "review-session.png")
                page.goto(f"{reviewing.address}trends/rdl")
                page.screenshot(path=folder / "review-trends.png")
                _photograph_set(page, f"{reviewing.address}session/{session_id}/set/2", folder)
            dark = {"viewport": PHONE, "color_scheme": "dark", "device_scale_factor": 2}
            with looked_at(browser, reviewing, **dark) as page:
                page.goto(f"{reviewing.address}session/{session_id}/set/2")
                drawn(page)
                page.screenshot(path=folder / "review-phone.png")
    return 0


def _photograph_set(page: "Page", address: str, folder: Path) -> None:
    page.goto(address)
    drawn(page)
    page.screenshot(path=folder / "review-set.png")


def _lay_all(reviewing: Reviewing, home: Path, rng: np.random.Generator) -> str:
    """Lay three months of sessions into the library; return the newest one's id."""
    plans = reviewing.library.parent / "plans"
    plans.mkdir(parents=True)
    (plans / "monday.toml").write_text(PLAN, encoding="utf-8")
    recording = home / "session.rep"
    began_unix_s = _last_monday_unix_s()
    for week in range(11, 0, -1):
        for day in (0, 3) if week % 4 else (0,):
            written(recording, _session(rng, (("rdl", int(rng.integers(6, 10))),) * 2))
            earlier_unix_s = began_unix_s - week * WEEK_S + day * 86_400.0
            _weigh(reviewing, reviewing.lay(recording, began_unix_s=earlier_unix_s))
    written(recording, _session(rng, SETS))
    session_id = reviewing.lay(recording, plan="monday", began_unix_s=began_unix_s)
    _weigh(reviewing, session_id, SessionDescribed({"title": "Monday, heavier", "rpe": 8.0}))
    return session_id


def _last_monday_unix_s() -> float:
    """Return a Monday's evening that is over, so that the strip of weeks is as it would be."""
    monday = monday_of(date.today() - timedelta(days=1))
    return datetime.combine(monday, clock_time(18), UTC).timestamp()


def _weigh(reviewing: Reviewing, session_id: str, *more: Correction) -> None:
    said = [
        Described(one, {"weight_kg": KILOGRAMS[one.exercise]})
        for one in reviewing.now(session_id).sets
    ]
    with opened_store() as store:
        store.correct(session_id, *said, *more)


def _session(rng: np.random.Generator, sets: tuple[tuple[str, int], ...]) -> synth.Recording:
    """Return ordinary sets with a rest of about a minute and a half between them."""
    pieces: list[Piece] = life.some(rng, 8.0)
    for exercise, reps in sets:
        lift = (rdl if exercise == "rdl" else swing)(rng, reps, frozenset())
        pieces += around(rng, lift, frozenset(), start="floor" if exercise == "rdl" else "ready")
        pieces += life.some(rng, float(rng.uniform(40, 60)))
    return synth.observe(story(rng, pieces), random_strap(rng), rng, kind="session")


if __name__ == "__main__":
    sys.exit(main())
