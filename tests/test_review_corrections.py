"""Corrections through the page in a real browser: each one, what is said of it, and its undo."""

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from live_browser import until
from reviewed import MIXED, RDL, Reviewing, drawn, place_of, says
from served_pages import looked_at

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


@pytest.fixture
def session(reviewing: Reviewing) -> str:
    return reviewing.lay(RDL)


def _set(looking: "Page", reviewing: Reviewing, session_id: str, number: int = 1) -> None:
    looking.goto(f"{reviewing.address}session/{session_id}/set/{number}")


def _undone(looking: "Page", reviewing: Reviewing, session_id: str) -> None:
    """Take back what was done last, by the button that tells of it; all is as it was counted."""
    looking.locator("[data-undo]:visible").first.click()
    until(looking, lambda: not reviewing.now(session_id).corrections)
    session = reviewing.now(session_id)
    assert [one.result for one in session.sets] == [*session.counted]
    expect(looking.locator("#corrections")).to_have_count(0)


def test_a_set_is_called_weighed_and_rated(
    looking: "Page", reviewing: Reviewing, session: str
) -> None:
    _set(looking, reviewing, session)
    looking.click("summary:has-text('Exercise, weight')")
    form = looking.locator("[data-do=describe]")
    form.locator("[name=exercise]").select_option("good_morning")
    form.locator("[name=weight_kg]").fill("62.5")
    form.locator("[name=rpe]").fill("8.5")
    form.locator("[name=note]").fill('<b>felt</b> "easy" \N{FLEXED BICEPS}\nsecond line')
    form.locator("button").click()
    says(looking, "Set 1: good morning, was RDL, 62.5\N{NO-BREAK SPACE}kg")
    one = reviewing.now(session).sets[0]
    assert (one.exercise, one.weight_kg, one.rpe) == ("good_morning", 62.5, 8.5)
    assert one.note == '<b>felt</b> "easy" \N{FLEXED BICEPS}\nsecond line'
    assert one.told_reps is None
    expect(looking.locator("h1")).to_have_text("Set 1: Good morning")
    # What was not touched is not said again.
    (kept,) = reviewing.now(session).corrections
    assert set(getattr(kept.correction, "details", {})) == {"exercise", "weight_kg", "rpe", "note"}
    form.locator("button").click()
    says(looking, "Nothing was changed.")
    form.locator("[name=weight_kg]").fill("")
    form.locator("button").click()
    says(looking, "Set 1: \N{EN DASH}, was 62.5\N{NO-BREAK SPACE}kg.")
    looking.click("#corrections [data-undo]")
    says(looking, "62.5\N{NO-BREAK SPACE}kg, was \N{EN DASH}")
    looking.click("#corrections [data-undo]")
    says(looking, "Set 1: RDL, was good morning")
    expect(looking.locator("h1")).to_have_text("Set 1: RDL")
    assert not reviewing.now(session).corrections


def test_what_the_browser_knows_to_be_wrong_is_not_sent(
    looking: "Page", reviewing: Reviewing, session: str
) -> None:
    _set(looking, reviewing, session)
    looking.click("summary:has-text('Exercise, weight')")
    looking.fill("[data-do=describe] [name=rpe]", "11")
    looking.click("[data-do=describe] button")
    expect(looking.locator("[data-do=describe] [name=rpe]:invalid")).to_have_count(1)
    assert not reviewing.now(session).corrections


def test_the_count_is_told(looking: "Page", reviewing: Reviewing, session: str) -> None:
    _set(looking, reviewing, session)
    looking.click("summary:has-text('Exercise, weight')")
    looking.fill("[data-do=describe] [name=told_reps]", "10")
    looking.click("[data-do=describe] button")
    says(looking, "Set 1: 10 reps, was 8 reps")
    expect(looking.locator(".shouted")).to_contain_text("counted 8")
    _undone(looking, reviewing, session)


def test_a_rep_is_deleted(looking: "Page", reviewing: Reviewing, session: str) -> None:
    was = reviewing.now(session).sets[0].reps
    _set(looking, reviewing, session)
    looking.click("#rep-3 summary")
    looking.click("#rep-3 button:has-text('Delete rep')")
    says(looking, "Set 1: 7 reps, was 8 reps")
    assert reviewing.now(session).sets[0].reps == (*was[:2], *was[3:])
    expect(looking.locator("svg.bar")).to_have_count(7)
    expect(looking.locator(".shouted dd").first).to_have_text("7")
    expect(looking.locator("#corrections")).to_contain_text("Set 1: 7 reps, was 8 reps")
    _undone(looking, reviewing, session)
    expect(looking.locator("svg.bar")).to_have_count(8)


def test_reps_are_merged_and_split(looking: "Page", reviewing: Reviewing, session: str) -> None:
    was = reviewing.now(session).sets[0].reps
    _set(looking, reviewing, session)
    looking.click("#rep-2 summary")
    looking.click("#rep-2 button:has-text('Merge with 3')")
    says(looking, "Set 1: 7 reps, was 8 reps")
    merged = reviewing.now(session).sets[0].reps[1]
    assert (merged.start_s, merged.end_s) == (was[1].start_s, was[2].end_s)
    # The row is still open, so that what follows is where the lifter looks.
    expect(looking.locator("#rep-2")).to_have_attribute("open", "")
    looking.fill("#rep-2 [name=at_s]", f"{0.5 * (was[1].end_s + was[2].start_s):.2f}")
    looking.click("#rep-2 button:has-text('Split in two')")
    says(looking, "Set 1: 8 reps, was 7 reps")
    again = reviewing.now(session).sets[0].reps
    for rep, counted in zip(again[1:3], was[1:3], strict=True):
        assert abs(rep.bottom_s - counted.bottom_s) < 0.3
        assert abs(rep.end_s - counted.end_s) < 0.3
    looking.click("#toast [data-undo]")
    says(looking, "Set 1: 7 reps, was 8 reps")
    _undone(looking, reviewing, session)


def test_a_rep_that_was_missed_is_drawn_into_the_trace(
    looking: "Page", reviewing: Reviewing, session: str
) -> None:
    was = reviewing.now(session).sets[0].reps
    reviewing.correct(session, do="delete_rep", set=1, rep=4)
    _set(looking, reviewing, session)
    drawn(looking)
    expect(looking.locator("#add-rep")).to_be_hidden()
    looking.click("[data-mark]")
    missed = was[3]
    x, y = place_of(looking, missed.start_s - 0.2)
    to_x, _ = place_of(looking, missed.end_s + 0.3)
    looking.mouse.move(x, y)
    looking.mouse.down()
    looking.mouse.move(0.5 * (x + to_x), y + 4, steps=4)
    looking.mouse.move(to_x, y, steps=4)
    looking.mouse.up()
    until(looking, lambda: looking.input_value("#add-rep [name=end_s]") != "")
    assert abs(float(looking.input_value("#add-rep [name=start_s]")) - missed.start_s) < 0.8
    looking.click("#add-rep button")
    says(looking, "Set 1: 8 reps, was 7 reps")
    one = reviewing.now(session).sets[0]
    assert one.by_hand == (False, False, False, True, False, False, False, False)
    assert abs(one.reps[3].end_s - missed.end_s) < 0.3
    assert abs(one.reps[3].range_of_motion_deg - missed.range_of_motion_deg) < 4.0


def test_two_clicks_do_as_well(looking: "Page", reviewing: Reviewing, session: str) -> None:
    missed = reviewing.now(session).sets[0].reps[7]
    reviewing.correct(session, do="delete_rep", set=1, rep=8)
    _set(looking, reviewing, session)
    drawn(looking)
    looking.click("[data-mark]")
    for at_s in (missed.start_s - 0.1, missed.end_s + 0.2):
        x, y = place_of(looking, at_s)
        looking.mouse.move(x - 4, y)
        looking.mouse.move(x, y)
        looking.mouse.click(x, y)
    until(looking, lambda: looking.input_value("#add-rep [name=end_s]") != "")
    looking.click("#add-rep button")
    says(looking, "Set 1: 8 reps, was 7 reps")


def test_a_rep_where_none_is_says_why(looking: "Page", reviewing: Reviewing, session: str) -> None:
    _set(looking, reviewing, session)
    drawn(looking)
    looking.click("[data-mark]")
    looking.fill("#add-rep [name=start_s]", "0.2")
    looking.fill("#add-rep [name=end_s]", "1.2")
    looking.click("#add-rep button")
    expect(looking.locator("#toast p")).to_contain_text(".")
    assert not reviewing.now(session).corrections
    expect(looking.locator("#toast [data-undo]")).to_be_hidden()


def test_sets_are_split_merged_and_deleted(
    looking: "Page", reviewing: Reviewing, session: str
) -> None:
    _set(looking, reviewing, session)
    looking.click("#rep-3 summary")
    looking.click("#rep-3 button:has-text('New set after it')")
    says(looking, "Set 1 split into 1 (RDL, 3 reps) and 2 (RDL, 5 reps)")
    looking.click("button:has-text('Merge with set 2')")
    says(looking, "Sets 1 and 2 put together: RDL, 8 reps")
    looking.click("#toast [data-undo]")
    says(looking, "split into")
    looking.goto(f"{reviewing.address}session/{session}/set/2")
    looking.click("button:has-text('Delete this set')")
    says(looking, "Set 2 (RDL, 5 reps) deleted")
    # Of a set that is none any more there is no page: the session's is shown.
    expect(looking.locator("table.sets tbody tr")).to_have_count(1)
    assert looking.url.endswith(f"session/{session}")
    looking.click("#toast [data-undo]")
    says(looking, "Set 2 (RDL, 5 reps) added")
    expect(looking.locator("table.sets tbody tr")).to_have_count(2)


def test_what_was_not_counted_was_one_after_all(looking: "Page", reviewing: Reviewing) -> None:
    session_id = reviewing.lay("synthetic-rdl-8-slow")
    looking.goto(f"{reviewing.address}session/{session_id}/set/1")
    listed = looking.locator("ol.rejected li")
    number = next(
        (i for i in range(listed.count()) if "pick up" in listed.nth(i).inner_text()), None
    )
    assert number is not None, listed.all_inner_texts()
    listed.nth(number).locator("button:has-text('This was a set')").click()
    says(looking, "(RDL, 1 rep) added")
    session = reviewing.now(session_id)
    assert len(session.sets) == 2
    assert any(one.is_by_hand for one in session.sets)
    _undone(looking, reviewing, session_id)
    listed.nth(number).locator("button:has-text('This was a rep')").click()
    says(looking, "Set 1: 9 reps, was 8 reps")
    _undone(looking, reviewing, session_id)


def test_a_set_is_added_by_its_seconds(looking: "Page", reviewing: Reviewing) -> None:
    session_id = reviewing.lay(MIXED)
    rep = reviewing.now(session_id).sets[1].reps[2]
    reviewing.correct(session_id, do="delete_set", set=2)
    looking.goto(f"{reviewing.address}session/{session_id}")
    looking.click("summary:has-text('Add a set')")
    form = looking.locator("[data-do=add_set]")
    form.locator("[name=exercise]").select_option("swing")
    form.locator("[name=start_s]").fill(f"{rep.start_s - 0.2:.2f}")
    form.locator("[name=end_s]").fill(f"{rep.end_s + 0.2:.2f}")
    form.locator("button").click()
    says(looking, "Set 2 (swing, 1 rep) added")
    expect(looking.locator("table.sets tbody tr:nth-child(2)")).to_contain_text("by hand")


def test_the_session_has_a_title_a_note_and_an_effort(
    looking: "Page", reviewing: Reviewing, session: str
) -> None:
    looking.goto(f"{reviewing.address}session/{session}")
    looking.click("summary:has-text('Title, note')")
    looking.fill("[name=title]", "Monday's 'heavy' <i>day</i>")
    looking.fill("[name=rpe]", "7")
    looking.click("[data-do=describe_session] button")
    says(looking, "effort 7")
    expect(looking.locator("h1")).to_have_text("Monday's 'heavy' <i>day</i>")
    kept = reviewing.now(session)
    assert (kept.title, kept.rpe, kept.note) == ("Monday's 'heavy' <i>day</i>", 7.0, "")
    looking.click("#toast [data-undo]")
    says(looking, "taken away")
    assert reviewing.now(session).title == ""


def test_two_windows_on_one_session(
    chromium: "Browser", reviewing: Reviewing, session: str
) -> None:
    with looked_at(chromium, reviewing) as one, looked_at(chromium, reviewing) as other:
        for window in (one, other):
            _set(window, reviewing, session)
        one.click("#rep-1 summary")
        one.click("#rep-1 button:has-text('Delete rep')")
        says(one, "7 reps, was 8")
        other.click("#rep-2 summary")
        other.click("#rep-2 button:has-text('Delete rep')")
        says(other, "This session was changed elsewhere")
        # It shows what is so now, and goes on from there.
        expect(other.locator("svg.bar")).to_have_count(7)
        assert len(reviewing.now(session).corrections) == 1
        other.click("#rep-2 button:has-text('Delete rep')")
        says(other, "6 reps, was 7")


def test_a_server_that_is_gone_is_said(looking: "Page", reviewing: Reviewing, session: str) -> None:
    _set(looking, reviewing, session)
    looking.click("#rep-1 summary")
    looking.route("**/correct", lambda route: route.abort())
    looking.click("#rep-1 button:has-text('Delete rep')")
    says(looking, "epbelt does not answer")
    assert not reviewing.now(session).corrections


def test_a_session_is_deleted_for_good_once_it_is_meant(
    looking: "Page", reviewing: Reviewing, session: str
) -> None:
    path = reviewing.now(session).path
    looking.goto(f"{reviewing.address}session/{session}")
    looking.click("button:has-text('Delete this session')")
    looking.click("dialog button:has-text('Keep it')")
    assert path.exists()
    looking.click("button:has-text('Delete this session')")
    looking.click("dialog button:has-text('Delete for good')")
    expect(looking.locator("h1")).to_have_text("Sessions")
    assert not path.exists()
    expect(looking.locator(f"a[href$='/session/{session}']")).to_have_count(0)
