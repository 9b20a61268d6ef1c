"""The straight line through a strap's anchors: which sample was made when, by the strap's clock."""

import math

# A strap's true rate is within 6 % of the nominal one.
NOMINAL_SD = 0.04
# Of one chip that was only set up anew.
SAME_CHIP_SD = 0.005
_LOWEST, _HIGHEST = 0.95, 1.075
# How far the period may wander, as part of itself, in a second's square root: a warming chip.
_WANDER = 3e-6
# An anchor's error besides the sample period that it does not resolve.
_JITTER_S = 3e-4
_SLACK_S = 2e-3
# So many first anchors are weighed together, since one may be a stalled strap's.
_FIRST = 8
# A line that so many anchors made is moved by the mean of as many as `_MEAN_OF`, no sooner.
_MATURE = 32
_MEAN_OF = 8
# So many anchors in a row that agree among themselves and not with the line are right.
_OUTVOTED = 5

_Anchor = tuple[int, float]


class Fit:
    """A causal fit of index → strap seconds: a Kalman filter with time and period as its state.

    An anchor is off by anything up to one period. One that is off by more, because the strap was
    held up between counting and looking at its clock, is passed over.

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
        self._prior = (period_s, (relative_sd * period_s) ** 2)
        self._first: list[_Anchor] = []
        self._refused: list[_Anchor] = []
        self._sum = (0, 0, 0.0)  # of anchors that have not moved the line yet: n, index, t_s - at
        self._tolerance_s = 0.0  # the least
        self._index = 0
        self._t_s = 0.0
        # Variances: of the time at `_index`, of the period, and what they share.
        self._tt = self._tp = self._pp = 0.0

    def at(self, index: int) -> float:
        """Return the time of a sample by the present line, strap seconds."""
        return self._t_s + (index - self._index) * self.period_s

    def add(self, index: int, t_s: float) -> bool:
        """Take an anchor in: at `t_s` all samples before `index` had been made, `index` not yet.

        Returns whether the line has moved.
        """
        self.anchors += 1
        if len(self._first) < _FIRST:
            self._first.append((index, t_s))
            self._begin(self._agreeing(self._first))
            return True
        off_s = t_s - self.at(index)
        if abs(off_s) > self._tolerance_s and abs(off_s) > self._tolerance(index):
            return self._refuse(index, t_s)
        if self._refused:
            self._refused.clear()
        n, indices, offs_s = self._sum
        n, indices, offs_s = n + 1, indices + index, offs_s + off_s
        if self.anchors > _MATURE and n < _MEAN_OF:
            self._sum = (n, indices, offs_s)
            return False
        mean = indices // n
        self._update(mean, self.at(mean) + offs_s / n, n)
        return True

    def _begin(self, anchors: list[_Anchor]) -> None:
        self.period_s, self._pp = self._prior
        self._index, self._t_s = anchors[0]
        self._tt, self._tp = self._noise(), 0.0
        for index, t_s in anchors[1:]:
            self._update(index, t_s, 1)

    def _update(self, index: int, t_s: float, anchors: int) -> None:
        """Move the line by what is the mean of so many anchors."""
        self._sum = (0, 0, 0.0)
        steps = index - self._index
        noise = self._noise() / anchors
        tt = self._tt + steps * (2.0 * self._tp + steps * self._pp)
        tp = self._tp + steps * self._pp
        pp = self._pp + (_WANDER * self.period_s) ** 2 * self.period_s * abs(steps)
        gain_t, gain_p = tt / (tt + noise), tp / (tt + noise)
        expected_s = self.at(index)
        off_s = t_s - expected_s
        self._index = index
        self._t_s = expected_s + gain_t * off_s
        period_s = self.period_s + gain_p * off_s
        self.period_s = min(max(period_s, _LOWEST * self.nominal_s), _HIGHEST * self.nominal_s)
        self._tt = (1.0 - gain_t) * tt
        self._tp = (1.0 - gain_t) * tp
        self._pp = pp - gain_p * tp
        self._tolerance_s = self._tolerance(index)

    def _refuse(self, index: int, t_s: float) -> bool:
        self._refused.append((index, t_s))
        last = self._refused[-_OUTVOTED:]
        if not len(last) == _OUTVOTED == len(self._agreeing(last)):
            return False
        self._prior = (self.period_s, (SAME_CHIP_SD * self.period_s) ** 2)
        self._first = last
        self._refused = []
        self._begin(last)
        return True

    def _tolerance(self, index: int) -> float:
        """Return how far from the line an anchor may be that is to be believed."""
        steps = index - self._index
        variance = self._tt + steps * (2.0 * self._tp + steps * self._pp)
        return self.period_s + _SLACK_S + 4.0 * math.sqrt(max(variance, 0.0))

    def _noise(self) -> float:
        return self.period_s * self.period_s / 12.0 + _JITTER_S * _JITTER_S

    def _agreeing(self, anchors: list[_Anchor]) -> list[_Anchor]:
        """Return the most anchors that one possible line goes through; the first if there is none.

        Of as many, those that lie closer to a line.
        """
        best, best_key = anchors[:1], (1, 0.0)
        within_s = self.nominal_s + _SLACK_S
        for number, (index_a, t_a) in enumerate(anchors):
            for index_b, t_b in anchors[number + 1 :]:
                steps = index_b - index_a
                if steps <= 0:
                    continue
                slope = (t_b - t_a) / steps
                loose = within_s / steps
                lowest, highest = _LOWEST * self.nominal_s, _HIGHEST * self.nominal_s
                if not lowest - loose < slope < highest + loose:
                    continue
                off = [(t - t_a) - (i - index_a) * slope for i, t in anchors]
                near = [x for x in off if abs(x) <= within_s]
                key = (len(near), -sum(x * x for x in near))
                if key > best_key:
                    best_key = key
                    best = [a for a, x in zip(anchors, off, strict=True) if abs(x) <= within_s]
        return best
