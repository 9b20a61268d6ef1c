"""The live page in a real browser, through the real server: what is shown."""

from dataclasses import replace
from statistics import median
from typing import TYPE_CHECKING

import pytest

from live_browser import becomes, is_hidden, shows
from pretend_training import (
    PLAN,
    WAITING,
    PretendTraining,
    going,
    resting,
)
from rephost.live_view import RepView

if TYPE_CHECKING:
    from playwright.sync_api import Page

NONE, MINUS = "\u2013", "\u2212"


def test_each_rep_is_on_the_screen(page: "Page", training: PretendTraining) -> None:
    training.show(going(0))
    for number in (1, 2, 3, 12, 108):
        training.say(number)
        shows(page, "#digits", str(number))
    assert page.locator("#number").get_attribute("aria-live") == "assertive"
    shows(page, "#number", "108 reps")
    shows(page, "#exercise", "RDL")
    shows(page, "#asked", "Set 2 of 3 · 8 reps")
    training.send({"type": "corrected", "number": 107})
    training.show(going(107))
    shows(page, "#digits", "107")


def test_the_weight_that_the_plan_means(page: "Page", training: PretendTraining) -> None:
    plan = replace(PLAN, weight_kg=42.5)
    training.show(replace(WAITING, plan=plan))
    becomes(page, "document.querySelector('#asked').textContent.endsWith('42.5\u00a0kg')")
    training.show(replace(resting(80.0), plan=plan))
    becomes(page, "document.querySelector('#rest-next').textContent.includes('42.5\u00a0kg')")
    training.show(
        replace(resting(80.0), exercise="hold", plan=replace(PLAN, exercise="hold", reps=(1, 1)))
    )
    shows(page, "#asked", "Set 1 of 3 · 1 rep")
    training.show(replace(WAITING, plan=plan, sets=()))
    shows(page, "#page", state="waiting")
    page.click("#weigh")
    shows(page, "#weight-now", "42.5 kg")


def test_another_exercise_that_comes_next_is_named(page: "Page", training: PretendTraining) -> None:
    training.show(replace(resting(80.0), plan=replace(PLAN, exercise="glute_bridge", done=0)))
    becomes(
        page, "/Glute bridge, set 1 of 3/.test(document.querySelector('#rest-next').textContent)"
    )
    training.show(resting(80.0))
    shows(page, "#rest-next", "Next: set 3 of 3 · 8 reps · tempo 3-1-1-0")


def test_a_rep_is_seen_within_a_tenth_of_a_second(page: "Page", training: PretendTraining) -> None:
    """Measured from where the training says it to the frame that shows it, on one clock."""
    training.show(going(0))
    reps = 20
    for number in range(1, reps + 1):
        training.say(number)
        becomes(page, f"performance.getEntriesByName('shown 2 {number}').length")
    marks: dict[str, float] = page.evaluate(
        "Object.fromEntries(performance.getEntriesByType('mark').map("
        "(m) => [m.name, (performance.timeOrigin + m.startTime) / 1000]))"
    )
    late_ms = [
        1000 * (marks[f"shown 2 {number}"] - training.said_unix_s[number])
        for number in range(1, reps + 1)
    ]
    print(f"on the screen after {median(late_ms):.0f} ms, at most {max(late_ms):.0f} ms")
    assert min(late_ms) > -2
    assert median(late_ms) < 100


def test_swings_show_how_many_a_minute(page: "Page", training: PretendTraining) -> None:
    training.show(replace(going(1, plan=None), exercise="swing"))
    shows(page, "#third", f"per minute{NONE}")
    for number in (1, 2, 3):
        training.say(number, 30.0 + 1.6 * number)
        training.show(replace(going(number, plan=None), exercise="swing"))
    shows(page, "#third", "per minute38")


def test_of_a_jump_the_time_in_the_air_is_shown(page: "Page", training: PretendTraining) -> None:
    jump = RepView(3, 0.4, 0.0, 1.9, None, 31.0, 0.456)
    training.show(going(3, plan=None, exercise="box_jump", last_rep=jump))
    shows(page, "#third", "in the air0.46 s")


@pytest.mark.parametrize(
    ("hold_s", "said"), [(7.4, "7 s"), (99.6, "1:40 min"), (613.0, "10:13 min")]
)
def test_of_a_hold_the_huge_number_is_its_time(
    page: "Page", training: PretendTraining, hold_s: float, said: str
) -> None:
    held = replace(resting(80.0), exercise="hold", reps=0, hold_s=hold_s)
    training.show(held)
    shows(page, "#number", said)
    unit = page.locator("#digits-unit").bounding_box()
    assert unit is not None
    assert min(unit["width"], unit["height"]) > 10
    assert page.title().startswith(said)
    # Once the lifter tells its reps, they are what it came to.
    training.show(replace(held, reps=1, hold_s=None))
    shows(page, "#number", "1 rep")
    assert "unseen" in (page.locator("#digits-unit").get_attribute("class") or "")


def test_the_tempo_of_the_last_rep_beside_the_target(
    page: "Page", training: PretendTraining
) -> None:
    training.show(going(5, last_rep=RepView(5, 3.4, 0.2, 1.9, None, 63.0)))
    parts = page.locator(".part")
    shows(page, ".part[data-phase=concentric] strong", "1.9")
    assert parts.locator("strong").all_inner_texts() == ["3.4", "0.2", "1.9", NONE]
    # What does not fit says so without its colour, too.
    assert parts.locator("i").all_inner_texts() == ["✓", MINUS + "0.8", "+0.9", ""]
    fits = [part.get_attribute("data-fits") for part in parts.all()]
    assert fits == ["yes", "no", "no", None]
    widths = page.eval_on_selector_all(
        "#bar-done s", "(all) => all.map((s) => s.getBoundingClientRect().width)"
    )
    assert widths[0] / widths[2] == pytest.approx(3.4 / 1.9, rel=0.03)
    assert page.locator(".part[data-now]").get_attribute("data-phase") == "eccentric"
    shows(page, "#tension strong", "26.4 s")
    shows(page, "#third strong", "12 %")
    training.show(going(5, plan=None, slowdown_pct=None))
    shows(page, "#third strong", "63°")
    assert is_hidden(page, "#bar-target")


@pytest.mark.parametrize("exercise", ["rdl", None])
def test_the_tempo_that_is_meant_is_there_before_the_first_rep(
    page: "Page", training: PretendTraining, exercise: str | None
) -> None:
    plan = replace(PLAN, tempo=(3, 1, 0, 2))
    training.show(replace(WAITING, exercise=exercise, plan=plan))
    parts = page.locator(".part")
    shows(page, ".part[data-phase=eccentric] strong", "3")
    assert parts.locator("strong").all_inner_texts() == ["3", "1", "X", "2"]
    assert parts.locator("i").all_inner_texts() == ["target"] * 4
    outlines = page.eval_on_selector_all(
        "#bar-done s",
        """(all) => all.map((s) => [s.getBoundingClientRect().width,
            getComputedStyle(s).borderStyle, getComputedStyle(s).backgroundColor])""",
    )
    widths = [width for width, _, _ in outlines]
    assert widths[0] / widths[3] == pytest.approx(3 / 2, rel=0.05)
    assert widths[2] == 0
    assert {tuple(how) for _, *how in outlines} == {("dashed", "rgba(0, 0, 0, 0)")}
    # In a set that the lifter began, too, until its first rep; then what was done takes its place.
    begun = going(0, plan=plan, last_rep=None, time_under_tension_s=0.0, slowdown_pct=None)
    training.show(begun)
    shows(page, "#page", state="going")
    assert parts.locator("strong").all_inner_texts() == ["3", "1", "X", "2"]
    training.show(going(1, plan=plan, last_rep=RepView(1, 3.1, 1.0, 0.4, None, 63.0)))
    shows(page, ".part[data-phase=eccentric] strong", "3.1")
    assert parts.locator("i").all_inner_texts() == ["✓", "✓", "✓", ""]
    assert page.locator("[data-ahead]").count() == 0
    # Nothing is meant without a plan, or by the plan of another exercise.
    for other in (None, replace(plan, exercise="swing")):
        training.show(replace(begun, plan=other))
        shows(page, ".part[data-phase=eccentric] strong", NONE)
    training.show(replace(resting(80.0), plan=plan))
    becomes(page, "/tempo.3-1-X-2$/.test(document.querySelector('#rest-next').textContent)")


def test_a_set_that_is_done_is_so_until_the_next_begins(
    page: "Page", training: PretendTraining
) -> None:
    done = replace(PLAN, is_set_done=True)
    for state in (going(8, plan=done), replace(resting(83), reps=8, plan=done)):
        training.show(state)
        shows(page, "#page", state=state.state, done="")
        shows(page, "#note", "✓ set done")
        colours = [
            page.evaluate(f"getComputedStyle(document.querySelector('{one}')).color")
            for one in ("#digits", "#note")
        ]
        assert colours[0] == colours[1]
    training.show(going(0, plan=PLAN, last_rep=None))
    shows(page, "#note", "")
    assert page.locator("[data-done]").count() == 0


def test_what_was_not_counted_is_no_news_when_the_training_is_over(
    page: "Page", training: PretendTraining
) -> None:
    training.show(going(3, not_counted="walking"))
    shows(page, "#note", "not counted: walking")
    training.show(going(3, not_counted="walking", state="over"))
    shows(page, "#page", state="over")
    shows(page, "#note", "")


def test_a_set_that_goes_on_shows_that_it_is_discarded(
    page: "Page", training: PretendTraining
) -> None:
    training.show(going(3, is_discarded=True, not_counted="walking"))
    shows(page, "#note", "This set is discarded")
    training.show(going(3))
    shows(page, "#note", "")


def test_what_is_wrong_is_said_gravest_first(page: "Page", training: PretendTraining) -> None:
    view = going(5)
    shows(page, "#alarms", "")
    wrong = replace(view.strap, is_slipping=True, battery_pct=9, missing_samples=40)
    training.show(replace(view, strap=wrong))
    shows(page, "#strap-text", "repbelt-4a1c · 9 %")
    lines = page.locator("#alarms p")
    assert lines.all_inner_texts() == [
        "The strap slips: tighten it.",
        "The strap's battery is low: 9 %.",
    ]
    full = replace(view.recording, failed_since_s=121.0, trouble="No space left on the disk.")
    training.show(replace(view, strap=replace(wrong, link="lost"), recording=full))
    shows(page, "#strap", link="lost")
    assert lines.all_inner_texts() == [
        "Nothing is recorded since 2:01. No space left on the disk.",
        "Strap out of reach. It records by itself; the count catches up.",
    ]
    assert page.locator("#alarms [data-grave]").count() == 2
    training.show(replace(view, not_counted="walking"))
    shows(page, "#alarms", "")
    shows(page, "#note", "not counted: walking")
