"""The FIFO of the LSM6DSO, DSOX and DSR: words with tags. Draining allocates nothing."""

from micropython import const

from strap.imu.registers import begin_anew, copy_six

_FIFO_CTRL2 = const(0x07)
_FIFO_CTRL3 = const(0x08)
_FIFO_CTRL4 = const(0x09)
_FIFO_CTRL5 = const(0x0A)
_FIFO_STATUS = const(0x3A)
_TAGGED_DATA = const(0x78)
_CONTINUOUS = const(0x06)
_OVERRUN_TAGGED = const(0x48)
_BURST_WORDS = const(16)
_GYRO_TAG = const(1)
_ACC_TAG = const(2)
_HAS_GYRO = const(1)
_HAS_ACC = const(2)
# Linux: the words before the first measurement hold this or one of the two above it.
_NOT_YET = const(0x7FFD)


class TaggedFifo:
    """LSM6DSO, DSOX, DSR: a tag and three values in each word, the halves of a record apart."""

    def __init__(self, registers, words):
        self._registers = registers
        self._words = words
        self._status = bytearray(2)
        self._buffer = bytearray(_BURST_WORDS * 7)
        whole = memoryview(self._buffer)
        self._bursts = [whole[: k * 7] for k in range(_BURST_WORDS + 1)]
        # A record whose halves may come in two drains: acceleration, then rotation.
        self._record = bytearray(12)

    def choose(self, rate, has_gyro):
        """Empty the FIFO, and choose what it is to hold at rate code `rate`."""
        settle = self._registers.settle
        self._all = _HAS_GYRO | _HAS_ACC if has_gyro else _HAS_ACC
        self._words_each = 2 if has_gyro else 1
        self._stride = 12 if has_gyro else 6
        self.capacity = self._words // self._words_each
        settle(_FIFO_CTRL5, 0)
        settle(_FIFO_CTRL2, 0)
        settle(_FIFO_CTRL3, 0)
        settle(_FIFO_CTRL4, rate << 4 | rate if has_gyro else rate)

    def stop(self):
        """Empty the FIFO and keep it so."""
        self._registers.settle(_FIFO_CTRL5, 0)

    def flush(self):
        """Empty the FIFO and let it fill: only the mode does both for certain."""
        self._torn = True
        self._registers.settle(_FIFO_CTRL5, 0)
        self._registers.settle(_FIFO_CTRL5, _CONTINUOUS)
        self._have = 0
        self._slot = -1
        self._begun = False
        self._torn = False

    def drain(self, into):
        """See `Lsm6.drain`."""
        if self._torn:
            return begin_anew(self)
        registers = self._registers
        registers.read_into(_FIFO_STATUS, self._status)
        words = self._status[0] | (self._status[1] & 0x03) << 8
        if self._status[1] & _OVERRUN_TAGGED:
            return begin_anew(self)
        words = min(words, len(into) // self._stride * self._words_each)
        at = 0
        self._torn = True
        while words:
            k = words if words < _BURST_WORDS else _BURST_WORDS
            registers.read_into(_TAGGED_DATA, self._bursts[k])
            at = self._copy(k, into, at)
            if at < 0:
                return begin_anew(self)
            words -= k
        if registers.read(_FIFO_STATUS + 1) & _OVERRUN_TAGGED:
            return begin_anew(self)
        self._torn = False
        return at // self._stride

    def _copy(self, words, into, at):
        """Take `words` from the burst; returns where the next record goes, -1: half a one lost."""
        buffer = self._buffer
        record = self._record
        source = 0
        for _ in range(words):
            tag = buffer[source] >> 3
            slot = buffer[source] >> 1 & 3
            if slot != self._slot:
                if self._have and self._begun:
                    return -1
                self._have = 0
                self._slot = slot
            if tag == _ACC_TAG:
                copy_six(buffer, source + 1, record, 0)
                self._have |= _HAS_ACC
            elif tag == _GYRO_TAG:
                copy_six(buffer, source + 1, record, 6)
                self._have |= _HAS_GYRO
            source += 7
            if self._have == self._all:
                self._have = 0
                # Only at first: later the same values are a sensor hitting its full scale.
                if self._begun or not self._is_not_yet():
                    self._begun = True
                    for byte in range(self._stride):
                        into[at + byte] = record[byte]
                    at += self._stride
        return at

    def _is_not_yet(self):
        """Tell whether a sensor had no measurement yet."""
        for first in range(0, self._stride, 6):
            if (
                _is_filler(self._record, first)
                and _is_filler(self._record, first + 2)
                and _is_filler(self._record, first + 4)
            ):
                return True
        return False


def _is_filler(record, at):
    return _NOT_YET <= (record[at] | record[at + 1] << 8) <= 0x7FFF
