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
from rephost.errors import LinkError, RefusedError
from rephost.info import Info
from rephost.link import Link
from rephost.strap_files import StrapFile, delete, fetch, is_damaged, list_files, stop_recording


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
    damaged: list[str] = []

    async def use(link: Link, info: Info) -> int:
        await greeted(link, info)
        await ask_strap(link, stop_recording())
        files = await ask_strap(link, list_files())
        with _progress(sum(file.size for file in files)) as on_bytes:
            for file in files:
                path = folder / _name_of(info, file)
                if not (path.exists() and path.stat().st_size == file.size):
                    await _fetch(link, file, path, on_bytes)
                if is_damaged(path):
                    damaged.append(str(path))
                elif not keep:
                    await _delete(link, file, path)
                if file.size:
                    print(path, flush=True)
                else:  # the power was cut when it had just begun
                    path.unlink()
        return len(files)

    if not await with_strap(where, use):
        print("the strap holds no recordings", file=sys.stderr)
    if damaged:
        raise LinkError(
            f"{', '.join(damaged)}: damaged on the strap's flash: "
            "here as far as it can be read, and left on the strap"
        )


def _name_of(info: Info, file: StrapFile) -> str:
    # Its number alone will not do: when all are deleted the strap counts from 1 again.
    return f"{info.name}-{file.boot_id:08x}-{file.t0:010}-{file.number:05}.rep"


async def _fetch(link: Link, file: StrapFile, path: Path, on_bytes: Callable[[int], None]) -> None:
    """Fetch a file, going on with the part that is here."""
    part = path.with_name(f"{path.name}.part")
    await ask_strap(link, fetch(file, part, on_bytes))
    part.replace(path)


async def _delete(link: Link, file: StrapFile, path: Path) -> None:
    """Delete on the strap a file that is whole here."""
    try:
        await ask_strap(link, delete(file))
    except RefusedError as exc:
        if exc.status != repwire.BAD_STATE:
            raise
        # Switched off since it gave us the first part, the strap no longer knows that it did.
        path.with_name(f"{path.name}.part").unlink(missing_ok=True)
        await _fetch(link, file, path, lambda size: None)
        if is_damaged(path):
            raise LinkError(f"{path}: damaged on the strap's flash, and left there") from exc
        await ask_strap(link, delete(file))


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
