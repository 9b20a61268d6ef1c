"""The straight line through a strap's anchors: which sample was made when, by the strap's clock."""

import math

# A strap's true rate is within 6 % of the nominal one.
NOMINAL_SD = 0.04
# Of one chip that was only set up anew.
SAME_CHIP_SD = 0.005
_LOWEST, _HIGHEST = 0.90, 1.12
# How far the period may wander, as part of itself, in a second's square root: a warming chip.
_WANDER = 3e-6
# An anchor's error besides the sample period that it does not resolve.
_JITTER_S = 3e-4
_STALL_S = 2e-3
# So many anchors in a row that contradict the line are right, and the line is wrong.
_OUTVOTED = 3


class Fit:
    """A causal fit of index → strap seconds: a Kalman filter with time and period as its state.

    Parameters
    ----------
    nominal_s
        What the period should be; the fit keeps near it.
    period_s, relative_sd
        What it probably is, and how sure that is, as part of it.
    """

    def __init__(self, nominal_s: float, period_s: float, relative_sd: float) -> None:
        self.nominal_s = nominal_s
        self.period_s = period_s
        self.anchors = 0
        self._refused = 0
        self._index = 0
        self._t_s = 0.0
        self._tt = 0.0  # variance of the time at `_index`; `_tp` with the period; `_pp` of it
        self._tp = 0.0
        self._pp = (relative_sd * period_s) ** 2

    def at(self, index: int) -> float:
        """Return the time of a sample by the present line, strap seconds."""
        return self._t_s + (index - self._index) * self.period_s

    def add(self, index: int, t_s: float) -> None:
        """Take an anchor in: at `t_s` all samples before `index` had been made, `index` not yet."""
        period_s = self.period_s
        noise = period_s * period_s / 12.0 + _JITTER_S * _JITTER_S
        if self.anchors == 0:
            self._begin(index, t_s, noise)
            return
        steps = index - self._index
        pp = self._pp + (_WANDER * period_s) ** 2 * period_s * abs(steps)
        tp = self._tp + steps * self._pp
        tt = self._tt + steps * (self._tp + tp)
        off_s = t_s - self.at(index)
        if abs(off_s) > period_s + _STALL_S + 4.0 * math.sqrt(tt):
            self._refused += 1
            if self._refused == _OUTVOTED:
                self._pp = max(self._pp, (SAME_CHIP_SD * period_s) ** 2)
                self._begin(index, t_s, noise)
            return
        self._refused = 0
        self.anchors += 1
        gain_t = tt / (tt + noise)
        gain_p = tp / (tt + noise)
        self._t_s = self.at(index) + gain_t * off_s
        self._index = index
        lowest, highest = _LOWEST * self.nominal_s, _HIGHEST * self.nominal_s
        self.period_s = min(max(period_s + gain_p * off_s, lowest), highest)
        self._tt = (1.0 - gain_t) * tt
        self._tp = (1.0 - gain_t) * tp
        self._pp = pp - gain_p * tp

    def _begin(self, index: int, t_s: float, noise: float) -> None:
        self._index, self._t_s = index, t_s
        self._tt, self._tp = noise, 0.0
        self._refused = 0
        self.anchors += 1
