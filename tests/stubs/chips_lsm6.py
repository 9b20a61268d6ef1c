"""ST's six-axis chips as registers, with both generations of FIFO."""

from chips import Chip, Fifo

# WHO_AM_I: name, words of FIFO.
LSM6_CHIPS = {
    0x69: ("LSM6DS3", 4096),
    0x6A: ("LSM6DS3TR-C", 2048),
    0x6B: ("LSM6DSR", 512),
    0x6C: ("LSM6DSOX", 512),
}
# As the data sheets print them: mg and mdps of one count, by the bits of the register.
_ACC_MG = (0.061, 0.488, 0.122, 0.244)
_GYR_MDPS = {0: 8.75, 1: 4.375, 2: 17.5, 4: 35.0, 6: 70.0}


class Lsm6Chip(Chip):
    """What both generations share. `fine` is the register of the oscillator's trim."""

    def __init__(self, who_am_i, motion, rate_error=0.0, keep=False, acc_factor=1):
        super().__init__(motion, rate_error, keep)
        self.who_am_i = who_am_i
        self.acc_factor = acc_factor
        self.fine = 0
        self._reset_until_us = 0
        self.fifo = self._make_fifo(LSM6_CHIPS[who_am_i][1])
        self._reset()

    def _reset(self):
        for register in range(256):
            self.registers[register] = 0
        self.registers[0x0F] = self.who_am_i
        self.registers[0x12] = 0x04
        self.registers[0x18] = 0xE0
        self.registers[0x63] = self.fine & 255
        self._bypass()
        self._set_rate(0)

    def after(self, register):
        window = self._window(register)
        if window >= 0:
            return window
        return (register + 1) & 0x7F if self.registers[0x12] & 0x04 else register

    def read(self, register):
        if register == 0x0F:
            return self.who_am_i
        if self.registers[0x01] & 0x80 and register != 0x01:
            return 0  # another bank is in front
        if register == 0x12 and self._now_us < self._reset_until_us:
            return self.registers[register] | 0x01
        return self._read(register)

    def write(self, register, value):
        if self._now_us < self._reset_until_us:
            return
        if self.registers[0x01] & 0x80 and register != 0x01:
            return
        if register == 0x12 and value & 0x01:
            self._reset()
            self._busy_until_us = self._now_us + 2000
            self._reset_until_us = self._now_us + 6000
            return
        if register in (0x0F, 0x63) or 0x1E <= register <= 0x3F or register >= 0x78:
            return
        self.registers[register] = value
        if register == 0x0A and not value & 0x07:
            self._bypass()
        if register == 0x0A and value & 0x07:
            self._begun()
        if register == 0x10:
            code = value >> 4
            self._set_rate(6667000 // (1024 >> code) if code else 0)

    def _scales(self):
        acc_g = _ACC_MG[self.registers[0x10] >> 2 & 3] * self.acc_factor / 1000
        if not self.registers[0x11] >> 4:
            return acc_g, 0
        assert self.registers[0x11] >> 4 == self.registers[0x10] >> 4, "two rates"
        return acc_g, _GYR_MDPS[self.registers[0x11] >> 1 & 7] / 1000

    def _begun(self):
        pass


class WordChip(Lsm6Chip):
    """LSM6DS3, DS3TR-C, DSL: words without tags; the pattern says which comes next."""

    def _make_fifo(self, words):
        return Fifo(words * 2)

    def _bypass(self):
        self._empty()

    def _window(self, register):
        if register == 0x3F:
            return 0x3E
        return -1

    def _words_each(self):
        return (3 if self.registers[0x08] & 0x07 else 0) + (3 if self.registers[0x08] & 0x38 else 0)

    def _read(self, register):
        words = self.fifo.size // 2
        if register == 0x3A:
            return words & 255
        if register == 0x3B:
            # One bit too few for a full FIFO of the TR-C: then it says 0.
            high = words >> 8 & (0x0F if self.who_am_i == 0x69 else 0x07)
            # The flag goes when there is room again.
            is_full = self.fifo.size == self.fifo.capacity
            overrun = 0x40 if is_full and self.fifo.overwritten else 0
            return high | (0 if words else 0x10) | overrun
        if register == 0x3C:
            each = self._words_each()
            return self.fifo.popped // 2 % each if each else 0
        if register in (0x3E, 0x3F):
            return self.fifo.pop()
        return self.registers[register]

    def _store(self, t_us, counts):
        mode = self.registers[0x0A]
        if mode & 0x07 != 0x06 or not mode >> 3:
            return
        assert mode >> 3 == self.registers[0x10] >> 4, "the FIFO has another rate"
        if self.made is not None:
            self.made.append((t_us, counts))
        stored = self.registers[0x08]
        assert stored in (0x00, 0x01, 0x09), "the FIFO leaves samples out"
        words = (counts[3:] if stored & 0x38 else ()) + (counts[:3] if stored & 0x07 else ())
        for word in words:
            self.fifo.push(word & 255)
            self.fifo.push(word >> 8 & 255)


class TaggedChip(Lsm6Chip):
    """LSM6DSO, DSOX, DSR: words with a tag, the two of a sample in either order."""

    def _make_fifo(self, words):
        return Fifo(words * 7)

    def _bypass(self):
        self._empty()
        self._slot = 0
        self._fillers = 2
        self._lost = False

    def _window(self, register):
        if register == 0x7E:
            return 0x78
        return -1

    def _read(self, register):
        words = self.fifo.size // 7
        if register == 0x3A:
            return words & 255
        if register == 0x3B:
            latched, self._lost = self._lost, False
            full = words == self.fifo.capacity // 7
            return words >> 8 & 3 | (0x08 if latched else 0) | (0x60 if full else 0)
        if register == 0x7E:
            # The word goes with its last byte: a read broken off sees it again.
            value = self.fifo.peek(6)
            for _ in range(7):
                self.fifo.pop()
            return value
        if 0x78 <= register < 0x7E:
            return self.fifo.peek(register - 0x78)
        return self.registers[register]

    def _store(self, t_us, counts):
        if self.registers[0x0A] & 0x07 != 0x06:
            return
        batched = self.registers[0x09]
        assert batched & 0x0F == self.registers[0x10] >> 4, "the FIFO has another rate"
        if self._fillers:
            # Nothing measured yet.
            self._fillers -= 1
            counts = (0x7FFE, 0x7FFD, 0x7FFF, 0x7FFD, 0x7FFF, 0x7FFE)
        elif self.made is not None:
            self.made.append((t_us, counts))
        self._slot = (self._slot + 1) & 3
        halves = [(2, counts[:3])]
        if batched >> 4:
            halves.insert(t_us & 1, (1, counts[3:]))
        for tag, words in halves:
            byte = tag << 3 | self._slot << 1
            ones = sum(byte >> bit & 1 for bit in range(8))
            if self.fifo.size == self.fifo.capacity:
                self._lost = True
                for _ in range(7):
                    self.fifo.pop()
            self.fifo.push(byte | ones & 1)
            for word in words:
                self.fifo.push(word & 255)
                self.fifo.push(word >> 8 & 255)


def lsm6_chip(who_am_i, motion, rate_error=0.0, keep=False, acc_factor=1):
    """Return the chip of that generation."""
    kind = TaggedChip if who_am_i >= 0x6B else WordChip
    return kind(who_am_i, motion, rate_error, keep, acc_factor)
