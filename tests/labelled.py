"""The labelling page through the real command: a recording of its own, its labels, a film."""

import base64
import json
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator

from reviewed import RECORDINGS
from served_pages import Answer, Pages, Process, looked_at, running

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SCHEMA = json.loads((RECORDINGS.parent / "docs" / "labels.schema.json").read_text(encoding="utf-8"))
RDL = "synthetic-rdl-8-ordinary"

_FILMS = (Path(__file__).parent / "film.js").read_text(encoding="utf-8")


@dataclass
class Labelling(Pages):
    """`repbelt label`, running."""

    recording: Path
    process: Process

    @property
    def labels(self) -> Path:
        return self.recording.with_name(f"{self.recording.stem}.labels.json")

    @property
    def saved(self) -> dict[str, Any]:
        """The labels that are saved, which follow the schema."""
        content: dict[str, Any] = json.loads(self.labels.read_text(encoding="utf-8"))
        Draft202012Validator(SCHEMA).validate(content)
        return content

    @property
    def version(self) -> Any:
        return self.ask("labels").said["version"]

    def save(self, labels: Any, **more: Any) -> Answer:
        return self.ask("labels", "POST", {"labels": labels, "over": self.version, **more})


@contextmanager
def labelling_at(home: Path, recording: str = RDL) -> Iterator[Labelling]:
    """Run `repbelt label` on a copy of a recording, without labels, until the end of the block."""
    path = home / "lift.rep"
    shutil.copyfile(RECORDINGS / f"{recording}.rep", path)
    with running("label", path) as (pages, process):
        yield Labelling(pages.address, path, process)


def truth(recording: str = RDL) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(
        (RECORDINGS / f"{recording}.labels.json").read_text(encoding="utf-8")
    )
    return content


def made(*sets: Any, source: str = "hand", complete: bool = True) -> dict[str, Any]:
    return {
        "schema": "repbelt.labels/1",
        "source": source,
        "complete": complete,
        "sets": [*sets],
    }


def film(chromium: "Browser", angles_deg: Sequence[float]) -> dict[str, Any]:
    """Return a film of a figure that hinges by 50 angles a second, as a file to choose.

    Nothing but the browser is needed for it.
    """
    page = chromium.new_page()
    page.goto("about:blank")
    content = base64.b64decode(page.evaluate(_FILMS, [*angles_deg]))
    page.close()
    return {"name": "lift.webm", "mimeType": "video/webm", "buffer": content}


@contextmanager
def labelled_at(chromium: "Browser", labelling: Labelling, **how: Any) -> Iterator["Page"]:
    """Open the page; it may ask for nothing outside, and be refused nothing."""
    with looked_at(chromium, labelling, **how) as page:
        opened(page, labelling)
        yield page


def opened(page: "Page", labelling: Labelling) -> None:
    page.goto(labelling.address)
    page.wait_for_selector("html[data-ready]")


def place_of(page: "Page", t_s: float, part: float = 0.6) -> tuple[float, float]:
    """Return where in the window a time of the trace is, at a part of the trace's height."""
    x, y = page.evaluate(
        """([t, part]) => {
          const trace = document.querySelector("#trace");
          trace.scrollIntoView({ block: "nearest" });
          const { left, top } = trace.getBoundingClientRect();
          const { from, to } = trace.dataset;
          const x = (t - from) / (to - from) * trace.clientWidth;
          return [left + trace.clientLeft + x, top + part * trace.clientHeight];
        }""",
        [t_s, part],
    )
    return float(x), float(y)


def go_to(page: "Page", t_s: float) -> None:
    """Move the playhead, by the ruler above the trace."""
    page.mouse.click(*place_of(page, t_s, 0.04))


def playhead(page: "Page") -> float:
    minutes, seconds = page.locator("#time").inner_text().split(":")
    return 60 * int(minutes) + float(seconds)
