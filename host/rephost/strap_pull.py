"""`repbelt strap pull`: recordings from the strap's flash into files here."""

import argparse
import asyncio
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import repwire
from rephost.carrying import ask_strap
from rephost.commands_strap import greeted, with_strap
from rephost.errors import RefusedError
from rephost.info import Info
from rephost.link import Link
from rephost.strap_files import StrapFile, delete, fetch, list_files, stop_recording, verify


def run(args: argparse.Namespace) -> None:
    """Fetch every recording; what was begun before is gone on with."""
    folder = Path(args.to)
    if not folder.is_dir():
        raise FileNotFoundError(2, "", str(folder))

    async def use(link: Link, info: Info) -> int:
        await greeted(link, info)
        await ask_strap(link, stop_recording())
        files = await ask_strap(link, list_files())
        with _progress(sum(file.size for file in files)) as on_bytes:
            for file in files:
                print(await _pull(link, info, file, folder, on_bytes, keep=args.keep))
        return len(files)

    if not asyncio.run(with_strap(args.strap, use)):
        print("the strap holds no recordings", file=sys.stderr)


async def _pull(
    link: Link,
    info: Info,
    file: StrapFile,
    folder: Path,
    on_bytes: Callable[[int], None],
    *,
    keep: bool,
) -> Path:
    """Fetch one file, and delete it on the strap when it is whole here."""
    path = folder / f"{info.name}-{file.boot_id:08x}-{file.number:05}.rep"
    if not (path.exists() and path.stat().st_size == file.size):
        await _fetch(link, file, path, on_bytes)
    if not keep:
        try:
            await ask_strap(link, delete(file))
        except RefusedError as exc:
            if exc.status != repwire.BAD_STATE:
                raise
            # Switched off since it gave us the first part, the strap no longer knows that it did.
            path.with_name(f"{path.name}.part").unlink(missing_ok=True)
            await _fetch(link, file, path, lambda size: None)
            await ask_strap(link, delete(file))
    return path


async def _fetch(link: Link, file: StrapFile, path: Path, on_bytes: Callable[[int], None]) -> None:
    part = path.with_name(f"{path.name}.part")
    await ask_strap(link, fetch(file, part, on_bytes))
    verify(part, file)
    part.replace(path)


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
