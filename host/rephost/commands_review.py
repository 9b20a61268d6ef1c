"""`repbelt review`."""

import argparse
import asyncio

from rephost.review_server import serve
from rephost.stopping import when_told_to_stop
from rephost.store import Store, opened_store
from rephost.taking_in import take_in_new


def run(args: argparse.Namespace) -> None:
    """Serve the review pages until Ctrl-C."""
    with opened_store() as store:
        take_in_new(store)
        session_id = None if args.session is None else store.known(args.session)
        asyncio.run(_serve(store, args, session_id))


async def _serve(store: Store, args: argparse.Namespace, session_id: str | None) -> None:
    serving = asyncio.ensure_future(
        serve(
            store,
            lan=args.lan,
            port=args.port,
            open_browser=not args.no_browser,
            session_id=session_id,
        )
    )
    with when_told_to_stop(serving.cancel):
        await asyncio.wait([serving])
    if not serving.cancelled():
        serving.result()
