"""Samples into index order, each once, whatever order the link brought them in.

A hole holds the stream until it is filled or given up. What decides is in the recording, never the
clock on the wall, so that a replay decides alike: the strap's word that samples are gone, the
host's that it waits no longer, a reboot, more than `HOLD_SAMPLES` waiting, or the end.
"""

import struct
from bisect import bisect_left
from typing import NamedTuple

import repwire.host
from rephost.decode import Configured, Hello, HostFrame, Item, Response, Samples, StrapEvent

HOLD_SAMPLES = 1 << 17
# A strap counts up, so a smaller count than what it already sent means that it began anew. By this
# much less: to lose so few samples after an unseen reboot does no harm.
_REBOOT_MARGIN = 256
# A strap out of reach for longer than this comes back to another session. A frame that claims a
# longer hole is damage with a sound checksum, or meant to harm.
_LONGEST_HOLE_S = 86_400.0
_FASTEST_HZ = 1000.0


class Lost(NamedTuple):
    """Samples that will never come."""

    first_index: int
    n: int


class Rebooted(NamedTuple):
    """The strap began anew: indices and epochs behind this are another run's."""

    boot_id: int | None  # None: the strap's introduction is missing


Ordered = Item | Lost | Rebooted


class Sequencer:
    """One item of a recording after another to items in which the samples' indices rise.

    All that is not samples passes at once, in the place where it was recorded.
    """

    def __init__(self, hold_samples: int = HOLD_SAMPLES) -> None:
        self.refused = 0
        """Claims of a hole longer than a day, which were not believed."""
        self._hold_samples = hold_samples
        self._longest_hole = round(_LONGEST_HOLE_S * _FASTEST_HZ)
        self._boot_id: int | None = None
        self._next = -1  # the index to be handed on next; -1 before the first of a run
        self._behind = 0  # STATUS events in a row that a strap still running can not have sent
        self._waiting = 0
        # What waits behind a hole, rising and apart: where each piece begins, and the piece.
        self._firsts: list[int] = []
        self._pieces: list[Samples | Lost] = []

    def take_next(self, first_index: int, n: int) -> bool:
        """Tell whether these samples are just what comes next; if so they count as handed on.

        The short way for a link in order: of samples taken so, `push` must not hear again.
        """
        if first_index != self._next or self._pieces:
            return False
        self._next += n
        return True

    def push(self, item: Item) -> list[Ordered]:
        """Return what can be handed on now that `item` has come."""
        out: list[Ordered] = []
        match item:
            case Samples(first_index=first, counts=counts):
                if self._next < 0:
                    self._next = first
                if self.take_next(first, len(counts)):
                    return [item]
                self._place(item, first, first + len(counts), out)
                return out
            case StrapEvent(kind=repwire.STATUS):
                # One alone may be an old one that came twice.
                self._behind = self._behind + 1 if self._is_behind(item.index) else 0
                if self._behind == 2:
                    self._begin_anew(None, out)
            case Configured():
                self._longest_hole = round(_LONGEST_HOLE_S * item.odr_hz)
            case Hello():
                is_known = self._boot_id is not None
                if item.boot_id != self._boot_id if is_known else self._is_behind(item.head):
                    self._begin_anew(item.boot_id, out)
                self._boot_id = item.boot_id
            case StrapEvent(kind=repwire.RING_OVERRUN):
                self._give_up(self._next, item.index, out)
            case Response(op=repwire.START, payload=payload) if len(payload) >= 4:
                self._start(item.status, repwire.host.read_index(payload, 0), out)
            case HostFrame(kind=repwire.host.HOST_GIVEN_UP, payload=payload) if len(payload) == 8:
                first, n = struct.unpack("<II", payload)
                self._give_up(first, first + n, out)
        out.append(item)
        return out

    def finish(self) -> list[Ordered]:
        """Return what still waits; the holes before it are given up."""
        out: list[Ordered] = []
        while self._pieces:
            if self._is_beyond_reason(self._firsts[0]):
                self.refused += 1
                self._firsts.clear()
                self._pieces.clear()
                self._waiting = 0
            else:
                self._lose(self._next, self._firsts[0], out)
        return out

    def _is_behind(self, head: int) -> bool:
        """Tell whether a strap that made `head` samples can not have sent what came already."""
        return head + _REBOOT_MARGIN < self._end()

    def _is_beyond_reason(self, index: int) -> bool:
        return index - self._next > self._longest_hole

    def _end(self) -> int:
        """Return the index behind all that came and can be believed."""
        for first, piece in zip(reversed(self._firsts), reversed(self._pieces), strict=True):
            if not self._is_beyond_reason(first):
                return first + _length(piece)
        return self._next

    def _begin_anew(self, boot_id: int | None, out: list[Ordered]) -> None:
        out += self.finish()
        self._next = -1
        self._boot_id = boot_id
        self._behind = 0
        out.append(Rebooted(boot_id))

    def _start(self, status: int, index: int, out: list[Ordered]) -> None:
        if status == repwire.GONE:
            self._give_up(self._next, index, out)
        if self._next < 0 and status in (repwire.OK, repwire.GONE) and index < repwire.INDEX_LIMIT:
            self._next = index

    def _give_up(self, first: int, end: int, out: list[Ordered]) -> None:
        """Believe that samples are gone, unless they are more than can be."""
        if self._next >= 0 and self._is_beyond_reason(end):
            self.refused += 1
        else:
            self._lose(first, end, out)

    def _lose(self, first: int, end: int, out: list[Ordered]) -> None:
        end = min(end, repwire.INDEX_LIMIT)
        if 0 <= self._next < end:
            self._place(None, max(first, self._next), end, out)

    def _place(self, item: Samples | None, first: int, end: int, out: list[Ordered]) -> None:
        """Put samples, or None for none, where nothing is yet between `first` and `end`."""
        at = max(first, self._next)
        place = bisect_left(self._firsts, at)
        if place:
            at = max(at, self._firsts[place - 1] + _length(self._pieces[place - 1]))
        while at < end:
            is_last = place == len(self._firsts)
            stop = end if is_last else min(end, self._firsts[place])
            if at < stop:
                piece = (
                    Lost(at, stop - at) if item is None else _cut(item, at - first, stop - first)
                )
                self._firsts.insert(place, at)
                self._pieces.insert(place, piece)
                self._waiting += 0 if item is None else stop - at
                place += 1
            if is_last or stop == end:
                break
            at = self._firsts[place] + _length(self._pieces[place])
            place += 1
        self._release(out)
        while self._waiting > self._hold_samples:  # so many cannot all be wrong
            self._lose(self._next, self._firsts[0], out)

    def _release(self, out: list[Ordered]) -> None:
        """Hand on all up to the first hole."""
        ready = 0
        for first, piece in zip(self._firsts, self._pieces, strict=True):
            if first != self._next:
                break
            ready += 1
            n = _length(piece)
            self._next += n
            if isinstance(piece, Samples):
                self._waiting -= n
            out.append(piece)
        del self._firsts[:ready]
        del self._pieces[:ready]


def _length(piece: Samples | Lost) -> int:
    return piece.n if isinstance(piece, Lost) else len(piece.counts)


def _cut(item: Samples, start: int, stop: int) -> Samples:
    if start == 0 and stop == len(item.counts):
        return item
    counts = item.counts[start:stop]
    clipped = 0
    if item.clipped:
        at_limit = (counts == 32767) | (counts == -32768)
        clipped = min(item.clipped, int(at_limit.any(axis=1).sum()))
    return Samples(item.epoch, item.first_index + start, counts, clipped)
