"""docs/accuracy.md: what was measured, beside what was asked for, in sections kept apart."""

import datetime
import platform
import re
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Final

HEAD: Final = """\
# Accuracy

Written by `make accuracy`; not edited by hand. How often repbelt counts right, how well it times
the phases of a rep, and how often it counts what is no rep. Words are as in [terms](terms.md). Two
kinds of recordings, never mixed: those of a lifter made of mathematics, whose truth is exact, and
real ones from public data sets, whose truth was counted by hand. *Naive* is a peak counter on the
same data: low-passed acceleration, its strongest axis, peaks of 0.3 g at least 0.8 s apart, over
the whole recording, as one writes in an afternoon (`host/rephost/accuracy_naive.py`).
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One figure: what it is, what is asked for, what was measured; `met` None: nothing asked."""

    what: str
    target: str
    measured: str
    met: bool | None = None
    naive: str = ""

    @property
    def cells(self) -> tuple[str, ...]:
        """The cells of the document's table."""
        verdict = {True: "yes", False: "**no**", None: ""}[self.met]
        return self.what, self.target, self.measured, verdict, self.naive


def figures(rows: Iterable[Row]) -> str:
    """Return the table of figures; the naive counter's column where it has any."""
    rows = list(rows)
    names = ("what", "at least", "measured", "met", "naive")
    width = len(names) if any(row.naive for row in rows) else len(names) - 1
    return table(names[:width], (row.cells[:width] for row in rows))


def table(names: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table in Markdown."""
    lines = [names, ["---"] * len(names), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def stamp(command: str) -> str:
    """Return the line that says when, of what and how something was measured."""
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    return (
        f"Measured {today}, repbelt {version('repbelt')}{_revision()}, "
        f"Python {platform.python_version()}, by `{command}`.\n"
    )


def written(path: Path, sections: dict[str, str | None]) -> None:
    """Write the document; a section that is None stays as it was."""
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    parts = [HEAD]
    for name, text in sections.items():
        begin, end = f"<!-- {name} -->", f"<!-- end of {name} -->"
        if text is None:
            kept = re.search(f"{begin}\n(.*?){end}", before, re.DOTALL)
            text = kept.group(1) if kept else f"## {name.capitalize()}\n\nNot measured yet.\n"
        parts.append(f"{begin}\n{text.rstrip()}\n{end}\n")
    path.write_text("\n".join(parts), encoding="utf-8")


def percent(part: float, whole: float) -> str:
    """Return a share for a person: 97.5 % (39 of 40)."""
    return f"{100 * part / whole:.1f} % ({part} of {whole})" if whole else "none"


def _revision() -> str:
    asked = subprocess.run(
        ("git", "describe", "--always", "--dirty"),
        cwd=Path(__file__).parent,
        capture_output=True,
        text=True,
        check=False,
    )
    return f" ({asked.stdout.strip()})" if asked.returncode == 0 else ""
