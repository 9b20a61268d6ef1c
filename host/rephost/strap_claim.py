"""`repbelt strap claim`: a key that only this computer and the strap know."""

import argparse
import asyncio
import secrets

from rephost.carrying import ask_strap
from rephost.commands_strap import greeted, with_strap
from rephost.errors import RefusedError
from rephost.info import Info
from rephost.keys import forget_key, keep_key, key_of
from rephost.link import Link
from rephost.scripts import KEY_SIZE, set_key


def run(args: argparse.Namespace) -> None:
    """Give the strap a key, or take it back; it wants a cable and its button held."""

    async def use(link: Link, info: Info) -> str:
        await greeted(link, info)
        before = key_of(info.unique_id)
        key = b"" if args.release else secrets.token_bytes(KEY_SIZE)
        if key:
            # Kept first: a strap with a key that nobody has would be lost to its owner.
            keep_key(info.unique_id, key)
        try:
            await ask_strap(link, set_key(key))
        except RefusedError:
            if before:
                keep_key(info.unique_id, before)
            else:
                forget_key(info.unique_id)
            raise
        if not key:
            forget_key(info.unique_id)
        return info.name

    name = asyncio.run(with_strap(args.strap, use))
    print(f"{name} is anyone's again" if args.release else f"{name} now answers this computer only")
