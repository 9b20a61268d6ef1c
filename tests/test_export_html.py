"""The page of a session, in a real browser without a network."""

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given

from rephost.export_html import html
from rephost.recorded import reviewed_source
from rephost.reviewed import RecordingState, Reviewed
from rephost.sources import opened
from sessions import NAMES, bare, rdl, sessions, told

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

RECORDINGS = Path(__file__).parents[1] / "recordings"
PHONE = {"width": 390, "height": 844}


def page_of(stem: str, **other: Any) -> bytes:
    with opened(RECORDINGS / f"synthetic-{stem}.rep") as source:
        return html(replace(reviewed_source(source), **other), source)


def shown(chromium: "Browser", content: bytes, path: Path, **how: Any) -> "Page":
    """Open a page; whatever it asks for besides itself is a fault."""
    path.write_bytes(content)
    page = chromium.new_context(offline=True, **how).new_page()
    asked: list[str] = []
    faults: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.on("console", lambda said: faults.append(said.text))
    page.goto(path.as_uri())
    assert asked == [path.as_uri()]
    assert faults == []
    return page


@given(session=sessions())
def test_every_session_has_a_page(session: Reviewed) -> None:
    page = html(session, None).decode()
    assert page.count("<section>") == len(session.sets) + 2  # not counted, noticed
    assert "The recording is not there any more" in page
    assert "<svg" not in page
    assert len(re.findall(r'class="bar"', page)) == sum(len(one.reps) for one in session.sets)
    assert session.algorithm in page
    assert "walking" in page
    for url in re.findall(r"(?:src|href)=|url\(|@import", page):
        pytest.fail(f"it asks for something: {url}")


def test_it_opens_offline_and_shows_what_was_done(chromium: "Browser", tmp_path: Path) -> None:
    page = shown(chromium, page_of("mixed-30-session"), tmp_path / "a.html")
    rows = page.locator("table.sets tbody tr")
    assert [row.split()[:3] for row in rows.all_inner_texts()] == [
        ["1", "RDL", "10"],
        ["2", "swing", "11"],
        ["3", "RDL", "9"],
    ]
    big = page.locator("section").nth(0).locator(".big").inner_text().split("\n")
    assert big[::2][0] == "10"
    assert big[1::2] == ["reps", "tempo", "under tension"]
    assert page.locator("section").nth(1).locator(".big").inner_text().count("snap") == 1
    assert page.locator("svg").count() == 3
    assert page.locator(".reps li").count() == 30
    assert "sitting" in page.locator("section").last.inner_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_shows_it_whole(chromium: "Browser", tmp_path: Path, scheme: str) -> None:
    page = shown(
        chromium, page_of("mixed-30-session"), tmp_path / "a.html", viewport=PHONE,
        color_scheme=scheme,
    )  # fmt: skip
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


@pytest.mark.parametrize("name", NAMES)
def test_names_are_text_and_nothing_else(chromium: "Browser", tmp_path: Path, name: str) -> None:
    session = bare(replace(rdl(5.0), note=name), title=name, note=name, strap=name)
    page = shown(chromium, html(session, None), tmp_path / "a.html")
    assert page.locator("h1").inner_text().split() == (name or "Training").split()
    if name:
        notes = [" ".join(note.split()) for note in page.locator(".note").all_inner_texts()]
        assert notes.count(" ".join(name.split())) == 2


def test_it_prints_on_a4(chromium: "Browser", tmp_path: Path) -> None:
    page = shown(chromium, page_of("mixed-30-session"), tmp_path / "a.html", color_scheme="dark")
    paper = page.pdf(prefer_css_page_size=True)
    assert re.findall(rb"/MediaBox \[0 0 59[45][.\d]* 84[12]", paper)
    assert 2 <= paper.count(b"/Type /Page\n") <= 4
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 688, "height": 1000})  # of A4 within its margins
    assert page.evaluate("document.documentElement.scrollWidth") <= 688
    ground = page.evaluate("getComputedStyle(document.querySelector('h1')).color")
    assert ground == "rgb(18, 24, 27)"


def test_a_changed_recording_is_said_and_not_drawn() -> None:
    page = html(bare(rdl(5.0), state=RecordingState.CHANGED), None).decode()
    assert "another than when it was counted" in page
    assert "<svg" not in page


def test_what_was_told_by_hand_is_said() -> None:
    by_hand = replace(rdl(5.0, 3), by_hand=(True, False, False), told_reps=4)
    page = html(bare(by_hand, told(60.0, 70.0, 12, "push_up"), rpe=8.5), None).decode()
    assert "Corrected: 1 rep by hand, 4 reps said, of 3 the times are known." in page
    assert "no rep of it was counted" in page
    assert "RPE 8.5" in page
