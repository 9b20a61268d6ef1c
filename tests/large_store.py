"""Make a large store: `python tests/large_store.py [--sessions N] [--sets N]`, in rows alone.

It goes where the environment says (XDG_DATA_HOME, REPBELT_DATABASE_URL); there must be no session
in it. No recording belongs to it: its sessions say that theirs is gone.
"""

import argparse
import sys
import time
from collections.abc import Iterator

import numpy as np
from sqlalchemy import insert

from made_sessions import made_rep
from rephost.algorithm import algorithm
from rephost.performed import counted
from rephost.store import Store, opened_store
from rephost.store_rows import counted_rows, performed_rows
from rephost.store_schema import CountedRepRow, CountedSetRow, PerformedSetRow, SessionRow, StrapRow
from repsignal.events import SetResult
from stored import an_analysis

SESSIONS = 2_000
SETS_EACH = 30
DAYS_BETWEEN = 1.25
STRAP = "Strap-4E5F"
KINDS = 40


def fill(store: Store, sessions: int = SESSIONS, sets_each: int = SETS_EACH, seed: int = 1) -> None:
    """Add sessions of sets of six to twelve reps, of a few kinds; the last one is of today."""
    rng = np.random.default_rng(seed)
    newest_unix_s = time.time()
    kinds = [list(_sets(rng, sets_each)) for _ in range(KINDS)]
    counts = [counted_rows("", sets) for sets in kinds]
    stand = [performed_rows("", 0.0, 3600, map(counted, sets)) for sets in kinds]
    with store.writing() as db:
        db.execute(insert(StrapRow), [{"name": STRAP, "first_unix_s": 0.0, "last_unix_s": 0.0}])
        for at in range(sessions):
            mine = {"session_id": f"large-{at:05}"}
            began_unix_s = newest_unix_s - at * DAYS_BETWEEN * 86_400.0
            weight = {"weight_kg": float(rng.choice((40.0, 60.0, 80.0)))}
            set_rows, rep_rows = counts[at % KINDS]
            stands = [
                row | mine | weight | {"began_unix_s": began_unix_s + row["start_s"]}
                for row in stand[at % KINDS]
            ]
            db.execute(insert(SessionRow), [_session(mine["session_id"], began_unix_s, rng)])
            for table, rows in (
                (CountedSetRow, [row | mine for row in set_rows]),
                (CountedRepRow, [row | mine for row in rep_rows]),
                (PerformedSetRow, stands),
            ):
                if rows:
                    db.execute(insert(table), rows)


def _sets(rng: np.random.Generator, n: int) -> Iterator[SetResult]:
    for at in range(n):
        start_s = 60.0 + 110.0 * at
        exercise = str(rng.choice(("rdl", "swing")))
        reps = tuple(
            made_rep(start_s + 4.0 * rep, *rng.uniform(0.8, 2.0, 2), float(rng.uniform(40, 75)))
            for rep in range(int(rng.integers(6, 13)))
        )
        yield SetResult(exercise, 0.99, reps[0].start_s, reps[-1].end_s, reps)


def _session(session_id: str, began_unix_s: float, rng: np.random.Generator) -> dict[str, object]:
    noticed = [
        {"start_s": 10.0 * at, "end_s": 10.0 * at + 5.0, "reason": "walking"}
        for at in range(int(rng.integers(5, 40)))
    ]
    return {
        "id": session_id,
        "began_unix_s": began_unix_s,
        "utc_offset_s": 3600,
        "strap": STRAP,
        "plan": None,
        "path": f"{session_id}.rep",
        "size_bytes": 1,
        "algorithm": algorithm(),
        "counted_unix_s": began_unix_s,
        "recording": an_analysis().recording,
        "rejected": noticed,
        "alerts": [],
        "title": "",
        "note": "",
        "rpe": None,
    }


def main() -> int:
    """Fill the user's own store, if it is empty."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--sessions", type=int, default=SESSIONS, metavar="N")
    parser.add_argument("--sets", type=int, default=SETS_EACH, metavar="N", help="in each")
    args = parser.parse_args()
    with opened_store() as store:
        if store.ids():
            print("there are sessions already", file=sys.stderr)
            return 1
        fill(store, args.sessions, args.sets)
    print(f"{args.sessions} sessions, {args.sessions * args.sets} sets")
    return 0


if __name__ == "__main__":
    sys.exit(main())
