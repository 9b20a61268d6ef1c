"""The live page in a real browser: opened, waited for, listened to."""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from pretend_training import PretendTraining, Served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

# What is spoken and sounded, kept: this browser has no voice and nobody listens.
LISTENS = """
window.spoken = []; window.tones = [];
speechSynthesis.getVoices = () => %s;
speechSynthesis.speak = (said) => {
  if (said.text.trim()) spoken.push(said.text);
  said.onstart?.();
  said.onend?.();
};
const start = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (when) {
  tones.push([when - this.context.currentTime, Math.round(this.frequency.value)]);
  return start.call(this, when);
};
"""


@contextmanager
def launched() -> "Iterator[Browser | None]":
    """Start the machine's own browser, None if it has none: none is ever downloaded."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        yield None
        return
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        # Root, as in a container, has no sandbox.
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()


def opened(
    chromium: "Browser",
    server: Served,
    training: PretendTraining,
    voices: str = "[]",
    *,
    is_tapped: bool = True,
    **how: Any,
) -> Iterator["Page"]:
    context = chromium.new_context(**how)
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.add_init_script(LISTENS % voices)
    page.goto(server.address)
    shows(page, "#page", state="waiting")
    until(page, lambda: training.listeners > 0)
    if is_tapped:
        page.mouse.click(1, 1)
        shows(page, "#alarms", "")
    yield page
    context.close()
    assert not faults


def until(page: "Page", is_so: Any, within_s: float = 10.0) -> None:
    """Wait until something is so that the page does not know of."""
    end = time.monotonic() + within_s
    while not is_so():
        assert time.monotonic() < end
        page.wait_for_timeout(20)


def shows(page: "Page", selector: str, text: str | None = None, **data: str) -> None:
    """Wait until an element shows a text, or has data of these values."""
    from playwright.sync_api import expect

    if text is not None:
        expect(page.locator(selector)).to_have_text(text)
    for name, value in data.items():
        expect(page.locator(selector)).to_have_attribute(f"data-{name}", value)


def is_hidden(page: "Page", selector: str) -> bool:
    return not page.locator(selector).is_visible()


def becomes(page: "Page", script: str) -> None:
    """Wait until a script says so; the page itself may not run what is handed to it as text."""
    until(page, lambda: page.evaluate(script))
