"""The hinge angles of the sessions that are looked at, kept as long as they are."""

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING, Any, Final

from rephost.errors import RepbeltError
from rephost.reviewed import RecordingState, Reviewed
from rephost.thinning import drawn

if TYPE_CHECKING:
    from rephost.plotting_trace import HingeTrace
    from repsignal.events import Rep

_MOST_KEPT: Final = 4


class Traces:
    """Gathers a recording's hinge angle once, and keeps those that were looked at last."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[str, int, int], HingeTrace] = OrderedDict()

    def of(self, session: Reviewed) -> "HingeTrace":
        """Return the trace of a session's recording.

        Raises
        ------
        ValueError
            There is none; why, in a sentence.
        """
        if session.state is RecordingState.GONE:
            raise ValueError("the recording is gone, so there is no hinge angle")
        try:
            status = session.path.stat()
            key = str(session.path), status.st_size, status.st_mtime_ns
            # One at a time: a page asks for a trace twice before the first is there.
            with self._lock:
                if key not in self._kept:
                    self._kept[key] = _gathered(session)
                    while len(self._kept) > _MOST_KEPT:
                        self._kept.popitem(last=False)
                self._kept.move_to_end(key)
                return self._kept[key]
        except (OSError, RepbeltError) as exc:
            raise ValueError("the recording cannot be read, so there is no hinge angle") from exc

    def measure(self, session: Reviewed, start_s: float, end_s: float) -> "Rep":
        """Return the rep that a lifter points at; raises ValueError as `of` and `measurer`."""
        from rephost.measured import measurer

        return measurer(self.of(session))(start_s, end_s)

    def curve(
        self, session: Reviewed, start_s: float, end_s: float, most: int
    ) -> dict[str, list[Any]]:
        """Return times and angles between two times, None where the line breaks."""
        t_s, hinge_deg = self.of(session).curve(start_s, end_s, most)
        return {"t_s": drawn(t_s, 3), "deg": drawn(hinge_deg, 2)}


def _gathered(session: Reviewed) -> "HingeTrace":
    from rephost.analysis import count
    from rephost.plotting_trace import HingeTrace
    from rephost.sources import opened

    trace = HingeTrace()
    with opened(session.path) as source:
        count(source, trace=trace)
    return trace
