"""Numbers as large as a window: digits drawn of blocks, at any size."""

from functools import lru_cache
from typing import Final

SMALLEST_ROWS: Final = 3
SMALLEST_ROWS_ASCII: Final = 5
"""Below these no digit can be told from another."""

_HALVES: Final = {(0, 0): " ", (1, 0): "▀", (0, 1): "▄", (1, 1): "█"}
_WHOLES: Final = {(0,): " ", (1,): "#"}

# Strokes: top, middle, bottom; upper left and right, lower left and right.
_STROKES: Final = {
    "0": "tbulrd",
    "2": "tmbrl",
    "3": "tmbrd",
    "4": "murd",
    "5": "tmbud",
    "6": "tmbuld",
    "7": "trd",
    "8": "tmbulrd",
    "9": "tmburd",
    "-": "m",
}

_Box = tuple[int, int, int, int]
"""Left, top, right, bottom in dots; a dot is half a character high."""


def width_of(text: str, rows: int) -> int:
    """Return how many columns a text takes at a height of so many rows."""
    return sum(_width(letter, rows) for letter in text) + (len(text) - 1) * _gap(rows)


def block_digits(text: str, rows: int, *, ascii_only: bool = False) -> list[tuple[str, ...]]:
    """Draw digits and `- : + . X`, and leave a space where it is told to.

    Returns
    -------
    Of each letter its lines, so that each may have a colour of its own; all of one length,
    and to be set `gap_of(rows)` apart.
    """
    return [_letter(letter, rows, 1 if ascii_only else 2) for letter in text]


def gap_of(rows: int) -> str:
    """Return what stands between two letters."""
    return " " * _gap(rows)


@lru_cache(maxsize=512)
def _letter(letter: str, rows: int, dots: int) -> tuple[str, ...]:
    """Return the lines of a letter; a character is `dots` dots high, one where it has no halves."""
    width, high, across = _width(letter, rows), dots * rows, _thick(rows)
    down = max(1, across * dots // 2)
    drawn = [bytearray(width) for _ in range(high)]
    for left, top, right, bottom in _boxes(letter, width, high, across, down):
        for y in range(top, bottom):
            drawn[y][left:right] = b"\1" * (right - left)
    shades = _HALVES if dots == 2 else _WHOLES
    return tuple(
        "".join(map(shades.__getitem__, zip(*drawn[y : y + dots], strict=True)))
        for y in range(0, high, dots)
    )


def _boxes(letter: str, width: int, high: int, across: int, down: int) -> list[_Box]:
    """Return a letter's strokes, so many dots thick across and down."""
    middle = (high - down) // 2
    match letter:
        case "1":
            left = (width - across + 1) // 2
            return [(left, 0, left + across, high), (left - across, 0, left, down)]
        case ":":
            first = high // 4
            return [(0, y, width, y + down) for y in (first, high - first - down)]
        case ".":
            return [(0, high - down, width, high)]
        case "+":
            left, arm = (width - across) // 2, max(1, middle // 2)
            upright = (left, middle - arm, left + across, middle + down + arm)
            return [(0, middle, width, middle + down), upright]
        case "X":
            falling = [(y * (width - across) // (high - 1), y) for y in range(high)]
            rising = [(width - across - x, y) for x, y in falling]
            return [(x, y, x + across, y + 1) for x, y in falling + rising]
    boxes = {
        "t": (0, 0, width, down),
        "m": (0, middle, width, middle + down),
        "b": (0, high - down, width, high),
        "u": (0, 0, across, middle + down),
        "l": (0, middle, across, high),
        "r": (width - across, 0, width, middle + down),
        "d": (width - across, middle, width, high),
    }
    return [boxes[stroke] for stroke in _STROKES.get(letter, "")]


def _thick(rows: int) -> int:
    return max(1, round(0.34 * rows))


def _gap(rows: int) -> int:
    return max(1, round(0.3 * rows))


def _width(letter: str, rows: int) -> int:
    digit = max(2 * _thick(rows) + 1, round(1.25 * rows))
    if letter in ":.":
        return _thick(rows)
    if letter in "-+":
        return max(3, round(0.6 * digit))
    return digit
