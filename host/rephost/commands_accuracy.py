"""`repbelt accuracy`."""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from rephost.accuracy import Measured, measure
from rephost.accuracy_cases import Case, cases_in
from rephost.accuracy_totals import summary
from rephost.analysis import choice
from rephost.errors import RepbeltError, UsageError, explained


def run(args: argparse.Namespace) -> None:
    """Measure recordings against their labels, or against a manifest."""
    cases = list(cases_in(Path(path) for path in args.paths))
    if not cases:
        raise RepbeltError(f"{', '.join(args.paths)}: there is nothing to measure")
    failed: dict[str, str] = {}
    measured = list(_measured(_progress(cases), choice(args.exercise), args.columns, failed))
    if measured:
        result = summary(measured, failed)
        if args.json:
            print(json.dumps(result, indent=1))
        else:
            from rephost.accuracy_table import show

            show(result)
    if failed:
        # What could be read has been told; the rest is a failure all the same.
        first = next(iter(failed.values()))
        raise RepbeltError(f"{len(failed)} of {len(cases)} recordings cannot be measured: {first}")


def _measured(
    cases: Iterable[Case], exercise: str | None, columns: str | None, failed: dict[str, str]
) -> Iterator[Measured]:
    for case in cases:
        try:
            yield measure(case, exercise, columns)
        except UsageError:
            raise
        except RepbeltError as exc:
            failed[str(case.path)] = str(exc)
        except OSError as exc:
            failed[str(case.path)] = explained(exc)[1]


def _progress(cases: list[Case]) -> Iterable[Case]:
    """Show how far it is on a terminal; in a pipe say nothing."""
    if not sys.stderr.isatty():
        return cases
    from rich.console import Console
    from rich.progress import track

    return track(cases, "measuring", console=Console(stderr=True), transient=True)
