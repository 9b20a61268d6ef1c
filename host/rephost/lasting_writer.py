"""A recording's writer that outlives a full disk: what cannot be written waits, up to a bound.

So it does a file that is deleted or moved away under it.
"""

from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Final

from rephost.recording import Writer

# A day of six axes at 104 Hz is 110 MB.
_MOST_WAITING_BYTES: Final = 128 << 20
_LOOK_EVERY_S: Final = 1.0


class LastingWriter:
    """As `Writer`, but says in `trouble` what it raises, and tries again once a second.

    As often it looks whether the file is in its place still.

    Nothing is lost as long as the process lives and its memory holds what waits.
    """

    def __init__(self, path: Path, *, resume: bool = False) -> None:
        self.path = path
        self.trouble = ""
        """Why nothing is recorded now, in a few words; empty: all is well."""
        self._writer = Writer(path, resume=resume)
        self._waiting: deque[bytes] = deque()
        self._waiting_bytes = 0
        self._looked_s: float | None = None

    def write(self, frame: bytes) -> None:
        """Append one frame, behind those that wait."""
        self._waiting.append(frame)
        self._waiting_bytes += len(frame)
        if not self.trouble:
            self._write_waiting()
        while self._waiting_bytes > _MOST_WAITING_BYTES:
            self._waiting_bytes -= len(self._waiting.popleft())

    def sync(self, now_s: float) -> None:
        """Make what was written safe from a power cut, and what waits be written, now and then."""
        if self._looked_s is None or now_s - self._looked_s >= _LOOK_EVERY_S:
            self._looked_s = now_s
            if self._guarded(self._writer.look):
                self._write_waiting()
        if not self.trouble:
            self._guarded(lambda: self._writer.sync(now_s))

    def save(self) -> bool:
        """Make what was written safe from a power cut, now; tell whether all of it is."""
        if self._guarded(self._writer.look):
            self._write_waiting()
        return not self.trouble and self._guarded(lambda: self._writer.save())

    def close(self) -> None:
        """Write what waits, wherever the file is now, make all safe and close it."""
        self._write_waiting()
        self._guarded(self._writer.look)
        self._guarded(self._writer.close)

    def _write_waiting(self) -> None:
        while self._waiting:
            frame = self._waiting[0]
            if not self._guarded(lambda frame=frame: self._writer.write(frame)):  # type: ignore[misc]
                return
            self._waiting.popleft()
            self._waiting_bytes -= len(frame)
        self.trouble = ""

    def _guarded(self, call: Callable[[], object]) -> bool:
        try:
            call()
        except OSError as exc:
            self.trouble = exc.strerror or str(exc)
            return False
        return True
