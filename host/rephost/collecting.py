"""Recordings on a strap's flash, each brought into a file of its own and deleted there."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final, NamedTuple

import repwire
from rephost.errors import RefusedError
from rephost.info import Info
from rephost.strap_files import StrapFile, delete, fetch, is_damaged
from rephost.talk import Script

_HEX: Final = "[0-9a-f]"
_DIGIT: Final = "[0-9]"


class Collected(NamedTuple):
    """A recording that was brought in: all of it, or as far as it can be read."""

    path: Path
    is_new: bool = True
    """Whether it was not here before."""
    is_resumed: bool = False
    """Whether a part of it was."""
    is_damaged: bool = False
    """It then stays on the strap."""
    is_refused: bool = False
    """Whether the strap would not delete it without its button pressed."""


def collect(
    info: Info,
    file: StrapFile,
    folder: Path,
    on_bytes: Callable[[int], None] = lambda size: None,
    *,
    keep: bool = False,
) -> Script[Collected]:
    """Fetch a recording, going on with what is here of it; delete it on the strap when it is whole.

    One that the strap's flash no longer gives whole is left there, and here in its `.part`.
    """
    path = folder / _name_of(info, file)
    part = _part_of(path)
    is_resumed = part.exists() and part.stat().st_size > 0
    is_new = not (path.exists() and path.stat().st_size == file.size)
    got = Collected(path, is_new, is_resumed and is_new)
    try:
        if is_new:
            yield from _fetch(file, path, on_bytes)
        part.unlink(missing_ok=True)  # of what is whole here
        if is_damaged(path):
            return got._replace(is_damaged=True)
        if keep:
            return got
        try:
            yield from delete(file)
        except RefusedError as exc:
            if exc.status != repwire.BAD_STATE:
                raise
            # Switched off since it gave us the first part, the strap no longer knows that it did.
            part.unlink(missing_ok=True)
            yield from _fetch(file, path)
            if is_damaged(path):
                return got._replace(is_damaged=True)
            yield from delete(file)
    except RefusedError as exc:
        if exc.status == repwire.NOT_AUTHORIZED:
            return got._replace(is_refused=True)
        if exc.status != repwire.FAILED:
            raise
        return Collected(part if part.exists() else path, is_damaged=True)
    if not file.size:
        path.unlink()  # the power was cut when it had just begun
    return got


def finish_parts(info: Info, files: Iterable[StrapFile], folder: Path) -> list[Path]:
    """Make recordings of the parts of what a strap no longer has; returns those that are new."""
    awaited = {_part_of(folder / _name_of(info, file)) for file in files}
    finished = []
    # To the digit: a strap's name may begin as another's does.
    for part in sorted(
        folder.glob(f"{_prefix(info)}{_HEX * 8}-{_DIGIT * 10}-{_DIGIT * 5}.rep.part")
    ):
        path = part.with_suffix("")
        size = part.stat().st_size
        if part in awaited:
            continue
        if size > (path.stat().st_size if path.exists() else 0):
            part.replace(path)
            finished.append(path)
        else:
            part.unlink()
    return finished


def _fetch(
    file: StrapFile, path: Path, on_bytes: Callable[[int], None] = lambda size: None
) -> Script[None]:
    yield from fetch(file, _part_of(path), on_bytes)
    _part_of(path).replace(path)


def _name_of(info: Info, file: StrapFile) -> str:
    # Its number alone will not do: when all are deleted the strap counts from 1 again.
    return f"{_prefix(info)}{file.boot_id:08x}-{file.t0:010}-{file.number:05}.rep"


def _prefix(info: Info) -> str:
    # Whoever names a strap does not say in which folder we write.
    return "".join(c if c.isalnum() or c in " _-" else "_" for c in info.name) + "-"


def _part_of(path: Path) -> Path:
    return path.with_name(f"{path.name}.part")
