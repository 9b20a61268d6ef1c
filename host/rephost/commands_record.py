"""`repbelt record`."""

import argparse
import asyncio
import shlex
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import repwire
from rephost.carrying import stream
from rephost.conversation import Conversation
from rephost.earlier import Earlier
from rephost.errors import RecordingError
from rephost.keys import keys_of
from rephost.link import host_ns
from rephost.links import Opener
from rephost.newfile import check_free
from rephost.progress import Progress
from rephost.recorder import Recorder
from rephost.recording import Reader, Writer
from rephost.scripts import setting_of
from rephost.words import clock

_SHOWN_EVERY_S: Final = 0.5
# All that a recording can be which was killed in its first frame.
_LONGEST_WRAPPED: Final = repwire.MAX_NOTIFY_SIZE + repwire.CRC_SIZE + 3


def run(args: argparse.Namespace) -> None:
    """Record what a strap sends, for so many seconds or until Ctrl-C."""
    path = Path(args.out or time.strftime("%Y-%m-%d-%H%M%S.rep"))
    progress = Progress()
    if args.resume and path.exists():
        reader = Reader(path)
        for item in reader:
            progress.take(item)
        if not reader.good_frames and reader.bytes_read > _LONGEST_WRAPPED:
            raise RecordingError(f"{path}: this is no recording, it cannot be gone on with")
    else:
        check_free(path)
    with Writer(path, resume=args.resume) as writer:
        try:
            asyncio.run(_record(args, writer, progress, path.parent))
        finally:
            if not path.stat().st_size:
                path.unlink()
    if not path.exists():
        raise KeyboardInterrupt
    print(f"{path}: {_so_far(progress)}")
    print(f"repbelt analyze {shlex.quote(str(path))}")


async def _record(
    args: argparse.Namespace, writer: Writer, progress: Progress, folder: Path
) -> None:
    conversation = Conversation(
        progress,
        setting_of(args.rate, args.acc, args.gyr),
        keys_of,
        earlier=Earlier(folder),
    )
    recorder = Recorder(
        conversation, writer, on_trouble=lambda why: print(f"repbelt: {why}", file=sys.stderr)
    )
    end = _End(conversation, args.seconds)
    streaming = asyncio.ensure_future(stream(Opener(args.strap), recorder, end.is_reached))
    showing = asyncio.ensure_future(_show(progress)) if sys.stderr.isatty() else None
    with _signals(lambda: end.ask(streaming)):
        try:
            await streaming
        except asyncio.CancelledError:
            if not end.is_asked:
                raise
        finally:
            if showing:
                showing.cancel()


class _End:
    """When it is enough."""

    def __init__(self, conversation: Conversation, seconds: float | None) -> None:
        self.is_asked = False
        self._conversation = conversation
        self._seconds = seconds
        self._began_ns: int | None = None

    def is_reached(self) -> bool:
        """Tell whether it was asked for, or the time is over."""
        if self._began_ns is None and self._conversation.is_streaming:
            self._began_ns = host_ns()
        if self._seconds is None or self._began_ns is None:
            return self.is_asked
        return self.is_asked or host_ns() - self._began_ns >= self._seconds * 1e9

    def ask(self, streaming: "asyncio.Future[None]") -> None:
        """End it: in order while the strap streams, else at once."""
        if self.is_asked or not self._conversation.is_streaming:
            streaming.cancel()
        self.is_asked = True


@contextmanager
def _signals(on_signal: Any) -> Iterator[None]:
    """Call `on_signal` in the loop for Ctrl-C and for a polite kill."""
    loop = asyncio.get_running_loop()
    before = {
        number: signal.signal(number, lambda *_: loop.call_soon_threadsafe(on_signal))
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


async def _show(progress: Progress) -> None:
    """Show how it goes in one line on a terminal."""
    from rich.console import Console

    with Console(stderr=True).status("looking for the strap") as status:
        while True:
            if progress.arrivals:
                status.update(f"{_so_far(progress)}; Ctrl-C ends it")
            await asyncio.sleep(_SHOWN_EVERY_S)


def _so_far(progress: Progress) -> str:
    arrivals = progress.arrivals
    if arrivals is None:
        return "no samples"
    missing = sum(stop - start for start, stop in arrivals.missing(sys.maxsize, sys.maxsize))
    rate_hz = progress.config.odr_hz if progress.config else 0.0
    length = f"{clock((arrivals.end - arrivals.first) / rate_hz)} min, " if rate_hz else ""
    lacks = f", {missing} on their way" if missing else ""
    return f"{length}{progress.samples} samples{lacks}"
