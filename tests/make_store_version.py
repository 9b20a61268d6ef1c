"""Write the database that this version makes: `python tests/make_store_version.py`.

It becomes tests/store_versions/REVISION.sql, which later versions have to open. Run it once, with
the code that brings the revision, and never again.
"""

import os
import sqlite3
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from made_sessions import made_set
from rephost.corrections import Described, SessionDescribed
from rephost.performed import counted
from rephost.store import opened_store
from rephost.store_opening import HEAD, database_path
from stored import BEGAN_UNIX_S, put


def main() -> int:
    """Write the file of the present revision."""
    out = Path(__file__).parent / "store_versions" / f"{HEAD}.sql"
    if out.exists():
        print(f"{out} is there: a later version has to open what an earlier one wrote")
        return 1
    with tempfile.TemporaryDirectory() as home:
        os.environ["XDG_DATA_HOME"] = home
        os.environ.pop("REPBELT_DATABASE_URL", None)
        with opened_store() as store:
            hinges = [made_set(20.0), made_set(180.0, 5)]
            put(store, "2026-05-28-202640", hinges, strap="Strap-4E5F", utc_offset_s=7200)
            store.correct(
                "2026-05-28-202640",
                SessionDescribed({"title": "heavy 🏋️ 'day'", "rpe": 8.5}),
                Described(counted(hinges[0]), {"told_reps": 9, "weight_kg": 60.0}),
                SessionDescribed({"title": "undone"}),
            )
            store.undo("2026-05-28-202640")
            swings = [made_set(10.0, 20, "swing", 1.5)]
            put(store, "0badcafe", swings, began_unix_s=BEGAN_UNIX_S - 86400)
            jumps = [made_set(10.0, 2, "box_jump")]
            put(store, "0ddba11", jumps, began_unix_s=BEGAN_UNIX_S - 2 * 86400)
            squats = [made_set(10.0, 3, "squat")]
            put(store, "5c0a7ed", squats, began_unix_s=BEGAN_UNIX_S - 3 * 86400)
        with closing(sqlite3.connect(database_path())) as connection:
            dump = "\n".join(connection.iterdump())
    out.parent.mkdir(exist_ok=True)
    out.write_text(dump + "\n", encoding="utf-8")
    print(out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
