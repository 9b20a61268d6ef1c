"""A strap as what a training records from."""

import sys
from collections.abc import Awaitable, Callable

from rephost.carrying import stream
from rephost.conversation import Conversation
from rephost.keys import key_of
from rephost.lasting_writer import LastingWriter
from rephost.link import Link, Received
from rephost.progress import Progress
from rephost.recorder import Recorder


class StrapSource:
    """Records what a strap sends, over one link or one after another.

    Parameters
    ----------
    progress
        How far the recording is.
    on_received
        Called with each frame when it is in the recording.
    on_trouble
        Told in a sentence what the lifter should know.
    """

    def __init__(
        self,
        open_link: Callable[[], Awaitable[Link]],
        progress: Progress,
        writer: LastingWriter,
        on_received: Callable[[Received], None],
        on_trouble: Callable[[str], None],
    ) -> None:
        self._open_link = open_link
        self._conversation = Conversation(progress, key_of=key_of)
        self._recorder = Recorder(self._conversation, writer, on_received, on_trouble)
        self._was_on = False

    @property
    def name(self) -> str | None:
        """What the strap calls itself, once it did."""
        return self._conversation.info.name if self._conversation.info else None

    @property
    def link(self) -> str:
        """As in `StrapView.link`."""
        if self._recorder.is_on:
            self._was_on = True
            return "on"
        return "lost" if self._was_on else "looking"

    @property
    def missing_samples(self) -> int:
        """How many are on their way still."""
        arrivals = self._conversation.progress.arrivals
        holes = arrivals.missing(sys.maxsize, sys.maxsize) if arrivals else []
        return sum(stop - start for start, stop in holes)

    async def run(self, is_over: Callable[[], bool]) -> None:
        """Record until `is_over`; raises as `carrying.stream`."""
        await stream(self._open_link, self._recorder, is_over)
