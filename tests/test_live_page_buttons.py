"""What is asked for on the live page, by button and by key; in a real browser."""

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from live_browser import is_hidden, shows
from pretend_training import (
    PLAN,
    WAITING,
    PretendTraining,
    going,
    resting,
)
from rephost.cli_parts import EXERCISES
from rephost.plans import known
from rephost.words import exercise_name

if TYPE_CHECKING:
    from playwright.sync_api import Page

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


def test_every_exercise_is_offered_by_the_name_that_lifters_use(
    page: "Page", training: PretendTraining
) -> None:
    training.show(going(5, exercise="back_raise", is_chosen=True))
    shows(page, "#exercise", "Back raise")
    page.keyboard.press("e")
    offered = page.eval_on_selector_all(
        "#exercises button",
        "(all) => all.map((b) => [b.dataset.exercise, b.firstChild.textContent, b.ariaPressed])",
    )
    shown = {name: exercise_name(name) for name in EXERCISES[1:]}
    assert offered == [
        [name, said[0].upper() + said[1:], str(name == "back_raise").lower()]
        for name, said in shown.items()
    ]
    for name in shown:
        page.click(f"[data-exercise={name}]")
        page.keyboard.press("e")
    wanted = [{"do": "choose", "exercise": name} for name in shown]
    assert training.asked(len(wanted)) == wanted


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
    plan = replace(PLAN, exercise="box_jump", is_ticked_by_hand=True)
    training.show(replace(WAITING, plan=plan))
    shows(page, "#asked", "Plan: Box jump, 3 × 8 reps")  # noqa: RUF001 - as a lifter writes it
    page.click("#choose")
    page.click("#tick")
    assert training.asked() == [{"do": "tick"}]


def test_all_is_done_by_keyboard_alone(page: "Page", training: PretendTraining) -> None:
    """By Tab every button is come to in the order it is seen in, marked, and pressed by Enter."""
    training.show(going(5))
    shows(page, "#digits", "5")
    reached = []
    while True:
        page.keyboard.press("Tab")
        at = page.evaluate(
            """() => {
                const one = document.activeElement;
                const { left, top } = one.getBoundingClientRect();
                const { outlineStyle: how, outlineWidth: wide } = getComputedStyle(one);
                return [one.id, Math.round(top), Math.round(left), `${how} ${wide}`];
            }"""
        )
        if at[0] in [one[0] for one in reached] or not at[0]:
            break
        reached.append(at)
    buttons = page.eval_on_selector_all("#buttons button", "(all) => all.map((b) => b.id)")
    assert sorted(one[0] for one in reached) == sorted(buttons)
    assert [one[1:3] for one in reached] == sorted(one[1:3] for one in reached)
    assert {one[3] for one in reached} == {"solid 3px"}


def test_a_dialog_is_opened_walked_and_left_by_keyboard(
    page: "Page", training: PretendTraining
) -> None:
    training.show(going(5))
    shows(page, "#digits", "5")
    page.focus("#choose")
    page.keyboard.press("Enter")
    shows(page, "#exercise-title", "What do you lift?")
    page.keyboard.press("u")  # no key but its own does anything in a dialog
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.dataset.exercise") == "swing"
    page.keyboard.press("Enter")
    assert is_hidden(page, "#exercise-dialog")
    assert page.evaluate("document.activeElement.id") == "choose"
    page.focus("#weigh")
    page.keyboard.press("Space")
    shows(page, "#weight-title", "Weight")
    page.keyboard.press("Escape")
    assert is_hidden(page, "#weight-dialog")
    assert page.evaluate("document.activeElement.id") == "weigh"
    page.focus("#finish")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    assert training.asked(2) == [{"do": "choose", "exercise": "swing"}, {"do": "end"}]


def test_everything_has_a_name_for_who_hears_the_page(
    page: "Page", training: PretendTraining
) -> None:
    """As the browser itself hands it to a screen reader."""
    training.show(resting(83))
    shows(page, "#page", state="resting")
    heard = page.locator("body").aria_snapshot()
    for role in ("heading", "region", "img", "timer", "button"):
        assert re.search(rf"- {role}\b", heard), (role, heard)
    unnamed = re.findall(r"^ *- (?:button|region|img|navigation|link|dialog)(?::| *$)", heard, re.M)
    assert not unnamed, heard
    for name in ("One rep less", "One rep more", "Discard set", "Start set"):
        assert f'button "{name}"' in heard
    for key in ("choose", "weigh", "sound", "finish"):
        page.click(f"#{key}")
        title = page.locator("dialog[open] h2").inner_text()
        assert f'dialog "{title}"' in page.locator("dialog[open]").aria_snapshot()
        page.keyboard.press("Escape")
