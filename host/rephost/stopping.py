"""Ctrl-C and a polite kill, for what runs in an event loop and wants to end in order."""

import asyncio
import signal
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def when_told_to_stop(on_signal: Callable[[], object]) -> Iterator[None]:
    """Call `on_signal` in the loop for Ctrl-C and for a polite kill."""
    loop = asyncio.get_running_loop()
    before = {
        number: signal.signal(number, lambda *_: loop.call_soon_threadsafe(on_signal))
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


async def until_stopped(serve: Callable[[Callable[[], object]], Coroutine[Any, Any, None]]) -> None:
    """Run what serves until it is told to stop.

    Parameters
    ----------
    serve
        Is given what stops it from within, and is cancelled in the end.
    """
    serving = asyncio.ensure_future(serve(lambda: serving.cancel()))
    with when_told_to_stop(serving.cancel):
        await asyncio.wait([serving])
    if not serving.cancelled():
        serving.result()
