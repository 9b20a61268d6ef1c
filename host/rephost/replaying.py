"""A recording run through a session again, at the pace of its own time or flat out."""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from rephost.decode import Configured, Item, Samples
from rephost.recording import Reader
from rephost.session import Session
from rephost.sources import Source
from repsignal.events import Event

STEP_S: Final = 0.1
"""Samples are handed on in steps of this length, as a strap's packets come."""

_CHUNK_BYTES: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class Step:
    """What one step of a replay brought."""

    events: list[Event]
    share: float
    """Of the recording that is behind us, 0 to 1."""


def replay(
    source: Source,
    exercise: str | None,
    *,
    pace: float | None = None,
    now_s: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[Step]:
    """Yield the steps of a replay, each when its time has come.

    Parameters
    ----------
    pace
        1 as fast as it was, 2 twice as fast, None flat out.
    now_s, sleep
        The clock and the waiting, in seconds.
    """
    session = Session(exercise)
    begun_s = now_s()
    rate_hz = 1 / STEP_S
    read = 0
    reader = Reader(source.file, chunk_bytes=_CHUNK_BYTES)
    for items in reader.chunks():
        chunk = reader.bytes_read - read
        for number, item in enumerate(items):
            if isinstance(item, Configured):
                rate_hz = item.odr_hz
            pieces: Iterable[Item] = (item,)
            if pace and isinstance(item, Samples):
                pieces = item.in_pieces(max(1, round(rate_hz * STEP_S)))
            for piece in pieces:
                events = session.push((piece,))
                if pace and isinstance(piece, Samples):
                    due_s = begun_s + session.facts.duration_s / pace
                    if (wait_s := due_s - now_s()) > 0:
                        sleep(wait_s)
                if events or pace:
                    yield Step(events, (read + chunk * number / len(items)) / source.size)
        read = reader.bytes_read
        yield Step([], read / source.size)
    yield Step(session.finish(), 1.0)
