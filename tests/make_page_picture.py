"""Photograph the live page in a replayed set: `python tests/make_page_picture.py OUT.png`.

A synthetic recording is played as if it were live: through `repbelt train` and Chromium.
"""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import expect, sync_playwright

RECORDING = Path(__file__).parents[1] / "recordings" / "synthetic-rdl-8-ordinary.rep"
SIZES = {"laptop": (1280, 800), "phone": (390, 844), "phone on its side": (844, 390)}
PLAN = """name = "Monday"
[[exercise]]
exercise = "rdl"
sets = 3
reps = 8
tempo = "2-1-2-1"
rest_s = 120
weight_kg = 60
"""
SHOWN_AT_REP = "5"
LONGEST_MS = 120_000


def main() -> int:
    """Play the recording and photograph one of its reps."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("out", type=Path, metavar="OUT.png")
    parser.add_argument("--light", action="store_true", help="as a light screen shows it")
    parser.add_argument("--size", choices=SIZES, default="laptop", help="the screen's")
    parser.add_argument("--dialog", action="store_true", help="with the choice of exercise open")
    given = parser.parse_args()
    replay = ["--strap", f"replay:{RECORDING}", "--exercise", "rdl", "--port", "0", "--no-browser"]
    with tempfile.TemporaryDirectory() as home, sync_playwright() as playwright:
        plan = Path(home) / "monday.toml"
        plan.write_text(PLAN, encoding="utf-8")
        folders = {"XDG_DATA_HOME": home, "XDG_STATE_HOME": home}
        train = subprocess.Popen(
            [sys.executable, "-m", "rephost", "train", *replay, "--plan", str(plan)],
            env={**os.environ, **folders},
            stdout=subprocess.PIPE,
            text=True,
        )
        assert train.stdout
        try:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox"]
            )
            scheme = "light" if given.light else "dark"
            width, height = SIZES[given.size]
            viewport = {"width": width, "height": height}
            page = browser.new_page(viewport=viewport, color_scheme=scheme)
            page.goto(train.stdout.readline().strip())
            page.mouse.click(1, 1)
            expect(page.locator("#digits")).to_have_text(SHOWN_AT_REP, timeout=LONGEST_MS)
            expect(page.locator(".part[data-now]")).to_have_attribute(
                "data-phase", "eccentric", timeout=LONGEST_MS
            )
            page.wait_for_timeout(900)  # the lowering is then well on its way
            if given.dialog:
                page.click("#choose")
            page.screenshot(path=given.out)
            browser.close()
        finally:
            train.send_signal(signal.SIGINT)
            train.wait(30)
    return 0


if __name__ == "__main__":
    sys.exit(main())
