"""InvenSense's six-axis chips: MPU6050, 6500, 6886, ICM-206xx and their kin."""

from micropython import const

from strap.imu.mpu_chips import FIFO_BYTES, MPU6050, PAIRED
from strap.imu.registers import BURST, Registers, at_least, begin_anew, read_records

_SMPLRT_DIV = const(0x19)
_CONFIG = const(0x1A)
_GYRO_CONFIG = const(0x1B)
_ACCEL_CONFIG = const(0x1C)
_ACCEL_CONFIG_2 = const(0x1D)
_FIFO_EN = const(0x23)
_INT_ENABLE = const(0x38)
_INT_STATUS = const(0x3A)
_USER_CTRL = const(0x6A)
_PWR_MGMT_1 = const(0x6B)
_PWR_MGMT_2 = const(0x6C)
_FIFO_COUNT = const(0x72)
_FIFO_DATA = const(0x74)

_RESET = const(0x80)
_ASLEEP = const(0x40)
_CLOCK_OF_GYRO = const(0x01)
_OVERFLOW = const(0x10)
_FIFO_ON = const(0x40)
_FIFO_RESET = const(0x04)
_NO_GYRO = const(0x07)

_ACC_RANGES_G = (2, 4, 8, 16)
_GYR_RANGES_DPS = (250, 500, 1000, 2000)
# Corner of the low-pass in Hz for DLPF_CFG 6 … 1; 0 and 7 would mean 8 kHz.
_FILTERS_HZ = (5, 10, 21, 44, 94, 184)

_FLUSHES = const(8)
# 3 °C off what it has been, which itself may move by 0.05 °C a record: the word is no temperature.
_TEMPERATURE_JUMP = const(1000)
_TEMPERATURE_STEP = const(16)


class Mpu:
    """Driver of one chip. What it was set to: `rate_mhz`, `stride`, `acc_ng_per_lsb`, … ."""

    family = 1

    def __init__(self, i2c, address, who_am_i, sleep_ms):
        self.who_am_i = who_am_i
        self.registers = Registers(i2c, address)
        self._sleep_ms = sleep_ms
        self._count = bytearray(2)
        self._buffer = bytearray(BURST * 14)
        self._temperature = None

    def start(self, rate_hz, acc_range_g, gyr_range_dps):
        """Set the chip up from anew and let the FIFO fill; `gyr_range_dps` 0: accelerometer only.

        What the chip has not is rounded: the ranges up, the rate to the nearest. OSError when the
        bus fails, ValueError when a register never reads back as written.
        """
        registers = self.registers
        settle = registers.settle
        mpu6050 = self.who_am_i == MPU6050
        acc = at_least(_ACC_RANGES_G, acc_range_g)
        gyr = at_least(_GYR_RANGES_DPS, gyr_range_dps)
        divider = min(max((1000 + rate_hz // 2) // rate_hz, 1), 256)
        low_pass = len(_FILTERS_HZ) - 1
        while low_pass and _FILTERS_HZ[low_pass] * 2 * divider >= 1000:
            low_pass -= 1
        dlpf = len(_FILTERS_HZ) - low_pass

        registers.write(_PWR_MGMT_1, _RESET)
        self._sleep_ms(100)
        registers.wait_clear(_PWR_MGMT_1, _RESET, 200, self._sleep_ms)
        # The 6050 takes its clock from the gyroscope even where that is off.
        settle(_PWR_MGMT_1, _CLOCK_OF_GYRO if gyr_range_dps or not mpu6050 else 0)
        self._sleep_ms(50)
        settle(_PWR_MGMT_2, 0 if gyr_range_dps else _NO_GYRO)
        settle(_CONFIG, dlpf)
        settle(_GYRO_CONFIG, gyr << 3)
        settle(_ACCEL_CONFIG, acc << 3)
        if not mpu6050:  # there it is a threshold
            settle(_ACCEL_CONFIG_2, dlpf)
        settle(_SMPLRT_DIV, divider - 1)

        self.rate_mhz = 1000000 // divider
        self.filter_hz = _FILTERS_HZ[low_pass]
        self.stride = 12 if gyr_range_dps else 6
        self.acc_ng_per_lsb = (_ACC_RANGES_G[acc] * 1000000000 + 16384) // 32768
        self.gyr_udps_per_lsb = 0
        if gyr_range_dps:
            self.gyr_udps_per_lsb = (_GYR_RANGES_DPS[gyr] * 1000000 + 16384) // 32768
        self._has_temperature = gyr_range_dps > 0 or self.who_am_i in PAIRED
        self._record = self.stride + (2 if self._has_temperature else 0)
        if self.who_am_i in PAIRED:
            self._stored = 0x18 if gyr_range_dps else 0x08
        else:
            self._stored = 0xF8 if gyr_range_dps else 0x08
        self._limit = FIFO_BYTES.get(self.who_am_i, 512) - self._record
        self.capacity = self._limit // self._record
        whole = memoryview(self._buffer)
        self.bursts = [whole[: k * self._record] for k in range(BURST + 1)]

        # Filters and gyroscope need time to start up: the first ten samples are not stored.
        self._sleep_ms(10 * divider)
        self.flush()

    def drain(self, into):
        """Read whole records from the FIFO into `into`; returns how many, or -1.

        Little-endian int16: ax ay az and, with the gyroscope on, gx gy gz. -1: samples were lost,
        the FIFO begins anew. After an OSError half way through a record the next call says -1.
        """
        if self.torn:
            return begin_anew(self)
        registers = self.registers
        registers.read_into(_FIFO_COUNT, self._count)
        held = self._count[0] << 8 | self._count[1]
        if held > self._limit:
            return begin_anew(self)
        n = read_records(self, _FIFO_DATA, held // self._record, self.stride, into)
        # An overflow, before or meanwhile, misaligns the records for good: the sizes do not divide.
        if n < 0 or registers.read(_INT_STATUS) & _OVERFLOW:
            return begin_anew(self)
        self.torn = False
        return n

    def stop(self):
        """Put the chip to sleep."""
        self.registers.settle(_FIFO_EN, 0)
        self.registers.settle(_PWR_MGMT_1, _ASLEEP | _CLOCK_OF_GYRO)

    def wake_on_motion(self, threshold_mg):
        """Sleep until a movement above `threshold_mg` pulls the interrupt pin low."""
        from strap.imu.mpu_wake import wake_on_motion

        wake_on_motion(self.registers.settle, self.who_am_i, threshold_mg, self._sleep_ms)

    def copy(self, records, into, at):
        """Swap bytes and leave the temperature out; False when that word cannot be one."""
        buffer = self._buffer
        source = 0
        for _ in range(records):
            _swap(buffer, source, into, at)
            source += 6
            at += 6
            if self._has_temperature:
                if not self._is_aligned(buffer[source] << 8 | buffer[source + 1]):
                    return False
                source += 2
            if self.stride == 12:
                _swap(buffer, source, into, at)
                source += 6
                at += 6
        return True

    def _is_aligned(self, raw):
        """Tell whether the temperature moved as one does; a single odd one is let pass."""
        if raw >= 0x8000:
            raw -= 0x10000
        if self._temperature is None:
            self._temperature = raw
        off = raw - self._temperature
        if -_TEMPERATURE_JUMP <= off <= _TEMPERATURE_JUMP:
            self._temperature += min(max(off, -_TEMPERATURE_STEP), _TEMPERATURE_STEP)
            self._odd = 0
            return True
        self._odd += 1
        return self._odd < 2

    def flush(self):
        """Empty the FIFO and let it fill again from a whole record on."""
        registers = self.registers
        self.torn = True
        registers.settle(_FIFO_EN, 0)
        for _ in range(_FLUSHES):
            # The 6050 takes the reset only while its FIFO is off.
            registers.settle(_USER_CTRL, 0)
            registers.write(_USER_CTRL, _FIFO_RESET)
            self._sleep_ms(2)
            registers.read_into(_FIFO_COUNT, self._count)
            if not (self._count[0] or self._count[1]):
                break
        else:
            raise ValueError("the FIFO does not empty")
        # Some of the family raise the overflow flag only where its interrupt is enabled.
        registers.settle(_INT_ENABLE, _OVERFLOW)
        registers.read(_INT_STATUS)
        self._temperature = None
        self._odd = 0
        registers.settle(_USER_CTRL, _FIFO_ON)
        registers.settle(_FIFO_EN, self._stored)
        self.torn = False


def _swap(source, start, into, at):
    """Copy three big-endian words as little-endian ones; written out because it runs per sample."""
    into[at] = source[start + 1]
    into[at + 1] = source[start]
    into[at + 2] = source[start + 3]
    into[at + 3] = source[start + 2]
    into[at + 4] = source[start + 5]
    into[at + 5] = source[start + 4]
