"""Draws single synthetic recordings: the hinge angle, what is true of it, and what was found.

`python tests/draw_cases.py OUT.png --seed N --case 'squat hard' 3 --case 'swing gaps' 13`, of the
groups and numbers that `accuracy_report.py` names as not right.
"""

import argparse
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from accuracy_groups import NAMES
from accuracy_synthetic import Task, written
from rephost.plotting_parts import CURVE, NOT_COUNTED, QUIET
from rephost.session import AS_RECORDED
from rephost.words import clock, exercise_name, several, why_not
from traced import traced

TRUE: Final = "#4f9d69"
FOUND: Final = "#1b5e9b"
_PANEL_IN: Final = 2.3
_MOST_POINTS: Final = 4000

_Json = dict[str, Any]


def main(argv: Sequence[str] | None = None) -> None:
    """Make the recordings again, count them, and draw them below each other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path, metavar="OUT.png")
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument(
        "--case", nargs=2, action="append", required=True, metavar=("GROUP", "NUMBER")
    )
    args = parser.parse_args(argv)
    for group, _ in args.case:
        if group not in NAMES:
            parser.error(f"no group is called {group!r}")
    figure = Figure(figsize=(9.0, _PANEL_IN * len(args.case)), dpi=120, facecolor="white")
    FigureCanvasAgg(figure)
    with tempfile.TemporaryDirectory() as folder:
        for i, (group, number) in enumerate(args.case):
            axes = figure.add_subplot(len(args.case), 1, i + 1)
            draw(axes, Task(group, int(number), args.seed, Path(folder)))
    figure.tight_layout(h_pad=1.2)
    figure.savefig(args.out)


def draw(axes: Any, task: Task) -> None:
    """Draw one recording into axes: true reps above, those found below, the rest in grey."""
    path, (recording, armed) = written(task)
    analysis, trace = traced(path, AS_RECORDED)
    duration_s = analysis["recording"]["duration_s"]
    t_s, hinge_deg = trace.curve(0.0, duration_s, _MOST_POINTS)
    axes.plot(t_s, hinge_deg, color=CURVE, linewidth=0.8)
    low, high = np.nanpercentile(hinge_deg, (0.5, 99.5))
    reach = max(20.0, float(high - low))
    _bars(axes, recording.labels["sets"], low - 0.20 * reach, 0.1 * reach, TRUE)
    _bars(axes, analysis["sets"], low - 0.34 * reach, 0.1 * reach, FOUND)
    for one in analysis["rejected"]:
        axes.axvspan(one["start_s"], one["end_s"], color=NOT_COUNTED, linewidth=0, zorder=0)
        middle_s = 0.5 * (one["start_s"] + one["end_s"])
        why = why_not(one)
        axes.text(
            middle_s, high, why, fontsize=6, color=QUIET, rotation=90, ha="center", va="bottom"
        )
    for gap in analysis["recording"]["gaps"]:
        axes.axvspan(gap["start_s"], gap["end_s"], hatch="////", fill=False, linewidth=0)
    axes.set_xlim(0.0, duration_s)
    axes.set_ylim(high + 0.1 * reach, low - 0.40 * reach)
    axes.tick_params(labelsize=8, colors=QUIET)
    axes.xaxis.set_major_formatter(lambda value, _: clock(value, tenths=False))
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:.0f}°")
    words = (*recording.traits, f"named {exercise_name(armed)}" if armed else "not named")
    axes.set_title(
        f"{task.group} {task.number} ({', '.join(words)}): true {_sets(recording.labels['sets'])}, "
        f"found {_sets(analysis['sets'])}",
        fontsize=9,
        loc="left",
    )


def _bars(axes: Any, sets: Iterable[_Json], at: float, height: float, colour: str) -> None:
    for one in sets:
        for rep in one["reps"]:
            start_s = rep["bottom_s"] if rep["start_s"] is None else rep["start_s"]
            span = (start_s, rep["end_s"] - start_s)
            axes.broken_barh([span], (at, height), facecolor=colour, edgecolor="white")
        if not one["reps"]:
            span = (one["start_s"], one["hold_s"])
            axes.broken_barh([span], (at, height), facecolor="none", edgecolor=colour)


def _sets(sets: Iterable[_Json]) -> str:
    told = (
        f"{several(len(one['reps']), 'rep')} of {exercise_name(one['exercise'])}" for one in sets
    )
    return ", ".join(told) or "nothing"


if __name__ == "__main__":
    main()
