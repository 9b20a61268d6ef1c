"""What a database says, in the lifter's words: the one border between it and the program."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy import exc

from rephost.errors import RepbeltError, one_line

_DAMAGED: Final = ("malformed", "not a database", "disk image", "corrupt")


class StoreError(RepbeltError):
    """The store cannot be used."""


class ChangedError(StoreError):
    """A session is another than it was when it was looked at."""


class DamagedError(StoreError):
    """The database is damaged."""

    def __init__(self, where: str) -> None:
        super().__init__(
            f"{where}: the database is damaged; `repbelt restore FILE` brings back a backup"
        )


@contextmanager
def explained_by(where: str) -> Iterator[None]:
    """Turn what the database raises into a StoreError that names `where` it lies."""
    try:
        yield
    except exc.NoSuchModuleError as error:
        raise StoreError(f"{where}: there is no such kind of database") from error
    except exc.ArgumentError as error:
        raise StoreError(f"{where}: this is no address of a database") from error
    except exc.DBAPIError as error:
        said = one_line(error.orig)
        if any(word in said for word in _DAMAGED):
            raise DamagedError(where) from error
        raise StoreError(_sentence(where, said)) from error
    except json.JSONDecodeError as error:  # in a row
        raise DamagedError(where) from error


def _sentence(where: str, said: str) -> str:
    if "locked" in said:
        return f"{where}: another process is writing, try again when it is done"
    if "readonly" in said or "read-only" in said:
        return f"{where}: the database may not be written"
    if "disk I/O error" in said:
        return f"{where}: the disk cannot be written or read"
    if "unable to open" in said:
        return f"{where}: the database cannot be opened"
    if "full" in said:
        return f"{where}: there is no room left"
    if "connection" in said or "could not translate host" in said:
        return f"{where}: the database's server cannot be reached: {said}"
    return f"{where}: {said}"
