"""What the live page sounds: numbers, ticks, the rest's end; in a real browser."""

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from live_browser import becomes, is_hidden, opened, shows
from pretend_training import (
    PLAN,
    PretendTraining,
    Served,
    going,
    resting,
)
from rephost.live_view import RepView

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


def test_the_rest_counts_down_and_sounds(page: "Page", training: PretendTraining) -> None:
    training.show(resting(11.2))
    shows(page, "#page", state="resting")
    assert is_hidden(page, "#figures")
    becomes(page, "document.querySelector('#rest-clock').textContent === '0:09'")
    assert page.locator("#rest").get_attribute("data-near") == ""
    assert page.evaluate("tones.length") == 1
    training.show(resting(1.2))
    becomes(page, "document.querySelector('#rest-clock').textContent === '+0:01'")
    assert page.evaluate("tones.length") == 4
    shows(page, "#rest-name", "Rest is over")
    shows(page, "#rest-next", "Next: set 3 of 3 · 8 reps · tempo 3-1-1-0")
    shows(page, "#rest-set", "Last set: 7 reps · 60 kg · 3-1-1-0 · TUT 42 s")
    training.show(resting(-75, None))
    becomes(page, "/^1:1[567]$/.test(document.querySelector('#rest-clock').textContent)")


def test_a_rest_whose_end_is_long_past_makes_no_sound(
    page: "Page", training: PretendTraining
) -> None:
    training.show(resting(60))
    shows(page, "#rest-name", "Rest")
    training.show(resting(-300))
    shows(page, "#rest-name", "Rest is over")
    assert page.evaluate("tones.length") == 0


def test_the_rest_follows_the_clock_of_the_computer_not_of_the_phone(
    chromium: "Browser", server: Served, training: PretendTraining
) -> None:
    for page in opened(chromium, server, training):
        page.evaluate("{ const now = Date.now; Date.now = () => now() - 3600e3; }")
        training.show(resting(83))
        becomes(page, "/^1:2[0-3]$/.test(document.querySelector('#rest-clock').textContent)")


@pytest.mark.parametrize(("voices", "spoken"), [("[{}]", ["4", "8", "No, 7"]), ("[]", [])])
def test_the_number_is_spoken_or_sounded(
    chromium: "Browser", server: Served, training: PretendTraining, voices: str, spoken: list[str]
) -> None:
    for page in opened(chromium, server, training, voices):
        training.show(going(3))
        shows(page, "#digits", "3")
        for number in (4, 8):
            training.say(number)
            shows(page, "#digits", str(number))
        training.send({"type": "corrected", "number": 7})
        training.show(going(7))
        shows(page, "#digits", "7")
        assert page.evaluate("spoken") == spoken
        # One tone a rep, two for the last of the set and for a correction.
        assert page.evaluate("tones.length") == (0 if spoken else 5)


def test_the_tempo_is_ticked_from_where_the_lowering_began(
    page: "Page", training: PretendTraining
) -> None:
    page.click("#sound")
    page.click("[data-mode=tempo]")
    training.show(going(4, phase="top"))
    shows(page, "#digits", "4")
    training.say(5)
    view = going(5, now_s=130.2, phase_began_s=130.0)
    training.show(view)
    becomes(page, "tones.length")
    ticks = page.evaluate("tones")
    # 3-1-1-0, begun 0.2 s ago: the first tick comes at once, the others where they belong.
    assert [round(at, 1) for at, _ in ticks] == [0.0, 0.8, 1.8, 2.8, 3.8]
    assert len({pitch for _, pitch in ticks[:3]}) == 1
    assert len({pitch for _, pitch in ticks}) == 3
    training.show(replace(view, now_s=130.6))
    training.show(replace(view, now_s=130.8, phase_began_s=130.7, reps=6))
    shows(page, "#digits", "6")
    assert page.evaluate("tones.length") == 10
    assert page.evaluate("spoken") == []


@pytest.mark.parametrize(
    ("late_s", "ticks"),
    [
        (0.0, [0.0, 1.0, 2.0, 3.0, 4.0]),
        (0.6, [0.0, 0.4, 1.4, 2.4, 3.4]),
        # Two so near to each other would sound like one: the one that is about to come is enough.
        (0.8, [0.2, 1.2, 2.2, 3.2]),
        (2.5, [0.0, 0.5, 1.5]),
        (9.0, []),
    ],
)
def test_a_phase_that_is_told_late_is_ticked_at_once(
    page: "Page", training: PretendTraining, late_s: float, ticks: list[float]
) -> None:
    page.click("#sound")
    page.click("[data-mode=tempo]")
    training.show(going(5, now_s=130.0 + late_s, phase_began_s=130.0))
    shows(page, "#digits", "5")
    assert [round(at, 1) for at, _ in page.evaluate("tones")] == ticks


def test_sound_that_begins_in_the_middle_of_a_rep_ticks_from_there(
    chromium: "Browser", server: Served, training: PretendTraining
) -> None:
    """Sound comes with the first touch: nothing of what is to be heard then is lost, or twice."""
    for page in opened(chromium, server, training, is_tapped=False):
        page.evaluate("localStorage.setItem('sound', 'tempo')")
        page.reload()
        shows(page, "#sound-value", "tempo")
        training.show(going(5, now_s=130.4, phase_began_s=130.0))
        shows(page, "#digits", "5")
        assert page.evaluate("tones") == []
        page.mouse.click(1, 1)
        shows(page, "#alarms", "")
        for later_s in (0.6, 0.7):
            training.show(going(6, now_s=130.0 + later_s, phase_began_s=130.0))
            shows(page, "#digits", "6")
        page.wait_for_function("tones.length > 0")
        heard = [at for at, _ in page.evaluate("tones")]
        assert len(heard) == 5
        assert heard[0] == pytest.approx(0.0, abs=0.05)


def test_the_slow_down_is_told_of_near_the_limit_only(
    chromium: "Browser", server: Served, training: PretendTraining
) -> None:
    for page in opened(chromium, server, training, "[{}]"):
        page.click("#sound")
        page.click("[data-mode=slow-down]")
        page.evaluate("spoken.length = 0")
        for number, pct in ((5, 14.4), (6, 15.0), (7, 21.4)):
            training.say(number)
            last = RepView(number, 3.0, 1.0, 1.0, None, 60.0)
            training.show(going(number, slowdown_pct=pct, last_rep=last))
            shows(page, "#third strong", f"{round(pct)} %")
        assert page.evaluate("spoken") == ["Close. 15 percent", "Stop. 21 percent"]


def test_quiet_is_quiet_and_is_remembered(page: "Page", training: PretendTraining) -> None:
    for mode in ("tempo", "slow-down", "quiet"):
        page.keyboard.press("m")
        shows(page, "#sound-value", mode)
    training.show(going(7))
    training.say(8)
    training.show(going(8, plan=replace(PLAN, is_set_done=True)))
    shows(page, "#note", "✓ set done")
    assert page.evaluate("tones.concat(spoken)") == []
    page.reload()
    shows(page, "#sound-value", "quiet")


def test_sound_that_waits_for_a_tap_says_so(
    chromium: "Browser", server: Served, training: PretendTraining
) -> None:
    for page in opened(chromium, server, training, is_tapped=False):
        shows(page, "#alarms", "Tap once anywhere for sound")
        page.mouse.click(200, 200)
        shows(page, "#alarms", "")


def test_a_machine_without_a_loudspeaker_is_not_asked_for_taps(
    chromium: "Browser", server: Served
) -> None:
    """There the sound never begins, however often the page is touched."""
    context = chromium.new_context()
    page = context.new_page()
    page.add_init_script(
        """AudioContext.prototype.resume = () => new Promise(() => {});
        Object.defineProperty(AudioContext.prototype, "state", { get: () => "suspended" });"""
    )
    page.goto(server.address)
    shows(page, "#alarms", "Tap once anywhere for sound")
    page.mouse.click(200, 200)
    shows(page, "#alarms", "")
    context.close()
