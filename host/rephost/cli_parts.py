"""What the parts of the command line share."""

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING, NoReturn

from rephost.errors import UsageError
from rephost.exercises import NAMED

if TYPE_CHECKING:
    from _typeshed import SupportsWrite

    Commands = argparse._SubParsersAction["Parser"]

EXERCISES = ("auto", *NAMED)

TABLES_HELP = """\
tables:
  CSV and Parquet files need the columns t_s, ax_g, ay_g, az_g and, with a gyro,
  gx_dps, gy_dps, gz_dps. --columns maps other names and units, separated by commas:
    NAME=COLUMN, NAME=COLUMN*NUMBER, NAME=COLUMN/NUMBER
                          where a column is found       t_s=time/1000,ax_g=accX
    t=UNIT                s, ms, us or ns               t=ms
    acc=UNIT              g, mg or m/s2                 acc=m/s2
    gyr=UNIT              dps, mdps or rad/s; none leaves the gyro out
  example: --columns t_s=time,ax_g=x,ay_g=y,az_g=z,t=ms,acc=m/s2,gyr=none
"""


class Parser(argparse.ArgumentParser):
    """An argument parser whose errors are sentences like all others."""

    def error(self, message: str) -> NoReturn:
        """Raise a UsageError."""
        raise UsageError(f"{message} (see {self.prog} --help)")

    def print_help(self, file: "SupportsWrite[str] | None" = None) -> None:
        """Print the help; argparse's own way says nothing of a full disk."""
        print(self.format_help(), end="", file=file)


def add(commands: "Commands", name: str, does: str, *, tables: bool = False) -> Parser:
    """Add a command."""
    return commands.add_parser(
        name,
        help=does,
        description=does[0].upper() + does[1:] + ".",
        epilog=TABLES_HELP if tables else None,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def add_file(parser: Parser) -> None:
    """Add the recording that is meant."""
    parser.add_argument("file", metavar="FILE", help="recording, CSV or Parquet, or a session's id")


def add_exercise(parser: Parser) -> None:
    """Add which exercise it is."""
    parser.add_argument(
        "--exercise",
        choices=EXERCISES,
        help="name it for the whole file; auto: find out (else as chosen in the recording)",
    )


def add_columns(parser: Parser) -> None:
    """Add how a table's columns are called."""
    parser.add_argument("--columns", metavar="MAP", help="other names and units in a table")


def add_where(parser: Parser, usual: str = "ble") -> None:
    """Add which strap is meant."""
    parser.add_argument(
        "--strap",
        default=usual,
        metavar="WHERE",
        help="usb:PORT, usb (the only board plugged in), ble (the only strap in reach), or its "
        "name (%(default)s)",
    )


def add_setting(parser: Parser) -> None:
    """Add how the sensor is set up."""
    for name, metavar, least, most, does in (
        ("--rate", "HZ", 12, 1000, "samples a second, 12 to 1000"),
        ("--acc", "G", 2, 32, "range of acceleration, 2 to 32"),
        ("--gyr", "DPS", 0, 2000, "range of rotation, 0 for none, to 2000"),
    ):
        parser.add_argument(name, type=between(least, most), metavar=metavar, help=does)


def between(least: int, most: int) -> Callable[[str], int]:
    """Return what reads a whole number within limits."""

    def read(text: str) -> int:
        number = int(text) if text.isdecimal() and text.isascii() else -1
        if not least <= number <= most:
            raise argparse.ArgumentTypeError(f"{text!r} is no whole number from {least} to {most}")
        return number

    return read


def above_zero(text: str) -> float:
    """Read a number above 0."""
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is no number above 0")
    return number
