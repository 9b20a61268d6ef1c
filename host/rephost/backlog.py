"""What a strap kept on its flash while it was out of reach: fetched, and deleted when safe here."""

from collections.abc import Callable
from typing import Final

import repwire.host
from rephost.arrivals import Arrivals
from rephost.decode import Samples, decode
from rephost.errors import RefusedError
from rephost.strap_files import StrapFile, delete, list_files, read
from rephost.talk import Script
from rephost.wrapping import FrameUnwrapper

# Enough for the frames that every file begins with, and the first of samples.
_HEAD_BYTES: Final = 2048
Keep = Callable[[bytes], None]
"""Called with each frame, in the order in which the strap made them."""


class Backlog:
    """The recordings of one run of a strap, each read no further than once.

    Parameters
    ----------
    boot_id
        Of that run: its indices mean nothing to another one.
    """

    def __init__(self, boot_id: int) -> None:
        self.boot_id = boot_id
        self._files: dict[tuple[int, int], _Stored] = {}

    def fetch(self, arrivals: Arrivals, keep: Keep) -> Script[None]:
        """Fetch all that is missing and on flash, and what is written there meanwhile."""
        listed = yield from self._list()
        behind = 0
        for behind in reversed(range(len(listed))):
            stored = yield from self._head(listed[behind])
            if stored.first is not None and stored.first <= arrivals.next:
                break
        oldest = listed[behind].number if listed else 0
        is_growing = True
        while is_growing:
            is_growing = False
            for file in listed:
                if file.number < oldest:
                    continue
                stored = self._stored(file)
                is_growing |= stored.size < file.size
                yield from stored.read(file, file.size)
                frames, stored.unkept = stored.unkept, []
                for frame in frames:
                    keep(frame)
                if file is not listed[-1]:
                    yield from self._delete(file, arrivals)
            if is_growing:
                listed = yield from self._list()

    def tidy(self, arrivals: Arrivals) -> Script[bool]:
        """Delete what has arrived to the last sample; returns whether all is done that may be."""
        is_done = True
        for file in (yield from self._list()):
            stored = yield from self._head(file)
            if stored.first is not None and stored.first >= arrivals.first:
                yield from stored.read(file, file.size)
                is_done &= yield from self._delete(file, arrivals)
        return is_done

    def _delete(self, file: StrapFile, arrivals: Arrivals) -> Script[bool]:
        """Delete a file that was read, if all of it is ours; returns False if later it may be.

        What began before our recording did is none of ours.
        """
        stored = self._stored(file)
        if stored.first is None or stored.first < arrivals.first or not stored.is_sound:
            return True
        if stored.end > arrivals.next:
            return False
        try:
            yield from delete(file)
        except RefusedError as exc:
            # It is still being written, or wants the strap's button pressed.
            return exc.status != repwire.BAD_STATE
        del self._files[file.number, file.t0]
        return True

    def _list(self) -> Script[list[StrapFile]]:
        return [one for one in (yield from list_files()) if one.boot_id == self.boot_id]

    def _head(self, file: StrapFile) -> Script["_Stored"]:
        """Read far enough to know the first sample of a file."""
        stored = self._stored(file)
        if stored.first is None:
            yield from stored.read(file, min(file.size, _HEAD_BYTES))
        return stored

    def _stored(self, file: StrapFile) -> "_Stored":
        return self._files.setdefault((file.number, file.t0), _Stored())


class _Stored:
    """How far a recording on the strap was read."""

    def __init__(self) -> None:
        self.size = 0
        self.first: int | None = None
        self.end = 0
        self.unkept: list[bytes] = []
        self._unwrapper = FrameUnwrapper()

    @property
    def is_sound(self) -> bool:
        """Whether all that was read is whole; a torn end is all that a power cut leaves."""
        return not self._unwrapper.bad_frames

    def read(self, file: StrapFile, end: int) -> Script[None]:
        """Read on up to `end`."""
        yield from read(file, self.size, end, self._take)

    def _take(self, piece: bytes) -> None:
        self.size += len(piece)
        for frame in self._unwrapper.feed(piece):
            self.unkept.append(frame)
            for item in decode(frame):
                if isinstance(item, Samples):
                    if self.first is None:
                        self.first = item.first_index
                    self.end = max(self.end, item.first_index + len(item.counts))


def is_news(frame: bytes, arrivals: Arrivals) -> bool:
    """Tell whether a stored frame says what is not known yet.

    An anchor that is older than what came would look like that of a strap begun anew.
    """
    if not repwire.host.is_whole(frame):
        return False
    if frame[0] == repwire.DATA:
        return repwire.host.read_index(frame) + frame[2] > arrivals.next
    if frame[0] == repwire.EVENT:
        events = [repwire.host.read_event(frame, k) for k in range(frame[2])]
        return any(
            kind != repwire.STATUS or index >= arrivals.end for kind, _, _, index, _ in events
        )
    return frame[0] == repwire.RESPONSE and frame[1] in (repwire.HELLO, repwire.GET_CONFIG)
