"""How to know the chips of ST's family."""

from micropython import const

ADDRESSES = (0x6A, 0x6B)
WHO_AM_I = const(0x0F)
# Every WHO_AM_I of the family, and the words its FIFO holds: of two bytes in the older chips, of
# seven in those with tags.
FIFO_WORDS = {
    0x69: 4096,  # LSM6DS3, DS33, DS3H
    0x6A: 2048,  # LSM6DS3TR-C, DSL, DSM, ISM330DLC
    0x6B: 512,  # LSM6DSR, ISM330DHCX
    0x6C: 512,  # LSM6DSO, DSOX, DSO32
}
