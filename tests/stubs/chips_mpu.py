"""InvenSense's six-axis chips as registers: what is documented, and what is only known."""

from chips import Chip, Fifo

# WHO_AM_I: name, bytes of FIFO, reset value of PWR_MGMT_1.
MPU_CHIPS = {
    0x68: ("MPU6050", 1024, 0x40),
    0x70: ("MPU6500", 512, 0x40),
    0x71: ("MPU9250", 512, 0x40),
    0x73: ("MPU9255", 512, 0x40),
    0x74: ("MPU6515", 512, 0x40),
    0x78: ("MPU6880", 4096, 0x40),
    0xAF: ("ICM20608", 512, 0x40),
    0xAE: ("ICM20608-D", 512, 0x40),
    0xA6: ("ICM20609", 4096, 0x40),
    0x98: ("ICM20689", 4096, 0x40),
    0x20: ("ICM20690", 1024, 0x40),
    0xA9: ("IAM20680", 512, 0x40),
    0x11: ("ICM20600", 1008, 0x41),
    0x12: ("ICM20602", 1008, 0x41),
    0x19: ("MPU6886", 1024, 0x41),
}
_6050 = 0x68
_PAIRED = (0x11, 0x12, 0x19)
_65XX = (0x70, 0x71, 0x73, 0x74, 0x78)


class MpuChip(Chip):
    """One chip. `temperature_c` is what it feels; an `is_flagless` one never says overflow."""

    def __init__(self, who_am_i, motion, rate_error=0.0, keep=False, capacity=0):
        super().__init__(motion, rate_error, keep)
        self.who_am_i = who_am_i
        _, fifo_bytes, self._after_reset = MPU_CHIPS.get(who_am_i, ("", 512, 0x40))
        # M5Stack: an empty 6886 reads 7F 7F.
        self.fifo = Fifo(capacity or fifo_bytes, 0x7F if who_am_i == 0x19 else 0)
        self.temperature_c = 25.0
        self.is_flagless = False
        self._reset_until_us = 0
        self._latched = 0
        self._reset()

    def _reset(self):
        for register in range(256):
            self.registers[register] = 0
        self.registers[0x6B] = self._after_reset
        self.registers[0x75] = self.who_am_i
        self._empty()
        self._clocked()

    def after(self, register):
        return 0x74 if register == 0x74 else (register + 1) & 0x7F

    def read(self, register):
        if register == 0x74:
            return self.fifo.pop()
        if register == 0x72:
            # Latched here, or the two bytes could belong to different counts.
            self._latched = self.fifo.size
            return self._latched >> 8
        if register == 0x73:
            return self._latched & 255
        value = self.registers[register]
        if register == 0x3A:
            self.registers[register] = 0
        if register == 0x6B and self._now_us < self._reset_until_us:
            return value | 0x80
        return value

    def write(self, register, value):
        if self._now_us < self._reset_until_us:
            return
        if register == 0x6B and value & 0x80:
            self._reset()
            self._busy_until_us = self._now_us + 101000
            self._reset_until_us = self._now_us + 115000
            return
        if self.registers[0x6B] & 0x40 and register not in (0x6B, 0x6C):
            return
        if register in (0x3A, 0x72, 0x73, 0x74, 0x75):
            return
        if register == 0x23 and self.who_am_i in _PAIRED:
            value &= 0x18
        if register == 0x6A:
            if value & 0x04 and self._may_clear(value):
                self._empty()
            value &= ~0x04
        if register == 0x23 and not value and not self.fifo.size:
            self._empty()
        self.registers[register] = value
        if register in (0x19, 0x1A, 0x6B, 0x6C):
            self._clocked()

    def _may_clear(self, value):
        return self.who_am_i != _6050 or not (value | self.registers[0x6A]) & 0x40

    def _clocked(self):
        if self.registers[0x6B] & 0x60:
            self._set_rate(0)
            return
        base_mhz = 1000000 if 1 <= self.registers[0x1A] & 7 <= 6 else 8000000
        self._set_rate(base_mhz // (1 + self.registers[0x19]))

    def _scales(self):
        acc_g = (2 << (self.registers[0x1C] >> 3 & 3)) / 32768
        gyr_dps = (250 << (self.registers[0x1B] >> 3 & 3)) / 32768
        if self.registers[0x6C] & 0x38:
            acc_g = 0
        return acc_g, 0 if self.registers[0x6C] & 0x07 else gyr_dps

    def _temperature(self):
        if self.who_am_i == _6050:
            return round((self.temperature_c - 36.53) * 340)
        if self.who_am_i in _65XX:
            return round((self.temperature_c - 21) * 333.87)
        return round((self.temperature_c - 25) * 326.8)

    def _store(self, t_us, counts):
        temperature = self._temperature()
        words = list(counts)
        words.insert(3, temperature)
        for at, word in enumerate(words):
            self.registers[0x3B + 2 * at] = word >> 8 & 255
            self.registers[0x3C + 2 * at] = word & 255
        self.registers[0x3A] |= 0x01
        stored = self.registers[0x23]
        if not self.registers[0x6A] & 0x40 or not stored:
            return
        if self.made is not None:
            self.made.append((t_us, counts))
        overwritten = self.fifo.overwritten
        if stored & 0x08:
            self._push(counts[:3])
        if stored & 0x80 or self.who_am_i in _PAIRED:
            self._push((temperature,))
        if self.who_am_i in _PAIRED:
            if stored & 0x10:
                self._push(counts[3:])
        else:
            for axis in range(3):
                if stored & (0x40 >> axis):
                    self._push((counts[3 + axis],))
        # The flag comes with its interrupt enabled only.
        if self.fifo.overwritten != overwritten and not self.is_flagless:
            self.registers[0x3A] |= 0x10 & self.registers[0x38]

    def _push(self, words):
        for word in words:
            self.fifo.push(word >> 8 & 255)
            self.fifo.push(word & 255)
