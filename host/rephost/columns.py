"""Which column of a table holds what, in which unit: the `--columns` argument."""

import csv
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from rephost.errors import TableError, UsageError

TIME: Final = "t_s"
ACC: Final = ("ax_g", "ay_g", "az_g")
GYR: Final = ("gx_dps", "gy_dps", "gz_dps")

_KINDS: Final = {"t": (TIME,), "acc": ACC, "gyr": GYR}
_UNITS: Final = {
    "t": {"s": 1.0, "ms": 1e-3, "us": 1e-6, "ns": 1e-9},
    "acc": {"g": 1.0, "mg": 1e-3, "m/s2": 1 / 9.80665, "m/s^2": 1 / 9.80665},
    "gyr": {"dps": 1.0, "mdps": 1e-3, "rad/s": 180 / math.pi},
}
_NUMBER: Final = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
_SCALED: Final = re.compile(rf"(?P<column>.+?)\s*(?P<sign>[*/])\s*(?P<number>{_NUMBER})")
_MOST_NAMED: Final = 20


@dataclass(frozen=True)
class Source:
    """A column of the table and what its values are multiplied by."""

    column: str
    factor: float = 1.0


def resolve(mapping: str | None, found: Sequence[str]) -> dict[str, Source]:
    """Find the source of each of our columns among the names found in a table.

    The gyro's three are all there or all absent.

    Raises
    ------
    UsageError
        The mapping is not of the form that `repbelt import --help` shows.
    TableError
        A column is missing, the message names those found; or there are several of its name.
    """
    by_name: dict[str, str] = {}
    for name in found:
        by_name.setdefault(name.strip(), name)
    sources = {name: Source(name) for name in (TIME, *ACC, *GYR)}
    wants_gyro = True
    units: dict[str, float] = {}
    mapped: set[str] = set()
    for key, value in _assignments(mapping):
        if key in sources:
            sources[key] = _source(value, by_name)
            mapped.add(key)
        elif (key, value) == ("gyr", "none"):
            wants_gyro = False
        elif key in _UNITS:
            if value not in _UNITS[key]:
                raise UsageError(f"--columns: {key} is in {_either(_UNITS[key])}, not {value!r}")
            units[key] = _UNITS[key][value]
        else:
            known = _either((TIME, *ACC, *GYR, *_UNITS))
            raise UsageError(f"--columns: {key!r} is none of {known}")
    has_gyro = any(name in mapped or sources[name].column in by_name for name in GYR)
    if not (wants_gyro and has_gyro):
        sources = {name: sources[name] for name in (TIME, *ACC)}
    missing = [source.column for source in sources.values() if source.column not in by_name]
    if missing:
        raise TableError(
            f"no column {_listed(missing)}; found are {_listed(list(by_name))} "
            "(--columns maps other names and units)"
        )
    names = [by_name[source.column] for source in sources.values()]
    if twice := [name for name in dict.fromkeys(names) if list(found).count(name) > 1]:
        raise TableError(f"more than one column is called {_listed(twice)}")
    factors = {name: units.get(kind, 1.0) for kind, names in _KINDS.items() for name in names}
    return {
        name: Source(by_name[source.column], source.factor * factors[name])
        for name, source in sources.items()
    }


def _assignments(mapping: str | None) -> list[tuple[str, str]]:
    if mapping is None:
        return []
    pairs = []
    for text in next(csv.reader([mapping], skipinitialspace=True), []):
        key, equals, value = (part.strip() for part in text.partition("="))
        if not (key and equals and value):
            raise UsageError(f"--columns: {text!r} is not of the form NAME=COLUMN or acc=UNIT")
        pairs.append((key, value))
    return pairs


def _source(text: str, by_name: dict[str, str]) -> Source:
    """Read `COLUMN`, `COLUMN*NUMBER` or `COLUMN/NUMBER`; a column called `a/2` comes first."""
    scaled = None if text in by_name else _SCALED.fullmatch(text)
    if scaled is None:
        return Source(text)
    number = float(scaled["number"])
    if number == 0 or math.isinf(number):
        raise UsageError(f"--columns: {text!r} leaves nothing of the column")
    return Source(scaled["column"], number if scaled["sign"] == "*" else 1 / number)


def _listed(names: Sequence[str]) -> str:
    shown = [name if len(name) <= 40 else name[:39] + "…" for name in names[:_MOST_NAMED]]
    rest = len(names) - len(shown)
    return ", ".join(shown) + (f" and {rest} more" if rest else "") or "none"


def _either(names: Sequence[str] | dict[str, float]) -> str:
    *most, last = names
    return ", ".join(most) + " or " + last
