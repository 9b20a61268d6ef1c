"""Single keys from a terminal, where there is one that can give them."""

import asyncio
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

try:
    import termios
    import tty
except ImportError:  # Windows
    _CAN_READ = False
else:
    _CAN_READ = True

_NO_KEY: Final = re.compile(r"\x1b(?:\[[0-9;]*[@-~]|O.)?")
"""Arrows and the like, which come as several letters."""


@contextmanager
def keys(pressed: Callable[[str], None]) -> Iterator[bool]:
    """Call `pressed` in the running loop for every key; yields whether there is a keyboard."""
    fd = sys.stdin.fileno() if sys.stdin and not sys.stdin.closed else -1
    if not _CAN_READ or fd < 0 or not os.isatty(fd):
        yield False
        return
    loop = asyncio.get_running_loop()

    def read() -> None:
        try:
            typed = os.read(fd, 64).decode(errors="replace")
        except OSError:
            typed = ""
        if not typed:  # the terminal is gone
            loop.remove_reader(fd)
        for key in _NO_KEY.sub("", typed):
            pressed(key)

    before = termios.tcgetattr(fd)
    tty.setcbreak(fd)
    loop.add_reader(fd, read)
    try:
        yield True
    finally:
        loop.remove_reader(fd)
        termios.tcsetattr(fd, termios.TCSADRAIN, before)
