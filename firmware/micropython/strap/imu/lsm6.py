"""ST's six-axis chips: LSM6DS3, DS3TR-C, DSL; LSM6DSO, DSOX, DSO32, DSR."""

from micropython import const

from strap.imu.lsm6_chips import FIFO_WORDS
from strap.imu.registers import Registers, at_least

_TAGGED = const(0x6B)

_FUNC_CFG_ACCESS = const(0x01)
_CTRL1_XL = const(0x10)
_CTRL2_G = const(0x11)
_CTRL3_C = const(0x12)
_CTRL4_C = const(0x13)
_CTRL9_XL = const(0x18)
_TAP_CFG = const(0x58)
_WAKE_UP_THS = const(0x5B)
_WAKE_UP_DUR = const(0x5C)
_MD1_CFG = const(0x5E)
_INTERNAL_FREQ_FINE = const(0x63)

_SOFT_RESET = const(0x01)
_WHOLE_AND_RISING = const(0x44)  # BDU, IF_INC
_INTERRUPT_LOW = const(0x20)
_I3C_OFF = const(0xE2)
_MASK_UNTIL_READY = const(0x08)

_ACC_RANGES_G = (2, 4, 8, 16)
_ACC_CODES = (0x00, 0x08, 0x0C, 0x04)
_ACC_NG = (61000, 122000, 244000, 488000)
_GYR_RANGES_DPS = (125, 250, 500, 1000, 2000)
_GYR_CODES = (0x02, 0x00, 0x04, 0x08, 0x0C)
# The data sheets' sensitivities: 15 % above range / 32768.
_GYR_UDPS = (4375, 8750, 17500, 35000, 70000)
# Rate codes 1 … 8 by the names the data sheets give them.
_RATES_HZ = (12, 26, 52, 104, 208, 416, 833, 1666)


class Lsm6:
    """Driver of one chip. What it was set to: `rate_mhz`, `stride`, `acc_ng_per_lsb`, … ."""

    family = 2

    def __init__(self, i2c, address, who_am_i, sleep_ms, is_dso32=False):
        self.who_am_i = who_am_i
        self._registers = Registers(i2c, address)
        self._sleep_ms = sleep_ms
        self._is_dso32 = is_dso32
        # A strap has one sensor: the other generation's code would only take memory.
        if who_am_i >= _TAGGED:
            from strap.imu.lsm6_tagged import TaggedFifo as Fifo
        else:
            from strap.imu.lsm6_words import WordFifo as Fifo
        self._fifo = Fifo(self._registers, FIFO_WORDS[who_am_i])

    def start(self, rate_hz, acc_range_g, gyr_range_dps):
        """Set the chip up from anew and let the FIFO fill; `gyr_range_dps` 0: accelerometer only.

        What the chip has not is rounded up, the rate to the nearest. OSError when the bus fails,
        ValueError when a register never reads back as written.
        """
        registers = self._registers
        settle = registers.settle
        acc = at_least(_ACC_RANGES_G, (acc_range_g + 1) // 2 if self._is_dso32 else acc_range_g)
        gyr = at_least(_GYR_RANGES_DPS, gyr_range_dps)
        rate = _nearest(rate_hz)

        # A reset of the strap does not reset the sensor, and may have left it in an inner bank.
        registers.write(_FUNC_CFG_ACCESS, 0)
        registers.write(_CTRL3_C, _SOFT_RESET)
        registers.wait_clear(_CTRL3_C, _SOFT_RESET, 50, self._sleep_ms)
        if self.who_am_i >= _TAGGED:
            settle(_CTRL9_XL, _I3C_OFF)
        settle(_CTRL3_C, _WHOLE_AND_RISING)
        settle(_CTRL4_C, _MASK_UNTIL_READY)
        self._fifo.choose(rate, gyr_range_dps > 0)
        settle(_CTRL1_XL, rate << 4 | _ACC_CODES[acc])
        settle(_CTRL2_G, rate << 4 | _GYR_CODES[gyr] if gyr_range_dps else 0)

        fine = registers.read(_INTERNAL_FREQ_FINE) if self.who_am_i >= _TAGGED else 0
        if fine > 127:
            fine -= 256
        period_ms = (1024 >> rate) * 1000 // 6667 + 1
        self.rate_mhz = 6667 * (10000 + 15 * fine) // (10 * (1024 >> rate))
        self.filter_hz = min(_RATES_HZ[rate - 1] // 2, 255)
        self.stride = 12 if gyr_range_dps else 6
        self.acc_ng_per_lsb = _ACC_NG[acc] * (2 if self._is_dso32 else 1)
        self.gyr_udps_per_lsb = _GYR_UDPS[gyr] if gyr_range_dps else 0
        self.capacity = self._fifo.capacity

        # Filters and gyroscope need time to start up: the first ten samples are not stored.
        self._sleep_ms(100 + 10 * period_ms)
        self._fifo.flush()

    def drain(self, into):
        """Read whole records from the FIFO into `into`; returns how many, or -1.

        Little-endian int16: ax ay az and, with the gyroscope on, gx gy gz. -1: samples were lost,
        the FIFO begins anew. After an OSError half way through a record the next call says -1.
        """
        return self._fifo.drain(into)

    def stop(self):
        """Switch both sensors off."""
        self._fifo.stop()
        self._registers.settle(_CTRL1_XL, 0)
        self._registers.settle(_CTRL2_G, 0)

    def wake_on_motion(self, threshold_mg):
        """Sleep until a movement above `threshold_mg` pulls INT1 low: to be tried on a board."""
        settle = self._registers.settle
        self.stop()
        settle(_CTRL3_C, _WHOLE_AND_RISING | _INTERRUPT_LOW)
        settle(_CTRL1_XL, 0x20)  # 26 Hz; ±2 g, ±4 g on a DSO32
        step_64 = 4000 if self._is_dso32 else 2000
        settle(_WAKE_UP_THS, min(max(threshold_mg * 64 // step_64, 1), 63))
        settle(_WAKE_UP_DUR, 0)
        settle(_TAP_CFG, 0x80)
        settle(_MD1_CFG, 0x20)


def _nearest(rate_hz):
    """Return the rate code nearest to `rate_hz`."""
    best = 0
    for at, choice in enumerate(_RATES_HZ):
        if abs(choice - rate_hz) < abs(_RATES_HZ[best] - rate_hz):
            best = at
    return best + 1
