"""`repbelt export`."""

import argparse
from pathlib import Path

from rephost.commands_analyze import say_notes
from rephost.errors import UsageError
from rephost.newfile import check_free, new_file
from rephost.sources import RECORDING_SUFFIX, opened


def run(args: argparse.Namespace) -> None:
    """Write the samples or the reps of one recording as a table."""
    what, _, kind = args.format.rpartition("-")
    if args.out is not None and Path(args.out).suffix.lower() == RECORDING_SUFFIX:
        raise UsageError(f"{args.out}: what export writes is a table, NAME.{kind}")
    with opened(args.what, args.columns) as source:
        say_notes(source)
        suffix = f".reps.{kind}" if what else f".{kind}"
        out = Path(source.path.stem + suffix if args.out is None else args.out)
        check_free(out)
        from rephost.exporting import write_reps, write_samples

        if what:
            from rephost.analysis import analyze_source, choice

            analysis = analyze_source(source, choice(args.exercise))
            with new_file(out) as file:
                write_reps(analysis, kind, file)
        else:
            with new_file(out) as file:
                write_samples(source.file, kind, file)
    print(out)
