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
# Who stands or holds sways, and one who locks out swings back a little.
_SWAY_DEG: Final = 5.0
_RATE_OVER_S: Final = 0.1
_GAP_S: Final = 0.5

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


class Phases:
    """Follows the hinge angle: a phase is told when it is certain, with the time it began."""

    def __init__(self) -> None:
        self._forget()

    def now(self, *, is_in_set: bool) -> Phase:
        """Return the phase; who stands upright outside a set is in none."""
        phase = self._phase
        return phase if is_in_set or phase.name != "top" else Phase(None, phase.began_s)

    def push(self, t_s: NDArray[np.float64], hinge_deg: NDArray[np.float64]) -> None:
        """Take in what is new of the hinge angle, (n,) each."""
        for now_s, deg in zip(t_s.tolist(), hinge_deg.tolist(), strict=True):
            if not math.isfinite(deg):
                continue
            if self._last and not 0.0 < now_s - self._last[-1][0] < _GAP_S:
                self._forget()
            self._last.append((now_s, deg))
            while len(self._last) > 2 and now_s - self._last[0][0] > _RATE_OVER_S:
                self._last.popleft()
            if len(self._last) > 1:
                self._step()

    def _forget(self) -> None:
        self._phase = Phase(None, 0.0)
        self._last: deque[tuple[float, float]] = deque()
        self._run = self._move = _Run(0, 0.0, 0.0)
        self._is_at_rest = True
        self._peak_dps = 0.0
        self._moved_s = 0.0  # when the movement was last faster than still

    def _step(self) -> None:
        (before_s, before_deg), (now_s, now_deg) = self._last[0], self._last[-1]
        t_s, deg = (before_s + now_s) / 2, (before_deg + now_deg) / 2
        rate_dps = (now_deg - before_deg) / (now_s - before_s)
        self._go_on(t_s, rate_dps)
        way = 0 if abs(rate_dps) <= _STILL_DPS else 1 if rate_dps > 0.0 else -1
        if way != self._run.way:
            self._run = _Run(way, t_s, deg)
        if self._is_at_rest:
            is_other = t_s - self._run.began_s >= _SHORTEST_S
        else:
            is_other = way != self._move.way
        if way and is_other and abs(now_deg - self._run.from_deg) >= _SWAY_DEG:
            self._move, self._is_at_rest = self._run, False
            self._peak_dps, self._moved_s = abs(rate_dps), t_s
            self._phase = Phase(_PHASES[way][0], self._run.began_s)

    def _go_on(self, t_s: float, rate_dps: float) -> None:
        """Go on with the movement, or come to rest behind it."""
        if self._is_at_rest:
            return
        speed_dps = rate_dps * self._move.way
        self._peak_dps = max(self._peak_dps, speed_dps)
        if speed_dps > max(_STILL_DPS, _STILL_OF_PEAK * self._peak_dps):
            self._moved_s = t_s
        elif t_s - self._moved_s >= _SHORTEST_S:
            self._is_at_rest = True
            self._phase = Phase(_PHASES[self._move.way][1], self._moved_s)
