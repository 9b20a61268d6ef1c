"""Hip share on fresh sets, as a table: `python tests/hip_share_report.py [--sets N] [--seed S]`."""

import argparse
import os
from statistics import fmean, median

import numpy as np

from hip_shares import LIFTED, Told, told_of


def main() -> None:
    """Print a line for each lift."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", type=int, default=60, help="of each lift")
    parser.add_argument("--seed", type=int, default=int.from_bytes(os.urandom(4), "little"))
    given = parser.parse_args()
    print(f"seed {given.seed}, {given.sets} sets of each")
    print("| lift | reps | told | true, median | error | shifted by | squat-like |")
    print("|---|---|---|---|---|---|---|")
    for number, what in enumerate(LIFTED):
        rngs = (np.random.default_rng([given.seed, number, i]) for i in range(given.sets))
        reps = [told for rng in rngs for told in told_of(what, rng)]
        print(_line(what, reps))


def _line(what: str, reps: list[Told]) -> str:
    known = [(told.share, told) for told in reps if told.share is not None]
    errors = [share - told.true for share, told in known]
    parts = [
        what,
        str(len(reps)),
        f"{100 * len(known) / len(reps):.0f} %",
        f"{median(told.true for told in reps):.2f}",
        f"{fmean(abs(error) for error in errors):.3f}",
        f"{fmean(errors):+.3f}",
        f"{100 * fmean(told.is_squat_like for _, told in known):.1f} %",
    ]
    return f"| {' | '.join(parts)} |"


if __name__ == "__main__":
    main()
