"""Index → seconds, causally: what was published stays, and time never runs back.

Within an epoch samples are equally spaced, so its published time is a chain of straight lines.
A better knowledge of the strap's clock bends the line ahead; only where the strap itself missed
time, between epochs, does it jump, and then forward.
"""

from typing import NamedTuple

import repwire
from rephost.decode import StrapEvent
from rephost.fit import NOMINAL_SD, SAME_CHIP_SD, Fit

# An error is made good within this time, or at this part of real time if it is a long way.
_SLEW_S = 2.5
_SLEW_MAX = 0.10
# For so long the first sample's own time is still made better known by later anchors.
_SETTLE_S = 20.0
# A reboot takes at least this; host times say how long, up to a day.
_REBOOT_S = 2.0
_REBOOT_MAX_S = 86400.0
# An epoch moves forward only by more than its anchors may err.
_STEP_PERIODS = 2.0
_WRAP_S = 2**32 / 1e6
_NEVER = repwire.INDEX_LIMIT


class Line(NamedTuple):
    """From `first_index` on, t(i) = t_s + (i - first_index) · period_s."""

    first_index: int
    t_s: float
    period_s: float


class Clock:
    """A recording's time axis, in seconds from its first sample.

    Feed it configurations, anchors and arrivals in the order of the recording; before samples are
    handed on, `follow` gives the lines that begin with or within them. The lines depend on that
    order alone, not on how the samples were cut into blocks.
    """

    def __init__(self) -> None:
        self.line = Line(0, 0.0, 0.0)  # that of the samples followed last
        # Samples of the present epoch below this index need no `follow`.
        self.straight_until = 0
        self._bend_end = _NEVER  # from this index on the period is `_then_s`
        self._then_s = 0.0
        self._nominal_s: dict[int, float] = {}
        self._last_nominal_s = 0.0
        self._fits: dict[int, Fit] = {}
        self._fit: Fit | None = None
        self._begun: dict[int, tuple[int, int]] = {}  # epoch: index and time of its EPOCH event
        self._strap_s = 0.0  # the strap's clock, unwrapped, at the last anchor
        self._is_placed = True  # whether the present epoch's anchors have put it on the axis
        self._origin = Line(0, 0.0, 0.0)  # where this run of the strap begins
        self._origin_fit: Fit | None = None
        self._zero_s: float | None = None  # the strap's clock at published time 0
        self._run_end_s: float | None = None  # set by a reboot until samples follow
        self._arrival = (0, -1, 0.0)  # the newest: host ns, next index, published time
        self._pair: tuple[int, float] | None = None  # host ns and published time of samples

    def time_of(self, index: int) -> float:
        """Return the published time of a sample that the present line reaches."""
        first, t_s, period_s = self.line
        if index <= self._bend_end:
            return t_s + (index - first) * period_s
        return t_s + (self._bend_end - first) * period_s + (index - self._bend_end) * self._then_s

    @property
    def period_s(self) -> float:
        """The true sample period, as far as it is known; 0 before any configuration."""
        return self._fit.period_s if self._fit else self._last_nominal_s

    def configure(self, epoch: int, odr_hz: float) -> None:
        """Take in the nominal rate of an epoch."""
        self._nominal_s[epoch] = self._last_nominal_s = 1.0 / odr_hz

    def anchor(self, event: StrapEvent) -> None:
        """Take in a STATUS or EPOCH event."""
        epoch = event.epoch
        if event.kind == repwire.EPOCH:
            epoch = event.a
            begun = self._begun.get(epoch)
            if begun == (event.index, event.t_us):
                return  # said again to a host that came back
            if begun:
                self._fits.pop(epoch, None)
            self._begun[epoch] = (event.index, event.t_us)
        fit = self._fit_of(epoch)
        near_s = fit.at(event.index) if fit.anchors else self._strap_s + _WRAP_S / 2 - 1.0
        t_s = event.t_us / 1e6
        self._strap_s = t_s + round((near_s - t_s) / _WRAP_S) * _WRAP_S
        if fit.add(event.index, self._strap_s) and fit is self._fit:
            self.straight_until = 0

    def arrived(self, host_ns: int, next_index: int) -> None:
        """Take in when the host received what follows; samples up to `next_index` came before."""
        self._confirm_arrival(next_index)
        self._arrival = (host_ns, next_index, self.time_of(next_index))

    def reboot(self, next_index: int) -> None:
        """Take in that the strap began anew, with its indices, epochs and clock."""
        self._confirm_arrival(next_index)
        if self._run_end_s is None and self._fit is not None:
            self._run_end_s = self.time_of(next_index)
        self._nominal_s.clear()
        self._fits.clear()
        self._begun.clear()
        self._strap_s = 0.0
        self._fit = None
        self.straight_until = 0

    def follow(self, epoch: int, first_index: int, n: int) -> list[Line]:
        """Return the lines that begin with or within samples `first_index` … + n, in order."""
        lines: list[Line] = []
        fit = self._fit_of(epoch)
        if fit is not self._fit:
            lines.append(self._enter(fit, first_index))
        elif not self.straight_until:
            lines.append(self._bend(fit, first_index, self.time_of(first_index)))
        if self._bend_end < first_index + n:
            at = max(self._bend_end, first_index)
            self.line = Line(at, self.time_of(at), self._then_s)
            self._bend_end = _NEVER
            lines.append(self.line)
        self.straight_until = self._bend_end
        return lines

    def _fit_of(self, epoch: int) -> Fit:
        """Return the fit of an epoch; a new one begins with what the one before has learnt."""
        fit = self._fits.get(epoch)
        if fit is None:
            nominal_s = self._nominal_s.get(epoch, self._last_nominal_s)
            now = self._fit
            if now and now.anchors > 2 and now.nominal_s == nominal_s:
                fit = Fit(nominal_s, now.period_s, SAME_CHIP_SD)
            else:
                fit = Fit(nominal_s, nominal_s, NOMINAL_SD)
            self._fits[epoch] = fit
        return fit

    def _enter(self, fit: Fit, first_index: int) -> Line:
        """Return the line of an epoch's first samples."""
        is_new_run = self._fit is None
        self._fit = fit
        if is_new_run:
            t_s = self._time_after_reboot()
            self._origin = Line(first_index, t_s, fit.period_s)
            self._origin_fit = fit
            self._zero_s = None
            self._is_placed = True
        else:
            t_s = self.time_of(first_index)
            self._is_placed = False
        return self._bend(fit, first_index, t_s)

    def _bend(self, fit: Fit, first_index: int, t_s: float) -> Line:
        """Return the line from here that leads to where the anchors say the samples are."""
        period_s = fit.period_s
        self._bend_end = _NEVER
        if fit.anchors:
            off_s = fit.at(first_index) - self._zero(fit, first_index, t_s) - t_s
            if not self._is_placed and off_s > _STEP_PERIODS * period_s:
                t_s += off_s
                off_s = 0.0
            self._is_placed = True
            n = max(1, round(max(_SLEW_S, abs(off_s) / _SLEW_MAX) / period_s))
            self._bend_end = first_index + n
            self._then_s = period_s
            period_s += off_s / n
        self.line = Line(first_index, t_s, period_s)
        return self.line

    def _zero(self, fit: Fit, first_index: int, t_s: float) -> float:
        """Return the strap's clock at published time 0."""
        if fit is self._origin_fit:
            if self._zero_s is None or t_s < self._origin.t_s + _SETTLE_S:
                self._zero_s = fit.at(self._origin.first_index) - self._origin.t_s
        elif self._zero_s is None:
            self._zero_s = fit.at(first_index) - t_s
        return self._zero_s

    def _time_after_reboot(self) -> float:
        if self._run_end_s is None:
            return 0.0
        t_s = self._run_end_s + _REBOOT_S
        if self._pair:
            host_ns, pair_t_s = self._pair
            away_s = (self._arrival[0] - host_ns) / 1e9
            if 0.0 < away_s < _REBOOT_MAX_S:
                t_s = max(t_s, pair_t_s + away_s)
        self._run_end_s = None
        return t_s

    def _confirm_arrival(self, next_index: int) -> None:
        """Keep the newest arrival if samples followed it: only then its two times belong together.

        What arrives after a break is noted before the break's end is known.
        """
        host_ns, index, t_s = self._arrival
        if self._fit is not None and next_index > index >= 0:
            self._pair = (host_ns, t_s)
