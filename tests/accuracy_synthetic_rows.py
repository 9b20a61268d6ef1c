"""The figures on synthetic recordings, beside what is asked for."""

from collections.abc import Iterator, Sequence
from statistics import median

from accuracy_counts import count_rows, false_rows, naive_rows
from accuracy_document import Row, percent
from accuracy_naming import name_rows
from accuracy_same import Results, Same
from accuracy_sure import sure_rows
from accuracy_synthetic import Done
from accuracy_times import time_rows

BOUNDARY_S = 0.03


def rows(done: Sequence[Done], same: Sequence[Results]) -> list[Row]:
    """Return all figures that there is something to say about."""
    return [
        *count_rows(done),
        *naive_rows(done),
        *time_rows(done),
        *false_rows(done),
        *name_rows(done),
        *sure_rows(done),
        *(_same_rows(same) if same else ()),
    ]


def _same_rows(same: Sequence[Results]) -> Iterator[Row]:
    compared: tuple[tuple[str, list[Same]], ...] = (
        ("24 mountings", [one.mounted for one in same]),
        ("the same counts with axes exchanged, 24 ways", [one.turned for one in same]),
        ("50 and 200 Hz against 100 Hz", [one.rates for one in same]),
    )
    for name, ones in compared:
        variants, equal = sum(one.variants for one in ones), sum(one.equal_counts for one in ones)
        apart_s = sorted(by for one in ones for by in one.apart_s)
        near = sum(by <= BOUNDARY_S for by in apart_s)
        yield Row(
            f"{name}, {len(same)} motions: same counts",
            "all",
            f"{equal} of {variants}",
            equal == variants,
        )
        yield Row(
            "… boundaries apart",
            "≤ 30 ms",
            f"median {1000 * median(apart_s):.0f}, largest {1000 * apart_s[-1]:.0f} ms, "
            f"{percent(near, len(apart_s))} within 30 ms",
            near == len(apart_s),
        )
    identical = sum(one.live_is_file for one in same)
    yield Row(
        "live, frame by frame, and from a file: identical events",
        "all",
        f"{identical} of {len(same)}",
        identical == len(same),
    )
