"""How the chips of InvenSense's family differ, by their WHO_AM_I."""

from micropython import const

ADDRESSES = (0x68, 0x69)
WHO_AM_I = const(0x75)
# Every WHO_AM_I of the family, and the bytes its FIFO holds (Linux, inv_mpu6050). Modules sold as
# "MPU6050" answer with almost any of them.
FIFO_BYTES = {
    0x68: 1024,  # MPU6050, 6000, 9150
    0x70: 512,  # MPU6500
    0x71: 512,  # MPU9250
    0x73: 512,  # MPU9255
    0x74: 512,  # MPU6515
    0x78: 4096,  # MPU6880
    0xAF: 512,  # ICM20608
    0xAE: 512,  # ICM20608-D
    0xA6: 4096,  # ICM20609
    0x98: 4096,  # ICM20689
    0x20: 1024,  # ICM20690
    0xA9: 512,  # IAM20680
    0x11: 1008,  # ICM20600
    0x12: 1008,  # ICM20602
    0x19: 1008,  # MPU6886
}
MPU6050 = const(0x68)
# These write the temperature with either sensor, and know no bits for it or for single axes.
PAIRED = (0x11, 0x12, 0x19)
