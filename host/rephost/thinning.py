"""A curve between two times, in as many points as can be drawn."""

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

Curve = tuple[NDArray[np.float64], NDArray[np.float32]]
"""Times (n,) in seconds and values (n,), in degrees or g; NaN in both where the line breaks."""


def thinned(whole: Curve, start_s: float, end_s: float, most: int, *, break_s: float) -> Curve:
    """Return a curve between two times in about `most` points or fewer.

    Of more than that the least and the largest of each stretch are kept, so that no peak is lost.
    Where points are further apart than `break_s` the line breaks.
    """
    first, last = np.searchsorted(whole[0], (start_s, end_s)).tolist()
    times, values = whole[0][first : last + 1], whole[1][first : last + 1]
    if not len(times):
        return np.empty(0), np.empty(0, np.float32)
    parts = list(_stretches(times, values, -(-2 * len(times) // most), break_s))
    return np.concatenate([t for t, _ in parts]), np.concatenate([v for _, v in parts])


def drawn(points: NDArray[np.floating[Any]], digits: int) -> list[float | None]:
    """Return times or values as a page draws them: rounded, None where the line breaks."""
    return [None if math.isnan(one) else round(one, digits) for one in points.tolist()]


def _stretches(
    times: NDArray[np.float64], values: NDArray[np.float32], stretch: int, break_s: float
) -> Iterator[Curve]:
    """Yield what hangs together, with a break between any two."""
    breaks = np.flatnonzero(np.diff(times) > break_s) + 1
    for number, one in enumerate(
        zip(np.split(times, breaks), np.split(values, breaks), strict=True)
    ):
        if number:
            yield np.array([np.nan]), np.array([np.nan], np.float32)
        yield _envelope(*one, stretch) if stretch > 2 else one


def _envelope(t_s: NDArray[np.float64], values: NDArray[np.float32], stretch: int) -> Curve:
    """Keep the least and the largest of every `stretch` points, and both ends."""
    whole = len(t_s) // stretch * stretch
    rows = values[:whole].reshape(-1, stretch)
    begins = np.arange(0, whole, stretch)
    kept = np.unique(
        np.concatenate(
            [begins + rows.argmin(axis=1), begins + rows.argmax(axis=1), [0, len(t_s) - 1]]
        )
    )
    return t_s[kept], values[kept]
