"""The ring: the newest samples by their index since boot, and the epochs that they are of."""

from micropython import const

from repwire import CLIP

_EPOCHS = const(8)


class Epoch:
    """A run of equally spaced samples of one configuration, and the anchor where it begins."""

    def __init__(self, number, first, stride):
        self.number = number
        self.first = first
        self.stride = stride
        self.lost = 0  # samples missing before it; 65535: unknown
        self.t_low = 0
        self.t_high = 0


class Ring:
    """Samples `tail` … `head` - 1; `size` bytes, a multiple of 12, are taken once.

    `put` and `copy` allocate nothing.
    """

    def __init__(self, size):
        self.epochs = []
        self.head = 0
        self.tail = 0
        self._bytes = bytearray(size)
        self.size = size
        self._used = 0
        self._end = 0

    @property
    def next_epoch(self):
        """The number of the epoch that begins next."""
        return self.epochs[-1].number % 255 + 1 if self.epochs else 1

    def begin(self, stride):
        """Begin an epoch with the next sample."""
        number = self.next_epoch
        if self.epochs and self.epochs[-1].first == self.head:
            self.epochs.pop()
        if len(self.epochs) == _EPOCHS:
            self._drop(self.epochs[1].first - self.tail)
        self.epochs.append(Epoch(number, self.head, stride))

    def put(self, source, n):
        """Append `n` samples of the present epoch; the oldest make room."""
        size = n * self.epochs[-1].stride
        while self._used + size > self.size:
            oldest = self.epochs[0].stride
            self._drop((self._used + size - self.size + oldest - 1) // oldest)
        ring = self._bytes
        limit = self.size
        at = self._end
        i = 0
        while i < size:
            ring[at] = source[i]
            i += 1
            at += 1
            if at == limit:
                at = 0
        self._end = at
        self._used += size
        self.head += n

    def epoch_of(self, index):
        """Return the epoch of a sample."""
        k = len(self.epochs) - 1
        while k and self.epochs[k].first > index:
            k -= 1
        return self.epochs[k]

    def end_of(self, index):
        """Return the index behind the last sample so far of the epoch that `index` is of."""
        k = len(self.epochs) - 1
        end = self.head
        while k and self.epochs[k].first > index:
            end = self.epochs[k].first
            k -= 1
        return end

    def copy(self, index, n, out, at):
        """Copy `n` samples of one epoch to byte `at`; returns CLIP if one is at full scale."""
        ring = self._bytes
        limit = self.size
        place = self._place(index)
        end = at + n * self.epoch_of(index).stride
        clip = 0
        while at < end:
            low = ring[place]
            high = ring[place + 1]
            out[at] = low
            out[at + 1] = high
            if high == 127:
                if low == 255:
                    clip = CLIP
            elif high == 128 and low == 0:
                clip = CLIP
            at += 2
            place += 2
            if place == limit:
                place = 0
        return clip

    def fill(self, index):
        """Return how much of the ring the samples from `index` on take, in 1/256."""
        if index <= self.tail:
            return (self._used << 8) // self.size
        return (self._back(index) << 8) // self.size

    def _back(self, index):
        """Return the bytes from a sample to the head; counted backwards, so never large."""
        back = 0
        end = self.head
        k = len(self.epochs) - 1
        while k and self.epochs[k].first > index:
            back += (end - self.epochs[k].first) * self.epochs[k].stride
            end = self.epochs[k].first
            k -= 1
        return back + (end - index) * self.epochs[k].stride

    def _place(self, index):
        at = self._end - self._back(index)
        return at + self.size if at < 0 else at

    def _drop(self, n):
        """Forget the `n` oldest samples, at most up to the end of their epoch."""
        oldest = self.epochs[0]
        if len(self.epochs) > 1 and n >= self.epochs[1].first - self.tail:
            n = self.epochs[1].first - self.tail
            self.epochs.pop(0)
        self.tail += n
        self._used -= n * oldest.stride
