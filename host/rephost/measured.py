"""A rep that a lifter points at, measured on the hinge angle by the rules of docs/terms.md."""

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rephost.plotting_trace import HingeTrace
from repsignal.events import Rep
from repsignal.reps import MEET_S

Measure = Callable[[float, float], Rep]
"""Returns the rep between two times; a ValueError, in a sentence, where there is none."""

_SLOWEST_DPS: Final = 5.0
_PART_OF_PEAK: Final = 0.1
# The angle is smooth, its difference from sample to sample is not.
_SMOOTHED_S: Final = 0.1
_LEAST_RANGE_DEG: Final = 5.0


def measurer(trace: HingeTrace) -> Measure:
    """Return what measures the reps of a recording on the trace of its run."""

    def measure(start_s: float, end_s: float) -> Rep:
        t_s, hinge_deg = trace.curve(start_s, end_s, 1 << 30)
        known = ~np.isnan(t_s)
        return rep_between(t_s[known], hinge_deg[known].astype(np.float64), start_s, end_s)

    return measure


def rep_between(
    t_s: NDArray[np.float64], hinge_deg: NDArray[np.float64], start_s: float, end_s: float
) -> Rep:
    """Return the rep within two times that a lifter chose by eye.

    It begins and ends with its movement, which may be a little inside of them. Where the pelvis
    does not go down first its eccentric is not known.

    Parameters
    ----------
    t_s, hinge_deg
        The hinge angle (n,) there.

    Raises
    ------
    ValueError
        Nothing moves there.
    """
    within = (t_s >= start_s) & (t_s <= end_s)
    t_s, hinge_deg = t_s[within], hinge_deg[within]
    if len(t_s) < 4:
        raise ValueError("nothing was recorded there")
    rate_dps = _rate_dps(t_s, hinge_deg)
    bottom = int(hinge_deg.argmax())
    up = _moving(-rate_dps, bottom, len(t_s))
    if up is None or hinge_deg[bottom] - hinge_deg[-1] < _LEAST_RANGE_DEG:
        raise ValueError("the hip does not rise there: a rep ends upright")
    down = _moving(rate_dps, 0, bottom + 1)
    bottom_end_s, lock_out_s = float(t_s[up[0]]), float(t_s[up[1]])
    if down is None:
        begin_s = bottom_s = bottom_end_s
    else:
        begin_s, bottom_s = float(t_s[down[0]]), float(t_s[down[1]])
        if bottom_end_s - bottom_s < MEET_S:
            bottom_s = bottom_end_s = float(t_s[bottom])
    concentric = slice(up[0], up[1] + 1)
    range_deg = float(hinge_deg.max() - hinge_deg.min())
    return Rep(
        start_s=begin_s,
        bottom_s=bottom_s,
        bottom_end_s=bottom_end_s,
        end_s=lock_out_s,
        eccentric_known=down is not None,
        range_of_motion_deg=range_deg,
        peak_concentric_dps=float(-rate_dps[concentric].min()),
        mean_concentric_dps=range_deg / max(0.05, lock_out_s - bottom_end_s),
        confidence=1.0,
        flags=(),
        hip_share=None,
    )


def _rate_dps(t_s: NDArray[np.float64], hinge_deg: NDArray[np.float64]) -> NDArray[np.float64]:
    n = max(1, round(_SMOOTHED_S * (len(t_s) - 1) / (t_s[-1] - t_s[0])))
    rate_dps = np.gradient(hinge_deg, t_s)
    padded = np.pad(rate_dps, (n // 2, n - 1 - n // 2), mode="reflect")
    return np.convolve(padded, np.full(n, 1.0 / n), mode="valid")


def _moving(rate_dps: NDArray[np.float64], start: int, end: int) -> tuple[int, int] | None:
    """Return the first and last point of `start` to `end` at which something moves that way."""
    part = rate_dps[start:end]
    least_dps = max(_SLOWEST_DPS, _PART_OF_PEAK * float(part.max(initial=0.0)))
    moving = np.flatnonzero(part > least_dps)
    return None if not len(moving) else (start + int(moving[0]), start + int(moving[-1]))
