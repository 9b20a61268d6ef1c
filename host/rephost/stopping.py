"""Ctrl-C and a polite kill, for what runs in an event loop and wants to end in order."""

import asyncio
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager


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
