"""The chip and the radio: no other module knows `machine`, `bluetooth` or `esp32`."""

import gc
import os
import time

import esp32
import machine
from micropython import const

_TICKS_MASK = const(0x3FFFFFFF)
_I2C_HZ = const(400000)
_BLOB_SIZE = const(64)
_ADC_READINGS = const(16)

sleep_ms = time.sleep_ms
random = os.urandom
unique_id = machine.unique_id
reset = machine.reset


def ticks_ms():
    """Return milliseconds, modulo 2**30."""
    return time.ticks_ms() & _TICKS_MASK


def ticks_us():
    """Return microseconds, modulo 2**30."""
    return time.ticks_us() & _TICKS_MASK


def free_kb():
    """Return the free heap."""
    return gc.mem_free() >> 10


def reset_cause():
    """Return the chip's number for why it started."""
    return machine.reset_cause()


def was_watchdog():
    """Tell whether the chip started because it hung."""
    return machine.reset_cause() == machine.WDT_RESET


def was_power_on():
    """Tell whether the chip was switched on or woken."""
    return machine.reset_cause() in (machine.PWRON_RESET, machine.DEEPSLEEP_RESET)


def i2c(sda, scl):
    """Return the bus to the sensor; a sensor cut off in the middle of a byte is freed first."""
    machine.Pin(sda, machine.Pin.OPEN_DRAIN, value=1)
    clock = machine.Pin(scl, machine.Pin.OPEN_DRAIN, value=1)
    for _ in range(9):
        clock.value(0)
        time.sleep_us(5)
        clock.value(1)
        time.sleep_us(5)
    return machine.I2C(0, sda=machine.Pin(sda), scl=machine.Pin(scl), freq=_I2C_HZ)


def has_pin(number):
    """Tell whether this chip has a pin of this number."""
    try:
        machine.Pin(number)
    except ValueError:
        return False
    return True


def output(number, value=0):
    """Return a function that sets a pin."""
    return machine.Pin(number, machine.Pin.OUT, value=value).value


def button(number):
    """Return a function that tells 0 while the button at a pin is pressed."""
    return machine.Pin(number, machine.Pin.IN).value


def voltmeter(number, divider):
    """Return a function that measures millivolts behind a divider."""
    adc = machine.ADC(machine.Pin(number), atten=machine.ADC.ATTN_11DB)

    def measure():
        total_uv = 0
        for _ in range(_ADC_READINGS):
            total_uv += adc.read_uv()
        return int(total_uv * divider / (1000 * _ADC_READINGS))

    return measure


def watchdog(timeout_ms):
    """Start the watchdog, which nothing stops; returns the function that feeds it."""
    return machine.WDT(timeout=timeout_ms).feed


def feed_always(feed):
    """Feed the watchdog while the app no longer runs, so that the prompt stays usable."""
    machine.Timer(0, period=1000, callback=lambda timer: feed())


def sleep(wake_pin):
    """Sleep deeply until a pin is low (None: for ever); it ends with a boot."""
    if wake_pin is not None:
        esp32.wake_on_ext0(machine.Pin(wake_pin, machine.Pin.IN), esp32.WAKEUP_ALL_LOW)
    machine.deepsleep()


def radio():
    """Return the radio, None on a board without one."""
    try:
        import bluetooth
    except ImportError:
        return None
    return bluetooth.BLE()


def uuid(value):
    """Return a UUID of a text or a 16-bit number."""
    import bluetooth

    return bluetooth.UUID(value)


class Memory:
    """What is kept when the strap is switched off: small numbers and bytes by name."""

    def __init__(self):
        self._nvs = esp32.NVS("strap")

    def number(self, name):
        """Return a number, 0 if there is none."""
        try:
            return self._nvs.get_i32(name)
        except OSError:
            return 0

    def keep_number(self, name, number):
        """Keep a number."""
        self._nvs.set_i32(name, number)
        self._nvs.commit()

    def bytes(self, name):
        """Return bytes, none if there are none."""
        buffer = bytearray(_BLOB_SIZE)
        try:
            return bytes(buffer[: self._nvs.get_blob(name, buffer)])
        except OSError:
            return b""

    def keep_bytes(self, name, data):
        """Keep up to 64 bytes."""
        self._nvs.set_blob(name, data)
        self._nvs.commit()
