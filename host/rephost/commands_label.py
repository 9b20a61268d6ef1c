"""`repbelt label …`: a session as the lifter says that it was."""

import argparse
import json
from pathlib import Path

from rephost.label_file import labels
from rephost.newfile import new_file
from rephost.store import opened_store


def run(args: argparse.Namespace) -> None:
    """Write a session's labels; `args.action` is export, the only one there is."""
    with opened_store() as store:
        store.sync()
        session = store.session(args.session)
    content = labels(session, is_partial=args.partial)
    out = Path(f"{session.id}.labels.json" if args.out is None else args.out)
    with new_file(out) as file:
        file.write((json.dumps(content, indent=1) + "\n").encode())
    print(out)
