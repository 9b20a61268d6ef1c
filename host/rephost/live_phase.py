"""Which phase of a rep the lifter is in now, from the last of the hinge angle."""

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

# A phase goes on while the hinge rate is above this (docs/terms.md: phase boundary).
_STILL_DPS: Final = 5.0
_OVER_S: Final = 0.2
# Further from upright than this, what is still is the bottom of something.
_UPRIGHT_DEG: Final = 15.0


class Phase(NamedTuple):
    """A phase's name, as in `LiveView.phase`, and when it began."""

    name: str | None
    began_s: float


def phase_now(
    before: Phase, t_s: NDArray[np.float64], hinge_deg: NDArray[np.float64], *, is_in_set: bool
) -> Phase:
    """Return the phase at the end of a stretch of hinge angle.

    Parameters
    ----------
    t_s, hinge_deg
        (n,) with a little more than was new.
    is_in_set
        Whether standing upright is the top of a set, or nothing.
    """
    if t_s.size < 2:
        return before
    first = int(np.searchsorted(t_s, t_s[-1] - _OVER_S))
    first = min(first, t_s.size - 2)
    rate_dps = (hinge_deg[-1] - hinge_deg[first]) / (t_s[-1] - t_s[first])
    name: str | None
    if rate_dps > _STILL_DPS:
        name = "eccentric"
    elif rate_dps < -_STILL_DPS:
        name = "concentric"
    elif hinge_deg[-1] > _UPRIGHT_DEG:
        name = "bottom"
    else:
        name = "top" if is_in_set else None
    return before if name == before.name else Phase(name, float(t_s[-1]))
