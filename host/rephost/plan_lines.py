"""Where in a TOML text something stands, which Python's reader does not tell of what it read.

Its own errors name a line; of values that it took there is none. So the text is read again from
its beginning, longer by a line each time, until what is looked for is there.
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from typing import Any, Final

Keys = tuple[str | int, ...]
"""The way to a value: names of keys, and places in lists from 0."""

_PLACE: Final = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")


def line_of(text: str, keys: Keys) -> int:
    """Return the line, from 1, where the statement begins that brings what `keys` lead to."""
    first = 1
    for last, table in _beginnings(text):
        if _is_in(table, keys):
            break
        first = last + 1
    return first


def reason_and_line(text: str, error: ValueError | RecursionError) -> tuple[str, int]:
    """Return what TOML's reader has to say of a text, and in which line."""
    reason = str(error)
    place = _PLACE.search(reason)
    if place is None:
        # A number too long, or brackets too deep, for Python itself.
        return "this is too much for one value", _first_refused(text)
    reason = reason[: place.start()]
    line = place[1] or len(text.rstrip("\n").split("\n"))
    return reason[:1].lower() + reason[1:], int(line)


def _beginnings(text: str) -> Iterator[tuple[int, Any]]:
    """Yield the last line, and what was read, of every beginning that is whole."""
    lines = text.split("\n")
    for last in range(1, len(lines) + 1):
        try:
            yield last, tomllib.loads("\n".join(lines[:last]))
        except tomllib.TOMLDecodeError:  # within a value of several lines
            continue


def _first_refused(text: str) -> int:
    whole = 0
    try:
        for last, _ in _beginnings(text):
            whole = last
    except (ValueError, RecursionError):
        return whole + 1
    raise AssertionError("Python's reader refused this text")


def _is_in(table: Any, keys: Sequence[str | int]) -> bool:
    for key in keys:
        try:
            table = table[key]
        except LookupError:
            return False
    return True
