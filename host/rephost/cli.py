"""The command line: names and arguments; each command's module is imported when it runs."""

import argparse
import gc
import importlib
import os
import sys
from collections.abc import Sequence
from types import ModuleType
from typing import Final, NoReturn

from rephost.cli_parts import Parser
from rephost.cli_recordings import add_recordings
from rephost.cli_review import add_review, in_full
from rephost.cli_training import add_training
from rephost.errors import guarded

_GARBAGE_OBJECTS: Final = 50_000
"""So many more than were let go: then garbage is looked for."""


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
        args = parsed(sys.argv[1:] if argv is None else argv)
    except SystemExit as done:  # --help and --version
        return int(done.code or 0)
    result = _command(args.command).run(args)
    return int(result or 0)


def parsed(argv: Sequence[str]) -> argparse.Namespace:
    """Read a command line; raises UsageError where it is none."""
    return _parser().parse_args(in_full(argv))


def _command(name: str) -> ModuleType:
    """Import a command; all that this makes stays, so no garbage is looked for in it.

    And seldom in what is made later: half of the time that numba takes, imported where it is used,
    would go into that.
    """
    gc.disable()
    try:
        return importlib.import_module(f"rephost.commands_{name}")
    finally:
        gc.freeze()
        gc.enable()
        gc.set_threshold(_GARBAGE_OBJECTS)


def _parser() -> Parser:
    parser = Parser(
        prog="repbelt",
        description="Reps, tempo and time under tension from a sensor on the lifter's belt.",
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version")
    commands = parser.add_subparsers(
        dest="command", metavar="COMMAND", required=True, parser_class=Parser
    )
    add_recordings(commands)
    add_training(commands)
    add_review(commands)
    return parser
