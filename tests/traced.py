"""A recording analysed as `analyze --plot` does: what was found, and the curve behind it."""

from pathlib import Path
from typing import Any

from rephost.analysis import analyze_source
from rephost.plotting_trace import HingeTrace
from rephost.sources import opened


def traced(path: Path, exercise: str | None = None) -> tuple[dict[str, Any], HingeTrace]:
    """Return a recording's analysis, and its hinge angle."""
    trace = HingeTrace()
    with opened(path) as source:
        return analyze_source(source, exercise, trace), trace
