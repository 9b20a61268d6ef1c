"""Stores for tests: recordings in the library, and sessions of which only rows are there."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from rephost.analysis import Analysis
from rephost.corrections import Correction
from rephost.library import folder
from rephost.live_corrections import Corrections
from rephost.recorded import Provenance
from rephost.reviewed import Kept
from rephost.store import Store
from rephost.store_writing import add
from repsignal.events import SetResult

RECORDINGS = Path(__file__).parents[1] / "recordings"
RDL = "synthetic-rdl-8-ordinary"
SWING = "synthetic-swing-20-ordinary"

BEGAN_UNIX_S = 1_780_000_000.0
"""2026-05-28 20:26:40 UTC, a Thursday."""


def shelved(name: str = RDL, session_id: str | None = None) -> Path:
    """Copy a shipped recording into the library; return where it is."""
    path = folder() / f"{session_id or name}.rep"
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(RECORDINGS / f"{name}.rep", path)
    return path


def an_analysis(sets: Sequence[SetResult] = ()) -> Analysis:
    """Return a count of a recording of an hour, without what was noticed in it."""
    recording = {
        "duration_s": 3600.0,
        "rate_hz": 100.0,
        "samples": 360_000,
        "lost_samples": 0,
        "clipped_samples": 0,
        "has_gyro": True,
        "gaps": [],
        "damaged_frames": 0,
        "notes": [],
    }
    return Analysis(recording, tuple(sets), [], [])


def put(
    store: Store,
    session_id: str,
    sets: Sequence[SetResult] = (),
    *,
    began_unix_s: float = BEGAN_UNIX_S,
    utc_offset_s: int = 0,
    strap: str = "",
    corrections: Sequence[Correction] = (),
) -> str:
    """Add a session whose recording is of no use."""
    path = folder() / f"{session_id}.rep"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"\0")
    provenance = Provenance(began_unix_s, utc_offset_s, strap, None, Corrections())
    with store.writing() as db:
        kept = [Kept(began_unix_s, one) for one in corrections]
        add(db, path, an_analysis(sets), provenance, kept)
    return session_id
