"""What a person labels by: the hinge angle and the acceleration of a whole recording."""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from rephost.analysis import Analysis, count
from rephost.plotting_trace import HingeTrace
from rephost.recording import Reader
from rephost.samples import Samples, in_order
from rephost.sources import Source
from rephost.thinning import Curve, drawn, thinned

_BREAK_PERIODS: Final = 2.5
_MOST_POINTS: Final = 4000


class LabelTrace:
    """Gathers a recording's curves, and what the counter found in it, which is asked for apart."""

    def __init__(self, source: Source) -> None:
        self.name = source.name
        self._hinge = HingeTrace()
        self._counted = count(source, trace=self._hinge)
        source.file.seek(0)
        times, norms = [np.empty(0)], [np.empty(0, np.float32)]
        for part in in_order(Reader(source.file)):
            times.append(part.t_s)
            norms.append(_norm_g(part))
        self._acceleration: Curve = np.concatenate(times), np.concatenate(norms)

    @property
    def recording(self) -> dict[str, Any]:
        """The facts of the recording, as an analysis has them."""
        return self._counted.recording

    @property
    def duration_s(self) -> float:
        """How long the recording is."""
        return float(self.recording["duration_s"])

    def curves(self, start_s: float, end_s: float) -> dict[str, Any]:
        """Return hinge angle and size of the acceleration between two times, None at a break."""
        hinge_s, hinge_deg = self._hinge.curve(start_s, end_s, _MOST_POINTS)
        period_s = 1.0 / (self.recording["rate_hz"] or 1.0)
        acc_s, acc_g = thinned(
            self._acceleration, start_s, end_s, _MOST_POINTS, break_s=_BREAK_PERIODS * period_s
        )
        return {
            "hinge": {"t_s": drawn(hinge_s, 3), "deg": drawn(hinge_deg, 2)},
            "acceleration": {"t_s": drawn(acc_s, 3), "g": drawn(acc_g, 3)},
        }

    def boundaries(self) -> dict[str, list[float]]:
        """Return the times that the counter found, rising, by their names."""
        return _boundaries(self._counted)


def _norm_g(part: Samples) -> NDArray[np.float32]:
    acc = part.counts[:, :3].astype(np.float32) * np.float32(part.acc_g_per_lsb)
    norm: NDArray[np.float32] = np.linalg.norm(acc, axis=1)
    return norm


def _boundaries(counted: Analysis) -> dict[str, list[float]]:
    reps = [rep for one in counted.sets for rep in one.reps]
    lowered = [rep for rep in reps if rep.eccentric_known]
    return {
        "start_s": [round(rep.start_s, 3) for rep in lowered],
        "bottom_s": [round(rep.bottom_s, 3) for rep in lowered],
        "bottom_end_s": [round(rep.bottom_end_s, 3) for rep in reps],
        "end_s": [round(rep.end_s, 3) for rep in reps],
    }
