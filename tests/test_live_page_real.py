"""A recording trained as if it were live: the command, its server and a real browser together."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from live_browser import shows
from rephost.analysis import analyze

if TYPE_CHECKING:
    from playwright.sync_api import Browser

RECORDING = Path(__file__).parents[1] / "recordings" / "synthetic-rdl-8-ordinary.rep"
LONGEST_MS = 120_000

# Every number that the page ever showed.
WATCHES = """() => {
    const digits = document.querySelector("#digits");
    window.seen = [digits.textContent];
    new MutationObserver(() => {
        if (digits.textContent !== seen.at(-1)) seen.push(digits.textContent);
    }).observe(digits, { childList: true, characterData: true, subtree: true });
}"""


@pytest.fixture
def train(tmp_path: Path) -> Iterator["subprocess.Popen[str]"]:
    replay = ["--strap", f"replay:{RECORDING}", "--exercise", "rdl", "--pace", "5"]
    folders = {"XDG_DATA_HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path)}
    process = subprocess.Popen(
        [sys.executable, "-m", "rephost", "train", *replay, "--no-browser"],
        env={**os.environ, **folders},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        yield process
        if process.poll() is None:
            process.send_signal(signal.SIGINT)


def test_a_set_is_seen_corrected_and_ended(
    chromium: "Browser", train: "subprocess.Popen[str]", tmp_path: Path
) -> None:
    from playwright.sync_api import expect

    assert train.stdout
    page = chromium.new_page()
    page.goto(train.stdout.readline().strip())
    shows(page, "#exercise", "RDL")
    page.evaluate(WATCHES)
    expect(page.locator("#digits")).to_have_text("8", timeout=LONGEST_MS)
    seen = list(map(int, page.evaluate("seen")))
    assert seen == list(range(seen[0], 9))
    assert page.evaluate("performance.getEntriesByType('mark').length") >= len(seen) - 1
    page.keyboard.press("+")
    shows(page, "#digits", "9")
    page.keyboard.press("u")
    shows(page, "#digits", "8")
    page.keyboard.press("-")
    shows(page, "#digits", "7")
    page.click("#finish")
    page.click("#end-yes")
    shows(page, "#page", state="over")
    shows(page, "#alarms", "repbelt has ended. You can close this page.")
    page.close()
    said, complaints = train.communicate(timeout=60)
    assert (train.returncode, complaints) == (0, "")
    assert "set 1: RDL, 7 reps (counted 8)" in said
    kept = next(tmp_path.rglob("*.rep"))
    assert [len(one["reps"]) for one in analyze(kept, None)["sets"]] == [8]
