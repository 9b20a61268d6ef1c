"""Carries commands down a link and frames up, and opens another link when one is lost."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Final, Protocol, TypeVar

import repwire
from rephost.errors import DisconnectedError, LinkError, RefusedError
from rephost.link import Link, Received, host_ns
from rephost.talk import Script, Talk

_T = TypeVar("_T")

_FIRST_WAIT_S: Final = 0.25
_LONGEST_WAIT_S: Final = 5.0
# What passes by itself, and in how many seconds: a strap gives up a host that was killed, and looks
# for its sensor again.
_PASSING_S: Final = {repwire.BUSY: 15.0, repwire.NO_SENSOR: 5.0}
# By then it has come to an end by itself, if the strap answers.
_STOP_S: Final = 10.0


class Party(Protocol):
    """Who talks over a link, with no input or output of its own."""

    def hear(self, received: Received) -> None:
        """Take in a frame."""

    def due(self, now_ns: int) -> list[bytes]:
        """Return the commands that are to be sent now."""

    @property
    def due_ns(self) -> int | None:
        """When `due` has something to do at the latest."""


class Streamer(Party, Protocol):
    """Who goes on over one link after another."""

    def opened(self, info: bytes | None, room: int, now_ns: int) -> None:
        """Take in that a link is open."""

    def lost(self, why: str) -> None:
        """Take in that it is gone, or could not be opened."""

    def stop(self, now_ns: int) -> None:
        """Begin to end it."""

    @property
    def is_idle(self) -> bool:
        """Whether the end is reached."""


async def carry(link: Link, party: Party, until: Callable[[], bool]) -> None:
    """Carry until `until` says so; raises DisconnectedError, and whatever `party` does."""
    while not until():
        for command in party.due(host_ns()):
            await link.send(command)
        if until():
            return
        due_ns = party.due_ns
        wait_s = None if due_ns is None else max(0.0, (due_ns - host_ns()) / 1e9)
        try:
            async with asyncio.timeout(wait_s):
                received = await link.receive()
        except TimeoutError:
            continue
        party.hear(received)


async def ask_strap(link: Link, script: Script[_T]) -> _T:
    """Run a script over a link; returns its result, raises what it raises."""
    talk = Talk()
    talk.begin(script, host_ns())
    await carry(link, talk, lambda: talk.is_idle)
    result: _T = talk.result
    return result


async def stream(
    open_link: Callable[[], Awaitable[Link]], streamer: Streamer, is_over: Callable[[], bool]
) -> None:
    """Keep a link open until `is_over`, going on over another one when it is lost.

    Raises
    ------
    LinkError
        The strap was not found at the beginning, or says no.
    """
    was_open = False
    wait_s = _FIRST_WAIT_S
    began_ns = host_ns()
    while not is_over():
        try:
            link = await open_link()
        except LinkError as exc:
            # Later even a refusal may pass: a port just plugged in again is not ours for a moment.
            if not was_open:
                raise
            streamer.lost(str(exc))
        else:
            try:
                streamer.opened(link.info, link.room, host_ns())
                await carry(link, streamer, is_over)
                await _end(link, streamer)
                return
            except DisconnectedError as exc:
                # A link that carried for a while is worth an attempt at once.
                wait_s = _FIRST_WAIT_S
                was_open = True
                streamer.lost(str(exc))
            except RefusedError as exc:
                patience_s = _PASSING_S.get(exc.status, 0.0)
                if not was_open and host_ns() - began_ns >= patience_s * 1e9:
                    raise
                streamer.lost(str(exc))
            finally:
                await link.close()
        await asyncio.sleep(wait_s)
        wait_s = min(2 * wait_s, _LONGEST_WAIT_S)


async def _end(link: Link, streamer: Streamer) -> None:
    """Tell the strap to stop; one that does not hear it stops by itself."""
    streamer.stop(host_ns())
    with suppress(TimeoutError, LinkError):
        async with asyncio.timeout(_STOP_S):
            await carry(link, streamer, lambda: streamer.is_idle)
