"""Make the pictures of the documents: `python tests/make_pictures.py docs/pictures`.

All from synthetic recordings, made here from fixed seeds. A picture of the same name is replaced.
"""

import argparse
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from make_recordings import PLANS, make
from rephost.analysis import analyze_source
from rephost.plotting import draw
from rephost.plotting_parts import CURVE, PHASES, QUIET
from rephost.plotting_trace import HingeTrace
from rephost.sources import opened

DRAWN = {
    "set-of-rdl": "rdl-8-slow",
    "set-of-swings": "swing-15-hiked",
    "session": "mixed",
}
EXPLAINED = "rdl-8-ordinary"


def main() -> int:
    """Make every picture in the folder named on the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folder", type=Path, metavar="OUT_DIR")
    folder: Path = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as made:
        for picture, name in DRAWN.items():
            analysis, trace = analysed(name, Path(made))
            out = folder / f"{picture}.png"
            out.unlink(missing_ok=True)
            draw(analysis, trace, title(name), out)
        analysis, trace = analysed(EXPLAINED, Path(made))
        explain(analysis, trace, folder / "how-it-counts.png")
    print(*sorted(path.name for path in folder.glob("*.png")), sep="\n")
    return 0


def analysed(name: str, folder: Path) -> tuple[dict[str, Any], HingeTrace]:
    """Make one recording and analyse it, the hinge angle kept."""
    make(next(plan for plan in PLANS if plan.name == name), folder)
    trace = HingeTrace()
    with opened(next(folder.glob(f"synthetic-{name}*.rep"))) as source:
        return analyze_source(source, trace=trace), trace


def title(name: str) -> str:
    """Say what a drawing is of, and that nobody lifted for it."""
    kind = {"rdl": "Romanian deadlifts", "swing": "Kettlebell swings", "mixed": "A session"}
    return f"{kind[name.split('-')[0]]}, a synthetic recording"


def explain(analysis: dict[str, Any], trace: HingeTrace, path: Path) -> None:
    """Draw how two reps come out of what the strap measured."""
    plan = next(plan for plan in PLANS if plan.name == EXPLAINED)
    recording = plan.make(np.random.default_rng(plan.seed))
    reps = analysis["sets"][0]["reps"][2:4]
    start_s, end_s = reps[0]["start_s"] - 1.2, reps[-1]["end_s"] + 1.2
    figure = Figure(figsize=(8.0, 7.2), dpi=150)
    shares = {"hspace": 0.32, "left": 0.1, "right": 0.985, "top": 0.955, "bottom": 0.06}
    measured, turned, hinge, rate = figure.subplots(4, 1, sharex=True, gridspec_kw=shares)
    shown = (recording.t_s >= start_s) & (recording.t_s <= end_s)
    shades = ("#1b5e9b", "#c2622d", "#4d4d4d")
    assert recording.gyr_dps is not None
    for axis, shade in enumerate(shades):
        t_s = recording.t_s[shown]
        measured.plot(t_s, recording.acc_g[shown, axis], color=shade, linewidth=0.9)
        turned.plot(t_s, recording.gyr_dps[shown, axis], color=shade, linewidth=0.9)
    _named(measured, "What the strap measures: acceleration, g", 1)
    _named(turned, "… and rotation, °/s, in three axes that lie anyhow on the body", 2)
    t_s, hinge_deg = trace.curve(start_s - 1.0, end_s + 1.0, 10**6)
    hinge.plot(t_s, hinge_deg, color=CURVE, linewidth=1.4)
    truth_deg = recording.truth_hinge_deg[shown]
    hinge.plot(recording.t_s[shown], truth_deg, color="#d0021b", linewidth=1.2, linestyle=":")
    hinge.invert_yaxis()
    _named(hinge, "Hinge angle, °: as counted, and dotted red the true one", 3)
    rate_dps = np.gradient(hinge_deg, t_s)
    smooth = np.convolve(rate_dps, np.ones(7) / 7, "same")
    rate.plot(t_s, smooth, color=CURVE, linewidth=1.2)
    for rep in reps:
        down = (t_s > rep["start_s"]) & (t_s < rep["bottom_s"])
        up = (t_s > rep["bottom_end_s"]) & (t_s < rep["end_s"])
        for within, sign in ((down, 1), (up, -1)):
            limit_dps = sign * max(5.0, 0.1 * np.abs(smooth[within]).max())
            rate.plot(t_s[within][[0, -1]], [limit_dps] * 2, color="#d0021b", linewidth=1.2)
        for axes in (hinge, rate):
            names = ("start_s", "bottom_s", "bottom_end_s", "end_s")
            times = [rep[name] for name in names]
            for kind, begin_s, done_s in zip(PHASES, times, times[1:], strict=False):
                axes.axvspan(begin_s, done_s, color=PHASES[kind], alpha=0.35, linewidth=0)
    _named(rate, "Hinge rate, °/s: a phase lasts while it exceeds the red limit", 4)
    rate.set_xlim(start_s, end_s)
    rate.set_xlabel("seconds", fontsize=10, color=QUIET)
    figure.savefig(path)


def _named(axes: Any, name: str, number: int) -> None:
    axes.set_title(f"{number}  {name}", loc="left", fontsize=11, weight="bold")
    axes.axhline(0, color="#bbbbbb", linewidth=0.8, zorder=0)
    axes.tick_params(labelsize=10, colors=QUIET, length=3)
    for side, spine in axes.spines.items():
        spine.set_visible(side == "left")
        spine.set_color("#bbbbbb")


if __name__ == "__main__":
    sys.exit(main())
