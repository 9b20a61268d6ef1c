"""`/config.json`: what a board has, what a lifter sets, and any nonsense."""

import json
import random
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_imu_drivers import STRAP

from strap.boards import BOARDS, FIELDS, pins_to_try
from strap.config import Config, load, parse

PINS = ["sda", "scl", "hold", "led", "button", "vibration", "battery_adc", "wake"]

PARSE = """
import sys, binascii
from strap.config import parse
for line in sys.stdin:
    config = parse(binascii.unhexlify(line.strip()))
    names = sorted(name for name in dir(config) if name[0] != "_" and name != "faults")
    print(repr([(name, getattr(config, name)) for name in names]), sorted(config.faults))
"""

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 2100)
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False, width=16)
    | st.text(st.characters(codec="utf-8"), max_size=20)
    | st.sampled_from([*BOARDS, "mpu", "sim", "sim:/x", 8, 104, 2000]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=4,
)
NUMBERS = ["rate_hz", "acc_range_g", "gyr_range_dps", "led_on", "sleep_min", "battery_divider"]
INNER = ["faults", "pins", "__class__", "_take"]
NAMES = st.sampled_from(["board", "imu", "name", *NUMBERS, *PINS, *INNER])
FILES = st.dictionaries(NAMES | st.text(max_size=5), VALUES, max_size=6)


def is_usable(config: Config) -> bool:
    """Tell whether a strap can run with these settings, whatever stood in the file."""
    pins = [getattr(config, name) for name in PINS]
    return (
        all(pin is None or (type(pin) is int and 0 <= pin <= 48) for pin in pins)
        and config.sda is not None
        and config.scl is not None
        and config.sda != config.scl
        and 12 <= config.rate_hz <= 1000
        and config.acc_range_g in (2, 4, 8, 16, 32)
        and config.gyr_range_dps in (0, 125, 250, 500, 1000, 2000)
        and config.board in BOARDS
        and len(config.name.encode()) <= 16
        and 1 <= config.battery_divider <= 10
        and all(len(pair) == 2 for pair in config.pins)
    )


def test_no_file_is_no_fault(tmp_path: Path) -> None:
    config = load(str(tmp_path / "none.json"), "ESP32C3 module with ESP32C3")
    assert is_usable(config)
    assert not config.faults
    assert config.pins == pins_to_try("ESP32C3")
    assert (config.rate_hz, config.acc_range_g, config.gyr_range_dps) == (104, 8, 2000)


@pytest.mark.parametrize("board", BOARDS)
def test_a_board_has_its_pins_and_a_lifter_may_change_them(board: str, tmp_path: Path) -> None:
    path = tmp_path / "config.json"
    path.write_text(json.dumps({"led": 33, "board": board, "sda": 17, "name": "Lena"}))
    config = load(str(path))
    assert not config.faults
    assert (config.led, config.sda, config.name) == (33, 17, "Lena")
    assert config.pins == ((17, BOARDS[board][2]),)
    kept = dict(zip(FIELDS, BOARDS[board], strict=True))
    for name in set(FIELDS) - {"led", "sda"}:
        assert getattr(config, name) == kept[name]


def test_boards_have_numbers_of_their_own() -> None:
    assert len({row[0] for row in BOARDS.values()}) == len(BOARDS)
    for board in BOARDS:
        assert is_usable(Config({"board": board}))


@pytest.mark.parametrize(
    ("read", "faults"),
    [
        ({"rate_hz": 0, "colour": 1}, ["rate_hz", "colour"]),
        ({"sda": 5, "scl": 5}, ["scl"]),
        ({"sda": None}, ["sda"]),
        ({"hold": True, "led": 4.0, "button": "37", "wake": 49}, ["hold", "led", "button", "wake"]),
        ({"board": "mine", "name": "seventeen letters"}, ["board", "name"]),
        ({"name": "two\nlines", "imu": "bno085"}, ["name", "imu"]),
        ({"battery_divider": 0.5}, ["battery_divider"]),
    ],
)
def test_what_makes_no_sense_is_named_and_left_out(read: dict[str, Any], faults: list[str]) -> None:
    config = parse(json.dumps(read).encode())
    assert config.faults == faults
    assert is_usable(config)
    assert config.rate_hz == 104


@pytest.mark.parametrize(
    "text", [b"", b"{", b"[1]", b"null", b"\xff\xfe{}", b'{"a": 1}' + b" " * 3000, b"{[]:1}"]
)
def test_what_is_no_file_of_settings(text: bytes) -> None:
    config = parse(text)
    assert config.faults == ["config.json"]
    assert is_usable(config)


@given(FILES)
def test_any_settings_leave_a_usable_strap(read: dict[str, Any]) -> None:
    config = parse(json.dumps(read).encode())
    assert is_usable(config)
    for name in read:
        assert name[:16] in config.faults or getattr(config, name) == read[name]


@given(st.binary(max_size=60) | FILES.map(lambda read: json.dumps(read).encode()[:-1]))
def test_any_bytes_leave_a_usable_strap(text: bytes) -> None:
    assert is_usable(parse(text))


def test_the_strap_reads_it_alike(micropython: str, seed: int) -> None:
    """Valid files mean the same to both interpreters; broken ones stop neither."""
    draw = random.Random(seed)
    files = [json.dumps(read).encode() for read in _drawn(draw, 120)]
    broken = [bytes(_damaged(draw, text)) for text in files for _ in range(3)]
    done = subprocess.run(
        [micropython, "-X", "heapsize=96k", "-c", PARSE],
        input="".join(f"{text.hex()}\n" for text in files + broken),
        capture_output=True,
        text=True,
        env={"MICROPYPATH": f"{STRAP}:.frozen"},
        timeout=60,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    lines = done.stdout.splitlines()
    assert len(lines) == len(files) + len(broken)
    for text, line in zip(files, lines, strict=False):
        config = parse(text)
        names = sorted(name for name in dir(config) if name[0] != "_" and name != "faults")
        shown = [(name, getattr(config, name)) for name in names]
        assert line == f"{shown!r} {sorted(config.faults)}", text


def _drawn(draw: random.Random, n: int) -> list[dict[str, Any]]:
    names = ["board", "imu", "name", "rate_hz", "acc_range_g", "led_on", "colour", *PINS]
    values = [*BOARDS, *range(-2, 50, 7), 8, 104, 2000, None, True, "x" * 17, "sim", [], {}, "mpu"]
    return [{name: draw.choice(values) for name in draw.sample(names, 5)} for _ in range(n)]


def _damaged(draw: random.Random, text: bytes) -> bytearray:
    damaged = bytearray(text)
    for _ in range(draw.randrange(1, 4)):
        damaged[draw.randrange(len(damaged))] = draw.choice(b'{}[]",:x0\xff\0')
    return damaged[: draw.randrange(1, len(damaged) + 1)]
