"""The review pages through the real command: a library of its own, and a browser."""

import json
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

from rephost.corrections import Correction
from rephost.library import folder
from rephost.live_corrections import Corrections
from rephost.open_sessions import CLOSED, Note, beside
from rephost.reviewed import Reviewed
from rephost.store import opened_store
from served_pages import Answer, Pages, running

if TYPE_CHECKING:
    from playwright.sync_api import Page

RECORDINGS = Path(__file__).parents[1] / "recordings"
MIXED = "synthetic-mixed-30-session"
RDL = "synthetic-rdl-8-ordinary"
SWING = "synthetic-swing-20-ordinary"
BEGAN_UNIX_S = 1_790_000_000.0
"""2026-09-21 14:13:20 UTC, a Monday."""


@dataclass
class Reviewing(Pages):
    """`repbelt review`, running."""

    library: Path
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def lay(
        self,
        recording: Path | str = MIXED,
        name: str | None = None,
        *,
        plan: str | None = None,
        strap: str = "Strap-4E5F",
        began_unix_s: float = BEGAN_UNIX_S,
        corrections: Sequence[Correction] = (),
    ) -> str:
        """Lay a recording into the library as a training that is over; return the session's id."""
        session_id = name or f"2026-09-21-{next(self._numbers):06}"
        path = folder() / f"{session_id}.rep"
        path.parent.mkdir(parents=True, exist_ok=True)
        source = RECORDINGS / f"{recording}.rep" if isinstance(recording, str) else recording
        shutil.copyfile(source, path)
        note = Note(strap, began_unix_s, Corrections().follow(plan))
        beside(path, CLOSED).write_text(json.dumps(note.as_json()), encoding="utf-8")
        with opened_store() as store:
            store.sync()
            if corrections:
                store.correct(session_id, *corrections)
        return session_id

    def now(self, session_id: str) -> Reviewed:
        """Return a session as it is kept."""
        with opened_store() as store:
            return store.session(session_id)

    def correct(self, session_id: str, **action: Any) -> Answer:
        """Correct a session as a page does that shows how it stands."""
        from rephost.review_version import version_of

        seen = version_of(self.now(session_id))
        path = f"session/{quote(session_id, safe='')}/correct"
        return self.ask(path, "POST", {"action": action, "seen": seen, "at": action.get("set")})


@contextmanager
def reviewing_at(home: Path, *argv: str) -> Iterator[Reviewing]:
    """Run `repbelt review` on a library in `home` until the end of the block."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(home))
        with running("review", *argv) as (pages, _):
            yield Reviewing(pages.address, folder())


def drawn(page: "Page") -> None:
    """Wait until the trace is drawn."""
    page.wait_for_selector("#trace[data-drawn]", timeout=30_000)


def says(page: "Page", text: str) -> None:
    """Wait until the page says something."""
    from playwright.sync_api import expect

    expect(page.locator("#toast p")).to_contain_text(text)


def place_of(page: "Page", at_s: float) -> tuple[float, float]:
    """Return where in the window a time of the trace is."""
    x, y = page.evaluate(
        """(at) => {
          const plot = document.querySelector("#trace");
          plot.scrollIntoView({ block: "center" });
          const box = plot.getBoundingClientRect();
          const { xaxis, yaxis } = plot._fullLayout;
          return [box.left + xaxis._offset + xaxis.d2p(at * 1000 + 86400000),
            box.top + yaxis._offset + yaxis._length / 2];
        }""",
        at_s,
    )
    return float(x), float(y)
