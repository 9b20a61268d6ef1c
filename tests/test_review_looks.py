"""How the review pages look: on a phone and on a laptop, dark and light, in a real browser."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from rephost.corrections import Described, SessionDescribed
from reviewed import MIXED, SWING, Reviewing, drawn
from served_pages import looked_at

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SIZES = {"phone": (360, 740), "on its side": (740, 360), "laptop": (1280, 800)}
HERE = Path(__file__).parent
TOO_FAINT = (HERE / "page_contrast.js").read_text(encoding="utf-8")
MISLAID = (HERE / "review_layout.js").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def kept(reviewing: Reviewing) -> str:
    """Lay a session that has everything: a plan, long names, a weight, a correction."""
    session_id = reviewing.lay(MIXED, plan="power", strap="Strap" + 60 * "x")
    one = reviewing.now(session_id).sets[0]
    from rephost.store import opened_store

    with opened_store() as store:
        store.correct(
            session_id,
            SessionDescribed({"title": "Heavy " + 40 * "w", "note": "One word: " + 90 * "e"}),
            Described(one, {"weight_kg": 127.5, "rpe": 8.5, "note": "n" * 80}),
        )
    return session_id


# What fits a screen does so in every colour.
@pytest.mark.parametrize(
    ("size", "scheme"),
    [("phone", "dark"), ("on its side", "light"), ("laptop", "dark"), ("laptop", "light")],
)
def test_nothing_leaves_the_screen_is_too_small_or_too_faint(
    chromium: "Browser", reviewing: Reviewing, kept: str, size: str, scheme: str
) -> None:
    width, height = SIZES[size]
    swings = reviewing.lay(SWING)
    how = {"viewport": {"width": width, "height": height}, "color_scheme": scheme}
    with looked_at(chromium, reviewing, **how) as page:
        for path in (
            "",
            f"session/{kept}",
            f"session/{kept}/set/1",
            f"session/{swings}/set/1",
            "trends/rdl",
            "trends/swing",
            "session/nobody",
        ):
            page.goto(reviewing.address + path)
            if "/set/" in path:
                drawn(page)
            for summary in page.locator("details:not(.rep) > summary").all():
                if summary.is_visible():
                    summary.click()
            if "/set/" in path:
                page.locator(".rep summary").nth(1).click()
                page.locator("[data-mark]").click()
            wrong = [*page.evaluate(MISLAID), *page.evaluate(TOO_FAINT)]
            assert not wrong, "\n".join([path, *wrong])
        ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
        brightness = sum(map(int, re.findall(r"\d+", ground)[:3])) / 3
        assert (brightness < 60) == (scheme == "dark")


def test_on_a_phone_the_trace_stays_in_sight_with_the_rep_that_is_looked_at(
    chromium: "Browser", reviewing: Reviewing, kept: str
) -> None:
    viewport = {"width": 360, "height": 740}
    with looked_at(chromium, reviewing, viewport=viewport, has_touch=True) as page:
        page.goto(f"{reviewing.address}session/{kept}/set/1")
        drawn(page)
        page.locator("#rep-2 summary").tap()
        expect(page.locator("#rep-2")).to_have_attribute("open", "")
        trace = page.locator("#trace").bounding_box()
        row = page.locator("#rep-2 summary").bounding_box()
        assert trace is not None
        assert row is not None
        assert trace["y"] + trace["height"] <= 740
        assert 0 <= row["y"] < trace["y"]


def test_the_trace_follows_the_scheme(chromium: "Browser", reviewing: Reviewing, kept: str) -> None:
    with looked_at(chromium, reviewing, color_scheme="light") as page:
        page.goto(f"{reviewing.address}session/{kept}/set/1")
        drawn(page)
        colour = "document.querySelector('#trace').data.at(-1).line.color"
        light = page.evaluate(colour)
        page.emulate_media(color_scheme="dark")
        from live_browser import until

        until(page, lambda: page.evaluate(colour) != light)


def test_everything_is_there_to_read_without_javascript(
    chromium: "Browser", reviewing: Reviewing, kept: str
) -> None:
    session = reviewing.now(kept)
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(reviewing.address)
    page.click(f"a[href$='/session/{kept}']")
    expect(page.locator("table.sets tbody tr")).to_have_count(len(session.sets))
    expect(page.locator("[data-action]:visible")).to_have_count(0)
    page.click("a.go")
    expect(page.locator("svg.bar")).to_have_count(session.sets[0].rep_count)
    page.click("#rep-3 summary")
    expect(page.locator("#rep-3 .inner p")).to_be_visible()
    expect(page.locator("form:visible, [data-zoom]:visible")).to_have_count(0)
    page.goto(f"{reviewing.address}trends/rdl")
    expect(page.locator("path.dots").first).to_have_attribute("d", re.compile("M"))
    context.close()
