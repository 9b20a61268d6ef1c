"""The review pages through the real command: a library of its own, and a browser."""

import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

import pytest

from rephost.corrections import Correction
from rephost.library import folder
from rephost.live_corrections import Corrections
from rephost.open_sessions import CLOSED, Note, beside
from rephost.reviewed import Reviewed
from rephost.store import opened_store

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

RECORDINGS = Path(__file__).parents[1] / "recordings"
MIXED = "synthetic-mixed-30-session"
RDL = "synthetic-rdl-8-ordinary"
SWING = "synthetic-swing-20-ordinary"
BEGAN_UNIX_S = 1_790_000_000.0
"""2026-09-21 14:13:20 UTC, a Monday."""

# Plotly brings the looks of maps along, which our pages refuse; we draw none.
_REFUSED_LOOKS = "maplibregl"
_WATCHES = """
window.refused = [];
document.addEventListener("securitypolicyviolation", (event) => {
  const what = event.target?.textContent ?? "";
  if (!what.includes("%s")) refused.push([event.effectiveDirective, what.slice(0, 80)].join(" "));
});
"""


@dataclass
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def said(self) -> Any:
        return json.loads(self.body)

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass
class Reviewing:
    """`repbelt review`, running."""

    address: str
    library: Path
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def path(self) -> str:
        """The path with the token."""
        return urlsplit(self.address).path

    @property
    def origin(self) -> str:
        return f"http://{urlsplit(self.address).netloc}"

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

    def ask(
        self,
        path: str,
        method: str = "GET",
        said: Any = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Ask for a path under the token; what is said is sent as JSON by a page of ours."""
        connection = http.client.HTTPConnection(urlsplit(self.address).netloc, timeout=60)
        body = None if said is None else said if isinstance(said, bytes) else json.dumps(said)
        usual = {"origin": self.origin} if method == "POST" else {}
        connection.request(method, self.path + path, body, {**usual, **(headers or {})})
        answer = connection.getresponse()
        found = Answer(answer.status, dict(answer.headers.items()), answer.read())
        connection.close()
        return found

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
        process = subprocess.Popen(
            [sys.executable, "-m", "rephost", "review", "--no-browser", "--port", "0", *argv],
            stdout=subprocess.PIPE,
            env=os.environ,
            text=True,
        )
        assert process.stdout
        try:
            address = process.stdout.readline().strip()
            assert address, "the server does not start"
            yield Reviewing(address, folder())
        finally:
            process.send_signal(signal.SIGINT)
            assert process.wait(20) == 0
            process.stdout.close()


@contextmanager
def looked_at(chromium: "Browser", reviewing: Reviewing, **how: Any) -> Iterator["Page"]:
    """Open a page that may not fail, ask for anything outside, or be refused what it needs."""
    from playwright.sync_api import expect

    expect.set_options(timeout=30_000)
    context = chromium.new_context(**how)
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.on(
        "request",
        lambda one: None if one.url.startswith(reviewing.origin) else faults.append(one.url),
    )
    page.add_init_script(_WATCHES % _REFUSED_LOOKS)
    yield page
    refused = page.evaluate("window.refused ?? []")
    context.close()
    assert faults == []
    assert refused == []


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
