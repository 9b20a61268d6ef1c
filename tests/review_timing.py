"""How long the review pages take: from a warm server, in a real browser and without one."""

import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Final

import numpy as np

import large_store
import synth
from live_browser import launched
from rephost.store import opened_store
from reviewed import Reviewing, drawn, reviewing_at
from served_pages import looked_at
from synth_frames import written

if TYPE_CHECKING:
    from playwright.sync_api import Page

TIMES: Final = 7
FIRST_PAINT_MS: Final = 1000.0
PAGE_MS: Final = 500.0
_PAINTED: Final = """() => new Promise((done) => {
  const look = () => {
    const [paint] = performance.getEntriesByName("first-contentful-paint");
    if (paint) done(paint.startTime);
    else requestAnimationFrame(look);
  };
  look();
})"""

Row = tuple[str, str, str]


def painted(home: Path, rng: np.random.Generator, minutes: float) -> Iterator[Row]:
    """Open the pages of a long session, and of one of its sets, in Chromium."""
    recording = home / "long.rep"
    written(recording, synth.training_session(rng, minutes))
    with (
        reviewing_at(home / "painted") as reviewing,
        launched() as browser,
    ):
        if browser is None:
            yield "pages in a browser", "no chromium on the PATH", ""
            return
        with opened_store() as store:
            large_store.fill(store, 1)
            (thirty,) = store.ids()
        session_id = reviewing.lay(recording)
        sets = len(reviewing.now(session_id).sets)
        with looked_at(browser, reviewing) as page:
            for what, path in (
                (f"session of {minutes:.0f} min, {sets} sets", f"session/{session_id}"),
                ("session of an hour, 30 sets", f"session/{thirty}"),
                ("set of the long session", f"session/{session_id}/set/2"),
            ):
                wanted = f"at most {FIRST_PAINT_MS:.0f}"
                yield f"{what}: first paint", f"{_paint_ms(page, reviewing, path):.0f} ms", wanted
            began_s = time.perf_counter()
            page.goto(f"{reviewing.address}session/{session_id}/set/3")
            drawn(page)
            took_ms = 1000 * (time.perf_counter() - began_s)
            yield "set of the long session: trace drawn", f"{took_ms:.0f} ms", ""


def answered(home: Path, share: int = 1) -> Iterator[Row]:
    """Ask for lists and trends of a large store."""
    with reviewing_at(home / "answered") as reviewing, launched() as browser:
        with opened_store() as store:
            large_store.fill(store, large_store.SESSIONS // share)
            count = len(store.ids())
        for what, path in (
            ("list", ""),
            ("list, the last page", f"?page={max(1, count // 50)}"),
            ("trends, half a year", "trends/rdl"),
            ("trends, all", "trends/rdl?span=all"),
            ("trends of swings, all", "trends/swing?span=all"),
        ):
            wanted = f"at most {PAGE_MS:.0f}"
            reviewing.ask(path)
            times_s = []
            for _ in range(TIMES):
                began_s = time.perf_counter()
                answer = reviewing.ask(path)
                times_s.append(time.perf_counter() - began_s)
                assert answer.status == 200, answer
            took_ms = 1000 * median(times_s)
            size = f"{len(answer.body) / 1e3:.0f} kB"
            yield f"{count} sessions: {what}, answered", f"{took_ms:.0f} ms, {size}", wanted
            if browser is not None:
                with looked_at(browser, reviewing) as page:
                    paint_ms = _paint_ms(page, reviewing, path)
                yield f"{count} sessions: {what}, first paint", f"{paint_ms:.0f} ms", wanted


def _paint_ms(page: "Page", reviewing: Reviewing, path: str) -> float:
    """Return the median time from a request to the first paint, the first one left out."""
    times_ms = []
    for _ in range(TIMES + 1):
        page.goto(reviewing.address + path)
        times_ms.append(float(page.evaluate(_PAINTED)))
    return median(times_ms[1:])
