"""The norm of the acceleration, by its median: 1 g, or its unit or scale is wrong."""

from collections.abc import Iterable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rephost.decode import Configured, Item, Samples

REST_G: Final = (0.3, 3.0)
"""The median of |a| outside these is no acceleration in g that includes gravity."""

_EVERY: Final = 64
"""One sample of so many is looked at: a day's are then few enough to keep."""


def wrong_norm(median_g: float) -> str | None:
    """Return what is wrong with a median of |a|; None if it may be right."""
    if REST_G[0] <= median_g <= REST_G[1] or np.isnan(median_g):
        return None
    return f"the median of |a| is {median_g:.3g} g, not 1 g"


class RestingNorm:
    """The median of |a| over a recording, of a sample now and then."""

    def __init__(self) -> None:
        self._scales: dict[int, float] = {}
        self._scale = np.nan
        self._kept: dict[float, list[NDArray[np.int16]]] = {}

    def push(self, items: Iterable[Item]) -> None:
        """Take in items in the order of the recording."""
        for item in items:
            if isinstance(item, Samples):
                scale = self._scales.get(item.epoch, self._scale)
                # Copied: a view would keep all of the chunk that it is a part of.
                self._kept.setdefault(scale, []).append(item.counts[::_EVERY, :3].copy())
            elif isinstance(item, Configured):
                self._scales[item.epoch] = self._scale = item.acc_g_per_lsb

    @property
    def median_g(self) -> float:
        """The median so far; NaN where no sample has a scale."""
        norms = [
            np.linalg.norm(np.concatenate(counts).astype(np.float64), axis=1) * scale
            for scale, counts in self._kept.items()
            if not np.isnan(scale)
        ]
        return float(np.median(np.concatenate(norms))) if norms else float("nan")
