"""Runs under MicroPython: from FIFO to notification, with the heap locked."""

import gc
import struct

import micropython

import repwire
from strap.ble import Ble
from strap.clock import Clock
from strap.events import Events
from strap.link import Session
from strap.ring import Ring
from strap.sampler import Sampler
from strap.sender import Sender


class Settings:
    rate_hz = 104
    acc_range_g = 8
    gyr_range_dps = 2000


class Driver:
    family = 1
    who_am_i = 0x19
    stride = 12
    rate_mhz = 104000
    value = 0
    to_come = 0

    def start(self, rate_hz, acc_range_g, gyr_range_dps):
        pass

    def drain(self, into):
        n = min(self.to_come, len(into) // 12)
        self.to_come -= n
        for k in range(n * 12):
            self.value = (self.value + 7) & 255
            into[k] = self.value
        return n


class Radio:
    """A radio that swallows everything, and now and then has no room."""

    frames = 0
    samples = 0
    full = OSError(12)

    def active(self, on):
        pass

    def config(self, **settings):
        pass

    def irq(self, handler):
        self.handler = handler

    def gatts_register_services(self, services):
        return (1, 2, 3), (4,), (5, 6, 7, 8, 9)

    def gatts_set_buffer(self, handle, size):
        pass

    def gatts_write(self, handle, data):
        pass

    def gap_advertise(self, interval_us, adv_data=None, resp_data=None):
        pass

    def gatts_notify(self, connection, handle, view):
        self.frames += 1
        if self.frames % 7 == 0:
            raise self.full
        if handle == 1 and view[0] == repwire.DATA:
            self.samples += view[2]


class Deeds:
    boot_id = 1

    def is_known(self, link, nonce, tag):
        return True

    def has_sensor(self):
        return True

    def state(self):
        return 1

    def started(self):
        pass


def nothing():
    pass


def ticks_us():
    return now_ms * 1000 & 0x3FFFFFFF


now_ms = 1000
driver = Driver()
radio = Radio()
ring = Ring(24576)
events = Events()
clock = Clock(0)
sampler = Sampler(ring, events, clock, Settings(), lambda: driver)
session = Session(ring, events, clock, Deeds())
sender = Sender(session)
ble = Ble(radio, str, "Strap", session.stream.frame, ticks_us)
ble.start(("", "", "", "", ""))
radio.handler(1, (0, 0, b""))
radio.handler(21, (0, 247))
ble.step(now_ms, session, nothing)
session.hear(ble, b"\1\1\1\0" + bytes(8), now_ms, 0)
session.hear(ble, b"\4\2" + struct.pack("<II", 0, 0xFFFFFFF), now_ms, 0)


def turn():
    driver.to_come = 5
    sampler.sample(now_ms, ticks_us)
    ble.step(now_ms, session, nothing)
    while sender.step(now_ms, ticks_us) >= 0:
        pass


for _ in range(4):  # the answers, the sensor's start, the first epoch
    now_ms += 50
    turn()
session.stream.status(50, 3900)
for _ in range(3000):
    now_ms += 50
    micropython.heap_lock()
    turn()
    micropython.heap_unlock()
print(radio.samples, ring.head, sender.refused)
gc.collect()
