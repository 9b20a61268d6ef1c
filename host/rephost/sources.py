"""Whatever a command is given, as a recording: one is opened, a table is converted."""

import os
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, cast

from rephost.decode import Configured, Samples
from rephost.errors import RecordingError, RepbeltError, UsageError, one_line
from rephost.library import locate
from rephost.recording import Reader
from rephost.words import several

TABLE_SUFFIXES: Final = (".csv", ".tsv", ".txt", ".parquet")
RECORDING_SUFFIX: Final = ".rep"

_LARGEST_IN_MEMORY: Final = 32 << 20
_SNIFFED_BYTES: Final = 1 << 16
# What moves a terminal's cursor, or begins another line.
_NO_LETTERS: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


@dataclass(frozen=True)
class Source:
    """An open recording."""

    path: Path
    """Where it came from: the recording itself or the table."""
    file: BinaryIO
    """The recording's bytes, at their start, seekable."""
    size: int
    """Of the recording, in bytes."""
    notes: tuple[str, ...]
    """What there is to say about a table's conversion, one sentence each."""

    @property
    def name(self) -> str:
        """The file's name as it is shown and kept: what is no UTF-8 in it, or no letter, is �."""
        return _shown(self.path)


@contextmanager
def opened(what: str | Path, columns: str | None = None) -> Iterator[Source]:
    """Open a recording, a table or a session of the library.

    Raises
    ------
    RepbeltError
        It is a pipe.
    RecordingError
        Not one frame of it can be read, or it has samples and nothing that says their scale.
    TableError
        The table cannot be read as samples.
    """
    path = locate(str(what))
    with path.open("rb") as file:
        if not file.seekable():
            raise RepbeltError(f"{path}: a pipe is read but once: write it to a file first")
        start = file.read(_SNIFFED_BYTES)
        if not start:
            raise RecordingError(f"{path}: the file is empty")
        if not _is_table(path, start):
            if columns is not None:
                raise UsageError(f"{path}: this is a recording, --columns is for tables")
            file.seek(0)
            _check_readable(path, file)
            yield Source(path, file, os.fstat(file.fileno()).st_size, ())
            return
    with tempfile.SpooledTemporaryFile(_LARGEST_IN_MEMORY) as spool:
        converted = cast(BinaryIO, spool)
        try:
            notes = _convert(path, columns, converted)
        except OSError as exc:
            exc.filename = exc.filename or tempfile.gettempdir()  # where the spool grows
            raise
        size = converted.tell()
        converted.seek(0)
        yield Source(path, converted, size, notes)


def say_notes(source: Source) -> None:
    """Say on stderr what a table's conversion had to do."""
    for note in source.notes:
        print(f"repbelt: {one_line(f'{source.path}: {note}')}", file=sys.stderr)


def _convert(path: Path, columns: str | None, file: BinaryIO) -> tuple[str, ...]:
    # Few commands meet a table: its library takes longer to import than a recording to analyse.
    from rephost.importing import write_recording
    from rephost.sampled import SampledTable
    from rephost.tables import Table

    table = SampledTable(Table(path, columns))
    write_recording(table, _shown(path), file)
    return table.notes


def _shown(path: Path) -> str:
    return _NO_LETTERS.sub(
        "\N{REPLACEMENT CHARACTER}", os.fsencode(path.name).decode("utf-8", "replace")
    )


def _is_table(path: Path, start: bytes) -> bool:
    if start.startswith(b"PAR1") or path.suffix.lower() in TABLE_SUFFIXES:
        return True
    # Every frame of a recording ends with a zero, which no text holds.
    return path.suffix.lower() != RECORDING_SUFFIX and b"\0" not in start


def _check_readable(path: Path, file: BinaryIO) -> None:
    """Raise RecordingError where there is nothing that could be read, or no way to read it."""
    reader = Reader(file)
    samples = 0
    for items in reader.chunks():
        if any(isinstance(item, Configured) for item in items):
            break
        samples += sum(len(item.counts) for item in items if isinstance(item, Samples))
    else:
        if reader.good_frames == reader.unread_frames + reader.unknown_frames:
            # A workbook, say.
            hint = "" if path.suffix.lower() == RECORDING_SUFFIX else "; tables are CSV or Parquet"
            raise RecordingError(
                f"{path}: this is no recording, not one frame of it can be read{hint}"
            )
        if samples:
            raise RecordingError(
                f"{path}: the scale of {several(samples, 'sample')} is not known, "
                "the strap's settings (GET_CONFIG) are missing or damaged"
            )
    file.seek(0)
