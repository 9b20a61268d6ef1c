"""Measure what a training shows, how soon, and at what cost, and write it down.

`python tests/live_report.py [OUT.md] [--seed N] [--quick]`, or `make live`: a quarter of an hour.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median
from typing import Final

import numpy as np

import live_processes
import live_timing
from accuracy_document import Row, figures, percent, stamp, table
from live_browser import launched
from live_timing import Timed

DOCUMENT: Final = Path(__file__).parents[1] / "docs" / "live.md"
SYNTHETIC_SETS: Final = 200
KILLS: Final = 50

HEAD: Final = """\
# Live

Written by `make live`; not edited by hand. How soon a rep is announced, how often what was said
stays, and what a training costs. Words are as in [terms](terms.md). All recordings are synthetic,
so that the true lock-out is exact. Times of announcements are in signal time: from the lock-out to
the sample with which it was known; a strap's packets add up to 0.2 s, the page its own.
"""


def main() -> int:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("out", type=Path, nargs="?", default=DOCUMENT, metavar="OUT.md")
    parser.add_argument("--seed", type=int, help="repeat a measurement (default: a fresh seed)")
    parser.add_argument("--quick", action="store_true", help="a tenth of it")
    args = parser.parse_args()
    seed = int.from_bytes(os.urandom(4), "little") if args.seed is None else args.seed
    share = 0.1 if args.quick else 1.0
    begun_s = time.monotonic()
    print(f"seed {seed}")
    shipped = live_timing.labelled()
    fresh = live_timing.synthetic(seed, round(SYNTHETIC_SETS * share))
    auto = live_timing.in_auto(seed, round(SYNTHETIC_SETS * share))
    with tempfile.TemporaryDirectory(prefix="repbelt-") as folder:
        rows = [*_said_rows([*shipped.values(), *fresh.values()], auto)]
        rows += _process_rows(Path(folder), np.random.default_rng(seed), share)
    groups = {f"{name}, shipped": one for name, one in shipped.items()}
    groups |= {f"{name}, fresh": one for name, one in fresh.items()}
    text = "\n".join((HEAD, stamp(f"make live SEED={seed}"), figures(rows), _offsets(groups)))
    args.out.write_text(text, encoding="utf-8")
    print(f"{args.out}: written after {time.monotonic() - begun_s:.0f} s")
    return 0


def _said_rows(armed: list[Timed], auto: Timed) -> Iterator[Row]:
    every = Timed()
    for one in armed:
        every += one
    in_time = every.in_time / every.true_reps
    early_ms, late_ms = -1000 * live_timing.EARLY_S, 1000 * live_timing.LATE_S
    yield Row(
        f"announced {early_ms:.0f} ms before to {late_ms:.0f} ms after lock-out, armed",
        "95 %",
        percent(every.in_time, every.true_reps),
        in_time >= 0.95,
    )
    for name, one in (("armed", every), ("auto", auto)):
        stays = one.said - one.corrected
        share = stays / one.said
        yield Row(f"never corrected, {name}", "99.5 %", percent(stays, one.said), share >= 0.995)


def _process_rows(folder: Path, rng: np.random.Generator, share: float) -> Iterator[Row]:
    recording = live_timing.RECORDINGS / "synthetic-rdl-8-slow.rep"
    taken = live_processes.start_s(folder / "start", recording, max(3, round(9 * share)))
    yield Row(
        "start to the first sample recorded, warm",
        "2 s",
        f"{median(taken):.2f} s, at most {max(taken):.2f} s",
        max(taken) <= 2.0,
    )
    session = live_processes.long_recording(folder / "session.rep", 125.0 * max(share, 0.2))
    one = live_processes.cost(folder / "one", session, straps=1, seconds=30.0)
    yield Row("processor, 104 Hz, no page", "10 % of a core", f"{one.share:.1%}", one.share <= 0.1)
    with launched() as browser:
        if browser is not None:
            paged = live_processes.cost(
                folder / "paged", session, straps=1, seconds=30.0, browser=browser
            )
            share_of_core = f"{paged.share:.1%}"
            yield Row(
                "processor, 104 Hz, page open", "10 % of a core", share_of_core, paged.share <= 0.1
            )
    eight = live_processes.cost(folder / "eight", session, straps=8, seconds=30.0)
    yield Row("processor, eight straps", "", f"{eight.share:.1%} of a core")
    pace, seconds = 60.0, max(10.0, 114 * share)
    soak = live_processes.cost(folder / "soak", session, straps=1, seconds=seconds, pace=pace)
    grown_mb = soak.last_mb - soak.first_mb
    yield Row(
        f"memory grown in {seconds * pace / 60:.0f} min of training, {pace:.0f} times as fast",
        "flat",
        f"{grown_mb:.1f} MB of {soak.last_mb:.0f}",
        grown_mb < 5.0,
    )
    lost = live_processes.lost_s(folder / "kill", recording, rng, round(KILLS * share))
    yield Row(
        f"lost by kill -9, {len(lost)} times, at most",
        "1 s",
        f"{max(0.0, *lost):.2f} s; all gone on with, and whole at the end",
        max(lost) <= 1.0,
    )


def _offsets(groups: Mapping[str, Timed]) -> str:
    names = ("announced after lock-out, ms", "reps", "in time", "2.5 %", "median", "97.5 %")
    rows = []
    for name, one in groups.items():
        low, middle, high = np.percentile(one.offsets_s, (2.5, 50, 97.5)) * 1000
        in_time = percent(one.in_time, one.true_reps)
        cells = (name, str(one.true_reps), in_time, f"{low:.0f}", f"{middle:.0f}", f"{high:.0f}")
        rows.append(cells)
    return table(names, rows)


if __name__ == "__main__":
    sys.exit(main())
