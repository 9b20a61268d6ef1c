"""How the live page looks, on a phone and on a laptop, dark and light; in a real browser."""

import math
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from live_browser import is_hidden, opened, shows, until
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
from rephost.live_view import LiveView, RepView
from rephost.live_words import shown_number

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


LONG = ("Anna \U0001f4aa<b>x</b>\"'&amp;" + 64 * "W")[:64]
SIZES = {
    "upright": (390, 844),
    "small": (360, 740),
    "on its side": (844, 390),
    "tablet": (800, 1100),
    "laptop": (1280, 800),
}
OF_A_DIALOG = (Path(__file__).parent / "page_dialog.js").read_text(encoding="utf-8")
FAR_PX = {"tablet": 32, "laptop": 32}
"""At least so large are names there: what stands three metres away and is no phone in a hand."""


def test_the_trace_is_drawn_and_grey_where_nothing_is_known(
    page: "Page", training: PretendTraining
) -> None:
    view = going(5, now_s=100.0)
    training.show(view)
    times = [75.0 + 0.05 * tick for tick in range(500)]
    angles = [None if 86 < t_s < 90 else 30 - 30 * math.cos(t_s) for t_s in times]
    training.send({"type": "trace", "t_s": times, "deg": angles})
    columns = (Path(__file__).parent / "page_trace.js").read_text(encoding="utf-8")
    until(page, lambda: re.search("~[?]+~", page.evaluate(columns)))
    # Four of twenty seconds, and the last moments that are not there yet.
    found = page.evaluate(columns)
    gap = max(re.findall(r"[?]+", found), key=len)
    assert len(gap) / len(found) == pytest.approx(4 / 20, abs=0.02), found


def test_two_taps_do_not_zoom_and_every_button_is_named_and_large(
    page: "Page", training: PretendTraining
) -> None:
    training.show(going(5))
    shows(page, "#digits", "5")
    for button in page.locator("#buttons button").all():
        assert button.evaluate("(b) => getComputedStyle(b).touchAction") == "manipulation"
        assert button.get_attribute("aria-label") or button.inner_text().strip()
    for dialog in ("choose", "weigh", "sound", "finish"):
        page.click(f"#{dialog}")
        for button in page.locator("dialog[open] button:visible").all():
            box = button.bounding_box()
            assert box is not None
            assert min(box["width"], box["height"]) >= 64
        page.keyboard.press("Escape")


def _views() -> dict[str, LiveView]:
    swings = replace(
        going(108, plan=None, slowdown_pct=None),
        exercise="swing",
        last_rep=RepView(108, None, 0.0, 12.4, 10.2, 141.0),
        time_under_tension_s=123.4,
        weight_kg=127.5,
    )
    strap = replace(WAITING.strap, link="lost", battery_pct=9, is_slipping=True)
    full = replace(WAITING.recording, failed_since_s=3721.0, trouble="No space left on the disk.")
    held = replace(SECOND_SET, exercise="hold", reps=0, counted=0, tempo=None, hold_s=53.0)
    hold = replace(
        resting(83), exercise="hold", reps=0, hold_s=53.0, sets=(FIRST_SET, held), plan=None
    )
    jump = RepView(3, 0.4, 0.0, 1.9, None, 31.0, 0.456)
    over = replace(going(7), state="over", sets=(FIRST_SET, SECOND_SET, FIRST_SET))
    return {
        "waiting": replace(WAITING, plan=replace(PLAN, done=0)),
        "automatic": replace(WAITING, exercise=None, is_chosen=False),
        "meant": replace(WAITING, plan=replace(PLAN, done=0, tempo=(3, 1, 0, 1))),
        "meant, automatic": replace(WAITING, exercise=None, is_chosen=False, plan=PLAN),
        "begun": going(0, last_rep=None, time_under_tension_s=0.0, slowdown_pct=None),
        "going": going(5),
        "a long name": going(5, strap=replace(WAITING.strap, name=LONG)),
        "twelve": going(12, plan=replace(PLAN, reps=(8, 12), is_set_done=True), slowdown_pct=22.0),
        "swings": swings,
        "not counted": going(3, not_counted="setting the weight down"),
        "resting": resting(83),
        "rest of a set done": replace(
            resting(83), plan=replace(PLAN, done=2, is_set_done=True, weight_kg=62.5)
        ),
        "ready": resting(7),
        "rested": resting(-754),
        "hold": hold,
        "a long hold": replace(hold, hold_s=1513.0),
        "jumps": going(3, plan=None, exercise="box_jump", is_chosen=True, last_rep=jump),
        "a longer name": going(3, plan=None, exercise="good_morning", is_chosen=True),
        "trouble": going(5, strap=strap, recording=full),
        "trouble in a rest": replace(resting(20), strap=strap, recording=full),
        "over": over,
    }


LAID_OUT = (Path(__file__).parent / "page_layout.js").read_text(encoding="utf-8")
TOO_FAINT = (Path(__file__).parent / "page_contrast.js").read_text(encoding="utf-8")


@pytest.mark.parametrize("scheme", ["dark", "light"])
@pytest.mark.parametrize("size", SIZES)
def test_nothing_is_cut_off_or_lies_over_another(
    chromium: "Browser", server: Served, training: PretendTraining, size: str, scheme: str
) -> None:
    width, height = SIZES[size]
    viewport = {"width": width, "height": height}
    for page in opened(chromium, server, training, viewport=viewport, color_scheme=scheme):
        for name, view in _views().items():
            training.show(view)
            shows(page, "#page", state=view.state)
            shows(page, "#digits", shown_number(view)[0])
            shows(page, "#strap", link=view.strap.link)
            wrong = page.evaluate(LAID_OUT) + page.evaluate(TOO_FAINT)
            assert not wrong, "\n".join([name, *wrong])
            number = page.locator("#digits").bounding_box()
            assert number is not None
            if view.strap.link == "on":
                assert number["height"] > 0.2 * height or number["width"] > 0.35 * width, name
        ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
        brightness = sum(map(int, re.findall(r"\d+", ground)[:3])) / 3
        assert (brightness < 60) == (scheme == "dark")


@pytest.mark.parametrize("size", [*SIZES, "smallest"])
def test_the_choice_of_exercise_fits_or_scrolls(
    chromium: "Browser", server: Served, training: PretendTraining, size: str
) -> None:
    width, height = SIZES.get(size, (320, 480))
    for page in opened(chromium, server, training, viewport={"width": width, "height": height}):
        training.show(going(5, plan=None))
        shows(page, "#digits", "5")
        page.click("#choose")
        assert page.evaluate(OF_A_DIALOG) == []
        is_whole = "({scrollHeight: all, clientHeight: seen}) => all <= seen"
        dialog = page.locator("dialog[open]")
        assert dialog.evaluate(is_whole) or size == "smallest"
        letters = "(one) => parseFloat(getComputedStyle(one).fontSize)"
        for button in page.locator("#exercises button").all():
            assert button.evaluate(letters) >= FAR_PX.get(size, 18)
        page.keyboard.press("Escape")
        training.show(going(5, plan=replace(PLAN, name=LONG, is_ticked_by_hand=True)))
        shows(page, "#asked", "Set 2 of 3 · 8 reps")
        page.click("#choose")
        assert page.evaluate(OF_A_DIALOG) == []
        page.click("#exercise-dialog [data-close]")
        assert is_hidden(page, "#exercise-dialog")


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_every_dialog_and_word_is_seen(
    chromium: "Browser", server: Served, training: PretendTraining, scheme: str
) -> None:
    for page in opened(chromium, server, training, color_scheme=scheme):
        training.show(replace(going(5), plan=replace(PLAN, is_ticked_by_hand=True)))
        shows(page, "#digits", "5")
        for button in ("choose", "weigh", "sound", "finish"):
            page.click(f"#{button}")
            assert page.evaluate(TOO_FAINT) == []
            page.keyboard.press("Escape")
        page.keyboard.press("p")
        assert page.evaluate(TOO_FAINT) == []
        page.keyboard.press("Escape")
        training.answer = "there is nothing to undo"
        page.keyboard.press("u")
        shows(page, "#toast", training.answer)
        assert page.evaluate(TOO_FAINT) == []
        page.context.set_offline(True)
        shows(page, "#alarms", "No connection to repbelt. Trying again …")
        assert page.evaluate(TOO_FAINT) == []


@pytest.mark.parametrize("size", SIZES)
def test_a_long_name_is_cut_and_is_only_text(
    chromium: "Browser", size: str, training: PretendTraining
) -> None:
    """Of a strap, and of several: heading, number and battery stay where they were."""
    width, height = SIZES[size]
    training.name = LONG
    others = [PretendTraining(LONG[::-1]), PretendTraining("Ada")]
    with served(training, *others) as server:
        for page in opened(chromium, server, training, viewport={"width": width, "height": height}):
            training.show(going(5, strap=replace(WAITING.strap, name="Ada")))
            shows(page, "#strap-text", "Ada · 84 %")
            heading = page.locator("h1").bounding_box()
            training.show(going(5, strap=replace(WAITING.strap, name=LONG)))
            shows(page, "#strap-name", LONG)
            assert page.locator("h1").bounding_box() == heading
            cut = page.evaluate(
                """[...document.querySelectorAll("#strap-name, #lifters a:first-child span")]
                    .map((one) => [one.scrollWidth > one.clientWidth + 1,
                        getComputedStyle(one).textOverflow, one.children.length])"""
            )
            assert cut == [[True, "ellipsis", 0]] * 2
            assert page.evaluate(LAID_OUT) == []
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            battery = page.locator("#strap-battery").bounding_box()
            assert battery is not None
            assert battery["x"] + battery["width"] <= width
