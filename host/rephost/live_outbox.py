"""What waits to be sent to one page: a slow page misses pictures, never a rep."""

import json
import math
from collections import deque
from collections.abc import Mapping
from typing import Any, Final

SHORTEST_BETWEEN_VIEWS_S: Final = 0.05
LONGEST_BETWEEN_VIEWS_S: Final = 1.0
"""So that a page knows from silence that the connection is lost."""

_TRACE_S: Final = 25.0
_MOST_CERTAIN: Final = 1000


class Outbox:
    """The messages for one page; `now_s` is any clock that only goes on.

    A rep that is said, a correction and a set that is over are all sent, in order, and first. Of
    the trace the last 25 s wait, as one message. A view is made when it can be sent: the newest.
    """

    def __init__(self) -> None:
        self._certain: deque[dict[str, Any]] = deque()
        self._t_s: deque[float] = deque()
        self._deg: deque[float | None] = deque()
        self._is_changed = True
        self._viewed_s = -math.inf

    @property
    def is_overrun(self) -> bool:
        """Tell whether a page has not read for so long that it is better off connecting anew."""
        return len(self._certain) > _MOST_CERTAIN

    def put(self, message: Mapping[str, Any]) -> None:
        """Take a message of the training; one of a type that is not sent means a new view."""
        match message.get("type"):
            case "trace":
                for t_s, deg in zip(message["t_s"], message["deg"], strict=True):
                    self._trace(t_s, deg)
                return
            case "say" | "corrected" | "set_over" | "refused" | "lifters" | "plans":
                self._certain.append(dict(message))
        self._is_changed = True

    def _trace(self, t_s: float, deg: float | None) -> None:
        if self._t_s and t_s < self._t_s[-1]:  # a time anew
            self._t_s.clear()
            self._deg.clear()
        self._t_s.append(t_s)
        self._deg.append(deg)
        while t_s - self._t_s[0] > _TRACE_S:
            self._t_s.popleft()
            self._deg.popleft()

    def take(self) -> dict[str, Any] | None:
        """Return the next message but for views; None where none waits."""
        if self._certain:
            return self._certain.popleft()
        if not self._t_s:
            return None
        trace = {"type": "trace", "t_s": list(self._t_s), "deg": list(self._deg)}
        self._t_s.clear()
        self._deg.clear()
        return trace

    def until_view_s(self, now_s: float) -> float:
        """Return how long it is until a view is to be sent, where nothing else changes."""
        between_s = SHORTEST_BETWEEN_VIEWS_S if self._is_changed else LONGEST_BETWEEN_VIEWS_S
        return max(0.0, self._viewed_s + between_s - now_s)

    def viewed(self, now_s: float) -> None:
        """Note that a view is made now."""
        self._is_changed = False
        self._viewed_s = now_s


def as_text(message: Mapping[str, Any]) -> str:
    """Return a message as JSON; a number that is none becomes null, which every browser reads."""
    try:
        return json.dumps(message, allow_nan=False, separators=(",", ":"))
    except ValueError:
        return json.dumps(_finite(message), allow_nan=False, separators=(",", ":"))


def _finite(value: Any) -> Any:
    match value:
        case float():
            return value if math.isfinite(value) else None
        case Mapping():
            return {name: _finite(one) for name, one in value.items()}
        case list() | tuple():
            return [_finite(one) for one in value]
    return value
