"""`repbelt analyze`."""

import argparse
import json
from pathlib import Path
from typing import Any

from rephost.analysis import analyze_source, choice
from rephost.errors import UsageError
from rephost.newfile import check_free
from rephost.sources import Source, opened, say_notes

PLOT_SUFFIXES = (".png", ".html")


def run(args: argparse.Namespace) -> None:
    """Print the analysis of one recording, and draw it where a plot is asked for."""
    plot = None if args.plot is None else Path(args.plot)
    if plot:
        if plot.suffix.lower() not in PLOT_SUFFIXES:
            raise UsageError(f"{plot}: a plot is a .png or an .html file")
        check_free(plot)
    with opened(args.file, args.columns) as source:
        say_notes(source)
        if plot:
            analysis = _drawn(source, choice(args.exercise), plot)
        else:
            analysis = analyze_source(source, choice(args.exercise))
    if args.json:
        print(json.dumps(analysis, indent=1))
        return
    from rephost.report import show

    show(analysis, source.name)


def _drawn(source: Source, exercise: str | None, plot: Path) -> dict[str, Any]:
    """Analyse a recording and draw the very run that counted."""
    from rephost.plotting import draw
    from rephost.plotting_trace import HingeTrace

    trace = HingeTrace()
    analysis = analyze_source(source, exercise, trace)
    draw(analysis, trace, source.name, plot)
    return analysis
