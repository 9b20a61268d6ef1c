"""A session without a strap round it: what the tests of session and stream begin with."""

import struct

import repwire
from strap.clock import Clock
from strap.events import Events
from strap.link import RefusedError, Session
from strap.ring import Ring

STRIDE = 12
BOOT_ID = 0x12345678


class Link:
    """One end of a link."""

    is_cable = False

    def __init__(self, room: int = 244) -> None:
        self.room = room


class Deeds:
    """What a strap can do beyond its session: here next to nothing."""

    boot_id = BOOT_ID
    is_claimed = False
    starts = 0
    is_there = False

    def has_sensor(self) -> bool:
        return self.is_there

    def is_known(self, link: Link, nonce: bytes, tag: bytes) -> bool:
        return not self.is_claimed or tag == b"secret"

    def state(self) -> int:
        return repwire.STATE_SENSOR

    def started(self) -> None:
        self.starts += 1

    def do(self, session: Session, link: Link, op: int, args: bytes) -> bytes:
        if op in (repwire.IDENTIFY, repwire.READ_INFO):
            return b"done"
        raise RefusedError(repwire.BAD_OP)


def sample(index: int) -> bytes:
    """Return what sample `index` must be."""
    return struct.pack("<6h", *((index * 13 + axis * 7) % 30000 for axis in range(6)))


class Strap:
    """A session with its ring, a clock that does what it is told, and a host's questions."""

    def __init__(self, ring_samples: int = 200) -> None:
        self.ring = Ring(ring_samples * STRIDE)
        self.events = Events()
        self.clock = Clock(0)
        self.deeds = Deeds()
        self.session = Session(self.ring, self.events, self.clock, self.deeds)
        self.now_ms = 1000
        self._request = 0

    def begin(self) -> None:
        """Begin an epoch, as the sampler does."""
        self.ring.begin(STRIDE)
        epoch = self.ring.epochs[-1]
        self.events.add(repwire.EPOCH, epoch.number, epoch.lost, epoch.first, 0, 0)

    def make(self, n: int) -> None:
        """Make `n` samples in no time."""
        for index in range(self.ring.head, self.ring.head + n):
            self.ring.put(bytearray(sample(index)), 1)
        self.clock.read(self.now_ms * 1000 & 0x3FFFFFFF, self.ring.head)

    def hear(self, link: Link, command: bytes) -> list[bytes]:
        """Hear a command; returns the answers."""
        self.session.hear(link, command, self.now_ms, self.now_ms * 1000 & 0x3FFFFFFF)
        answers = [answer for to, answer in self.session.answers if to is link]
        self.session.answers = [one for one in self.session.answers if one[0] is not link]
        return answers

    def ask(self, link: Link, op: int, args: bytes = b"") -> tuple[int, bytes]:
        """Return status and payload of the one answer."""
        self._request = self._request % 255 + 1
        (answer,) = self.hear(link, bytes((op, self._request)) + args)
        assert answer[:3] == bytes((repwire.RESPONSE, op, self._request))
        return answer[3], answer[4:]

    def hello(self, link: Link, tag: bytes = b"") -> int:
        """Say HELLO; returns the status."""
        self._request += 1
        nonce = struct.pack("<Q", self._request)
        return self.ask(link, repwire.HELLO, b"\1\0" + nonce + tag)[0]

    def start(self, link: Link, first: int, limit: int = 0xFFFFFFF) -> tuple[int, int]:
        """Ask for samples; returns status and first index."""
        status, payload = self.ask(link, repwire.START, struct.pack("<II", first, limit))
        return status, struct.unpack("<I", payload)[0] if payload else -1

    def ack(
        self,
        link: Link,
        done: int,
        limit: int = 0xFFFFFFF,
        missing: tuple[tuple[int, int], ...] = (),
    ) -> None:
        """Acknowledge; nothing is answered."""
        command = struct.pack("<BBII", repwire.ACK, 0, done, limit)
        for first, n in missing:
            command += struct.pack("<IH", first, n)
        assert self.hear(link, command) == []

    def frame(self, room: int = 244) -> bytes:
        """Return the next frame, which then counts as sent; empty if there is none."""
        size = self.session.stream.build(self.now_ms, room)
        if size:
            self.session.stream.sent()
        return bytes(self.session.stream.frame[:size])

    def frames(self, room: int = 244) -> list[bytes]:
        """Return all frames that are ready, also those that wait to be full."""
        found = []
        for _ in range(2):
            while one := self.frame(room):
                found.append(one)
            self.now_ms += 100
        return found
