"""The journal one frame at a time: for links and for writing, where no compiler is waited for."""

import zlib

import repwire
from rephost.journal import MAX_STRETCH, MIN_SIZE, check_sizes

_FULL_GROUP = 254


def wrap(frame: bytes) -> bytes:
    """Return one frame as it stands in a journal; a ValueError as of `journal.wrap_all`."""
    sealed = frame + zlib.crc32(frame).to_bytes(repwire.CRC_SIZE, "little")
    check_sizes(len(sealed), len(sealed))
    wrapped = bytearray()
    *closed, last = sealed.split(b"\0")
    for piece in closed:
        start = 0
        while len(piece) - start >= _FULL_GROUP:
            wrapped.append(_FULL_GROUP + 1)
            wrapped += piece[start : start + _FULL_GROUP]
            start += _FULL_GROUP
        wrapped.append(len(piece) - start + 1)
        wrapped += piece[start:]
    start = 0
    while True:
        group = last[start : start + _FULL_GROUP]
        wrapped.append(len(group) + 1)
        wrapped += group
        start += _FULL_GROUP
        if start >= len(last):
            break
    wrapped.append(0)
    return bytes(wrapped)


class FrameUnwrapper:
    """Turns a journal, in chunks cut anywhere, into frames as they come; damage only counts."""

    def __init__(self) -> None:
        self.bad_frames = 0
        self._tail = b""
        self._is_too_long = False

    def feed(self, chunk: bytes) -> list[bytes]:
        """Return the frames completed by `chunk`."""
        *stretches, self._tail = (self._tail + chunk).split(b"\0")
        frames = []
        for stretch in stretches:
            frame = None if self._is_too_long else _unwrapped(stretch)
            if frame is not None:
                frames.append(frame)
            elif stretch or self._is_too_long:
                self.bad_frames += 1
            self._is_too_long = False
        if len(self._tail) > MAX_STRETCH:
            self._is_too_long = True
            self._tail = b""
        return frames


def _unwrapped(stretch: bytes) -> bytes | None:
    """Return the frame in what lies between two zeros; None: damage, or nothing."""
    size = len(stretch)
    if not MIN_SIZE < size <= MAX_STRETCH:
        return None
    sealed = bytearray()
    at = 0
    while at < size:
        code = stretch[at]
        end = at + code
        if end > size:
            return None
        sealed += stretch[at + 1 : end]
        if code <= _FULL_GROUP and end < size:
            sealed.append(0)
        at = end
    frame = bytes(sealed[: -repwire.CRC_SIZE])
    if len(frame) < repwire.RESPONSE_SIZE:
        return None
    crc = int.from_bytes(sealed[-repwire.CRC_SIZE :], "little")
    return frame if zlib.crc32(frame) == crc else None
