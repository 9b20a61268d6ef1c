"""The live page in a real browser, through the real server: what is shown, asked and said."""

import re
from dataclasses import replace
from statistics import median
from typing import TYPE_CHECKING

import pytest

from live_browser import becomes, is_hidden, opened, shows, until
from pretend_training import (
    FIRST_SET,
    PLAN,
    SECOND_SET,
    WAITING,
    PretendTraining,
    Served,
    going,
    resting,
    served,
)
from rephost.cli_parts import EXERCISES
from rephost.live_view import RepView
from rephost.plans import known

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

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
    becomes(page, "document.querySelector('#rest-next').textContent.endsWith('42.5\u00a0kg')")
    training.show(replace(WAITING, plan=plan, sets=()))
    page.click("#weigh")
    shows(page, "#weight-now", "42.5 kg")


def test_another_exercise_that_comes_next_is_named(page: "Page", training: PretendTraining) -> None:
    training.show(replace(resting(80.0), plan=replace(PLAN, exercise="glute_bridge", done=0)))
    becomes(
        page, "/Glute bridge, set 1 of 3/.test(document.querySelector('#rest-next').textContent)"
    )
    training.show(resting(80.0))
    shows(page, "#rest-next", "Next: set 3 of 3 · 8 reps")


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


PRESSED = {
    "#set": {"do": "start"},
    "#less": {"do": "add", "reps": -1, "set": None},
    "#more": {"do": "add", "reps": 1, "set": None},
    "#undo": {"do": "undo"},
    "#discard": {"do": "discard", "set": None},
}
TYPED = {
    " ": {"do": "start"},
    "+": {"do": "add", "reps": 1, "set": None},
    "-": {"do": "add", "reps": -1, "set": None},
    "d": {"do": "discard", "set": None},
    "u": {"do": "undo"},
    "r": {"do": "choose", "exercise": "rdl"},
    "s": {"do": "choose", "exercise": "swing"},
}


def test_buttons_and_keys_ask_for_what_they_say(page: "Page", training: PretendTraining) -> None:
    training.show(resting(60))
    shows(page, "#page", state="resting")
    for selector in PRESSED:
        page.click(selector)
    for key in TYPED:
        page.keyboard.press(key)
    wanted = [*PRESSED.values(), *TYPED.values()]
    assert training.asked(len(wanted)) == wanted
    training.show(going(5))
    shows(page, "#set", "Stop set")
    page.keyboard.press(" ")
    assert training.asked(len(wanted) + 1)[-1] == {"do": "stop"}
    assert training.actions == [*wanted, {"do": "stop"}]


def test_whoever_walks_by_tab_presses_the_button_there(
    page: "Page", training: PretendTraining
) -> None:
    training.show(going(5))
    shows(page, "#digits", "5")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press(" ")
    assert training.asked() == [{"do": "add", "reps": -1, "set": None}]


def test_undo_is_there_when_there_is_something_to_undo(
    page: "Page", training: PretendTraining
) -> None:
    assert page.locator("#undo").is_disabled()
    page.keyboard.press("u")
    training.show(going(6))
    page.wait_for_selector("#undo:enabled")
    page.click("#undo")
    assert training.asked() == [{"do": "undo"}]
    training.show(going(5, can_undo=False))
    shows(page, "#digits", "5")
    assert page.locator("#undo").is_disabled()
    training.answer = "there is nothing to undo"
    training.show(going(5))
    page.wait_for_selector("#undo:enabled")
    page.click("#undo")
    shows(page, "#toast", training.answer)


def test_exercise_weight_and_end_are_asked_for(page: "Page", training: PretendTraining) -> None:
    training.show(going(5))
    shows(page, "#weigh-value", "60 kg")
    offered = page.eval_on_selector_all(
        "[data-exercise]", "(all) => all.map((b) => b.dataset.exercise)"
    )
    assert tuple(offered) == (*EXERCISES[1:], "")
    page.click("#choose")
    page.click("[data-exercise=swing]")
    page.click("#choose")
    page.click("[data-exercise='']")
    page.click("#weigh")
    for step in ("10", "-2.5", "0.5"):
        page.click(f"[data-kg='{step}']")
    shows(page, "#weight-now", "68 kg")
    page.click("#weight-take")
    page.click("#finish")
    page.click("#end-dialog [data-close]")
    page.click("#finish")
    page.click("#end-yes")
    assert training.asked(4) == [
        {"do": "choose", "exercise": "swing"},
        {"do": "choose", "exercise": None},
        {"do": "weight", "kg": 68},
        {"do": "end"},
    ]


def test_a_plan_is_chosen_by_its_name(page: "Page", training: PretendTraining) -> None:
    training.show(replace(WAITING, plan=PLAN))
    shows(page, "#asked", "Set 2 of 3 · 8 reps")
    page.click("#choose")
    shows(page, "#plan-now", PLAN.name)
    page.click("#plan")
    offered = page.eval_on_selector_all("#plans button", "(all) => all.map((b) => b.textContent)")
    assert offered == [*known()]
    page.click(f"#plans button:has-text('{offered[0]}')")
    assert is_hidden(page, "#plan-dialog")
    page.keyboard.press("p")
    page.click("#plan-dialog [data-plan='']")
    assert training.asked(2) == [{"do": "plan", "name": offered[0]}, {"do": "plan", "name": None}]


def test_what_cannot_be_counted_is_ticked_off(page: "Page", training: PretendTraining) -> None:
    training.show(replace(WAITING, plan=replace(PLAN, exercise="barbell_row")))
    shows(page, "#asked", "Plan: Barbell row, 3 × 8 reps")  # noqa: RUF001 - as a lifter writes it
    page.click("#choose")
    page.click("#tick")
    assert training.asked() == [{"do": "tick"}]


def test_a_lost_connection_is_said_and_found_again(
    chromium: "Browser", training: PretendTraining
) -> None:
    """The same page, never loaded anew, shows the newest view of the server that is back."""
    server = Served([training])
    for page in opened(chromium, server, training):
        training.show(going(5))
        shows(page, "#digits", "5")
        page.evaluate("window.isSamePage = true")
        page.context.set_offline(True)
        shows(page, "#alarms", "No connection to repbelt. Trying again …")
        page.keyboard.press("+")
        shows(page, "#toast", "Not connected: nothing was changed.")
        training.show(going(7))
        page.context.set_offline(False)
        shows(page, "#digits", "7")
        shows(page, "#alarms", "")
        assert page.evaluate("window.isSamePage")
        assert training.actions == []
        server.stop()
        shows(page, "#alarms", "No connection to repbelt. Trying again …")
        with served(training, port=server.port):
            # Another start of repbelt has another token: the page says what to do.
            shows(page, "#alarms", re.compile("no longer valid"))  # type: ignore[arg-type]


def test_without_the_token_there_is_no_page(chromium: "Browser", server: Served) -> None:
    page = chromium.new_page()
    answer = page.goto(f"http://127.0.0.1:{server.port}/")
    assert answer is not None
    assert answer.status == 403
    assert "token" in page.inner_text("body")
    page.close()


def test_a_page_of_another_site_reaches_nothing(
    chromium: "Browser", server: Served, training: PretendTraining
) -> None:
    """Another origin that even knows the token: neither a request nor a socket succeeds."""
    with served(PretendTraining()) as other:
        page = chromium.new_page()
        page.goto(f"http://127.0.0.1:{other.port}/")
        assert (
            page.evaluate(
                """(address) => fetch(address).then(() => "read", () => "refused")""",
                server.address,
            )
            == "refused"
        )
        assert (
            page.evaluate(
                """(address) => new Promise((done) => {
                const socket = new WebSocket(address.replace("http", "ws") + "live");
                socket.onopen = () => done("open");
                socket.onerror = () => done("refused");
            })""",
                server.address,
            )
            == "refused"
        )
        page.close()
    assert not training.listeners


def test_the_end_is_no_alarm(chromium: "Browser", training: PretendTraining) -> None:
    server = Served([training])
    for page in opened(chromium, server, training):
        training.show(replace(going(7), state="over", sets=(FIRST_SET, SECOND_SET)))
        shows(page, "#page", state="over")
        assert page.locator("#end-sets li").count() == 2
        server.stop()
        shows(page, "#alarms", "The training is over. You can close this page.")
        assert is_hidden(page, "[data-grave]")


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


def test_several_lifters_have_a_page_each(chromium: "Browser") -> None:
    ada, grace = PretendTraining("Ada"), PretendTraining("Grace", replace(WAITING, lifter="Grace"))
    with served(ada, grace) as server:
        for page in opened(chromium, server, ada):
            assert page.locator("#lifters a").all_inner_texts() == ["Ada", "Grace"]
            page.click("#lifters a:last-child")
            until(page, lambda: grace.listeners > 0)
            grace.show(going(9))
            shows(page, "#digits", "9")
            assert page.locator("#lifters [aria-current]").inner_text() == "Grace"
