"""The command line of recordings: analyze, replay, accuracy, import, export, record."""

from typing import TYPE_CHECKING

from rephost.cli_parts import (
    above_zero,
    add,
    add_columns,
    add_exercise,
    add_file,
    add_setting,
    add_where,
)

if TYPE_CHECKING:
    from rephost.cli_parts import Commands

SAMPLE_FORMATS = ("csv", "parquet")
REP_FORMATS = ("reps-csv", "reps-parquet")
SESSION_FORMATS = ("fit", "strong", "openweight", "html", "mcap", "bundle", "rep")


def add_recordings(commands: "Commands") -> None:
    """Add them."""
    _add_analyze(commands)
    _add_replay(commands)
    _add_accuracy(commands)
    _add_import(commands)
    _add_export(commands)
    _add_record(commands)


def _add_analyze(commands: "Commands") -> None:
    parser = add(commands, "analyze", "count the reps of a recording", tables=True)
    add_file(parser)
    parser.add_argument("--json", action="store_true", help="print JSON instead of tables")
    add_exercise(parser)
    parser.add_argument("--plot", metavar="OUT", help="draw the hinge angle: OUT.png or OUT.html")
    add_columns(parser)


def _add_replay(commands: "Commands") -> None:
    parser = add(commands, "replay", "print the events of a recording as they happen", tables=True)
    add_file(parser)
    parser.add_argument(
        "--pace",
        type=above_zero,
        metavar="X",
        help="1 as fast as it was, 2 twice as fast (flat out)",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object a line")
    add_exercise(parser)
    add_columns(parser)


def _add_accuracy(commands: "Commands") -> None:
    parser = add(commands, "accuracy", "measure the analysis against labels", tables=True)
    parser.add_argument(
        "paths",
        metavar="DIR|FILE",
        nargs="+",
        help="recordings with labels beside them, or a folder with a manifest.csv",
    )
    parser.add_argument("--json", action="store_true", help="print JSON instead of tables")
    add_exercise(parser)
    add_columns(parser)


def _add_import(commands: "Commands") -> None:
    parser = add(
        commands, "import", "take a recording, a table or a bundle into the library", tables=True
    )
    parser.add_argument(
        "file", metavar="FILE", help="recording, CSV, Parquet, or what export wrote as bundle"
    )
    parser.add_argument(
        "-o",
        metavar="OUT.rep",
        dest="out",
        help="only convert, to this file; else into the library",
    )
    add_columns(parser)


def _add_export(commands: "Commands") -> None:
    parser = add(commands, "export", "write a session for other programs", tables=True)
    parser.add_argument(
        "what",
        metavar="WHAT",
        help="a session's id, last: the newest, or a recording, CSV or Parquet",
    )
    parser.add_argument(
        "--format",
        choices=SAMPLE_FORMATS + REP_FORMATS + SESSION_FORMATS,
        required=True,
        help="samples (csv, parquet), reps, or the session",
    )
    parser.add_argument("-o", metavar="OUT", dest="out", help="else NAME.csv … in this folder")
    add_exercise(parser)
    add_columns(parser)


def _add_record(commands: "Commands") -> None:
    parser = add(commands, "record", "record what the strap sends")
    add_where(parser)
    parser.add_argument("-o", metavar="FILE", dest="out", help="else DATE-TIME.rep in this folder")
    parser.add_argument(
        "--seconds", type=above_zero, metavar="S", help="stop after so long (else by Ctrl-C)"
    )
    parser.add_argument(
        "--resume", action="store_true", help="go on with FILE, fetching what it lacks"
    )
    add_setting(parser)
