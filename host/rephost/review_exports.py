"""A session as a file to take along: what `repbelt export` writes, for the browser to keep."""

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from rephost.cli_recordings import REP_FORMATS, SAMPLE_FORMATS, SESSION_FORMATS
from rephost.words import printable

_SAID: Final = {
    "bundle": "everything in one file, for repbelt elsewhere",
    "csv": "samples as a table",
    "fit": "for Garmin and other watches' sites",
    "html": "a report to read and print",
    "mcap": "raw signals for Foxglove",
    "openweight": "openweight JSON",
    "parquet": "samples as a table, small",
    "rep": "the recording itself",
    "reps-csv": "a row for each rep",
    "reps-parquet": "a row for each rep, small",
    "strong": "CSV as Strong writes it and Hevy reads it",
}


def formats() -> list[tuple[str, str]]:
    """Return the formats there are, each with what it is for."""
    return [
        (name, _SAID.get(name, "")) for name in (*SESSION_FORMATS, *REP_FORMATS, *SAMPLE_FORMATS)
    ]


def exported(session_id: str, kind: str) -> tuple[str, bytes]:
    """Return the name and the content of a session as a file.

    Raises
    ------
    ValueError
        It cannot be written; why, in a sentence.
    """
    with tempfile.TemporaryDirectory(prefix="repbelt-") as folder:
        # In a process of its own: it writes where it stands, and prints.
        done = subprocess.run(
            [sys.executable, "-m", "rephost", "export", "--format", kind, "--", session_id],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
        written = sorted(Path(folder).iterdir())
        if done.returncode or len(written) != 1:
            said = done.stderr.decode("utf-8", "replace").strip()
            sentence = printable(said.removeprefix("repbelt: ").replace("\n", " "))
            raise ValueError(sentence or f"nothing was written as {kind}")
        return written[0].name, written[0].read_bytes()
