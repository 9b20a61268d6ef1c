"""`repbelt label …`: what truly happened in a recording, as labels beside it."""

import argparse
import asyncio
import json
from pathlib import Path

from rephost.newfile import new_file


def run(args: argparse.Namespace) -> None:
    """Mark the reps of a recording, or write a session's labels: as `args.action` says."""
    if args.action == "export":
        _export(args)
    else:
        _mark(args)


def _mark(args: argparse.Namespace) -> None:
    """Serve the labelling page until Ctrl-C, or until the page says that it is done."""
    from rephost.label_beside import LabelsBeside
    from rephost.label_server import serve
    from rephost.label_trace import LabelTrace
    from rephost.sources import opened, say_notes
    from rephost.stopping import until_stopped

    with opened(args.file, args.columns) as source:
        say_notes(source)
        beside = LabelsBeside(source.path)
        trace = LabelTrace(source)
    asyncio.run(
        until_stopped(
            lambda stop: serve(
                trace,
                beside,
                stop,
                lan=args.lan,
                port=args.port,
                open_browser=not args.no_browser,
            )
        )
    )
    if beside.is_saved:
        print(beside.path)


def _export(args: argparse.Namespace) -> None:
    """Write a session's labels as the lifter says that it was."""
    from rephost.label_file import labels
    from rephost.store import opened_store

    with opened_store() as store:
        store.sync()
        session = store.session(args.session)
    content = labels(session, is_partial=args.partial)
    out = Path(f"{session.id}.labels.json" if args.out is None else args.out)
    with new_file(out) as file:
        file.write((json.dumps(content, indent=1) + "\n").encode())
    print(out)
