"""Numbers as large as a window: digits drawn of blocks, at any size."""

from typing import Final

SMALLEST_ROWS: Final = 3
"""Below this no digit can be told from another."""

_HALVES: Final = {(0, 0): " ", (1, 0): "▀", (0, 1): "▄", (1, 1): "█"}
_WHOLES: Final = {(0, 0): " ", (1, 0): "#", (0, 1): "#", (1, 1): "#"}

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


def rows_that_fit(text: str, width: int, rows: int) -> int:
    """Return the most rows up to `rows` at which a text fits, 0 where it fits at none."""
    fitting = (r for r in range(rows, SMALLEST_ROWS - 1, -1) if width_of(text, r) <= width)
    return next(fitting, 0)


def block_digits(text: str, rows: int, *, ascii_only: bool = False) -> list[list[str]]:
    """Draw digits and `- : + . X`, and leave a space where it is told to.

    Returns
    -------
    Of each letter its lines, so that each may have a colour of its own; all of one length,
    and to be set a gap of `gap_of(rows)` apart.
    """
    shades = _WHOLES if ascii_only else _HALVES
    return [_letter(letter, rows, shades) for letter in text]


def gap_of(rows: int) -> str:
    """Return what stands between two letters."""
    return " " * _gap(rows)


def _letter(letter: str, rows: int, shades: dict[tuple[int, int], str]) -> list[str]:
    width = _width(letter, rows)
    dots = [[_is_on(letter, x, y, width, rows) for x in range(width)] for y in range(2 * rows)]
    return [
        "".join(shades[upper, lower] for upper, lower in zip(*dots[y : y + 2], strict=True))
        for y in range(0, 2 * rows, 2)
    ]


def _is_on(letter: str, x: int, y: int, width: int, rows: int) -> bool:
    if letter == "X":
        slope = (width - _thick(rows)) / (2 * rows - 1)
        down = y * slope
        return 0 <= x - down < _thick(rows) or 0 <= width - 1 - x - down < _thick(rows)
    return any(
        left <= x < right and top <= y < bottom
        for left, top, right, bottom in _boxes(letter, width, rows)
    )


def _boxes(letter: str, width: int, rows: int) -> list[_Box]:
    high, thick = 2 * rows, _thick(rows)
    middle = (high - thick) // 2
    match letter:
        case "1":
            left = (width - thick + 1) // 2
            return [(left, 0, left + thick, high), (left - thick, 0, left, thick)]
        case ":":
            first = high // 3 - thick // 2
            return [(0, y, width, y + thick) for y in (first, high - first - thick)]
        case ".":
            return [(0, high - thick, width, high)]
        case "+":
            left = (width - thick) // 2
            arm = (width - thick) // 2
            return [
                (0, middle, width, middle + thick),
                (left, middle - arm, left + thick, middle + thick + arm),
            ]
    boxes = {
        "t": (0, 0, width, thick),
        "m": (0, middle, width, middle + thick),
        "b": (0, high - thick, width, high),
        "u": (0, 0, thick, middle + thick),
        "l": (0, middle, thick, high),
        "r": (width - thick, 0, width, middle + thick),
        "d": (width - thick, middle, width, high),
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
        return max(2, round(0.6 * digit))
    return digit
