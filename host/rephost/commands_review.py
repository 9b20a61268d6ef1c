"""`repbelt review`."""

import argparse
import asyncio

from rephost.review_server import serve
from rephost.stopping import until_stopped
from rephost.store import opened_store
from rephost.taking_in import take_in_new


def run(args: argparse.Namespace) -> None:
    """Serve the review pages until Ctrl-C."""
    with opened_store() as store:
        take_in_new(store)
        session_id = None if args.session is None else store.known(args.session)
        asyncio.run(
            until_stopped(
                lambda _: serve(
                    store,
                    lan=args.lan,
                    port=args.port,
                    open_browser=not args.no_browser,
                    session_id=session_id,
                )
            )
        )
