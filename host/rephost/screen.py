"""Where tables are printed: a terminal, or a pipe that may close early."""

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table


class Screen(Console):
    """A console for which a closed pipe is what it is for all other printing."""

    def on_broken_pipe(self) -> None:
        """Raise BrokenPipeError: left to itself rich ends the process with a failure."""
        raise BrokenPipeError


def plain_table() -> Table:
    """Return a table without frames, whose columns are still to come."""
    return Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False, collapse_padding=True)
