"""`repbelt sessions`."""

import argparse
import json


def run(args: argparse.Namespace) -> None:
    """List the sessions, the newest first."""
    from rephost.store import opened_store
    from rephost.taking_in import take_in_new

    with opened_store() as store:
        take_in_new(store)
        lines = store.sessions(args.most)
    if args.json:
        from rephost.reviewed_json import line_as_json

        print(json.dumps({"sessions": [line_as_json(one) for one in lines]}, indent=1))
        return
    from rephost.report_sessions import show_sessions

    show_sessions(lines)
