"""Measure what the store does in how long: `python tests/review_report.py`, or `make review`.

It prints a table: sessions counted again, the queries behind lists and trends of a large store, and
the pages that show them.
"""

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import numpy as np
from sqlalchemy import update

import large_store
import review_timing
import synth
from rephost.library import folder
from rephost.recounting import recount
from rephost.store import Store, opened_store
from rephost.store_schema import SessionRow
from rephost.weeks import weeks
from synth_frames import written

RECORDINGS = 200
KINDS = 8
LONG_MIN = 60.0
LEAST_PER_S = 5.0
MOST_MS = 500.0
SIX_WEEKS_S = 42 * 86_400.0

WIDTH = 64
Row = tuple[str, str, str]


def main() -> int:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--seed", type=int, default=int.from_bytes(os.urandom(4), "little"))
    parser.add_argument("--quick", action="store_true", help="a tenth of it")
    args = parser.parse_args()
    share = 10 if args.quick else 1
    rng = np.random.default_rng(args.seed)
    print(f"seed {args.seed}, {os.cpu_count()} cores", file=sys.stderr)
    with own_store() as store:
        show(recounted(store, rng, RECORDINGS // share))
    with own_store() as store:
        large_store.fill(store, large_store.SESSIONS // share)
        show(queried(store))
    with tempfile.TemporaryDirectory() as home:
        show(review_timing.painted(Path(home), rng, LONG_MIN / share))
        show(review_timing.answered(Path(home), share))
    return 0


def show(rows: Iterable[Row]) -> None:
    """Print each row when it is known: all of them take several minutes."""
    for what, found, wanted in rows:
        print(f"{what:{WIDTH}}  {found:>24}  {wanted}".rstrip(), flush=True)


@contextmanager
def own_store() -> Iterator[Store]:
    """Open an empty store in a folder of its own."""
    with tempfile.TemporaryDirectory() as home:
        os.environ["XDG_DATA_HOME"] = home
        with opened_store() as store:
            yield store


def recounted(store: Store, rng: np.random.Generator, n: int) -> Iterator[Row]:
    """Count sessions of half an hour to an hour again."""
    lengths_min = rng.uniform(30.0, 60.0, min(KINDS, n))
    folder().mkdir(parents=True)
    for at in range(n):
        path = folder() / f"{at:03}.rep"
        if at < len(lengths_min):
            written(path, synth.training_session(rng, float(lengths_min[at])))
        else:
            shutil.copyfile(folder() / f"{at % len(lengths_min):03}.rep", path)
    began_s = time.perf_counter()
    store.sync()
    took_s = time.perf_counter() - began_s
    yield f"{n} new recordings taken in", f"{n / took_s:.1f} sessions/s", ""
    with store.writing() as db:
        db.execute(update(SessionRow).values(algorithm="another"))
    began_s, began_cpu_s = time.perf_counter(), _cpu_s()
    done = list(recount(store, store.counts()))
    took_s, cpu_s = time.perf_counter() - began_s, _cpu_s() - began_cpu_s
    changed = sum(bool(one.changes or one.problem) for one in done)
    what = f"{n} sessions of {lengths_min.mean():.0f} min counted again, {changed} changed"
    yield what, f"{n / took_s:.1f} sessions/s", f"at least {LEAST_PER_S:g}"
    yield "... with all its processes, of a core's time", f"{1000 * cpu_s / n:.0f} ms a session", ""


def _cpu_s() -> float:
    """Return what this process and those that it has waited for took of a core."""
    return sum(os.times()[:4])


def queried(store: Store) -> Iterator[Row]:
    """Ask a large store what lists and trends ask."""
    since_unix_s = time.time() - SIX_WEEKS_S
    newest = store.known("last")
    asked: dict[str, Callable[[], object]] = {
        "the list, all of it": store.sessions,
        "the list, 50 of it": lambda: store.sessions(50),
        "a session of 30 sets": lambda: store.session(newest),
        "all sets of an exercise": lambda: store.sets("rdl"),
        "all sets, 5 columns": lambda: store.sets(
            only=("session_id", "began_unix_s", "utc_offset_s", "exercise", "rep_count")
        ),
        "six weeks of an exercise": lambda: store.sets("rdl", since_unix_s),
        "six weeks, as weeks": lambda: weeks(
            store.sets(since_unix_s=since_unix_s), date.today(), 6
        ),
    }
    count = len(store.ids())
    for what, ask in asked.items():
        times_s = []
        for _ in range(5):
            began_s = time.perf_counter()
            ask()
            times_s.append(time.perf_counter() - began_s)
        median_ms = 1000.0 * sorted(times_s)[2]
        yield f"{count} sessions: {what}", f"{median_ms:.0f} ms", f"at most {MOST_MS:g}"


if __name__ == "__main__":
    sys.exit(main())
