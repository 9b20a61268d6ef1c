"""A window's page of text: numbers as large as fit, and lines that are cut to what matters."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.text import Text

from rephost.block_digits import (
    SMALLEST_ROWS,
    SMALLEST_ROWS_ASCII,
    block_digits,
    gap_of,
    width_of,
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as large as may be, its letters with a style each, and what stands below."""

    text: str
    styles: list[str]
    below: str


class Page:
    """Lines of a window; letters are set in the middle of it."""

    def __init__(self, width: int, height: int, ascii_only: bool) -> None:
        self.width = width
        self.height = height
        self.ascii_only = ascii_only
        self.smallest_rows = SMALLEST_ROWS_ASCII if ascii_only else SMALLEST_ROWS

    def line(self, words: str, style: str = "") -> Text:
        """Return words on one line, cut where they are too long."""
        text = Text(words, style, no_wrap=True)
        text.truncate(self.width, overflow="ellipsis" if not self.ascii_only else "crop")
        text.align("center", self.width)
        return text

    def parts(self, parts: Sequence[str], between: str, style: str = "") -> Text:
        """Return what fits on one line of parts, the first of which are needed most."""
        fitting = list(parts[:1])
        for part in parts[1:]:
            if len(between.join([*fitting, part])) <= self.width:
                fitting.append(part)
        return self.line(between.join(fitting), style)

    def wrapped(self, parts: Sequence[str], between: str, style: str = "") -> list[Text]:
        """Return all the parts on as many lines as they take; none for no parts."""
        lines: list[list[str]] = []
        for part in parts:
            if lines and len(between.join([*lines[-1], part])) <= self.width:
                lines[-1].append(part)
            else:
                lines.append([part])
        return [self.line(between.join(one), style) for one in lines]

    def rows_for(self, figures: list[Figure], most: int) -> int:
        """Return how many rows high figures can be side by side, 0 where they do not fit."""
        for rows in range(most, self.smallest_rows - 1, -1):
            wide = sum(max(width_of(one.text, rows), len(one.below)) for one in figures)
            if wide + (len(figures) - 1) * self._apart(rows) <= self.width:
                return rows
        return 0

    def figures(self, figures: list[Figure], most: int) -> list[Text]:
        """Return figures side by side at most so high, and their words; as many as fit."""
        while figures and not self.rows_for(figures, most):
            figures = figures[:-1]
        if not figures:
            return []
        rows = self.rows_for(figures, most)
        drawn = [self._drawn(one, rows) for one in figures]
        between = " " * self._apart(rows)
        lines = [Text(between).join(parts) for parts in zip(*drawn, strict=True)]
        for line in lines:
            line.align("center", self.width)
        return lines if any(one.below for one in figures) else lines[:-1]

    def centred(self, figures: list[Figure], rows: int) -> list[Text]:
        """Return exactly `rows` lines with figures in their middle."""
        room = rows - 1 if any(one.below for one in figures) else rows
        lines = self.figures(figures, room) if room >= self.smallest_rows else []
        if not lines:
            words = "   ".join(f"{one.text} {one.below}".strip() for one in figures)
            lines = [self.line(words, "bold")]
        above = max(0, (rows - len(lines)) // 2)
        blank = [Text("")]
        return (blank * above + lines + blank * (rows - len(lines) - above))[: max(0, rows)]

    def _apart(self, rows: int) -> int:
        return max(2, rows // 2)

    def _drawn(self, figure: Figure, rows: int) -> list[Text]:
        """Return the lines of one figure and its words, all of one width."""
        letters = block_digits(figure.text, rows, ascii_only=self.ascii_only)
        wide = max(width_of(figure.text, rows), len(figure.below))
        lines = []
        for y in range(rows):
            line = Text(no_wrap=True)
            for place, letter in enumerate(letters):
                line.append((gap_of(rows) if place else "") + letter[y], figure.styles[place])
            line.align("center", wide)
            lines.append(line)
        below = Text(figure.below)
        below.align("center", wide)
        return [*lines, below]
