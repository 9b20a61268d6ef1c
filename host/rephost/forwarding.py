"""Store and forward: when a strap's flash is asked for what its ring no longer holds."""

from typing import Final

import repwire.host
from rephost.backlog import Backlog, is_news
from rephost.decode import Response, StrapEvent, decode
from rephost.errors import DisconnectedError, LinkError, RefusedError
from rephost.info import Info
from rephost.notices import Notices
from rephost.progress import Progress
from rephost.scripts import Hello
from rephost.talk import Script

_FLASH_FULL: Final = (
    "the strap's memory is full: what it cannot send while it is out of reach is lost "
    "(repbelt strap pull fetches what is there)"
)


class Forwarding:
    """Completes a recording from the strap's flash, over one link or several.

    Attributes
    ----------
    is_tidy_due
        Whether recordings may lie on the strap that have arrived.
    """

    def __init__(self, progress: Progress, notices: Notices) -> None:
        self.is_tidy_due = False
        self._progress = progress
        self._backlog: Backlog | None = None
        self._fetched_to = -1  # flash holds nothing from this index on
        self._stored: list[bytes] = []
        self._notices = notices
        self._full_boot_id: int | None = None  # of the run of which that was told

    def is_needed(self, frame: bytes) -> bool:
        """Tell whether a frame says that samples are gone for which flash was not asked yet."""
        arrivals = self._progress.arrivals
        return (
            arrivals is not None
            and arrivals.next != self._fetched_to
            and _gone_before(frame) > arrivals.next
        )

    def fetch(self, hello: Hello) -> Script[None]:
        """Fetch from flash what the ring no longer holds, if anything."""
        arrivals = self._progress.arrivals
        if arrivals is None or hello.tail <= arrivals.next:
            return
        try:
            yield from self._backlog_of(hello.boot_id).fetch(arrivals, self._take)
        except LinkError as exc:
            status = exc.status if isinstance(exc, RefusedError) else None
            if status == repwire.BAD_STATE:
                raise DisconnectedError("the strap gave us up") from exc
            if status != repwire.BAD_OP:
                self._notices.add(f"{exc}: what is missing is given up")
        self._fetched_to = arrivals.next

    def tidy(self) -> Script[None]:
        """Delete on the strap what has arrived."""
        arrivals, boot_id = self._progress.arrivals, self._progress.boot_id
        if arrivals is None or boot_id is None:
            return
        try:
            self.is_tidy_due = not (yield from self._backlog_of(boot_id).tidy(arrivals))
        except LinkError:
            self.is_tidy_due = False  # it stays on the strap: repbelt strap pull

    def told(self, info: Info) -> None:
        """Take in what INFO tells."""
        if info.is_full:
            self._say_full(info.boot_id)

    def hear(self, event: StrapEvent) -> None:
        """Take in what a STORAGE event tells."""
        if event.a == repwire.STORAGE_STOPPED:
            self.is_tidy_due = True
        elif event.a == repwire.STORAGE_FULL:
            self._say_full(self._progress.boot_id)

    def take_stored(self) -> list[bytes]:
        """Return the frames from flash that came since the last call."""
        stored, self._stored = self._stored, []
        return stored

    def _say_full(self, boot_id: int | None) -> None:
        if self._full_boot_id != boot_id:
            self._full_boot_id = boot_id
            self._notices.add(_FLASH_FULL)

    def _backlog_of(self, boot_id: int) -> Backlog:
        if self._backlog is None or self._backlog.boot_id != boot_id:
            self._backlog = Backlog(boot_id)
        return self._backlog

    def _take(self, frame: bytes) -> None:
        arrivals = self._progress.arrivals
        if arrivals and is_news(frame, arrivals):
            self._stored.append(frame)
            for item in decode(frame):
                self._progress.take(item)


def _gone_before(frame: bytes) -> int:
    """Return the index before which a frame says that nothing is left; -1: it does not."""
    if frame[0] not in (repwire.EVENT, repwire.RESPONSE):
        return -1
    gone = -1
    for item in decode(frame):
        match item:
            case StrapEvent(kind=repwire.RING_OVERRUN):
                gone = max(gone, item.index)  # one frame tells again what was told before
            case Response(op=repwire.START, status=repwire.GONE, payload=said) if len(said) >= 4:
                gone = repwire.host.read_index(said, 0)
    return gone
