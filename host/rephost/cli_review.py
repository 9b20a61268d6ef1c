"""The command line of what was done: review, sessions, show, week, recount, label, data."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from rephost.cli_parts import Parser, add, add_columns, add_file, between
from rephost.cli_training import PAGE_PORT

if TYPE_CHECKING:
    from rephost.cli_parts import Commands

MARK: Final = "mark"
EXPORT: Final = "export"


def add_review(commands: "Commands") -> None:
    """Add them."""
    _add_looking(commands)
    _add_review(commands)
    _add_recount(commands)
    _add_label(commands)
    _add_data(commands)


def _add_looking(commands: "Commands") -> None:
    sessions = add(commands, "sessions", "list the sessions, the newest first")
    sessions.add_argument(
        "--most", type=between(1, 1_000_000), metavar="N", help="only so many of them"
    )
    show = add(commands, "show", "show a session, set by set and rep by rep")
    _add_session(show)
    show.add_argument("--set", type=between(1, 9999), metavar="N", help="only this set")
    week = add(commands, "week", "show what was done week by week")
    week.add_argument(
        "--weeks", type=between(1, 520), default=6, metavar="N", help="so many weeks (%(default)s)"
    )
    for parser in (sessions, show, week):
        parser.add_argument("--json", action="store_true", help="print JSON")


def _add_review(commands: "Commands") -> None:
    parser = add(commands, "review", "look at the sessions in the browser, and correct them")
    parser.add_argument("session", metavar="SESSION", nargs="?", help="begin with this one")
    _add_page(parser)


def _add_recount(commands: "Commands") -> None:
    parser = add(commands, "recount", "count kept sessions again, and tell what changed")
    parser.add_argument("sessions", metavar="SESSION", nargs="*", help="(all)")
    parser.add_argument(
        "--all", action="store_true", help="those that this version has counted, too"
    )
    parser.add_argument("--json", action="store_true", help="print JSON")


def _add_label(commands: "Commands") -> None:
    label = add(commands, "label", "mark the true reps of a recording, in the browser")
    label.usage = "repbelt label FILE [OPTION]...\n       repbelt label export SESSION [OPTION]..."
    actions = label.add_subparsers(
        dest="action",
        metavar="ACTION",
        required=True,
        parser_class=Parser,
        prog="repbelt label",
    )
    mark = add(
        actions,
        MARK,
        "mark the reps of FILE against a video, or its trace alone; label FILE does the same",
        tables=True,
    )
    mark.prog = "repbelt label"
    add_file(mark)
    add_columns(mark)
    _add_page(mark)
    parser = add(actions, EXPORT, "write a session as it stands as NAME.labels.json")
    _add_session(parser)
    parser.add_argument(
        "-o", metavar="OUT", dest="out", help="else NAME.labels.json in this folder"
    )
    parser.add_argument(
        "--partial", action="store_true", help="there may be reps that nobody has looked for"
    )


def in_full(argv: Sequence[str]) -> Sequence[str]:
    """Return a command line with the action that `label FILE` leaves out."""
    words = ("-h", "--help", MARK, EXPORT)
    if len(argv) > 1 and argv[0] == "label" and argv[1] not in words:
        return ["label", MARK, *argv[1:]]
    return argv


def _add_data(commands: "Commands") -> None:
    parser = add(commands, "backup", "write all sessions into one file")
    parser.add_argument("file", metavar="FILE", help="new file")
    parser = add(commands, "restore", "bring back the sessions of a backup")
    parser.add_argument("file", metavar="FILE", help="what backup wrote")
    parser = add(commands, "delete", "delete a session for good, recording and all")
    _add_session(parser)
    parser.add_argument("--yes", action="store_true", help="do not ask")
    parser = add(commands, "where", "tell where the data lies")
    parser.add_argument("--json", action="store_true", help="print JSON")


def _add_page(parser: Parser) -> None:
    parser.add_argument("--lan", action="store_true", help="let a phone in the same net see it")
    parser.add_argument(
        "--port", type=between(0, 65535), default=PAGE_PORT, metavar="N", help="(%(default)s)"
    )
    parser.add_argument("--no-browser", action="store_true", help="do not open the page")


def _add_session(parser: Parser) -> None:
    parser.add_argument("session", metavar="SESSION", help="a session's id; last: the newest")
