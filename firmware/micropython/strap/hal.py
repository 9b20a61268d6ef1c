"""The chip and the radio: no other module knows `machine`, `bluetooth` or `esp32`."""

import gc
import os
import time

import machine

ticks_ms = time.ticks_ms
sleep_ms = time.sleep_ms

_TICKS_MASK = 0x3FFFFFFF


def ticks_us():
    """Return microseconds, modulo 2**30."""
    return time.ticks_us() & _TICKS_MASK


def unique_id():
    """Return the chip's six bytes."""
    return machine.unique_id()


def random(n):
    """Return `n` bytes nobody can guess."""
    return os.urandom(n)


def free_kb():
    """Return the free heap."""
    return gc.mem_free() >> 10


def i2c(sda, scl):
    """Return the bus to the sensor; a chip that was cut off in the middle of a word is freed."""
    pin = machine.Pin(scl, machine.Pin.OPEN_DRAIN, value=1)
    machine.Pin(sda, machine.Pin.OPEN_DRAIN, value=1)
    for _ in range(9):
        pin.value(0)
        time.sleep_us(5)
        pin.value(1)
        time.sleep_us(5)
    return machine.I2C(0, sda=machine.Pin(sda), scl=machine.Pin(scl), freq=400000)
