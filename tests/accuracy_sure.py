"""Rows on confidence: whether it means what it says (`rephost.accuracy_confidence`)."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from accuracy_document import Row, table
from accuracy_selected import chosen, totalled
from accuracy_synthetic import Done

CALIBRATION_ERROR: Final = 0.05
BRIER_BETTER: Final = 0.3


def sure_rows(done: Sequence[Done]) -> Iterator[Row]:
    """Yield the figures on hard sets and everyday life, rejected candidates included."""
    of = _calibration(done)
    if not of["candidates"]:
        return
    off, better = of["calibration_error"], of["brier_better"]
    yield Row(
        "confidence, hard sets and everyday life: expected calibration error",
        f"≤ {CALIBRATION_ERROR:g}",
        f"{off:.3f} ({of['candidates']} candidates, {of['counted']} of them counted)",
        off <= CALIBRATION_ERROR,
    )
    if better is not None:
        yield Row(
            "… Brier score better than the base rate's by",
            f"{100 * BRIER_BETTER:.0f} %",
            f"{100 * better:.0f} % ({of['brier']:.3f})",
            better >= BRIER_BETTER,
        )
    missed = str(of["without_candidate"])
    yield Row("… true reps for which there was no candidate", "", missed)


def reliability_table(done: Iterable[Done]) -> str:
    """Return what was said and what was so, by tenths of confidence."""
    lines = [
        (
            f"{one['from']:.1f}-{one['to']:.1f}",
            str(one["candidates"]),
            f"{one['said']:.3f}",
            f"{one['right']:.3f}",
        )
        for one in _calibration(done)["reliability"]
        if one["candidates"]
    ]
    return table(("said", "candidates", "said on average", "right"), lines)


def _calibration(done: Iterable[Done]) -> Any:
    return totalled(chosen(done, kind=("hard", "everyday")))["confidence"]
