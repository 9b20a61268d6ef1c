"""Which samples have arrived, and which are still missing."""

from bisect import bisect_right

Range = tuple[int, int]


class Arrivals:
    """Indices from a first one on, as ranges [from, end) that came; all numbers are indices.

    Attributes
    ----------
    first
        The first that was asked for.
    next
        The first that is missing.
    end
        Behind the last that came.
    """

    def __init__(self, first: int) -> None:
        self.first = self.next = self.end = first
        self._starts: list[int] = []  # of what came behind a hole, rising and apart
        self._ends: list[int] = []

    def add(self, first: int, n: int) -> bool:
        """Take samples in; returns whether a hole has opened before them."""
        end = first + n
        if first <= self.next and not self._starts:
            self.next = self.end = max(self.end, end)
            return False
        opened = first > self.end
        self._insert(max(first, self.next), end)
        self.end = max(self.end, end)
        return opened

    def skip_to(self, first: int) -> None:
        """Take in that nothing before `first` will come any more."""
        if first > self.next:
            self._insert(self.next, first)
            self.end = max(self.end, first)

    def missing(self, most: int, longest: int = 65535) -> list[Range]:
        """Return the first holes, at most so many and none longer than that."""
        holes: list[Range] = []
        start = self.next
        for first, end in zip(self._starts, self._ends, strict=True):
            while start < first and len(holes) < most:
                stop = min(first, start + longest)
                holes.append((start, stop))
                start = stop
            if len(holes) == most:
                break
            start = end
        return holes

    def _insert(self, first: int, end: int) -> None:
        if first >= end:
            return
        left = bisect_right(self._starts, first)
        if left and self._ends[left - 1] >= first:
            left -= 1
        right = bisect_right(self._starts, end)
        if left < right:
            first = min(first, self._starts[left])
            end = max(end, self._ends[right - 1])
        self._starts[left:right] = [first]
        self._ends[left:right] = [end]
        if self._starts[0] <= self.next:
            self.next = max(self.next, self._ends[0])
            del self._starts[0], self._ends[0]
