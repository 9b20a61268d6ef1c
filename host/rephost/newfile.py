"""Files that appear whole or not at all; only what is told to replaces another."""

import errno
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final

_NO_ROOM: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""What only writing can run into; such an error comes without a name."""


def check_free(path: Path) -> None:
    """Raise FileExistsError or FileNotFoundError where `new_file` could not make the file."""
    if os.path.lexists(path):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))
    if not path.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path.parent))


@contextmanager
def new_file(path: Path) -> Iterator[BinaryIO]:
    """Open a new file, to write and read; it gets its name when all is safe on the disk.

    Raises
    ------
    FileExistsError
        There is a file of this name, also where it came meanwhile.
    """
    check_free(path)
    with _grown(path, _give_name) as file:
        yield file


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """Open what takes a file's place, or is the first of its name, when all is safe on the disk."""
    with _grown(path.resolve(), _take_place) as file:
        yield file


@contextmanager
def _grown(path: Path, named: Callable[[Path, Path], None]) -> Iterator[BinaryIO]:
    """Open a file beside the one that is to be; `named` gives it the name in the end."""
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        with _named(path, part), part.open("x+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        named(part, path)
        _keep_name(path.parent)
    finally:
        with suppress(OSError):  # of a folder that takes no files, which has been said
            part.unlink(missing_ok=True)


@contextmanager
def _named(path: Path, part: Path) -> Iterator[None]:
    """Let errors name the file that is to be, not the part that it grows in."""
    try:
        yield
    except OSError as exc:
        if exc.errno in _NO_ROOM or exc.filename == str(part):
            exc.filename = str(path)
        raise


def _give_name(part: Path, path: Path) -> None:
    try:
        # Unlike a rename, a link never replaces a file that came meanwhile.
        path.hardlink_to(part)
    except FileExistsError:
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path)) from None
    except OSError:  # a file system without links
        check_free(path)
        part.rename(path)


def _take_place(part: Path, path: Path) -> None:
    with _named(path, part):
        part.replace(path)


def _keep_name(folder: Path) -> None:
    """Let a name given in a folder outlast a power cut."""
    if hasattr(os, "O_DIRECTORY"):
        opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
