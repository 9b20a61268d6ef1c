"""The review pages in a real browser: what they show, by mouse, by keyboard alone, and empty."""

import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from rephost.corrections import Described, SessionDescribed
from rephost.performed import figures
from rephost.store import opened_store
from reviewed import BEGAN_UNIX_S, MIXED, RDL, SWING, Reviewing, drawn, place_of, reviewing_at
from served_pages import looked_at

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

TITLE = (
    "</h1><script>document.title='taken'</script> \"it's\" \N{FLEXED BICEPS}'; DROP TABLE session"
)


@pytest.fixture(scope="module")
def kept(reviewing: Reviewing) -> str:
    return reviewing.lay(MIXED)


def test_the_list_leads_to_a_session_and_that_to_its_sets(
    looking: "Page", reviewing: Reviewing, kept: str
) -> None:
    looking.goto(reviewing.address)
    looking.click(f"a[href$='/session/{kept}']")
    session = reviewing.now(kept)
    shouted = looking.locator(".shouted dd")
    expect(shouted).to_have_count(3)
    expect(shouted.nth(0)).to_have_text(str(len(session.sets)))
    expect(shouted.nth(1)).to_have_text(str(sum(one.rep_count for one in session.sets)))
    expect(looking.locator(".timeline a")).to_have_count(len(session.sets))
    expect(looking.locator("table.sets tbody tr")).to_have_count(len(session.sets))
    looking.click("table.sets tbody tr:nth-child(2) a.go")
    expect(looking.locator("h1")).to_have_text(f"Set 2: {session.sets[1].exercise.capitalize()}")
    looking.click("a[rel=prev]")
    expect(looking.locator("h1")).to_have_text("Set 1: RDL")


def test_a_set_shouts_three_figures_and_the_others_are_one_click_away(
    looking: "Page", reviewing: Reviewing, kept: str
) -> None:
    looking.goto(f"{reviewing.address}session/{kept}/set/1")
    told = figures(reviewing.now(kept).sets[0])
    shouted = looking.locator(".shouted dd")
    assert shouted.all_inner_texts() == [
        str(told.rep_count),
        told.tempo,
        f"{told.time_under_tension_s:.1f}\N{NO-BREAK SPACE}s",
    ]
    expect(looking.locator(".figures")).to_be_hidden()
    looking.click("details.more summary")
    text = looking.locator(".figures").inner_text()
    assert f"range\n{told.range_of_motion_deg:.0f}°" in text
    assert f"slower\n{told.slowdown_pct:.0f}" in text
    assert f"consistency\n{told.consistency_pct:.0f}" in text
    expect(looking.locator("svg.bar")).to_have_count(told.rep_count)


def test_swings_have_figures_of_their_own(looking: "Page", reviewing: Reviewing) -> None:
    session_id = reviewing.lay(SWING)
    told = figures(reviewing.now(session_id).sets[0])
    looking.goto(f"{reviewing.address}session/{session_id}/set/1")
    names = looking.locator(".shouted dt").all_inner_texts()
    assert names == ["reps", "per minute", "snap"]
    looking.click("details.more summary")
    text = looking.locator(".figures").inner_text()
    assert f"float\n{told.float_s:.2f}" in text
    assert f"drop-off\n{told.dropoff_pct:.0f}" in text
    assert "tempo" not in text


def test_a_rep_is_opened_and_the_trace_shows_it(
    looking: "Page", reviewing: Reviewing, kept: str
) -> None:
    looking.goto(f"{reviewing.address}session/{kept}/set/1")
    drawn(looking)
    rep = reviewing.now(kept).sets[0].reps[3]
    looking.click("#rep-4 summary")
    expect(looking.locator("#rep-4 .inner")).to_contain_text(f"{rep.range_of_motion_deg:.0f}°")
    until_zoomed(looking, rep.start_s, rep.end_s)
    # Another one takes its place.
    looking.click("#rep-5 summary")
    expect(looking.locator("details.rep[open]")).to_have_count(1)
    looking.click("[data-zoom=whole]")
    until_zoomed(looking, rep.start_s - 10, rep.end_s + 10)


def test_a_click_in_the_trace_opens_the_rep(
    looking: "Page", reviewing: Reviewing, kept: str
) -> None:
    looking.goto(f"{reviewing.address}session/{kept}/set/1")
    drawn(looking)
    rep = reviewing.now(kept).sets[0].reps[5]
    x, y = place_of(looking, 0.5 * (rep.start_s + rep.end_s))
    looking.mouse.move(x - 3, y)
    looking.mouse.move(x, y)
    looking.mouse.click(x, y)
    expect(looking.locator("#rep-6")).to_have_attribute("open", "")


def test_what_was_not_counted_is_drawn_with_its_reason(
    looking: "Page", reviewing: Reviewing, kept: str
) -> None:
    session = reviewing.now(kept)
    looking.goto(f"{reviewing.address}session/{kept}/set/2")
    drawn(looking)
    drawn_there = looking.evaluate(
        "document.querySelector('#trace').layout.annotations.map((one) => one.text)"
    )
    listed = looking.locator("ol.rejected li span").all_inner_texts()
    assert listed
    for line in listed:
        reason = line.split(" ", 1)[1]
        assert reason in drawn_there
        assert reason.replace(" ", "_") in {one["reason"] for one in session.rejected}


def test_by_the_keyboard_alone(looking: "Page", reviewing: Reviewing, kept: str) -> None:
    looking.goto(reviewing.address)
    _tab_to(looking, f"a[href$='/session/{kept}']")
    looking.keyboard.press("Enter")
    expect(looking.locator("h1")).not_to_have_text("Sessions")
    _tab_to(looking, "table.sets a.go")
    looking.keyboard.press("Enter")
    expect(looking.locator("h1")).to_have_text("Set 1: RDL")
    drawn(looking)
    _tab_to(looking, "#rep-2 summary")
    looking.keyboard.press("Enter")
    expect(looking.locator("#rep-2")).to_have_attribute("open", "")
    _tab_to(looking, "#rep-2 [data-action]")
    looking.keyboard.press("Space")
    expect(looking.locator("#toast p")).to_contain_text("9 reps, was 10")
    _tab_to(looking, "#corrections [data-undo]")
    looking.keyboard.press("Enter")
    expect(looking.locator("#toast p")).to_contain_text("10 reps, was 9")
    assert not reviewing.now(kept).corrections
    # A rep without a mouse: by its seconds.
    rejected = reviewing.now(kept).rejected[0]
    looking.goto(f"{reviewing.address}session/{kept}")
    _tab_to(looking, "summary:has-text('Add a set')")
    looking.keyboard.press("Enter")
    for name, value in (("start_s", rejected["start_s"]), ("end_s", rejected["end_s"])):
        _tab_to(looking, f"[data-do=add_set] [name={name}]")
        looking.keyboard.type(str(value))
    looking.keyboard.press("Enter")
    expect(looking.locator("#toast p")).to_have_text(re.compile(r"\S"))


def test_nothing_to_look_at_says_what_to_do(chromium: "Browser", tmp_path: Path) -> None:
    with reviewing_at(tmp_path) as nothing, looked_at(chromium, nothing) as page:
        page.goto(nothing.address)
        text = page.locator(".empty").inner_text()
        assert "repbelt train" in text
        assert "repbelt import" in text
        answer = page.goto(f"{nothing.address}trends/rdl")
        assert answer is not None
        assert answer.status == 404
        expect(page.locator(".say")).to_have_text("No set of RDL is kept.")
        page.click("main a")
        expect(page.locator("h1")).to_have_text("Sessions")


def test_a_session_without_a_set_says_why(looking: "Page", reviewing: Reviewing) -> None:
    session_id = reviewing.lay("synthetic-none-0-everyday")
    looking.goto(f"{reviewing.address}session/{session_id}")
    expect(looking.locator(".empty")).to_contain_text("No sets were counted")
    expect(looking.locator("ol.rejected li").first).to_be_visible()


def test_a_recording_that_is_gone_is_said_and_all_else_is_there(
    looking: "Page", reviewing: Reviewing
) -> None:
    session_id = reviewing.lay(RDL)
    reviewing.now(session_id).path.unlink()
    looking.goto(f"{reviewing.address}session/{session_id}")
    expect(looking.locator(".alarm")).to_contain_text("is gone")
    looking.click("a.go")
    expect(looking.locator("svg.bar")).to_have_count(8)
    expect(looking.locator(".trace")).to_contain_text("Without the recording")
    expect(looking.locator("[data-mark]")).to_have_count(0)


def test_names_of_all_kinds_come_through(looking: "Page", reviewing: Reviewing) -> None:
    session_id = reviewing.lay(
        RDL,
        "q\"'<b>&\N{FLEXED BICEPS}'; DROP",
        strap="<img src=x onerror=alert(1)>",
        corrections=[SessionDescribed({"title": TITLE, "note": TITLE * 3})],
    )
    one = reviewing.now(session_id).sets[0]
    with opened_store() as store:
        store.correct(session_id, Described(one, {"note": TITLE}))
    looking.goto(reviewing.address)
    looking.click(f"a:has-text('{TITLE[:9]}')")
    expect(looking.locator("h1")).to_have_text(TITLE)
    expect(looking.locator("header .note")).to_have_text(TITLE * 3)
    looking.click("a.go")
    expect(looking.locator("header .note")).to_have_text(TITLE)
    drawn(looking)
    looking.click("#ways a:nth-child(2)")
    expect(looking.locator("h1")).to_have_text(TITLE)
    assert TITLE in looking.title()
    assert quote(session_id, safe="") in looking.url


def test_the_plan_beside_what_was_done(looking: "Page", reviewing: Reviewing) -> None:
    session_id = reviewing.lay(MIXED, plan="power")
    looking.goto(f"{reviewing.address}session/{session_id}")
    expect(looking.locator("header")).to_contain_text("plan Power")
    rests = looking.locator("table.sets td:last-child").all_inner_texts()
    assert rests[0] == "\N{EN DASH}"
    # After an RDL set two minutes are meant, after one of swings one and a half.
    assert re.search(r"2:18 ✓ of 2:00", rests[1])
    assert re.search(r"2:13 long of 1:30", rests[2])
    looking.click("summary:has-text('Plan: Power')")
    expect(looking.locator("ul.plain")).to_contain_text("RDL: 2 of 3 sets")
    expect(looking.locator("ul.plain")).to_contain_text("Box jump: 0 of 5 sets")


def test_trends_of_the_weight_that_is_chosen(looking: "Page", reviewing: Reviewing) -> None:
    for week in range(4):
        for kg in (40.0, 60.0):
            session_id = reviewing.lay(
                RDL, began_unix_s=BEGAN_UNIX_S - week * 604_800.0 - (kg == 40.0) * 86_400.0
            )
            reviewing.correct(session_id, do="describe", set=1, weight_kg=kg)
    looking.goto(f"{reviewing.address}trends/rdl?weight=60")
    expect(looking.locator("h1")).to_have_text("RDL at 60\N{NO-BREAK SPACE}kg")
    expect(looking.locator("header p")).to_contain_text("4 sets in 4 sessions")
    names = [text.split("  ")[0] for text in looking.locator(".charts h2").all_inner_texts()]
    assert [re.sub(r" \W*\d.*", "", name) for name in names] == [
        "Reps", "Time under tension", "Tempo: lowering", "Range", "Slower",
    ]  # fmt: skip
    for path in looking.locator("path.dots").all():
        assert (path.get_attribute("d") or "").count("M") == 4
    looking.click(".chips a:has-text('40')")
    expect(looking.locator("h1")).to_have_text("RDL at 40\N{NO-BREAK SPACE}kg")
    looking.click("table.sets a >> nth=0")
    expect(looking.locator("h1")).to_have_text("Set 1: RDL")


def until_zoomed(page: "Page", start_s: float, end_s: float) -> None:
    """Wait until the trace shows a stretch, and not much more."""
    from live_browser import until

    def is_so() -> bool:
        first, last = (
            (float(at) - 86_400_000) / 1000
            for at in page.evaluate("document.querySelector('#trace').layout.xaxis.range")
        )
        return first <= start_s and end_s <= last and last - first < 12 * (end_s - start_s)

    until(page, is_so)


def _tab_to(page: "Page", selector: str) -> None:
    for _ in range(300):
        found = page.locator(selector)
        if found.evaluate_all("(all) => all.includes(document.activeElement)"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no Tab leads to {selector}")
