"""Let a chip of InvenSense's family sleep until it is moved.

After M5Stack's sequence for the 6886 and the register maps of the others: to be tried on a board.
"""

from micropython import const

from strap.imu.mpu_chips import MPU6050, PAIRED

_SMPLRT_DIV = const(0x19)
_ACCEL_CONFIG = const(0x1C)
_ACCEL_CONFIG_2 = const(0x1D)
_THRESHOLD = const(0x1F)
_DURATION = const(0x20)
_X_THRESHOLD = const(0x20)
_FIFO_EN = const(0x23)
_INT_PIN_CFG = const(0x37)
_INT_ENABLE = const(0x38)
_ACCEL_INTEL_CTRL = const(0x69)
_PWR_MGMT_1 = const(0x6B)
_PWR_MGMT_2 = const(0x6C)


def wake_on_motion(settle, who_am_i, threshold_mg, sleep_ms):
    """Write what makes the chip pull its interrupt pin low above `threshold_mg`."""
    settle(_PWR_MGMT_1, 0)
    settle(_FIFO_EN, 0)
    settle(_PWR_MGMT_2, 0x07)  # gyroscope off
    settle(_INT_PIN_CFG, 0xA0)  # low, and until it is read
    if who_am_i == MPU6050:
        settle(_THRESHOLD, _clip(threshold_mg // 2))
        settle(_DURATION, 1)
        # The high-pass settles on the pose, and is then held.
        settle(_ACCEL_CONFIG, 0x01)
        sleep_ms(10)
        settle(_ACCEL_CONFIG, 0x07)
        settle(_INT_ENABLE, 0x40)
    else:
        settle(_ACCEL_CONFIG_2, 0x21)
        if who_am_i in PAIRED:
            for axis in range(3):
                settle(_X_THRESHOLD + axis, _clip(threshold_mg // 4))
            settle(_INT_ENABLE, 0xE0)
        else:
            settle(_THRESHOLD, _clip(threshold_mg // 4))
            settle(_INT_ENABLE, 0x40)
        settle(_ACCEL_INTEL_CTRL, 0xC2)  # compared with the sample before
        settle(_SMPLRT_DIV, 19)
    settle(_PWR_MGMT_1, 0x20)  # asleep between samples


def _clip(steps):
    return min(max(steps, 1), 255)
