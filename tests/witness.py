"""A session whose counters write down what they are given instead of counting."""

import io
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from rephost.frames import frames_from_counts
from rephost.link import Received
from rephost.recording import Reader
from rephost.session import AS_RECORDED, Facts, Session
from repsignal.events import Event

ACC, GYR = 8 / 32768, 0.07


class Witness:
    """Stands where the counter stands and writes down each sample with its time."""

    def __init__(self, rate_hz: float, acc: float, gyr: float | None) -> None:
        self.setting = (rate_hz, acc, gyr)
        self.rows: list[tuple[int, float, tuple[int, ...]]] = []
        self.chosen: list[tuple[int, str | None]] = []
        self.parted: list[int] = []
        self.finished = False
        self._lines: list[tuple[int, float, float]] = []

    def retime(self, first_index: int, t_s: float, period_s: float) -> None:
        self._lines.append((first_index, t_s, period_s))

    def push(self, counts: NDArray[np.int16], first_index: int) -> list[Event]:
        assert not self.finished
        assert counts.flags.c_contiguous
        assert counts.shape[1] == (3 if self.setting[2] is None else 6)
        line_index, t_s, period_s = self._lines[-1]
        assert line_index <= first_index
        for k, row in enumerate(counts.tolist()):
            index = first_index + k
            self.rows.append((index, t_s + (index - line_index) * period_s, tuple(row)))
        return []

    def choose(self, exercise: str | None) -> list[Event]:
        self.chosen.append((len(self.rows), exercise))
        return []

    def part(self) -> list[Event]:
        self.parted.append(len(self.rows))
        return []

    def finish(self) -> list[Event]:
        self.finished = True
        return []


class Run:
    """What a session made of frames."""

    def __init__(self, exercise: str | None = AS_RECORDED) -> None:
        self.counters: list[Witness] = []
        self.session = Session(exercise, new_counter=self._new)

    def _new(self, *setting: float | None) -> Witness:
        self.counters.append(Witness(*setting))
        return self.counters[-1]

    def live(self, frames: list[bytes]) -> "Run":
        for frame in frames:
            self.session.push(Received(0, frame))
        return self.end()

    def file(self, raw: bytes, chunk_bytes: int = 1 << 20) -> "Run":
        for items in Reader(io.BytesIO(raw), chunk_bytes=chunk_bytes).chunks():
            self.session.push(items)
        return self.end()

    def end(self) -> "Run":
        assert self.session.finish() == []
        for counter in self.counters:
            assert all(a[0] < b[0] and a[1] < b[1] for a, b in pairwise(counter.rows))
        return self

    @property
    def facts(self) -> Facts:
        return self.session.facts

    def said(self) -> list[object]:
        """Return all that the counters were told, and the facts: bit for bit."""
        return [self.facts, *((c.setting, c.rows, c.chosen) for c in self.counters)]


def counts_of(n: int, axes: int = 6, seed: int = 1) -> NDArray[np.int16]:
    return np.random.default_rng(seed).integers(-3000, 3000, (n, axes), np.int16)


def recorded(
    n: int = 1500, *, hz: float = 100.0, axes: int = 6, index: NDArray[np.int64] | None = None
) -> list[bytes]:
    return list(
        frames_from_counts(
            counts_of(n, axes),
            np.arange(n) if index is None else index,
            rate_hz=hz,
            acc_g_per_lsb=ACC,
            gyr_dps_per_lsb=GYR if axes == 6 else None,
            rng=np.random.default_rng(7),
        )
    )
