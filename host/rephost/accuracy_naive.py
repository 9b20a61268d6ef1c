"""A naive peak counter: what one writes in an afternoon, as a measure of how hard data is.

It low-passes the acceleration, takes the axis that varies most (with a slow movement that is the
tilt), turns it so that its peaks point up, and counts the peaks that stand out and are not too
close together. It knows nothing of sets, walking or sitting, and it may look ahead. Of seven such
counters (|a|, tilt, strongest gyro axis, other thresholds) it did best on ordinary synthetic sets.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rephost.accuracy_scoring import is_within
from rephost.accuracy_truth import TimedSet, Truth
from rephost.recording import Reader
from rephost.samples import Samples, in_order

LOW_PASS_HZ: Final = 1.0
PROMINENCE_G: Final = 0.3
APART_S: Final = 0.8

_SHORTEST_SAMPLES: Final = 20
_SLOWEST_HZ: Final = 4.0 * LOW_PASS_HZ


@dataclass(frozen=True, slots=True)
class NaiveScore:
    """What the naive counter made of one recording."""

    counted: int
    """In the whole recording, which is all that it is told."""
    exact_in_sets: int
    """True sets with as many peaks as reps, had it been told where the sets are."""
    false_outside: int


def naive_peaks_s(reader: Reader) -> NDArray[np.float64]:
    """Return the times of the peaks in a recording (n,), in seconds."""
    blocks = list(in_order(reader))
    times = [block.t_s for block in blocks]
    if sum(map(len, times)) < _SHORTEST_SAMPLES:
        return np.empty(0)
    return peaks_s(np.concatenate(times), np.concatenate([_acc_g(block) for block in blocks]))


def peaks_s(t_s: NDArray[np.float64], acc_g: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the times of the peaks (n,) in acceleration (m, 3) at times (m,), m ≥ 20."""
    from scipy.signal import butter, find_peaks, sosfiltfilt

    period_s = float(np.median(np.diff(t_s)))
    # Gaps and an uneven clock are bridged by straight lines.
    grid_s: NDArray[np.float64] = np.arange(float(t_s[0]), float(t_s[-1]), period_s)
    even_g = np.stack([np.interp(grid_s, t_s, axis) for axis in acc_g.T])
    if 1 / period_s > _SLOWEST_HZ:
        low_pass = butter(2, LOW_PASS_HZ, fs=1 / period_s, output="sos")
        even_g = sosfiltfilt(low_pass, even_g, axis=1)
    strongest = even_g[np.argmax(even_g.std(axis=1))]
    low, middle, high = np.percentile(strongest, (1, 50, 99))
    upward = strongest if high - middle > middle - low else -strongest
    apart = max(1, int(APART_S / period_s))
    peaks, _ = find_peaks(upward, prominence=PROMINENCE_G, distance=apart)
    return grid_s[np.asarray(peaks, np.intp)]


def naive_score(truth: Truth, peaks: Sequence[float]) -> NaiveScore:
    """Score the times of the peaks of one recording against its labels."""
    return NaiveScore(
        counted=len(peaks),
        exact_in_sets=sum(_in_set(one, peaks) == len(one.reps) for one in truth.sets),
        false_outside=sum(not is_within(t_s, truth.sets) for t_s in peaks) if truth.complete else 0,
    )


def _in_set(one: TimedSet, peaks: Sequence[float]) -> int:
    return sum(is_within(t_s, (one,)) for t_s in peaks)


def _acc_g(block: Samples) -> NDArray[np.float64]:
    return block.counts[:, :3].astype(np.float64) * block.acc_g_per_lsb
