"""`repbelt backup`."""

import argparse
import sys
from pathlib import Path

from rephost.newfile import check_free
from rephost.words import printable, several


def run(args: argparse.Namespace) -> None:
    """Write all sessions into one file, and check it."""
    from rephost.backup import write_backup
    from rephost.pacing import pacing
    from rephost.store import opened_store
    from rephost.taking_in import take_in_new

    path = Path(args.file)
    check_free(path)
    with opened_store() as store:
        take_in_new(store)
        with pacing("backing up") as pace:
            contents = write_backup(store, path, pace)
    for reason in contents.left_out:
        print(f"repbelt: left out, {printable(reason)}", file=sys.stderr)
    print(
        f"{path}: {several(contents.sessions, 'session')}, "
        f"{several(contents.recordings, 'recording')}, read back and checked"
    )
