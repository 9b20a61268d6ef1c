"""Measure how right repbelt is, on fresh synthetic recordings and on real ones, and write it down.

`python tests/accuracy_report.py [OUT.md] [--seed N] [--quick]`, or `make accuracy`. Real recordings
are those of the folder named by REPBELT_REAL_DATA; without it their last table stays as it was.

While developing: `--only chain --share 0.1` prints the figures of some groups and what went wrong,
and writes no document. A group is asked for by its words (chain, hinge, life, a lift, ordinary,
hard, gaps …), all of them in one `--only`; `--only real` are the real recordings. `--case 'squat
hard' 3 --seed N` makes one recording again and writes it, and its labels, to a folder.
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
from accuracy_document import figures, written
from accuracy_groups import BY_NAME, GROUPS, Group, asked
from accuracy_real import measure_real
from accuracy_same import Results, measure_same
from accuracy_synthetic import Done, Task, make_and_measure, run, tasks
from accuracy_synthetic import written as case_written
from accuracy_synthetic_rows import rows

DOCUMENT: Final = Path(__file__).parents[1] / "docs" / "accuracy.md"
CASES: Final = Path(tempfile.gettempdir()) / "repbelt-cases"
REAL: Final = "real"
QUICK: Final = 0.1
SAME_MOTIONS: Final = 8

T = TypeVar("T")


def main(argv: list[str] | None = None) -> int:
    """Measure and write, or print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("out", type=Path, nargs="?", default=DOCUMENT, metavar="OUT.md")
    parser.add_argument("--seed", type=int, help="repeat a measurement (default: a fresh seed)")
    parser.add_argument("--quick", action="store_true", help="a tenth of the recordings")
    parser.add_argument("--only", action="append", default=[], metavar="WORDS", help="print these")
    parser.add_argument("--share", type=float, help="of each group's number, with --only")
    parser.add_argument("--case", nargs=2, metavar=("GROUP", "NUMBER"), help="write one again")
    parser.add_argument("--to", type=Path, default=CASES, metavar="DIR", help="where --case writes")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes at once")
    args = parser.parse_args(argv)
    seed = int.from_bytes(os.urandom(4), "little") if args.seed is None else args.seed
    share = args.share if args.share is not None else QUICK if args.quick else 1.0
    print(f"seed {seed}")
    if args.case:
        group, number = args.case
        if group not in BY_NAME or not number.isdecimal() or args.seed is None:
            parser.error("--case takes a group, a number and --seed as they were printed")
        _case(Task(group, int(number), seed, args.to))
    elif args.only:
        synthetic = [one for one in args.only if one != REAL]
        groups = asked(GROUPS, synthetic) if synthetic else []
        folder = os.environ.get("REPBELT_REAL_DATA")
        if synthetic and not groups:
            parser.error(f"no group has all the words of {synthetic}")
        if REAL in args.only and not folder:
            parser.error("REPBELT_REAL_DATA names no folder of real recordings")
        if groups:
            _printed(_synthetic(groups, seed, share, args.jobs), seed)
        if REAL in args.only and folder:
            print(accuracy_real_section.section(measure_real(Path(folder), args.jobs)))
    else:
        _document(args.out, seed, share, args.jobs)
    return 0


def _document(out: Path, seed: int, share: float, jobs: int) -> None:
    begun_s = time.monotonic()
    done = _synthetic(GROUPS, seed, share, jobs)
    same = _same(seed, max(2, round(SAME_MOTIONS * share)), jobs)
    folder = os.environ.get("REPBELT_REAL_DATA")
    real = measure_real(Path(folder), jobs) if folder else None
    written(
        out,
        {
            "synthetic": accuracy_synthetic_section.section(seed, done, same),
            "real": accuracy_real_section.section(real) if real else None,
        },
    )
    print("not right:", *accuracy_synthetic_section.wrong(done), sep="\n  ")
    if real is None:
        print("REPBELT_REAL_DATA names no folder: the table of real recordings stays as it was")
    print(f"{out}: written after {time.monotonic() - begun_s:.0f} s")


def _printed(done: list[Done], seed: int) -> None:
    print("not right:", *accuracy_synthetic_section.wrong(done), sep="\n  ")
    print(f"again: accuracy_report.py --case GROUP NUMBER --seed {seed}")
    print(f"drawn: draw_cases.py OUT.png --case GROUP NUMBER --seed {seed}\n")
    print(figures(rows(done, [])))
    print(accuracy_synthetic_section.by_lift(done))


def _case(task: Task) -> None:
    """Write one recording to keep, and tell what is true of it and what was found."""
    task.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="repbelt-") as folder:
        one = make_and_measure(Task(task.group, task.number, task.seed, Path(folder)))
    path, _ = case_written(task)
    print(accuracy_synthetic_section.told(one))
    print(path)


def _synthetic(groups: Iterable[Group], seed: int, share: float, jobs: int) -> list[Done]:
    with tempfile.TemporaryDirectory(prefix="repbelt-") as folder:
        all_tasks = tasks(groups, seed, Path(folder), share)
        done = list(_shown(run(all_tasks, jobs), len(all_tasks), "synthetic recordings"))
    # Completion order is chance; what is written must not be.
    return sorted(done, key=lambda one: (one.task.group, one.task.number))


def _same(seed: int, motions: int, jobs: int) -> list[Results]:
    numbers = range(motions)
    exercises = ["rdl" if number % 2 == 0 else "swing" for number in numbers]
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        results = pool.map(measure_same, [seed] * motions, exercises, numbers)
        return list(_shown(results, motions, "mountings and rates"))


def _shown(results: Iterable[T], total: int, what: str) -> Iterable[T]:
    if not sys.stdout.isatty():
        return results
    from rich.progress import track

    return track(results, what, total=total, transient=True)


if __name__ == "__main__":
    sys.exit(main())
