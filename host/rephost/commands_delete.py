"""`repbelt delete`."""

import argparse
import sys

from rephost.errors import RepbeltError, UsageError
from rephost.words import clock, exercise_name, one_of_many, printable, several


def run(args: argparse.Namespace) -> None:
    """Delete a session for good, once the user has said yes."""
    from rephost.local_time import local_time
    from rephost.store import opened_store
    from rephost.taking_in import take_in_new

    with opened_store() as store:
        take_in_new(store)
        session = store.session(args.session)
        if not args.yes:
            if not sys.stdin.isatty():
                raise UsageError("nobody can be asked here: --yes deletes without asking")
            began = local_time(session.began_unix_s, session.utc_offset_s)
            sets = ", ".join(
                f"{exercise_name(one_of_many(one.exercise, 32))} {one.rep_count}"
                for one in session.sets
            )
            length = clock(session.recording["duration_s"], tenths=False)
            print(f"{began:%a %Y-%m-%d %H:%M}  {one_of_many(session.title, 80)}".rstrip())
            print(f"{length}, {several(len(session.sets), 'set')}" + (f": {sets}" if sets else ""))
            print("what goes: its recording, the note beside it, its sets and reps as counted,")
            print(f"{several(len(session.corrections), 'correction')}; there is no way back")
            print(printable(str(session.path)))
            _ask(session.id)
        store.delete(session.id)
    print(f"session {session.id} is deleted")


def _ask(session_id: str) -> None:
    if input(f"delete session {session_id}? yes/no ").strip().lower() not in ("y", "yes"):
        raise RepbeltError("nothing is deleted")
