"""The strap as a whole: its parts put together, and the tasks that keep them going."""

import asyncio
import gc
import struct

from micropython import const

import repwire as wire
from strap import hal, imu
from strap.clock import Clock
from strap.deeds import FIRMWARE, Deeds
from strap.events import Events
from strap.link import Session
from strap.sampler import Sampler
from strap.sender import Sender
from strap.usb import Usb

_DRAIN_MS = const(50)
_HOUSEKEEPING_MS = const(1000)
_COLLECT_S = const(5)


class App:
    """Everything from sensor to link; `config` as `strap.config` reads it."""

    def __init__(self, ring, config, lines_in, frames_out):
        self.ring = ring
        self.config = config
        self.events = Events()
        self.clock = Clock(hal.ticks_us())
        self.sampler = Sampler(self.ring, self.events, self.clock, config, self._find)
        self.deeds = Deeds(self, struct.unpack("<I", hal.random(4))[0])
        self.session = Session(self.ring, self.events, self.clock, self.deeds)
        self.sender = Sender(self.session)
        self.usb = Usb(lines_in, frames_out)
        self._wake = asyncio.ThreadSafeFlag()
        self._seconds = 0

    def run(self):
        """Run until the last link is gone for good."""
        asyncio.run(self._run())

    def restart_sensor(self):
        """Set the sensor up as the settings are now."""
        self.sampler.restart(hal.ticks_ms())

    def mark(self, number):
        """Keep a mark at this moment; returns the index of the next sample."""
        clock = self.clock
        head = self.ring.head
        us = clock.us(hal.ticks_us())
        self.events.add(wire.BUTTON, number, 0, head, us & 0xFFFF, us >> 16)
        return head

    def identify(self, seconds):
        """Show which strap this is."""

    def selftest(self):
        """Return the payload of SELFTEST's answer."""
        sampler = self.sampler
        return struct.pack(
            "<BHHHIHB",
            sampler.who_am_i,
            min(sampler.errors, 65535),
            min(sampler.max_gap_ms, 65535),
            min(self.sender.refused, 65535),
            self.sender.frames,
            hal.free_kb(),
            0,
        )

    def info(self):
        """Return what INFO says."""
        sampler = self.sampler
        driver = sampler.driver
        stride = driver.stride if driver else 0
        return (
            struct.pack(
                wire.INFO_PAYLOAD,
                wire.PROTOCOL,
                wire.PROTOCOL_MINOR,
                FIRMWARE[0],
                FIRMWARE[1],
                FIRMWARE[2],
                0,
                sampler.family,
                sampler.who_am_i,
                hal.unique_id(),
                self.deeds.boot_id,
                self.ring.size // (stride or wire.STRIDE),
                stride,
                (wire.CAN_GYRO if stride == wire.STRIDE else 0) | wire.HAS_USB,
                sampler.sensor_state,
                bytes(8),
            )
            + self.name().encode()
        )

    def name(self):
        """Return the strap's name."""
        return "Strap-%02X%02X" % tuple(hal.unique_id()[-2:])

    def _find(self):
        i2c = None if self.config.imu[:3] == "sim" else hal.i2c(self.config.sda, self.config.scl)
        return imu.find(i2c, hal.sleep_ms, self.config.imu)

    def _hear(self, link, command):
        self.session.hear(link, command, hal.ticks_ms(), hal.ticks_us())
        self._wake.set()

    async def _run(self):
        tasks = [
            asyncio.create_task(task()) for task in (self._sample, self._send, self._keep_house)
        ]
        await self.usb.listen(self._hear)
        for task in tasks:
            task.cancel()

    async def _sample(self):
        while True:
            self.sampler.sample(hal.ticks_ms(), hal.ticks_us)
            self._wake.set()
            await asyncio.sleep_ms(_DRAIN_MS)

    async def _send(self):
        while True:
            await self._wake.wait()
            pause_ms = 0
            while pause_ms >= 0:
                pause_ms = self.sender.step(hal.ticks_ms(), hal.ticks_us)
                if pause_ms >= 0:
                    await asyncio.sleep_ms(pause_ms)

    async def _keep_house(self):
        while True:
            await asyncio.sleep_ms(_HOUSEKEEPING_MS)
            self.session.is_silent(hal.ticks_ms())
            self.session.stream.status(255, 0)
            self._seconds += 1
            if self._seconds % _COLLECT_S == 0:
                gc.collect()
