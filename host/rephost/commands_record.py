"""`repbelt record`."""

import argparse
import asyncio
import shlex
import sys
import time
from pathlib import Path
from typing import Final

from rephost.carrying import stream
from rephost.conversation import Conversation
from rephost.keys import key_of
from rephost.link import host_ns
from rephost.links import Opener
from rephost.newfile import check_free
from rephost.progress import Progress, progress_of, so_far
from rephost.recorder import Recorder
from rephost.recording import Writer
from rephost.scripts import setting_of
from rephost.stopping import when_told_to_stop

_SHOWN_EVERY_S: Final = 0.5


def run(args: argparse.Namespace) -> None:
    """Record what a strap sends, for so many seconds or until Ctrl-C."""
    path = Path(args.out or time.strftime("%Y-%m-%d-%H%M%S.rep"))
    if args.resume and path.exists():
        progress = progress_of(path)
    else:
        check_free(path)
        progress = Progress()
    with Writer(path, resume=args.resume) as writer:
        try:
            asyncio.run(_record(args, writer, progress))
        finally:
            if not path.stat().st_size:
                path.unlink()
    if not path.exists():
        raise KeyboardInterrupt
    print(f"{path}: {so_far(progress)}")
    print(f"repbelt analyze {shlex.quote(str(path))}")


async def _record(args: argparse.Namespace, writer: Writer, progress: Progress) -> None:
    conversation = Conversation(progress, setting_of(args.rate, args.acc, args.gyr), key_of)
    recorder = Recorder(
        conversation, writer, on_trouble=lambda why: print(f"repbelt: {why}", file=sys.stderr)
    )
    end = _End(conversation, args.seconds)
    streaming = asyncio.ensure_future(stream(Opener(args.strap), recorder, end.is_reached))
    showing = asyncio.ensure_future(_show(progress)) if sys.stderr.isatty() else None
    with when_told_to_stop(lambda: end.ask(streaming)):
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


async def _show(progress: Progress) -> None:
    """Show how it goes in one line on a terminal."""
    from rich.console import Console

    with Console(stderr=True).status("looking for the strap") as status:
        while True:
            if progress.arrivals:
                status.update(f"{so_far(progress)}; Ctrl-C ends it")
            await asyncio.sleep(_SHOWN_EVERY_S)
