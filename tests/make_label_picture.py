"""Photograph the labelling page: `python tests/make_label_picture.py FOLDER`.

The recording is synthetic, its marks are its truth, and the film is a figure that bends as it did.
"""

import argparse
import json
import sys
import tempfile
from pathlib import Path
from typing import Final

from labelled import RDL, RECORDINGS, film, labelled_at, labelling_at, truth
from live_browser import becomes, launched
from rephost.analysis import count
from rephost.plotting_trace import HingeTrace
from rephost.sources import opened

LAPTOP: Final = {"width": 1280, "height": 800}
BEGINS_S: Final = 20.0
LASTS_S: Final = 6.0
AT_S: Final = 24.3


def main() -> int:
    """Make the film and the picture."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    folder: Path = parser.parse_args().folder
    trace = HingeTrace()
    with opened(RECORDINGS / f"{RDL}.rep") as source:
        count(source, trace=trace)
    _, hinge_deg = trace.curve(BEGINS_S, BEGINS_S + LASTS_S, 1 << 30)
    reps = truth()["sets"][0]["reps"][:3]
    with tempfile.TemporaryDirectory() as home, launched() as browser:
        if browser is None:
            print("there is no chromium on the PATH", file=sys.stderr)
            return 1
        filmed = film(browser, hinge_deg.tolist())
        with labelling_at(Path(home)) as labelling:
            labels = {**truth(), "source": "video", "sets": [{"exercise": "rdl", "reps": reps}]}
            labelling.labels.write_text(json.dumps(labels), encoding="utf-8")
            how = {"viewport": LAPTOP, "color_scheme": "light"}
            with labelled_at(browser, labelling, **how) as page:
                page.set_input_files("#file", filmed)  # type: ignore[arg-type]
                page.locator("#link").click()
                page.locator("#offset").fill(str(BEGINS_S))
                page.locator("#offset").press("Tab")
                page.evaluate("document.activeElement.blur()")
                page.locator("[data-choose] >> nth=10").click()
                for _ in range(2):
                    page.keyboard.press("+")
                becomes(
                    page, f"document.querySelector('video').currentTime > {AT_S - BEGINS_S - 1}"
                )
                page.evaluate("scrollTo(0, 0)")
                page.wait_for_timeout(1500)  # what says where it goes on from has gone
                becomes(page, "document.querySelector('#toast').hidden")
                page.screenshot(path=folder / "label-page.png")
    return 0


if __name__ == "__main__":
    sys.exit(main())
