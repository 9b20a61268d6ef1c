"""Hip share and hips leading on fresh sets: `tests/hip_share_report.py [--sets N] [--seed S]`."""

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
    told = {
        what: [
            one
            for i in range(given.sets)
            for one in told_of(what, np.random.default_rng([given.seed, number, i]))
        ]
        for number, what in enumerate(LIFTED)
    }
    print("\n| lift | reps | told | true, median | error | shifted by | squat-like |")
    print("|---|---|---|---|---|---|---|")
    for what, reps in told.items():
        print(_share_line(what, reps))
    print(
        "\n| lift | lowered | told | true, 10 to 90 % | spread | error | shifted by | knees first |"
    )
    print("|---|---|---|---|---|---|---|---|")
    for what, reps in told.items():
        print(_lead_line(what, reps))


def _share_line(what: str, reps: list[Told]) -> str:
    known = [(told.share, told) for told in reps if told.share is not None]
    errors = [share - told.true for share, told in known]
    return _line(
        what,
        str(len(reps)),
        f"{100 * len(known) / len(reps):.0f} %",
        f"{median(told.true for told in reps):.2f}",
        f"{fmean(abs(error) for error in errors):.3f}",
        f"{fmean(errors):+.3f}",
        f"{100 * fmean(told.is_squat_like for _, told in known):.1f} %",
    )


def _lead_line(what: str, reps: list[Told]) -> str:
    """Return how far the hips truly lead, what who always told the median would be off by, ours."""
    lowered = [(told.true_lead, told) for told in reps if told.true_lead is not None]
    true = [lead for lead, _ in lowered]
    errors = [told.lead - lead for lead, told in lowered if told.lead is not None]
    low, middle, high = np.quantile(true, (0.1, 0.5, 0.9))
    return _line(
        what,
        str(len(lowered)),
        f"{100 * len(errors) / len(lowered):.0f} %",
        f"{low:+.2f} to {high:+.2f}",
        f"{fmean(abs(lead - middle) for lead in true):.3f}",
        f"{fmean(abs(error) for error in errors):.3f}" if errors else "",
        f"{fmean(errors):+.3f}" if errors else "",
        f"{100 * fmean(told.is_knees_first for _, told in lowered):.1f} %",
    )


def _line(*parts: str) -> str:
    return f"| {' | '.join(parts)} |"


if __name__ == "__main__":
    main()
