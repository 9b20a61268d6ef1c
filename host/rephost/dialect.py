"""How a CSV file is written: its encoding, what separates its columns, its decimal point."""

import codecs
import csv
import io
import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from rephost.errors import TableError

_DECIMAL_COMMA = re.compile(r"[-+]?\d*,\d+(?:[eE][-+]?\d+)?")
_MOST_SHOWN = 30


class Dialect(NamedTuple):
    """What must be known of a CSV file to split it into cells."""

    encoding: str
    delimiter: str


def dialect(start: bytes) -> Dialect:
    """Tell a file's dialect from its first bytes."""
    header = start.splitlines()[0].decode("utf-8", "replace")
    return Dialect(_encoding(start), max(",;\t", key=header.count))


def decimal_point(start: bytes, spoken: Dialect, columns: Collection[str]) -> str:
    """Return "," if the numbers of these columns are written so, beyond doubt, else "."."""
    whole_lines = start[: start.rfind(b"\n") + 1] or start
    text = io.StringIO(whole_lines.decode(spoken.encoding, "replace"), newline="")
    cells = [cell for row in _rows(text, spoken, columns) for cell in row.values()]
    has_comma = any(_DECIMAL_COMMA.fullmatch(cell) for cell in cells)
    return "," if has_comma and not any("." in cell for cell in cells) else "."


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
                hint = " (numbers need a decimal point)" if _DECIMAL_COMMA.fullmatch(cell) else ""
                raise TableError(
                    f"row {number} of column {name} holds {shown!r}, which is no number{hint}"
                )


def _rows(
    lines: Iterable[str], spoken: Dialect, columns: Collection[str]
) -> Iterator[dict[str, str]]:
    """Yield the cells of some columns, of every row that has the header's length."""
    rows = csv.reader(lines, delimiter=spoken.delimiter)
    header = next(rows, [])
    places = {name: header.index(name) for name in columns if name in header}
    for row in rows:
        if len(row) == len(header):
            yield {name: row[place].strip() for name, place in places.items()}


def _encoding(start: bytes) -> str:
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
