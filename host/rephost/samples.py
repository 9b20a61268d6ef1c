"""A recording's samples in order, with their times and scales: what the counter is given."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rephost.recording import Reader
from rephost.session import Session
from repsignal.events import Event


@dataclass(frozen=True, slots=True)
class Samples:
    """Samples of one configuration, none missing between them."""

    index: NDArray[np.int64]
    """Shape (n,), rising over the whole recording."""
    t_s: NDArray[np.float64]
    """Shape (n,), seconds from the recording's first sample."""
    counts: NDArray[np.int16]
    """Shape (n, 6) ax ay az gx gy gz, or (n, 3)."""
    acc_g_per_lsb: float
    gyr_dps_per_lsb: float | None


def in_order(reader: Reader) -> Iterator[Samples]:
    """Yield a recording's samples as a session hands them to its counter."""
    collected: list[Samples] = []

    def new_collector(_: float, acc: float, gyr: float | None) -> "_Collector":
        return _Collector(collected, acc, gyr)

    session = Session(None, new_counter=new_collector)
    for items in reader.chunks():
        session.push(items)
        yield from collected
        collected.clear()
    session.finish()
    yield from collected


class _Collector:
    """Stands where the counter stands and keeps what it is told."""

    def __init__(self, collected: list[Samples], acc: float, gyr: float | None) -> None:
        self._collected = collected
        self._acc_g_per_lsb = acc
        self._gyr_dps_per_lsb = gyr
        self._lines: list[tuple[int, float, float]] = []

    def retime(self, first_index: int, t_s: float, period_s: float) -> None:
        self._lines.append((first_index, t_s, period_s))

    def push(self, counts: NDArray[np.int16], first_index: int) -> list[Event]:
        index = np.arange(first_index, first_index + len(counts))
        t_s = np.empty(len(counts))
        for line_index, line_s, period_s in self._lines:
            behind = index >= line_index
            t_s[behind] = line_s + (index[behind] - line_index) * period_s
        # The line that the block ends on goes on into the next one.
        del self._lines[:-1]
        self._collected.append(
            Samples(index, t_s, counts, self._acc_g_per_lsb, self._gyr_dps_per_lsb)
        )
        return []

    def choose(self, exercise: str | None) -> list[Event]:
        return []

    def part(self) -> list[Event]:
        return []

    def finish(self) -> list[Event]:
        return []
