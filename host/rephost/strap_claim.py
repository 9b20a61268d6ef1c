"""`repbelt strap claim`: a key that only this computer and the strap know."""

import argparse
import asyncio
import secrets
from typing import Final

import repwire
from rephost.carrying import ask_strap
from rephost.commands_strap import greeted, with_strap
from rephost.errors import LinkError, RefusedError
from rephost.info import Info
from rephost.keys import keep_keys, keys_of
from rephost.link import Link
from rephost.scripts import KEY_SIZE, set_key

# After any other answer than these the strap may have the key all the same.
_NOT_TAKEN: Final = (repwire.NOT_AUTHORIZED, repwire.BAD_OP, repwire.BAD_ARGUMENT)


def run(args: argparse.Namespace) -> None:
    """Give the strap a key, or take it back."""
    name = asyncio.run(claim(args.strap, release=args.release))
    print(f"{name} is anyone's again" if args.release else f"{name} now answers this computer only")


async def claim(where: str, *, release: bool) -> str:
    """Give a strap a key, or take it back, by its cable and with its button held.

    Returns its name.
    """

    async def use(link: Link, info: Info) -> str:
        if not link.is_cable:
            raise LinkError(f"{info.name} takes a key by cable only: --strap usb")
        await greeted(link, info)
        before = keys_of(info.unique_id)
        keys = [] if release else [secrets.token_bytes(KEY_SIZE)]
        # Kept first: a strap with a key that nobody has would be lost to its owner.
        keep_keys(info.unique_id, keys + before)
        try:
            await ask_strap(link, set_key(b"".join(keys)))
        except RefusedError as exc:
            if exc.status in _NOT_TAKEN:
                keep_keys(info.unique_id, before)
            if exc.status == repwire.NOT_AUTHORIZED:
                raise LinkError(f"{info.name} takes a key only while its button is held") from exc
            raise
        keep_keys(info.unique_id, keys)
        return info.name

    return await with_strap(where, use)
