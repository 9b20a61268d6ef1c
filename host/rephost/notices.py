"""What a lifter should know of what a strap says while it streams, in sentences."""

from typing import Final

import repwire
from rephost.decode import StrapEvent

_UNKNOWN_PERCENT: Final = 255
# What goes into one notification of a link on which nothing longer was agreed upon.
_NARROW_ROOM: Final = 20
# By then the strap has asked for longer ones itself.
_NARROW_FRAMES: Final = 50
_SLOW: Final = (
    "a slow link: this computer takes 20 bytes at a time; if it falls behind, --gyr 0 halves what "
    "has to come"
)
_SENSOR_ERRORS: Final = {
    1: "the strap's sensor does not answer: what it misses meanwhile is missing",
    2: "the strap's sensor does not take its settings",
    3: "the strap's sensor is frozen: what it misses meanwhile is missing",
}


class Notices:
    """Each is said once, though a strap says its events again on every link."""

    def __init__(self) -> None:
        self._said: list[str] = []
        self._heard: set[tuple[int, int]] = set()
        self._narrow_frames = -1  # that came in a row; -1: the link is not narrow

    def add(self, sentence: str) -> None:
        """Say something."""
        self._said.append(sentence)

    def take(self) -> list[str]:
        """Return what there is to say since the last call."""
        said, self._said = self._said, []
        return said

    def linked(self, mtu: int) -> None:
        """Take in what the strap knows of a new link."""
        self._narrow_frames = 0 if mtu - 3 <= _NARROW_ROOM else -1

    def samples(self, frame: bytes) -> None:
        """Take in a DATA frame."""
        if self._narrow_frames < 0:
            return
        self._narrow_frames = self._narrow_frames + 1 if len(frame) <= _NARROW_ROOM else -1
        if self._narrow_frames == _NARROW_FRAMES:
            self._narrow_frames = -1
            self.add(_SLOW)

    def event(self, event: StrapEvent) -> None:
        """Take in an event."""
        key = (event.kind, event.t_us)
        if event.kind not in (repwire.LOW_BATTERY, repwire.SENSOR_ERROR) or key in self._heard:
            return
        self._heard.add(key)
        if event.kind == repwire.SENSOR_ERROR:
            self.add(_SENSOR_ERRORS.get(event.a, f"the strap's sensor fails ({event.a})"))
        else:
            left = f" ({event.a} %)" if event.a != _UNKNOWN_PERCENT else ""
            self.add(f"the strap's battery is low{left}: charge it after this session")
