"""A rep as a bar of its four phases, in a terminal."""

from collections.abc import Sequence
from statistics import median
from typing import Final

from rich.text import Text

_SHADES: Final = "▓▒█░"
_LETTERS: Final = "dbut"
_STYLES: Final = ("blue", "yellow", "green", "bright_black")
_SECONDS_A_CELL: Final = (0.05, 0.1, 0.2, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0)


class Bars:
    """Draws reps on one scale, at most `width` letters wide.

    Shades, or letters where there are none.

    Attributes
    ----------
    styles
        Colours of the shades, which only add to them.
    """

    def __init__(self, reps: Sequence[Sequence[float]], width: int, *, ascii_only: bool) -> None:
        self._letters = _LETTERS if ascii_only else _SHADES
        self.styles = {} if ascii_only else dict(zip(_SHADES, _STYLES, strict=True))
        self._width = width
        # The pause behind a rep may be of any length: what is usual of it is shown.
        usual_s = median(map(sum, reps)) if reps else 0.0
        longest_s = max((sum(phases_s[:3]) for phases_s in reps), default=0.0)
        longest_s = max(longest_s, usual_s)
        fitting = (cell_s for cell_s in _SECONDS_A_CELL if longest_s <= 0.8 * width * cell_s)
        self._cell_s = next(fitting, max(longest_s / (0.8 * width), _SECONDS_A_CELL[-1]))

    def bar(self, phases_s: Sequence[float]) -> str:
        """Return the bar of a rep's four phases; what goes beyond the width is cut, with a >."""
        bar, at_s = "", 0.0
        for letter, phase_s in zip(self._letters, phases_s, strict=True):
            at_s += phase_s
            # A phase that was there is seen.
            length = max(round(at_s / self._cell_s) - len(bar), 1 if phase_s > 0 else 0)
            bar += letter * min(length, self._width + 1)
        return bar if len(bar) <= self._width else f"{bar[: self._width - 1]}>"

    def legend(self, top: str) -> Text:
        """Return what the shades mean; `top` is what the time between reps is called."""
        legend = Text()
        for letter, phase in zip(self._letters, ("down", "bottom", "up", top), strict=True):
            legend.append(letter * 2, self.styles.get(letter))
            legend.append(f" {phase}  ")
        return legend.append(f"one letter: {self._cell_s:g} s")
