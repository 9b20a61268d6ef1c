"""The command line of a training: train, strap, plan."""

import argparse
from typing import TYPE_CHECKING

from rephost.cli_parts import (
    EXERCISES,
    Parser,
    above_zero,
    add,
    add_setting,
    add_where,
    between,
)

if TYPE_CHECKING:
    from rephost.cli_parts import Commands

PAGE_PORT = 8377
"""Fixed, as a browser keeps the kind of sound by address; the next one where it is in use."""


def add_training(commands: "Commands") -> None:
    """Add them."""
    _add_train(commands)
    _add_strap(commands)
    _add_plan(commands)


def _add_train(commands: "Commands") -> None:
    parser = add(commands, "train", "record and count live, with a page that shows it")
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
    parser.add_argument("--pace", type=above_zero, default=1.0, metavar="X", help="of a replay (1)")
    parser.add_argument("--terminal", action="store_true", help="show it here, without a page")
    parser.add_argument("--lan", action="store_true", help="let a phone in the same net see it")
    parser.add_argument(
        "--port", type=between(0, 65535), default=PAGE_PORT, metavar="N", help="(%(default)s)"
    )
    parser.add_argument("--no-browser", action="store_true", help="do not open the page")
    parser.add_argument("--no-page", action="store_true", help=argparse.SUPPRESS)
    left = parser.add_mutually_exclusive_group()
    left.add_argument(
        "--continue", dest="continues", action="store_true", help="go on with what was not closed"
    )
    left.add_argument("--close", dest="closes", action="store_true", help="close it")


def _add_strap(commands: "Commands") -> None:
    strap = add(commands, "strap", "find, set up and look after the strap")
    actions = strap.add_subparsers(
        dest="action", metavar="ACTION", required=True, parser_class=Parser
    )
    scan = add(actions, "scan", "list the straps in reach of Bluetooth")
    scan.add_argument("--seconds", type=above_zero, default=5.0, metavar="S", help="(%(default)s)")
    scan.add_argument("--json", action="store_true", help="print JSON")
    for name, does in (
        ("info", "tell what the strap is"),
        ("selftest", "tell how the strap fared since it was switched on"),
        ("config", "tell or change how the sensor is set up"),
    ):
        parser = add(actions, name, does)
        add_where(parser)
        parser.add_argument("--json", action="store_true", help="print JSON")
    add_setting(parser)
    parser = add(actions, "identify", "let the strap show which one it is")
    add_where(parser)
    parser.add_argument(
        "--seconds", type=int, choices=range(1, 256), default=5, metavar="S", help="(%(default)s)"
    )
    parser = add(actions, "pull", "fetch the recordings that lie on the strap")
    add_where(parser)
    parser.add_argument("--to", metavar="DIR", default=".", help="into this folder (here)")
    parser.add_argument("--keep", action="store_true", help="delete nothing on the strap")
    parser = add(actions, "claim", "make the strap answer this computer only, by USB")
    add_where(parser, "usb")
    parser.add_argument("--release", action="store_true", help="make it answer everybody again")
    parser = add(actions, "install", "put the firmware onto a board, by USB")
    parser.add_argument("port", metavar="PORT", nargs="?", help="serial port (the only one)")
    parser = add(actions, "simulate", "run the strap's firmware on this computer")
    parser.add_argument("file", metavar="FILE", nargs="?", help="recording that its sensor plays")


def _add_plan(commands: "Commands") -> None:
    plan = add(commands, "plan", "list, show and begin plans of a training")
    actions = plan.add_subparsers(
        dest="action", metavar="ACTION", required=True, parser_class=Parser
    )
    listing = add(actions, "list", "list the plans there are, yours first")
    showing = add(actions, "show", "show what a plan asks for")
    showing.add_argument("plan", metavar="NAME", help="a plan's name, or its file")
    for parser in (listing, showing):
        parser.add_argument("--json", action="store_true", help="print JSON")
    parser = add(actions, "new", "write a plan to begin with")
    parser.add_argument("file", metavar="FILE", help="new TOML file")
