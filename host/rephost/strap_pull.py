"""`repbelt strap pull`: recordings from the strap's flash into files here."""

import argparse
import asyncio
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import repwire
from rephost.carrying import ask_strap
from rephost.collecting import Collected, collect, finish_parts
from rephost.commands_strap import greeted, with_strap
from rephost.errors import LinkError, RefusedError
from rephost.info import Info
from rephost.link import Link
from rephost.scripts import tell
from rephost.strap_files import StrapFile, list_files, stop_recording
from rephost.words import several

_WANTS_BUTTON: Final = (
    "by Bluetooth it deletes them only if its button was pressed within the last 30 s"
)

_GREETINGS: Final = 10


def run(args: argparse.Namespace) -> None:
    """Fetch every recording; what was begun before is gone on with."""
    folder = Path(args.to)
    if not folder.is_dir():
        raise FileNotFoundError(2, "", str(folder))
    asyncio.run(pull(args.strap, folder, keep=args.keep))


async def pull(where: str, folder: Path, *, keep: bool) -> None:
    """Fetch every recording of a strap into a folder, and delete each that is whole there.

    Raises
    ------
    LinkError
        Also where one is damaged, when all others are here.
    """
    got: list[Collected] = []

    async def use(link: Link, info: Info) -> int:
        await greeted(link, info)
        await ask_strap(link, stop_recording())
        files = await ask_strap(link, list_files())
        with _progress(sum(file.size for file in files)) as on_bytes:
            for file in files:
                one = await _collected(link, info, file, folder, on_bytes, keep=keep)
                got.append(one)
                if one.path.suffix == ".rep" and file.size:
                    print(one.path, flush=True)
        for path in finish_parts(info, files, folder):
            print(path, flush=True)
            _say(f"{path}: no longer on the strap, here as far as it was fetched before")
        return len(files)

    if not await with_strap(where, use):
        _say("the strap holds no recordings")
    for one in got:
        if one.is_resumed:
            _say(f"{one.path}: gone on with where it was interrupted")
    if refused := sum(one.is_refused for one in got):
        _say(f"{several(refused, 'recording')} left on the strap: {_WANTS_BUTTON}")
    if damaged := [str(one.path) for one in got if one.is_damaged]:
        raise LinkError(
            f"{', '.join(damaged)}: damaged on the strap's flash: "
            "here as far as it can be read, and left on the strap"
        )


async def _collected(
    link: Link,
    info: Info,
    file: StrapFile,
    folder: Path,
    on_bytes: Callable[[int], None],
    *,
    keep: bool,
) -> Collected:
    """Bring a recording in; a strap that gave us up meanwhile, silent for 10 s, is greeted anew."""
    for _ in range(_GREETINGS):
        try:
            return await ask_strap(link, collect(info, file, folder, on_bytes, keep=keep))
        except RefusedError as exc:
            if exc.status != repwire.BAD_STATE:
                raise
        info = await ask_strap(link, tell())
        await greeted(link, info)
    return await ask_strap(link, collect(info, file, folder, on_bytes, keep=keep))


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr)


@contextmanager
def _progress(size: int) -> Iterator[Callable[[int], None]]:
    if not sys.stderr.isatty():
        yield lambda size: None
        return
    from rich.console import Console
    from rich.progress import DownloadColumn, Progress, TransferSpeedColumn

    columns = (*Progress.get_default_columns(), DownloadColumn(), TransferSpeedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("fetching", total=size)
        yield lambda size: progress.advance(task, size)
