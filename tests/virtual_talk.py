"""A conversation with the strap's own session, both in one process and on one virtual clock."""

import struct
from collections import deque
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import played
import repwire
from rephost.conversation import Conversation
from rephost.errors import DisconnectedError
from rephost.info import Info
from rephost.link import Received
from rephost.recorder import Recorder
from strap.clock import Clock
from strap.events import Events
from strap.files import Reading
from strap.link import RefusedError, Session
from strap.recorder import Recorder as StrapRecorder
from strap.ring import Ring

RATE_HZ = 100
_STEP_MS = 10
_NS = 1_000_000
_HOST_ZERO_NS = 1_700_000_000 * 10**9
CONFIG = struct.pack(repwire.CONFIG_PAYLOAD, 1, 1, 12, 0, RATE_HZ * 1000, 244141, 61035)
INFO = Info("Strap-TEST", b"unique", (1, 1), (0, 1, 0), 0, 255, 0, 7, 100, 12, 1, 0, bytes(8))


SAID = struct.pack(
    repwire.INFO_PAYLOAD, 1, 1, 0, 1, 0, 0, 255, 0, b"unique", 7, 100, 12, 1, 0, bytes(8)
)
# Parts of the ring in 1/256, at which a strap begins to record by itself and ends.
_HALF, _CAUGHT_UP = 128, 32


class Deeds:
    """What a strap's app does for its session; `recorder` is None on one without flash."""

    boot_id = 7
    recorder: StrapRecorder | None = None

    def do(self, session: Session, link: object, op: int, args: bytes) -> bytes:
        recorder = self.recorder
        if op == repwire.GET_CONFIG:
            return CONFIG
        if op == repwire.READ_INFO:
            return SAID
        if recorder and op == repwire.LIST:
            (cursor,) = struct.unpack("<H", args)
            left = [file for file in recorder.files() if file[0] >= cursor]
            more = left[10][0] if len(left) > 10 else 0
            entries = b"".join(struct.pack("<HIII", *file) for file in left[:10])
            return entries + struct.pack("<H", more)
        if recorder and op == repwire.READ:
            number, offset, n = struct.unpack("<HII", args)
            path, size = recorder.find(number)
            assert path
            end = min(size, offset + n)
            session.read(Reading(path, number, offset, end, recorder.lend))
            return b""
        if recorder and op == repwire.DELETE:
            if not recorder.delete(*struct.unpack("<H", args)):
                raise RefusedError(repwire.BAD_STATE)
            return b""
        raise RefusedError(repwire.BAD_OP)

    def started(self) -> None:
        pass

    def is_known(self, link: object, nonce: bytes, tag: bytes) -> bool:
        return True

    def state(self) -> int:
        return repwire.STATE_SENSOR


class Air:
    """The link as the strap sees it."""

    is_cable = False
    room = 244


class VirtualTalk:
    """Strap, air and host; `rng` decides what goes wrong, `step` lets 10 ms pass.

    With a folder for its flash the strap records by itself what would be lost. `samples` are what
    its sensor gives, from an index on.
    """

    def __init__(
        self,
        recorder: Recorder,
        rng: np.random.Generator,
        loss: float,
        flash: Path | None = None,
        samples: Callable[[int, int, int], NDArray[np.int16]] = played.truth,
    ) -> None:
        self.recorder = recorder
        self.conversation: Conversation = recorder.conversation
        self.now_ms = 1000
        self.is_up = False
        self._rng = rng
        self._loss = loss
        self._samples = samples
        self._ring = Ring(24576)
        self._clock = Clock(0)
        events = Events()
        deeds = Deeds()
        self._session = Session(self._ring, events, self._clock, deeds)
        self.flash: StrapRecorder | None = None
        if flash:
            heading = [
                repwire.response(repwire.HELLO, 0, repwire.OK, self._session.introduction(244)),
                repwire.response(repwire.GET_CONFIG, 0, repwire.OK, CONFIG),
            ]
            self.flash = deeds.recorder = StrapRecorder(
                str(flash), self._ring, events, self._clock, deeds.boot_id, lambda: heading
            )
        self._air = Air()
        self._down: deque[tuple[int, bytes]] = deque()
        self._up: deque[tuple[int, bytes]] = deque()
        self._ring.begin(12)
        self._events = events
        self._made = 0
        events.add(repwire.EPOCH, 1, 0, 0, 0, 0)

    @property
    def now_ns(self) -> int:
        return _HOST_ZERO_NS + self.now_ms * _NS

    @property
    def head(self) -> int:
        return int(self._ring.head)

    def connect(self) -> None:
        """Open a link."""
        self.is_up = True
        self.recorder.opened(SAID, 128, self.now_ns)

    def disconnect(self) -> None:
        """Lose it, with what is on its way."""
        self.is_up = False
        self._session.lost(self._air)
        self._down.clear()
        self._up.clear()

    def step(self) -> None:
        """Let 10 ms pass: samples are made, frames and commands go 30 ms on their way."""
        self.now_ms += _STEP_MS
        self._make_samples()
        if not self.is_up:
            return
        while self._down and self._down[0][0] <= self.now_ms:
            command = self._down.popleft()[1]
            self._session.hear(self._air, command, self.now_ms, self.now_ms * 1000)
        self._send()
        try:
            while self._up and self._up[0][0] <= self.now_ms:
                frame = self._up.popleft()[1]
                if self._rng.random() >= self._loss:
                    self.recorder.hear(Received(self.now_ns, frame))
            for command in self.recorder.due(self.now_ns):
                self._down.append((self.now_ms + 30, command))
        except DisconnectedError:
            self.disconnect()

    def _make_samples(self) -> None:
        # Drained each 50 ms.
        if self.now_ms % 50 == 0:
            n = 50 * RATE_HZ // 1000
            self._ring.put(self._samples(self._made, n, 6).tobytes(), n)
            self._made += n
            if self.flash:
                self.flash.step()
        self._clock.read(self.now_ms * 1000, self._ring.head)
        if self.now_ms % 1000 == 0:
            self._session.stream.status(90, 3900)
            if self.flash:
                self.flash.stream.status(90, 3900)
                self._store_and_forward(self.flash)
        if self._session.is_silent(self.now_ms):
            self.disconnect()

    def _send(self) -> None:
        session = self._session
        for _, answer in session.answers:
            self._up.append((self.now_ms + 30, session.stamped(answer, self.now_ms * 1000)))
        session.answers.clear()
        for _ in range(4):
            source = session.stream
            size = source.build(self.now_ms, self._air.room) if session.owner else 0
            if not size and session.reading:
                source = session.reading
                size = source.build(self._air.room)
            if not size:
                session.read(None)
                break
            self._up.append((self.now_ms + 30, bytes(source.frame[:size])))
            source.sent()

    def close(self) -> None:
        """End the strap."""
        self._session.read(None)
        if self.flash:
            self.flash.stop()

    def _store_and_forward(self, flash: StrapRecorder) -> None:
        """As `strap.house` does."""
        acked, fill = self._session.acked, self._ring.fill(self._session.acked)
        if not flash.number and acked >= 0 and fill >= _HALF:
            flash.start(acked, True)
        elif flash.number and self._session.stream.is_live and fill < _CAUGHT_UP:
            flash.stop()
