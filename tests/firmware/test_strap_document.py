"""`docs/strap.md` says what the firmware does: boards, pins, sensors, settings."""

import re
from pathlib import Path

from strap.boards import BOARDS
from strap.config import Config

DOCUMENT = (Path(__file__).parents[2] / "docs" / "strap.md").read_text(encoding="utf-8")


def rows(heading: str) -> list[list[str]]:
    """Return the cells of the first table under a heading."""
    part = DOCUMENT.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    table = re.search(r"(?m)(?:^\|.*\n)+", part)
    assert table
    return [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in table.group().splitlines()[2:]
    ]


def test_every_board_stands_there_with_its_pins() -> None:
    shown = {}
    for _, _, board, pins in rows("Boards"):
        sda, scl = pins.split(", ")
        shown[board.strip("`")] = (int(sda), int(scl))
    assert shown == {board: row[1:3] for board, row in BOARDS.items() if board}


def test_every_setting_stands_there_and_means_what_it_says() -> None:
    shown = set()
    for names, usual, allowed, _ in rows("Settings"):
        for name in re.findall(r"`(\w+)`", names):
            shown.add(name)
            if usual.isdigit():
                assert getattr(Config(), name) == int(usual)
            for value in map(int, re.findall(r"\b\d+\b", allowed)):
                assert name == "name" or not Config({name: value, "board": "atoms3"}).faults
            if span := re.fullmatch(r"(\d+) to (\d+)(?:, `null`)?", allowed):
                for value in (int(span[1]) - 1, int(span[2]) + 1):
                    assert Config({name: value}).faults == [name]
            assert bool(Config({name: None}).faults) == ("null" not in allowed)
    inner = {"faults", "pins", "board_number"}
    assert shown == set(vars(Config())) - inner


def test_imu_settings_are_taken() -> None:
    allowed = next(row[2] for row in rows("Settings") if row[0] == "`imu`")
    for value in re.findall(r"`(\w+)`", allowed):
        assert Config({"imu": value}).imu == value
