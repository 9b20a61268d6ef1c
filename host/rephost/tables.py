"""CSV and Parquet tables of samples, read block by block."""

import atexit
import os
import tempfile
import time
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute
from numpy.typing import NDArray
from pyarrow import csv, parquet

from rephost.columns import TIME, resolve
from rephost.dialect import (
    check_numbers,
    decimal_point,
    dialect,
    has_times_of_day,
    has_typographic_minus,
    is_utf_16,
    write_plain,
)
from rephost.errors import TableError

PARQUET_MAGIC: Final = b"PAR1"
CSV_BLOCK_BYTES: Final = 4 << 20
PARQUET_BLOCK_ROWS: Final = 1 << 16
LONGEST_WAIT_S: Final = 5.0
"""For the threads of the table library, at the end of a command."""


@dataclass(frozen=True)
class Block:
    """Consecutive rows in seconds, g and degrees per second; NaN and infinities as they lie."""

    t_s: NDArray[np.float64]
    """Shape (n,), from the table's first row on where the table holds dates, else as written."""
    values: NDArray[np.float64]
    """Shape (n, 6) ax ay az gx gy gz, or (n, 3) where the table has no gyro."""


class Table:
    """A CSV or Parquet file whose columns were found; may be read more than once."""

    def __init__(self, path: Path, columns: str | None = None) -> None:
        self.path = path
        self.damaged_rows = 0
        """Rows of a CSV file, met in the last reading, that have not the header's length."""
        with path.open("rb") as file:
            start = file.read(1 << 16)
        if not start:
            raise TableError(f"{path}: the file is empty")
        self._is_parquet = start.startswith(PARQUET_MAGIC)
        if not self._is_parquet and b"\0" in start and not is_utf_16(start):
            raise TableError(f"{path}: this is neither CSV nor Parquet")
        self._dialect = dialect(start)
        self._has_typographic_minus = not self._is_parquet and has_typographic_minus(
            path, self._dialect.encoding
        )
        with _explained(path):
            self._schema = self._found_schema()
            self._sources = resolve(columns, self._schema.names)
        time = self._sources[TIME].column
        place = self._schema.get_field_index(time)
        if not self._is_parquet and has_times_of_day(start, self._dialect, time):
            # The library takes them for text, or for whole seconds.
            self._schema = self._schema.set(place, pa.field(time, pa.time64("ns")))
        elif not self._is_parquet and pa.types.is_time(self._schema.field(place).type):
            # 10:00, which may be minutes and seconds as well.
            self._schema = self._schema.set(place, pa.field(time, pa.float64()))
        self._numeric = [
            source.column
            for source in self._sources.values()
            if not _has_unit(self._schema.field(source.column).type)
        ]
        self._decimal_point = "."
        if not self._is_parquet:
            self._decimal_point = decimal_point(start, self._dialect, self._numeric)

    def blocks(self) -> Iterator[Block]:
        """Read the table from its start.

        Raises
        ------
        TableError
            The content is no table, or a value is no number.
        """
        self.damaged_rows = 0
        time, *others = self._sources.values()
        origin: int | None = None
        with _explained(self.path):
            for batch in self._parquet() if self._is_parquet else self._csv():
                stamps = batch.column(time.column)
                if _has_unit(stamps.type):
                    ticks = _ticks(stamps)
                    if origin is None:
                        origin = next((tick.as_py() for tick in ticks if tick.is_valid), None)
                    t_s = _floats(pyarrow.compute.subtract(ticks, origin or 0), time.column)
                    t_s *= _TICK_S[stamps.type.unit]
                else:
                    t_s = _floats(stamps, time.column) * time.factor
                values = np.empty((len(t_s), len(others)))
                for axis, source in enumerate(others):
                    values[:, axis] = _floats(batch.column(source.column), source.column)
                    values[:, axis] *= source.factor
                yield Block(t_s, values)

    def _found_schema(self) -> pa.Schema:
        if self._is_parquet:
            return parquet.read_schema(self._file())
        with self._reader() as reader:
            return reader.schema

    def _file(self) -> pa.NativeFile:
        # As bytes: of a name that is text the library wants UTF-8.
        return pa.OSFile(os.fsencode(self.path))

    @contextmanager
    def _text(self) -> Iterator[pa.NativeFile]:
        if not self._has_typographic_minus:
            yield self._file()
            return
        # Not a stream of ours: its threads would be in the middle of Python when Python ends.
        with tempfile.NamedTemporaryFile() as plain:
            write_plain(self.path, self._dialect.encoding, cast(BinaryIO, plain))
            plain.flush()
            yield pa.OSFile(plain.name)

    def _parquet(self) -> Iterator[pa.RecordBatch]:
        wanted = [source.column for source in self._sources.values()]
        with parquet.ParquetFile(self._file(), page_checksum_verification=True) as file:
            yield from file.iter_batches(PARQUET_BLOCK_ROWS, columns=wanted)

    def _csv(self) -> Iterator[pa.RecordBatch]:
        types = {
            name: pa.float64() if name in self._numeric else self._schema.field(name).type
            for name in (source.column for source in self._sources.values())
        }
        options = csv.ConvertOptions(
            include_columns=list(types), column_types=types, decimal_point=self._decimal_point
        )
        try:
            with self._reader(options) as reader:
                yield from reader
        except pa.ArrowInvalid:
            nulls = options.null_values
            check_numbers(self.path, self._dialect, self._numeric, nulls, self._decimal_point)
            raise

    @contextmanager
    def _reader(self, cells: csv.ConvertOptions | None = None) -> Iterator[Any]:
        """Open the CSV file; without options each column is taken for what it looks like."""
        skip = self._skip
        atexit.register(_wait_for_the_end_of, weakref.ref(skip))
        with (
            self._text() as text,
            csv.open_csv(
                text,
                read_options=csv.ReadOptions(
                    block_size=CSV_BLOCK_BYTES,
                    encoding="utf-8" if self._has_typographic_minus else self._dialect.encoding,
                    skip_rows=self._dialect.skipped,
                ),
                parse_options=csv.ParseOptions(
                    delimiter=self._dialect.delimiter, invalid_row_handler=skip
                ),
                convert_options=cells,
            ) as reader,
        ):
            yield reader

    def _skip(self, _: csv.InvalidRow) -> str:
        self.damaged_rows += 1
        return "skip"


def _wait_for_the_end_of(handler: weakref.ref[Any]) -> None:
    """Wait until the table library has let go of a handler, which it does in a thread of its own.

    Were Python gone by then, the library would abort the process.
    """
    give_up_s = time.monotonic() + LONGEST_WAIT_S
    while handler() is not None and time.monotonic() < give_up_s:
        time.sleep(0.001)


_TICK_S: Final = {"s": 1.0, "ms": 1e-3, "us": 1e-6, "ns": 1e-9}


def _has_unit(of: pa.DataType) -> bool:
    """Tell whether times say themselves what they are."""
    return bool(pa.types.is_timestamp(of) or pa.types.is_time(of) or pa.types.is_duration(of))


def _ticks(times: Any) -> Any:
    """Return a column of times as whole numbers of its unit."""
    if pa.types.is_time32(times.type):
        times = times.cast(pa.int32())
    return times.cast(pa.int64())


def _floats(column: Any, name: str) -> NDArray[np.float64]:
    """Turn a numeric column into a fresh array, nulls into NaN."""
    if not (pa.types.is_floating(column.type) or pa.types.is_integer(column.type)):
        if not pa.types.is_null(column.type) and not pa.types.is_decimal(column.type):
            raise TableError(f"column {name} should hold numbers and holds {column.type}")
        column = column.cast(pa.float64())
    return np.array(column.to_numpy(zero_copy_only=False), np.float64)


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Turn the table library's errors into ours, and name the file."""
    try:
        yield
    except TableError as exc:
        raise TableError(f"{path}: {exc}") from exc
    except (pa.ArrowException, UnicodeDecodeError, OSError) as exc:
        if isinstance(exc, OSError) and exc.errno is not None:
            raise  # of the system; the library calls damage so, too, without a number
        reason = " ".join(str(exc).split())
        raise TableError(f"{path}: cannot be read as a table: {reason[:200]}") from exc
