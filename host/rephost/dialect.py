"""How a CSV file is written: its encoding, what separates its columns, its decimal point."""

import codecs
import csv
import io
import re
from collections.abc import Collection, Iterable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import BinaryIO, NamedTuple, TextIO

from rephost.errors import TableError

_DECIMAL_COMMA = re.compile(r"[-+]?\d*,\d+(?:[eE][-+]?\d+)?")
_SEPARATOR = re.compile(r"sep=(?P<separator>[,;\t])", re.IGNORECASE)
_CLOCK_TIME = re.compile(r"(?:\S+[ T])?\d+:\d\d(?::\d\d)?(?:[.,]\d+)?(?: ?[AP]M)?", re.IGNORECASE)
_TIME_OF_DAY = re.compile(r"\d\d:\d\d:\d\d(?:\.\d{1,9})?")
_MINUS = "\N{MINUS SIGN}"
_MOST_SHOWN = 30
_BLOCK_LETTERS = 1 << 16


class Dialect(NamedTuple):
    """What must be known of a CSV file to split it into cells."""

    encoding: str
    delimiter: str
    skipped: int = 0
    """Lines before the names: `sep=;` as Excel writes it, comments that begin with #."""


def dialect(start: bytes) -> Dialect:
    """Tell a file's dialect from its first bytes."""
    encoding = _encoding(start)
    decoded = codecs.getincrementaldecoder(encoding)("replace").decode(start)
    lines = io.StringIO(decoded, newline=None).readlines()
    separator = ""
    skipped = 0
    for line in lines:
        told = _SEPARATOR.fullmatch(line.lstrip("\ufeff").rstrip())
        if told:
            separator = told["separator"]
        elif not line.lstrip("\ufeff").startswith("#"):
            break
        skipped += 1
    header = "".join(lines[skipped : skipped + 1])
    return Dialect(encoding, separator or max(",;\t", key=header.count), skipped)


def has_typographic_minus(path: Path, encoding: str) -> bool:
    """Tell whether there is a minus sign in a file that the table library takes for none."""
    with path.open(encoding=encoding, errors="replace", newline="") as text:
        return any(_MINUS in block for block in _blocks(text))


def write_plain(path: Path, encoding: str, out: BinaryIO) -> None:
    """Write a file once more, in UTF-8 and with plain minus signs."""
    with path.open(encoding=encoding, errors="replace", newline="") as text:
        for block in _blocks(text):
            out.write(block.replace(_MINUS, "-").encode())


def is_utf_16(start: bytes) -> bool:
    """Tell whether a file begins as Excel's Unicode text does."""
    return start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))


def decimal_point(start: bytes, spoken: Dialect, columns: Collection[str]) -> str:
    """Return "," if the numbers of these columns are written so, beyond doubt, else "."."""
    cells = [
        cell for row in _rows(_whole_lines(start, spoken), spoken, columns) for cell in row.values()
    ]
    has_comma = any(_DECIMAL_COMMA.fullmatch(cell) for cell in cells)
    return "," if has_comma and not any("." in cell for cell in cells) else "."


def has_times_of_day(start: bytes, spoken: Dialect, column: str) -> bool:
    """Tell whether a column holds 10:00:00.000 and the like, as far as it can be seen."""
    rows = _rows(_whole_lines(start, spoken), spoken, [column])
    cells = [cell for row in rows for cell in row.values() if cell]
    return bool(cells) and all(_TIME_OF_DAY.fullmatch(cell) for cell in cells)


def check_numbers(
    path: Path, spoken: Dialect, columns: Collection[str], nulls: Collection[str], point: str
) -> None:
    """Raise TableError that names the first cell of these columns which holds no number."""
    with path.open(encoding=spoken.encoding, errors="replace", newline="") as file:
        for number, row in enumerate(_rows(file, spoken, columns), 1):
            for name, cell in row.items():
                if cell in nulls or _is_number(cell.replace(point, ".")):
                    continue
                shown = cell if len(cell) <= _MOST_SHOWN else f"{cell[:_MOST_SHOWN]}…"
                raise TableError(
                    f"row {number} of column {name} holds {shown!r}, which is no number"
                    f"{_remedy(cell)}"
                )


def _remedy(cell: str) -> str:
    if _DECIMAL_COMMA.fullmatch(cell):
        return " (numbers need a decimal point)"
    if _CLOCK_TIME.fullmatch(cell):
        return " (write times as seconds or as 2025-01-31 10:00:00.000; the date is not needed)"
    return ""


def _blocks(text: TextIO) -> Iterator[str]:
    return iter(partial(text.read, _BLOCK_LETTERS), "")


def _whole_lines(start: bytes, spoken: Dialect) -> io.StringIO:
    decoded = codecs.getincrementaldecoder(spoken.encoding)("replace").decode(start)
    return io.StringIO(decoded[: decoded.rfind("\n") + 1] or decoded, newline="")


def _rows(
    lines: Iterable[str], spoken: Dialect, columns: Collection[str]
) -> Iterator[dict[str, str]]:
    """Yield the cells of some columns, of every row that has the header's length."""
    plain = (line.replace(_MINUS, "-") for line in islice(lines, spoken.skipped, None))
    rows = csv.reader(plain, delimiter=spoken.delimiter)
    header = next(rows, [])
    places = {name: header.index(name) for name in columns if name in header}
    for row in rows:
        if len(row) == len(header):
            yield {name: row[place].strip() for name, place in places.items()}


def _encoding(start: bytes) -> str:
    if is_utf_16(start):
        return "utf-16"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(start)
    except UnicodeDecodeError:
        return "latin-1"
    return "utf-8"


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
