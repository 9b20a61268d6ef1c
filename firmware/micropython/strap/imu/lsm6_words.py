"""The FIFO of the LSM6DS3, DS3TR-C and DSL: words in a pattern. Draining allocates nothing."""

from micropython import const

from strap.imu.registers import BURST, begin_anew, copy_six, read_records

_FIFO_CTRL1 = const(0x06)
_FIFO_CTRL2 = const(0x07)
_FIFO_CTRL3 = const(0x08)
_FIFO_CTRL4 = const(0x09)
_FIFO_CTRL5 = const(0x0A)
_FIFO_STATUS = const(0x3A)
_WORD_DATA = const(0x3E)
_CONTINUOUS = const(0x06)
_OVERRUN = const(0x40)


class WordFifo:
    """LSM6DS3, DS3TR-C, DSL: two-byte words in a fixed pattern, gx gy gz ax ay az."""

    def __init__(self, registers, words):
        self.registers = registers
        self._words = words
        self._status = bytearray(4)
        self._buffer = bytearray(BURST * 12)

    def choose(self, rate, has_gyro):
        """Empty the FIFO, and choose what it is to hold at rate code `rate`."""
        settle = self.registers.settle
        self._mode = rate << 3 | _CONTINUOUS
        self._has_gyro = has_gyro
        self._words_each = 6 if has_gyro else 3
        self.capacity = self._words // self._words_each
        whole = memoryview(self._buffer)
        self.bursts = [whole[: k * self._words_each * 2] for k in range(BURST + 1)]
        settle(_FIFO_CTRL5, 0)
        settle(_FIFO_CTRL1, 0)
        settle(_FIFO_CTRL2, 0)
        settle(_FIFO_CTRL3, 0x09 if has_gyro else 0x01)
        settle(_FIFO_CTRL4, 0)

    def stop(self):
        """Empty the FIFO and keep it so."""
        self.registers.settle(_FIFO_CTRL5, 0)

    def flush(self):
        """Empty the FIFO and let it fill: only the mode does both for certain."""
        self.torn = True
        self.registers.settle(_FIFO_CTRL5, 0)
        self.registers.settle(_FIFO_CTRL5, self._mode)
        self.torn = False

    def drain(self, into):
        """See `Lsm6.drain`."""
        if self.torn:
            return begin_anew(self)
        registers = self.registers
        status = self._status
        registers.read_into(_FIFO_STATUS, status)
        if self._is_off():
            return begin_anew(self)
        n = self._held() // self._words_each
        n = read_records(self, _WORD_DATA, n, self._words_each * 2, into)
        # Again: what was read may have been overwritten meanwhile.
        registers.read_into(_FIFO_STATUS, status)
        if self._is_off():
            return begin_anew(self)
        self.torn = False
        return n

    def _held(self):
        """Return the words held: twelve bits in the DS3, eleven in the others, then a 0."""
        return self._status[0] | (self._status[1] & 0x0F) << 8

    def _is_off(self):
        """Tell whether words were lost: the flag, or a record that would begin half way."""
        status = self._status
        if status[1] & _OVERRUN:
            return True
        return self._held() > 0 and (status[2] or status[3] & 0x03)

    def copy(self, records, into, at):
        """Copy records, acceleration first; returns True."""
        buffer = self._buffer
        source = 0
        for _ in range(records):
            if self._has_gyro:
                copy_six(buffer, source + 6, into, at)
                copy_six(buffer, source, into, at + 6)
                source += 12
                at += 12
            else:
                copy_six(buffer, source, into, at)
                source += 6
                at += 6
        return True
