"""The host's half of a session with one strap, over one link or one after another.

No input or output, and time is an argument: frames go in, commands come out. All numbers of
nanoseconds are the host's.
"""

from collections.abc import Callable
from typing import Final

import repwire.host
from rephost.decode import StrapEvent, decode
from rephost.earlier import Earlier
from rephost.errors import DisconnectedError, LinkError, RefusedError
from rephost.forwarding import Forwarding
from rephost.info import Info, read_info
from rephost.link import Received
from rephost.notices import Notices
from rephost.progress import Progress
from rephost.scripts import (
    Hello,
    KeysOf,
    Setting,
    ask,
    configure,
    greet,
    measure_time,
    new_nonce,
    stop,
    tell,
)
from rephost.strap_clock import StrapClock
from rephost.talk import Script, Talk

_ACK_NS: Final = 250_000_000
_TIME_NS: Final = 1_000_000_000
# A strap that streams says at least its anchor once a second.
_SILENT_NS: Final = 5_000_000_000
_FIRST_TIMES: Final = 8
_TIDY_NS: Final = 2_000_000_000
# For what is missing at the end to come again, were it thrown away again and again.
_END_NS: Final = 8_000_000_000


class Conversation:
    """Keeps a strap streaming until every sample has come.

    Parameters
    ----------
    progress
        How far the recording is: what was begun is gone on with.
    setting
        How to set the sensor up; None: as it is.
    earlier
        Where to bring in what the strap recorded in other runs; None: nowhere.
    """

    def __init__(
        self,
        progress: Progress,
        setting: Setting | None = None,
        keys_of: KeysOf = lambda unique_id: (),
        new_nonce: Callable[[], bytes] = new_nonce,
        earlier: Earlier | None = None,
    ) -> None:
        self.progress = progress
        self.notices = Notices()
        self.forwarding = Forwarding(progress, self.notices)
        self.clock = StrapClock()
        self.info: Info | None = None
        self.is_streaming = False
        self._setting = setting
        self._keys_of = keys_of
        self._new_nonce = new_nonce
        self._earlier = earlier
        self._talk = Talk()
        self._room = 0
        self._request = 0
        self._is_behind = False
        self._ack_due_ns = 0
        self._time_due_ns = 0
        self._heard_ns = 0
        self._was_streaming = False
        self._is_fetching = False  # on a link on which samples already came
        self._tidy_due_ns = 0
        self._end_due_ns: int | None = None  # when to end even if samples are missing

    def opened(self, info: bytes | None, room: int, now_ns: int) -> None:
        """Take in that a link is open: what INFO said on it if it has, and its room."""
        self._room = room
        self._heard_ns = now_ns
        self.is_streaming = self._is_fetching = False
        self._is_behind = True
        self._talk.begin(self._open(info), now_ns)

    def wants(self, received: Received) -> bool:
        """Tell whether a frame is to be heard and recorded now.

        What is cut off, or speaks for us, never is. What says that samples are gone waits until
        the strap's flash was asked for them; what comes meanwhile comes again.
        """
        if not repwire.host.is_whole(received.data) or received.data[0] == repwire.host.HOST:
            return False
        if self._is_fetching:
            return received.data[0] not in (repwire.DATA, repwire.EVENT)
        if not self.forwarding.is_needed(received.data):
            return True
        self._heard_ns = received.host_ns
        self.is_streaming = False
        self._is_fetching = True
        self._talk.begin(self._open(None), received.host_ns)
        return False

    def hear(self, received: Received) -> None:
        """Take in a frame; raises RefusedError where the strap says no to what is needed."""
        frame = received.data
        self._heard_ns = received.host_ns
        if frame[0] == repwire.DATA:
            self._is_behind = bool(frame[3] & repwire.MORE)
            self.notices.samples(frame)
        has_hole = False
        for item in decode(frame):
            has_hole |= self.progress.take(item)
            if isinstance(item, StrapEvent):
                self.notices.event(item)
                if item.kind == repwire.STORAGE:
                    self.forwarding.hear(item)
        if has_hole:
            self._ack_due_ns = received.host_ns
        try:
            self._talk.hear(received)
        except RefusedError as exc:
            if self.is_streaming and exc.status == repwire.BAD_STATE:
                raise DisconnectedError("the strap was switched off, or gave us up") from exc
            if exc.status == repwire.NO_SENSOR and self.info and self.info.sensor_trouble:
                raise RefusedError(self.info.sensor_trouble, exc.status) from exc
            raise

    def due(self, now_ns: int) -> list[bytes]:
        """Return the commands that are to be sent now.

        Raises
        ------
        LinkError
            The strap does not answer; DisconnectedError where it did before and has fallen silent.
        """
        commands = []
        if self._is_end_due(now_ns):
            self._talk.begin(self._end(), now_ns)
        if self.is_streaming:
            if now_ns - self._heard_ns > _SILENT_NS:
                raise DisconnectedError("the strap has fallen silent")
            if self._talk.is_idle and self._end_due_ns is None:
                config = self.progress.config
                if config is None or self.progress.epoch not in (0, config.epoch):
                    self._talk.begin(self._learn_epoch(self.progress.epoch), now_ns)
                elif now_ns >= self._time_due_ns:
                    self._time_due_ns = now_ns + _TIME_NS
                    self._talk.begin(self._keep_time(1), now_ns)
                elif self.forwarding.is_tidy_due and now_ns >= self._tidy_due_ns:
                    self._tidy_due_ns = now_ns + _TIDY_NS
                    self._talk.begin(self.forwarding.tidy(), now_ns)
                elif self._earlier and self._earlier.is_due and self.info and not self._is_behind:
                    self._talk.begin(self._earlier.bring(self.info, self.notices), now_ns)
            if now_ns >= self._ack_due_ns:
                self._ack_due_ns = now_ns + _ACK_NS
                self._request = self._request % 255 + 1
                ack = self.progress.acknowledgement(
                    self._request, self._room, is_behind=self._is_behind
                )
                commands += [ack] if ack else []
        try:
            return commands + self._talk.due(now_ns)
        except LinkError as exc:
            if not self._was_streaming:
                raise
            raise DisconnectedError(str(exc)) from exc

    @property
    def due_ns(self) -> int:
        """When `due` has something to do at the latest, should nothing be heard meanwhile."""
        times = [self._heard_ns + _SILENT_NS]
        if self.is_streaming:
            times += [self._ack_due_ns, self._time_due_ns]
        if self._talk.due_ns is not None:
            times.append(self._talk.due_ns)
        if self._end_due_ns is not None:
            times.append(self._end_due_ns)
        return min(times)

    def stop(self, now_ns: int) -> None:
        """Ask the strap to stop; `is_idle` tells when it has, and all that it made has come."""
        self._end_due_ns = now_ns + _END_NS
        self._talk.begin(self._end(), now_ns)

    @property
    def is_idle(self) -> bool:
        """Whether nothing is being asked or comes by itself."""
        return self._talk.is_idle and not self.is_streaming

    def _open(self, told: bytes | None) -> Script[None]:
        info = read_info(told) if told is not None else (yield from tell())
        if self.info is not None and info.unique_id != self.info.unique_id:
            raise LinkError(f"another strap answers: {info.name}")
        self.info = info
        self.forwarding.told(info)
        known = self.progress.boot_id
        hello = yield from greet(info, self._new_nonce(), self._keys_of)
        self.notices.linked(hello.mtu)
        if hello.boot_id != known:
            self.clock = StrapClock()
        else:
            yield from self.forwarding.fetch(hello)
        yield from configure(self._setting)
        if not self.clock.is_set:
            yield from self._keep_time(_FIRST_TIMES)
        yield from self._start(hello, is_same_run=hello.boot_id == known)
        self._setting = None  # on the next link the strap has it already

    def _start(self, hello: Hello, *, is_same_run: bool) -> Script[None]:
        is_resumed = self.progress.arrivals is not None
        if self.progress.arrivals:
            first = wanted = self.progress.arrivals.next
        elif is_same_run or self.progress.samples == 0:
            first, wanted = hello.head, repwire.LIVE
        else:
            first = wanted = hello.tail
        yield from self._stream_from(wanted, first)
        self._ack_due_ns = self._time_due_ns = 0
        self.forwarding.is_tidy_due |= is_resumed
        if self._earlier:
            self._earlier.opened()

    def _stream_from(self, wanted: int, first: int) -> Script[None]:
        limit = self.progress.limit(first, is_behind=True)
        args = wanted.to_bytes(4, "little") + limit.to_bytes(4, "little")
        yield from ask(repwire.START, args, fine=(repwire.OK, repwire.GONE))
        self.is_streaming = self._was_streaming = True
        self._is_fetching = False

    def _end(self) -> Script[None]:
        """Stop, and start once more where something is missing of what was made until then."""
        self.is_streaming = False
        head = yield from stop()
        self.progress.until = min(self.progress.until, head)  # by the second time it has made more
        arrivals = self.progress.arrivals
        if self._end_due_ns is None or arrivals is None or arrivals.next >= self.progress.until:
            self._end_due_ns = None
            return
        yield from self._stream_from(arrivals.next, arrivals.next)

    def _is_end_due(self, now_ns: int) -> bool:
        """Tell whether to stop again, what was missing having come or not coming at all."""
        if self._end_due_ns is None:
            return False
        if now_ns >= self._end_due_ns:
            self._end_due_ns = None
            return True
        arrivals = self.progress.arrivals
        is_missing = arrivals is not None and arrivals.next < self.progress.until
        return self.is_streaming and not is_missing

    def _keep_time(self, times: int) -> Script[None]:
        for asked_ns, heard_us, answered_us, back_ns in (yield from measure_time(times)):
            self.clock.add(asked_ns, heard_us, answered_us, back_ns)

    def _learn_epoch(self, epoch: int) -> Script[None]:
        yield from configure(None)
        if self.progress.config and self.progress.config.epoch != epoch:
            # Already the one after it, whose event is on its way.
            self.progress.epoch = self.progress.config.epoch
