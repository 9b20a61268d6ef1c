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

RECORDINGS = Path(__file__).parents[1] / "recordings"
RECORDING = RECORDINGS / "synthetic-rdl-8-ordinary.rep"
# Two minutes of rest behind its first set: a slow machine has time to press what it presses.
SESSION = RECORDINGS / "synthetic-mixed-30-session.rep"
LONGEST_MS = 120_000

# Every number that the page ever showed.
WATCHES = """() => {
    const digits = document.querySelector("#digits");
    window.seen = [digits.textContent];
    new MutationObserver(() => {
        if (digits.textContent !== seen.at(-1)) seen.push(digits.textContent);
    }).observe(digits, { childList: true, characterData: true, subtree: true });
}"""

WATCHES_ALARMS = """() => {
    const alarms = document.querySelector("#alarms");
    window.said = [alarms.innerText];
    new MutationObserver(() => said.push(alarms.innerText))
        .observe(alarms, { childList: true, characterData: true, subtree: true });
}"""


def started(
    home: Path, recording: Path, pace: int, out: int = subprocess.PIPE
) -> "subprocess.Popen[str]":
    replay = ["--strap", f"replay:{recording}", "--exercise", "rdl", "--pace", str(pace)]
    folders = {"XDG_DATA_HOME": str(home), "XDG_STATE_HOME": str(home)}
    return subprocess.Popen(
        [sys.executable, "-m", "rephost", "train", *replay, "--port", "0", "--no-browser"],
        env={**os.environ, **folders},
        stdout=out,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def train(tmp_path: Path) -> Iterator["subprocess.Popen[str]"]:
    with started(tmp_path, SESSION, 10) as process:
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
    expect(page.locator("#digits")).to_have_text("10", timeout=LONGEST_MS)
    seen = list(map(int, page.evaluate("seen")))
    assert seen == list(range(seen[0], 11))
    # A mark is set when what it is of has been drawn.
    page.wait_for_function(
        "least => performance.getEntriesByType('mark').length >= least",
        arg=len(seen) - 1,
        timeout=LONGEST_MS,
    )
    page.keyboard.press("+")
    shows(page, "#digits", "11")
    page.keyboard.press("u")
    shows(page, "#digits", "10")
    page.keyboard.press("-")
    shows(page, "#digits", "9")
    page.click("#finish")
    page.click("#end-yes")
    shows(page, "#page", state="over")
    shows(page, "#alarms", "The training is over. You can close this page.")
    page.close()
    said, complaints = train.communicate(timeout=60)
    assert (train.returncode, complaints) == (0, "")
    assert "set 1: RDL, 9 reps (counted 10)" in said
    kept = next(tmp_path.rglob("*.rep"))
    assert [len(one["reps"]) for one in analyze(kept, None)["sets"]] == [10]


def test_a_replay_ends_calmly_and_its_last_picture_stays(
    chromium: "Browser", tmp_path: Path
) -> None:
    ours, theirs = os.openpty()
    page = chromium.new_page()
    with started(tmp_path, RECORDING, 20, theirs) as process, os.fdopen(ours, "rb", 0) as terminal:
        os.close(theirs)
        page.goto(terminal.readline().decode().strip())
        page.evaluate(WATCHES_ALARMS)
        _, complaints = process.communicate(timeout=60)
        assert (process.returncode, complaints) == (0, "")
    shows(page, "#alarms", "The training is over. You can close this page.")
    shows(page, "#page", state="over")
    assert page.locator("#end").inner_text().startswith("Training over")
    assert page.locator("#end-sets li").count() == 1
    assert page.locator("#digits").inner_text() == "8"
    # Nobody looks for what is gone, however long.
    page.wait_for_timeout(1500)
    said = page.evaluate("said")
    assert said[-1] == "The training is over. You can close this page."
    assert not any("connection" in one for one in said), said
    assert page.locator("[data-lost]").count() == 0
    page.close()
