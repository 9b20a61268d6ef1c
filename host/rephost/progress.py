"""How far a recording is: of which run of the strap, and which samples it has."""

import struct
import sys
from pathlib import Path
from typing import Final

import repwire.host
from rephost.arrivals import Arrivals
from rephost.decode import Configured, Hello, HostFrame, Item, Response, Samples, StrapEvent
from rephost.errors import RecordingError
from rephost.recording import Reader
from rephost.words import clock

_LIVE_S: Final = 2.0
_BACKFILL: Final = 1024
_MOST_LONG: Final = 65535
# All that a recording can be which was killed in its first frame.
_LONGEST_WRAPPED: Final = repwire.MAX_NOTIFY_SIZE + repwire.CRC_SIZE + 3


class Progress:
    """Takes in the items of a recording, from its file or as they come.

    Attributes
    ----------
    until
        No sample from here on is wanted.
    """

    def __init__(self) -> None:
        self.until = repwire.INDEX_LIMIT - 1
        self.boot_id: int | None = None
        self.arrivals: Arrivals | None = None
        self.config: Configured | None = None
        self.epoch = 0  # of the newest EPOCH event
        self.samples = 0  # arrived, those that came twice counted twice

    @property
    def arrived_s(self) -> float:
        """How long it goes without a hole in this run of the strap, by the nominal rate."""
        if self.arrivals is None or self.config is None:
            return 0.0
        return (self.arrivals.next - self.arrivals.first) / self.config.odr_hz

    def take(self, item: Item) -> bool:
        """Take in one item; returns whether it shows a hole that was not known."""
        arrivals = self.arrivals
        if isinstance(item, Samples):
            n = len(item.counts)
            self.samples += n
            if arrivals is None:
                arrivals = self.arrivals = Arrivals(item.first_index)
            return arrivals.add(item.first_index, n)
        match item:
            case Hello():
                if item.boot_id != self.boot_id:
                    self.arrivals = self.config = None
                    self.epoch = 0
                self.boot_id = item.boot_id
            case Configured():
                self.config = item
            case StrapEvent(kind=repwire.EPOCH):
                self.epoch = item.a
            case StrapEvent(kind=repwire.RING_OVERRUN) if arrivals:
                arrivals.skip_to(item.index)
            case Response(op=repwire.START, payload=payload) if len(payload) >= 4:
                first = repwire.host.read_index(payload, 0)
                if arrivals is None:
                    self.arrivals = Arrivals(first)
                elif item.status == repwire.GONE:
                    arrivals.skip_to(first)
            case HostFrame(kind=repwire.host.HOST_GIVEN_UP, payload=payload) if len(payload) == 8:
                first, n = struct.unpack("<II", payload)
                if arrivals:
                    arrivals.add(first, n)
        return False

    def limit(self, first: int, *, is_behind: bool) -> int:
        """Return up to where the strap may send when all before `first` has come."""
        rate_hz = self.config.odr_hz if self.config else 0.0
        ahead = round(_LIVE_S * rate_hz)
        if is_behind:
            ahead = max(ahead, _BACKFILL)
        return min(first + max(1, ahead), self.until)

    def acknowledgement(self, request: int, room: int, *, is_behind: bool) -> bytes | None:
        """Return the ACK command of at most `room` bytes that tells all this."""
        if self.arrivals is None:
            return None
        next_index = self.arrivals.next
        ack = struct.pack(
            "<BBII",
            repwire.ACK,
            request,
            next_index,
            self.limit(next_index, is_behind=is_behind),
        )
        holes = self.arrivals.missing((room - len(ack)) // 6, _MOST_LONG)
        return ack + b"".join(struct.pack("<IH", start, stop - start) for start, stop in holes)


def progress_of(path: Path) -> Progress:
    """Return how far a recording is; a RecordingError where it is none."""
    progress = Progress()
    reader = Reader(path)
    for item in reader:
        progress.take(item)
    if not reader.good_frames and reader.bytes_read > _LONGEST_WRAPPED:
        raise RecordingError(f"{path}: this is no recording, it cannot be gone on with")
    return progress


def so_far(progress: Progress) -> str:
    """Return that for a person."""
    arrivals = progress.arrivals
    if arrivals is None:
        return "no samples"
    missing = sum(stop - start for start, stop in arrivals.missing(sys.maxsize, sys.maxsize))
    rate_hz = progress.config.odr_hz if progress.config else 0.0
    length = f"{clock((arrivals.end - arrivals.first) / rate_hz)} min, " if rate_hz else ""
    lacks = f", {missing} on their way" if missing else ""
    return f"{length}{progress.samples} samples{lacks}"
