"""Which phase of a rep the lifter is in now, sample by sample of the hinge angle."""

import math
from collections import deque
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

# A phase goes on while the hinge rate is above both (docs/terms.md: phase boundary).
_STILL_DPS: Final = 5.0
_STILL_OF_PEAK: Final = 0.1
_SHORTEST_S: Final = 0.2
_RATE_OVER_S: Final = 0.1
_GAP_S: Final = 0.5

# Who stands or holds sways, and one who locks out swings back a little. A movement is one once it
# is larger than that person sways: who stands still is believed sooner.
_LEAST_DEG: Final = 3.5
_MOST_DEG: Final = 10.0
_MORE_THAN_SWAY: Final = 1.3
_SWAY_AT_FIRST_DEG: Final = 4.0
_SWAY_KEPT_S: Final = 20.0
# What comes back from less than this led nowhere: the lifter is still where they were.
_SMALL_DEG: Final = 15.0

SHOWN_S: Final = 0.3
"""A phase is shown for so long at least; one that begins and ends meanwhile is not shown."""

_PHASES: Final = {1: ("eccentric", "bottom"), -1: ("concentric", "top")}
"""Of a movement down or up: its own name, and what it is when it has come to rest."""


class Phase(NamedTuple):
    """A phase's name, as in `LiveView.phase`, and when it began."""

    name: str | None
    began_s: float


class _Run(NamedTuple):
    """A stretch in which the hinge angle goes one way: 1 down, -1 up, 0 none."""

    way: int
    began_s: float
    from_deg: float


class _Level(NamedTuple):
    """An angle, and when it was."""

    deg: float
    at_s: float


class Phases:
    """Follows the hinge angle: a phase is told when it is certain, with the time it began."""

    def __init__(self) -> None:
        self._shown = Phase(None, 0.0)
        self._shown_since_s = -math.inf
        self._forget()

    def now(self, *, is_in_set: bool) -> Phase:
        """Return the phase to be shown; who stands upright outside a set is in none."""
        phase = self._shown
        return phase if is_in_set or phase.name != "top" else Phase(None, phase.began_s)

    def push(self, t_s: NDArray[np.float64], hinge_deg: NDArray[np.float64]) -> None:
        """Take in what is new of the hinge angle, (n,) each."""
        for now_s, deg in zip(t_s.tolist(), hinge_deg.tolist(), strict=True):
            if not math.isfinite(deg):
                continue
            if self._last and not 0.0 < now_s - self._last[-1].at_s < _GAP_S:
                self._forget()
            if not self._last:
                self._sways.append(_Level(_SWAY_AT_FIRST_DEG, now_s))
                self._stood = _Level(deg, now_s)
            self._last.append(_Level(deg, now_s))
            while len(self._last) > 2 and now_s - self._last[0].at_s > _RATE_OVER_S:
                self._last.popleft()
            if len(self._last) > 1:
                self._step()
            if self._phase != self._shown and now_s - self._shown_since_s >= SHOWN_S:
                self._shown, self._shown_since_s = self._phase, now_s

    def _forget(self) -> None:
        self._phase = self._shown = self._rest = Phase(None, 0.0)
        self._shown_since_s = -math.inf
        self._last: deque[_Level] = deque()
        self._run = self._move = self._went = _Run(0, 0.0, 0.0)
        self._stood = _Level(0.0, 0.0)
        self._sways: deque[_Level] = deque()  # each smaller than the one before
        self._is_at_rest = True
        self._peak_dps = 0.0
        self._moved_s = 0.0  # when the movement was last faster than still

    def _step(self) -> None:
        before, now = self._last[0], self._last[-1]
        at = _Level((before.deg + now.deg) / 2, (before.at_s + now.at_s) / 2)
        rate_dps = (now.deg - before.deg) / (now.at_s - before.at_s)
        self._go_on(at, rate_dps)
        way = 0 if abs(rate_dps) <= _STILL_DPS else 1 if rate_dps > 0.0 else -1
        if way != self._run.way:
            self._turn(_Run(way, at.at_s, at.deg))
        if self._is_at_rest:
            is_other = at.at_s - self._run.began_s >= _SHORTEST_S
        else:
            is_other = way != self._move.way
        # Who has leant back at lock-out and eases off is still at the top.
        from_deg = max(self._run.from_deg, 0.0) if way > 0 else self._run.from_deg
        if way and is_other and way * (now.deg - from_deg) >= self._least_deg(way, now.at_s):
            self._settle(_Level(self._run.from_deg, self._run.began_s))
            self._move, self._is_at_rest = self._run, False
            self._peak_dps, self._moved_s = abs(rate_dps), at.at_s
            self._phase = Phase(_PHASES[way][0], self._run.began_s)

    def _go_on(self, at: _Level, rate_dps: float) -> None:
        """Go on with the movement, or come to rest behind it."""
        if self._is_at_rest:
            return
        speed_dps = rate_dps * self._move.way
        self._peak_dps = max(self._peak_dps, speed_dps)
        if speed_dps > max(_STILL_DPS, _STILL_OF_PEAK * self._peak_dps):
            self._moved_s = at.at_s
        elif at.at_s - self._moved_s >= _SHORTEST_S:
            self._settle(_Level(at.deg, self._moved_s))
            self._is_at_rest = True
            self._phase = self._rest

    def _settle(self, at: _Level) -> None:
        """Take in where the movement has led, if it has led anywhere."""
        way = self._move.way
        if way and (at.deg - self._stood.deg) * way >= _SMALL_DEG:
            self._stood = at
            self._rest = Phase(_PHASES[way][1], at.at_s)

    def _turn(self, run: _Run) -> None:
        """Begin a stretch; where it leads back, the way there was a sway if it was small."""
        self._run = run
        if not run.way:
            return
        size_deg = abs(run.from_deg - self._went.from_deg)
        if run.way == -self._went.way and size_deg < _SMALL_DEG:
            while self._sways and self._sways[-1].deg <= size_deg:
                self._sways.pop()
            self._sways.append(_Level(size_deg, run.began_s))
        if run.way != self._went.way:
            self._went = run

    def _least_deg(self, way: int, now_s: float) -> float:
        """Return how far a movement has to go before it is taken for one."""
        if self._is_at_rest and self._rest.name == _PHASES[way][1]:
            return _SMALL_DEG  # on, where the lifter has arrived already
        while self._sways and now_s - self._sways[0].at_s > _SWAY_KEPT_S:
            self._sways.popleft()
        largest_deg = self._sways[0].deg if self._sways else 0.0
        return min(max(_LEAST_DEG, _MORE_THAN_SWAY * largest_deg), _MOST_DEG)
