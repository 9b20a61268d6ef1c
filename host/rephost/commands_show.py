"""`repbelt show`."""

import argparse
import json

from rephost.errors import RepbeltError


def run(args: argparse.Namespace) -> None:
    """Show a session, or a set of it."""
    from rephost.store import opened_store
    from rephost.taking_in import take_in_new

    with opened_store() as store:
        take_in_new(store)
        session = store.session(args.session)
    if args.set is not None and args.set > len(session.sets):
        from rephost.words import several

        sets = several(len(session.sets), "set")
        raise RepbeltError(f"session {session.id} has no set {args.set}: it has {sets}")
    if args.json:
        from rephost.reviewed_json import session_as_json

        document = session_as_json(session)
        if args.set is not None:
            document["sets"] = document["sets"][args.set - 1 : args.set]
        print(json.dumps(document, indent=1))
        return
    from rephost.report_session import show_session

    show_session(session, args.set)
