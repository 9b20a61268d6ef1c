"""`repbelt restore`."""

import argparse
import sys
from pathlib import Path

from rephost.words import printable, several


def run(args: argparse.Namespace) -> None:
    """Bring back what is missing of a backup."""
    from rephost.backup_reading import opened_backup
    from rephost.pacing import pacing
    from rephost.restoring import check_room, put_aside_damaged, restore
    from rephost.store import opened_store
    from rephost.taking_in import take_in_new

    with opened_backup(Path(args.file)) as backup:
        backup.check()
        check_room(backup)
        aside = put_aside_damaged()
        if aside:
            print(f"repbelt: the damaged database is now {aside}", file=sys.stderr)
        with opened_store() as store:
            with pacing("restoring") as pace:
                done = restore(store, backup, pace)
            taken = take_in_new(store)
    for name in done.others:
        other = f"{printable(name)}: another file of this name is there and stays"
        print(f"repbelt: {other}", file=sys.stderr)
    print(
        f"{several(done.sessions, 'session')} and {several(done.files, 'file')} brought back, "
        f"{several(done.known, 'session')} there already"
    )
    if taken:
        print(f"{several(len(taken), 'recording')} of the library counted anew")
