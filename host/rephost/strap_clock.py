"""The strap's clock against the host's, from questions that took their time both ways.

A question's way down makes the strap's clock seem fast, the answer's way up makes it seem slow. Of
the questions of some seconds the quickest way down and the quickest way up bound the truth; a line
through such bounds tells how the two clocks drift apart.
"""

from collections import deque
from dataclasses import dataclass

_WRAP_US = 1 << 32
_SPAN_NS = 8_000_000_000
_SPANS = 12
_NS_PER_US = 1000
# What a bound may err where the ways there and back took no time at all.
_LEAST_WIDTH_NS = 500_000.0
# Crystals are better than this.
_MOST_DRIFT = 300e-6
# Bounds that miss each other by more tell that one of the clocks stood still or was set.
_JUMP_NS = 100_000_000


@dataclass(slots=True)
class _Span:
    """Bounds of strap minus host time, from the questions of one span of time."""

    began_ns: int
    above_ns: int
    below_ns: int
    sum_ns: int = 0  # of the questions' times, from `began_ns`
    n: int = 0

    def add(self, host_ns: int, above_ns: int, below_ns: int) -> None:
        self.above_ns = min(self.above_ns, above_ns)
        self.below_ns = max(self.below_ns, below_ns)
        self.sum_ns += host_ns - self.began_ns
        self.n += 1

    @property
    def at_ns(self) -> int:
        return self.began_ns + self.sum_ns // self.n

    @property
    def middle_ns(self) -> float:
        return (self.above_ns + self.below_ns) / 2

    @property
    def width_ns(self) -> float:
        return max(_LEAST_WIDTH_NS, self.above_ns - self.below_ns)


class StrapClock:
    """Strap microseconds, which wrap at 2**32, to host nanoseconds."""

    def __init__(self) -> None:
        self._spans: deque[_Span] = deque(maxlen=_SPANS)
        self._strap_ns = 0  # unwrapped, at the newest question
        self._host_ns = 0
        self._offset_ns = 0.0  # strap minus host at `_at_ns`
        self._at_ns = 0
        self._drift = 0.0

    @property
    def is_set(self) -> bool:
        """Whether a question has been answered."""
        return bool(self._spans)

    @property
    def round_trip_ns(self) -> float:
        """The shortest way there and back of late, nanoseconds."""
        return self._spans[-1].width_ns if self._spans else float("inf")

    def add(self, asked_ns: int, heard_us: int, answered_us: int, back_ns: int) -> None:
        """Take in a question: asked and back by the host's clock, the rest by the strap's."""
        heard_ns = heard_us * _NS_PER_US
        if self._spans:
            heard_ns = self._unwrapped(heard_us, asked_ns)
        took_ns = (answered_us - heard_us) % _WRAP_US * _NS_PER_US
        if not 0 <= took_ns <= back_ns - asked_ns:
            return  # an answer to another question
        above_ns, below_ns = heard_ns - asked_ns, heard_ns + took_ns - back_ns
        if self._spans and self._has_jumped(asked_ns, above_ns, below_ns):
            self._spans.clear()
        self._strap_ns, self._host_ns = heard_ns, asked_ns
        if not self._spans or asked_ns - self._spans[-1].began_ns >= _SPAN_NS:
            self._spans.append(_Span(asked_ns, above_ns, below_ns))
        self._spans[-1].add(asked_ns, above_ns, below_ns)
        self._fit()

    def host_ns(self, t_us: int) -> int:
        """Return the host's time of a strap's time that is at most half an hour away."""
        strap_ns = self._unwrapped(t_us, None)
        host_ns = strap_ns - self._offset_ns
        return round(strap_ns - self._offset_ns - (host_ns - self._at_ns) * self._drift)

    def _unwrapped(self, t_us: int, host_ns: int | None) -> int:
        passed_ns = 0 if host_ns is None else host_ns - self._host_ns
        near_us = (self._strap_ns + passed_ns) // _NS_PER_US
        off_us = (t_us - near_us + _WRAP_US // 2) % _WRAP_US - _WRAP_US // 2
        return (near_us + off_us) * _NS_PER_US

    def _has_jumped(self, asked_ns: int, above_ns: int, below_ns: int) -> bool:
        """Tell whether a question cannot be of the two clocks that were asked about before."""
        newest = self._spans[-1]
        slack_ns = _JUMP_NS + abs(asked_ns - newest.began_ns) * _MOST_DRIFT
        return below_ns - newest.above_ns > slack_ns or newest.below_ns - above_ns > slack_ns

    def _fit(self) -> None:
        """Put a line through the spans, the narrow ones most."""
        newest = self._spans[-1]
        self._at_ns = newest.at_ns
        weights = [1.0 / span.width_ns**2 for span in self._spans]
        total = sum(weights)
        x = [(span.at_ns - self._at_ns) for span in self._spans]
        y = [span.middle_ns - newest.middle_ns for span in self._spans]
        x_mean = sum(w * a for w, a in zip(weights, x, strict=True)) / total
        y_mean = sum(w * b for w, b in zip(weights, y, strict=True)) / total
        spread = sum(w * (a - x_mean) ** 2 for w, a in zip(weights, x, strict=True))
        drift = 0.0
        if len(self._spans) > 2:
            joint = sum(
                w * (a - x_mean) * (b - y_mean) for w, a, b in zip(weights, x, y, strict=True)
            )
            drift = min(max(joint / spread, -_MOST_DRIFT), _MOST_DRIFT)
        self._drift = drift
        self._offset_ns = newest.middle_ns + y_mean - drift * x_mean
