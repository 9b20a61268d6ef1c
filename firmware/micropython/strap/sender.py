"""The sender: what the session has ready goes to the host, no faster than the link takes it."""

from micropython import const

# What any link answers when it is given a frame to send.
BUSY = const(0)  # no room: the same frame again a little later
SENT = const(1)
LOST = const(-1)  # the other end is gone

# More at once starves the radio's own buffers, and with them the commands that come in.
_AT_ONCE = const(4)


class Sender:
    """Sends answers first, then frames, then pieces of a file."""

    def __init__(self, session):
        self.frames = 0
        self.refused = 0  # how often a link had no room
        self._session = session

    def step(self, now_ms, ticks_us):
        """Send what is ready, but not too much; returns the pause in ms until more, -1 for none."""
        session = self._session
        if session.answers and not self._answer(ticks_us):
            return session.answers[0][0].pause_ms
        owner = session.owner
        if owner is None:
            return -1
        for _ in range(_AT_ONCE):
            source = session.stream
            size = source.build(now_ms, owner.room)
            if not size and session.reading:
                source = session.reading
                size = source.build(owner.room)
            if not size:
                session.read(None)
                return -1
            sent = owner.send(source.frame, size)
            if sent == BUSY:
                self.refused += 1
                break
            if sent == LOST:
                session.lost(owner)
                owner.drop()
                return -1
            source.sent()
            self.frames += 1
        return owner.pause_ms

    def _answer(self, ticks_us):
        """Send the answers; False when a link has no room."""
        answers = self._session.answers
        while answers:
            link, answer = answers[0]
            frame = bytearray(self._session.stamped(answer, ticks_us())) + bytes(4)
            sent = link.send(frame, len(answer))
            if sent == BUSY:
                return False
            answers.pop(0)
            if sent == LOST:
                self._session.lost(link)
                link.drop()
                return True
        return True
