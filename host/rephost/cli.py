"""The command line: names and arguments; each command's module is imported when it runs."""

import argparse
import gc
import importlib
import os
import sys
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import TYPE_CHECKING, NoReturn

from rephost.errors import UsageError, guarded
from rephost.exercises import COUNTED

if TYPE_CHECKING:
    from _typeshed import SupportsWrite

EXERCISES = ("auto", *COUNTED)
SAMPLE_FORMATS = ("csv", "parquet")
REP_FORMATS = ("reps-csv", "reps-parquet")
PAGE_PORT = 8377
"""Fixed, as a browser keeps the kind of sound by address; the next one where it is in use."""

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


class _Parser(argparse.ArgumentParser):
    """An argument parser whose errors are sentences like all others."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message} (see {self.prog} --help)")

    def print_help(self, file: "SupportsWrite[str] | None" = None) -> None:
        """Print the help; argparse's own way says nothing of a full disk."""
        print(self.format_help(), end="", file=file)


class _Version(argparse.Action):
    def __call__(self, *_: object) -> NoReturn:
        from importlib.metadata import version

        print(f"repbelt {version('repbelt')}")
        raise SystemExit(0)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code (0 done, 1 failed, 2 wrong use)."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # closed by who called us; what is said then goes nowhere
            setattr(sys, name, open(os.devnull, "w"))  # noqa: SIM115, PTH123 - to the end
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal without ° shows ?, and goes on
    return guarded(lambda: _run(argv))


def _run(argv: Sequence[str] | None) -> int:
    try:
        args = _parser().parse_args(argv)
    except SystemExit as done:  # --help and --version
        return int(done.code or 0)
    result = _command(args.command).run(args)
    return int(result or 0)


def _command(name: str) -> ModuleType:
    """Import a command; all that this makes stays, so no garbage is looked for in it."""
    gc.disable()
    try:
        return importlib.import_module(f"rephost.commands_{name}")
    finally:
        gc.freeze()
        gc.enable()


def _parser() -> _Parser:
    parser = _Parser(
        prog="repbelt",
        description="Reps, tempo and time under tension from a sensor on the lifter's belt.",
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version")
    commands = parser.add_subparsers(
        dest="command", metavar="COMMAND", required=True, parser_class=_Parser
    )
    _add_analyze(commands)
    _add_replay(commands)
    _add_accuracy(commands)
    _add_import(commands)
    _add_export(commands)
    _add_record(commands)
    _add_train(commands)
    _add_strap(commands)
    _add_plan(commands)
    return parser


def _add_analyze(commands: "argparse._SubParsersAction[_Parser]") -> None:
    parser = _add(commands, "analyze", "count the reps of a recording", tables=True)
    _add_file(parser)
    parser.add_argument("--json", action="store_true", help="print JSON instead of tables")
    _add_exercise(parser)
    parser.add_argument("--plot", metavar="OUT", help="draw the hinge angle: OUT.png or OUT.html")
    _add_columns(parser)


def _add_replay(commands: "argparse._SubParsersAction[_Parser]") -> None:
    parser = _add(commands, "replay", "print the events of a recording as they happen", tables=True)
    _add_file(parser)
    parser.add_argument(
        "--pace",
        type=_above_zero,
        metavar="X",
        help="1 as fast as it was, 2 twice as fast (flat out)",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object a line")
    _add_exercise(parser)
    _add_columns(parser)


def _add_accuracy(commands: "argparse._SubParsersAction[_Parser]") -> None:
    parser = _add(commands, "accuracy", "measure the analysis against labels")
    parser.add_argument(
        "paths",
        metavar="DIR|FILE",
        nargs="+",
        help="recordings with labels beside them, or a folder with a manifest.csv",
    )
    parser.add_argument("--json", action="store_true", help="print JSON instead of tables")
    _add_exercise(parser)


def _add_import(commands: "argparse._SubParsersAction[_Parser]") -> None:
    parser = _add(commands, "import", "turn a table into a recording", tables=True)
    parser.add_argument("file", metavar="FILE", help="CSV, Parquet or recording")
    parser.add_argument(
        "-o",
        metavar="OUT.rep",
        dest="out",
        help="only convert, to this file; else into the library",
    )
    _add_columns(parser)


def _add_export(commands: "argparse._SubParsersAction[_Parser]") -> None:
    parser = _add(commands, "export", "turn a recording into a table", tables=True)
    parser.add_argument("what", metavar="WHAT", help="recording, CSV or Parquet, or a session's id")
    parser.add_argument(
        "--format", choices=SAMPLE_FORMATS + REP_FORMATS, required=True, help="samples or reps"
    )
    parser.add_argument("-o", metavar="OUT", dest="out", help="else NAME.csv … in this folder")
    _add_exercise(parser)
    _add_columns(parser)


def _add_record(commands: "argparse._SubParsersAction[_Parser]") -> None:
    parser = _add(commands, "record", "record what the strap sends")
    _add_where(parser)
    parser.add_argument("-o", metavar="FILE", dest="out", help="else DATE-TIME.rep in this folder")
    parser.add_argument(
        "--seconds", type=_above_zero, metavar="S", help="stop after so long (else by Ctrl-C)"
    )
    parser.add_argument(
        "--resume", action="store_true", help="go on with FILE, fetching what it lacks"
    )
    _add_setting(parser)


def _add_train(commands: "argparse._SubParsersAction[_Parser]") -> None:
    parser = _add(commands, "train", "record and count live, with a page that shows it")
    parser.add_argument(
        "--strap",
        action="append",
        metavar="WHERE",
        help="usb:PORT, usb, ble, a strap's name, or replay:FILE for a recording as if it were "
        "live (the strap used last); once for each lifter",
    )
    parser.add_argument(
        "--exercise", choices=EXERCISES, help="what will be done; auto: find out (auto)"
    )
    parser.add_argument(
        "--plan", metavar="PLAN", help="what to do, by name or file; see `repbelt plan list`"
    )
    parser.add_argument(
        "--pace", type=_above_zero, default=1.0, metavar="X", help="of a replay (1)"
    )
    parser.add_argument("--terminal", action="store_true", help="show it here, without a page")
    parser.add_argument("--lan", action="store_true", help="let a phone in the same net see it")
    parser.add_argument(
        "--port", type=_between(0, 65535), default=PAGE_PORT, metavar="N", help="(%(default)s)"
    )
    parser.add_argument("--no-browser", action="store_true", help="do not open the page")
    parser.add_argument("--no-page", action="store_true", help=argparse.SUPPRESS)
    left = parser.add_mutually_exclusive_group()
    left.add_argument(
        "--continue", dest="continues", action="store_true", help="go on with what was not closed"
    )
    left.add_argument("--close", dest="closes", action="store_true", help="close it")


def _add_strap(commands: "argparse._SubParsersAction[_Parser]") -> None:
    strap = _add(commands, "strap", "find, set up and look after the strap")
    actions = strap.add_subparsers(
        dest="action", metavar="ACTION", required=True, parser_class=_Parser
    )
    scan = _add(actions, "scan", "list the straps in reach of Bluetooth")
    scan.add_argument("--seconds", type=_above_zero, default=5.0, metavar="S", help="(%(default)s)")
    scan.add_argument("--json", action="store_true", help="print JSON")
    for name, does in (
        ("info", "tell what the strap is"),
        ("selftest", "tell how the strap fared since it was switched on"),
        ("config", "tell or change how the sensor is set up"),
    ):
        parser = _add(actions, name, does)
        _add_where(parser)
        parser.add_argument("--json", action="store_true", help="print JSON")
    _add_setting(parser)
    parser = _add(actions, "identify", "let the strap show which one it is")
    _add_where(parser)
    parser.add_argument(
        "--seconds", type=int, choices=range(1, 256), default=5, metavar="S", help="(%(default)s)"
    )
    parser = _add(actions, "pull", "fetch the recordings that lie on the strap")
    _add_where(parser)
    parser.add_argument("--to", metavar="DIR", default=".", help="into this folder (here)")
    parser.add_argument("--keep", action="store_true", help="delete nothing on the strap")
    parser = _add(actions, "claim", "make the strap answer this computer only, by USB")
    _add_where(parser, "usb")
    parser.add_argument("--release", action="store_true", help="make it answer everybody again")
    parser = _add(actions, "install", "put the firmware onto a board, by USB")
    parser.add_argument("port", metavar="PORT", nargs="?", help="serial port (the only one)")
    parser = _add(actions, "simulate", "run the strap's firmware on this computer")
    parser.add_argument("file", metavar="FILE", nargs="?", help="recording that its sensor plays")


def _add_plan(commands: "argparse._SubParsersAction[_Parser]") -> None:
    plan = _add(commands, "plan", "list, show and begin plans of a training")
    actions = plan.add_subparsers(
        dest="action", metavar="ACTION", required=True, parser_class=_Parser
    )
    listing = _add(actions, "list", "list the plans there are, yours first")
    showing = _add(actions, "show", "show what a plan asks for")
    showing.add_argument("plan", metavar="NAME", help="a plan's name, or its file")
    for parser in (listing, showing):
        parser.add_argument("--json", action="store_true", help="print JSON")
    parser = _add(actions, "new", "write a plan to begin with")
    parser.add_argument("file", metavar="FILE", help="new TOML file")


def _add(
    commands: "argparse._SubParsersAction[_Parser]", name: str, does: str, *, tables: bool = False
) -> _Parser:
    return commands.add_parser(
        name,
        help=does,
        description=does[0].upper() + does[1:] + ".",
        epilog=TABLES_HELP if tables else None,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def _add_file(parser: _Parser) -> None:
    parser.add_argument("file", metavar="FILE", help="recording, CSV or Parquet, or a session's id")


def _add_exercise(parser: _Parser) -> None:
    parser.add_argument(
        "--exercise",
        choices=EXERCISES,
        help="name it for the whole file; auto: find out (else as chosen in the recording)",
    )


def _add_columns(parser: _Parser) -> None:
    parser.add_argument("--columns", metavar="MAP", help="other names and units in a table")


def _add_where(parser: _Parser, usual: str = "ble") -> None:
    parser.add_argument(
        "--strap",
        default=usual,
        metavar="WHERE",
        help="usb:PORT, usb (the only board plugged in), ble (the only strap in reach), or its "
        "name (%(default)s)",
    )


def _add_setting(parser: _Parser) -> None:
    for name, metavar, least, most, does in (
        ("--rate", "HZ", 12, 1000, "samples a second, 12 to 1000"),
        ("--acc", "G", 2, 32, "range of acceleration, 2 to 32"),
        ("--gyr", "DPS", 0, 2000, "range of rotation, 0 for none, to 2000"),
    ):
        parser.add_argument(name, type=_between(least, most), metavar=metavar, help=does)


def _between(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        number = int(text) if text.isdecimal() and text.isascii() else -1
        if not least <= number <= most:
            raise argparse.ArgumentTypeError(f"{text!r} is no whole number from {least} to {most}")
        return number

    return read


def _above_zero(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is no number above 0")
    return number
