"""Measure how right repbelt is, on fresh synthetic recordings and on real ones, and write it down.

`python tests/accuracy_report.py [OUT.md] [--seed N] [--quick]`, or `make accuracy`. Real recordings
are those of the folder named by REPBELT_REAL_DATA; without it their last table stays as it was.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Final, TypeVar

import accuracy_real_section
import accuracy_synthetic_section
from accuracy_document import written
from accuracy_real import measure_real
from accuracy_same import Results, measure_same
from accuracy_synthetic import Done, run, tasks

DOCUMENT: Final = Path(__file__).parents[1] / "docs" / "accuracy.md"
QUICK: Final = 0.1
SAME_MOTIONS: Final = 8

T = TypeVar("T")


def main() -> int:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("out", type=Path, nargs="?", default=DOCUMENT, metavar="OUT.md")
    parser.add_argument("--seed", type=int, help="repeat a measurement (default: a fresh seed)")
    parser.add_argument("--quick", action="store_true", help="a tenth of the recordings")
    args = parser.parse_args()
    seed = int.from_bytes(os.urandom(4), "little") if args.seed is None else args.seed
    share = QUICK if args.quick else 1.0
    begun_s = time.monotonic()
    print(f"seed {seed}")
    done = _synthetic(seed, share)
    same = _same(seed, max(2, round(SAME_MOTIONS * share)))
    folder = os.environ.get("REPBELT_REAL_DATA")
    real = measure_real(Path(folder)) if folder else None
    written(
        args.out,
        {
            "synthetic": accuracy_synthetic_section.section(seed, done, same),
            "real": accuracy_real_section.section(real) if real else None,
        },
    )
    print("not exact:", *accuracy_synthetic_section.wrong(done), sep="\n  ")
    if real is None:
        print("REPBELT_REAL_DATA names no folder: the table of real recordings stays as it was")
    print(f"{args.out}: written after {time.monotonic() - begun_s:.0f} s")
    return 0


def _synthetic(seed: int, share: float) -> list[Done]:
    with tempfile.TemporaryDirectory(prefix="repbelt-") as folder:
        all_tasks = tasks(seed, Path(folder), share)
        done = list(_shown(run(all_tasks), len(all_tasks), "synthetic recordings"))
    # Completion order is chance; what is written must not be.
    return sorted(done, key=lambda one: (one.task.group, one.task.number))


def _same(seed: int, motions: int) -> list[Results]:
    numbers = range(motions)
    exercises = ["rdl" if number % 2 == 0 else "swing" for number in numbers]
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        results = pool.map(measure_same, [seed] * motions, exercises, numbers)
        return list(_shown(results, motions, "mountings and rates"))


def _shown(results: Iterable[T], total: int, what: str) -> Iterable[T]:
    if not sys.stdout.isatty():
        return results
    from rich.progress import track

    return track(results, what, total=total, transient=True)


if __name__ == "__main__":
    sys.exit(main())
