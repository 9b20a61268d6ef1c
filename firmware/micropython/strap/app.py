"""The strap as a whole: its parts put together, and the loop that keeps them going."""

import os
import struct

from micropython import const

import repwire as wire
from strap import hal, led, sensor
from strap.ble import Ble
from strap.claim import Claim
from strap.clock import Clock
from strap.deeds import FIRMWARE, Deeds
from strap.events import Events
from strap.house import House
from strap.link import Session
from strap.recorder import Recorder
from strap.sampler import Sampler
from strap.sender import Sender
from strap.usb import Usb

_FOLDER = "/rec"
_DRAIN_MS = const(50)
_BEAT_MS = const(10)
_HOUSE_MS = const(1000)
_AUTHORITY_S = const(30)
_LEAST_FIFO_MS = const(400)
_MS_MASK = const(0x3FFFFFFF)
# What LOG says that failed.
_SAMPLING = const(1)
_TALKING = const(2)
_KEEPING = const(3)


class App:
    """Everything from sensor to link; `settings` as `strap.config` reads them.

    `memory` is hal's, `safety` counts what goes wrong; the two streams are the cable.
    """

    def __init__(self, ring, settings, memory, safety, lines_in, frames_out):
        self.ring = ring
        self.settings = settings
        self.safety = safety
        self.unique_id = hal.unique_id()
        self.events = Events()
        self.clock = Clock(hal.ticks_us())
        self.sampler = Sampler(ring, self.events, self.clock, settings, self._find)
        boot_id = struct.unpack("<I", hal.random(4))[0]
        self.claim = Claim(memory.bytes("key"), hal.random)
        self.deeds = Deeds(self, boot_id)
        self.session = Session(ring, self.events, self.clock, self.deeds)
        self.sender = Sender(self.session)
        self.recorder = Recorder(_FOLDER, ring, self.events, self.clock, boot_id, self._heading)
        self.usb = Usb(lines_in, frames_out)
        self.ble = None
        self.has_button = settings.button is not None
        self._button = hal.button(settings.button) if self.has_button else _one
        self._lamps = [
            (hal.output(pin, 1 - on), on, is_motor)
            for pin, on, is_motor in (
                (settings.led, settings.led_on, False),
                (settings.vibration, 1, True),
            )
            if pin is not None
        ]
        self.led = led.Led(self._light)
        self.house = House(self)
        self.name = (
            memory.bytes("name").decode()
            or settings.name
            or "Strap-%02X%02X" % (self.unique_id[-2], self.unique_id[-1])
        )
        self._memory = memory
        self._is_plugged = True
        self._doing = _SAMPLING
        self._now_ms = hal.ticks_ms()
        self._sampled_ms = (self._now_ms - _DRAIN_MS) & _MS_MASK
        self._kept_ms = self._now_ms
        self._pressed_s = -_AUTHORITY_S
        self._was_down = False

    def run(self):
        """Run until the cable's other end is gone for good, which on a board it never is."""
        try:
            self._start()
            while self._is_plugged:
                self.usb.wait(self._turn())
        finally:
            self.recorder.stop()
            if self.ble:
                self.ble.stop()
            self.house.leave()

    def note(self, kind, a, b):
        """Keep an event of this moment; returns the index of the next sample."""
        us = self.clock.us(hal.ticks_us())
        self.events.add(kind, a, b, self.ring.head, us & 0xFFFF, us >> 16)
        return self.ring.head

    def restart_sensor(self):
        """Set the sensor up as the settings are now."""
        self.sampler.restart(self._now_ms)

    def started(self):
        """Take in that a host counts from now on."""
        self.led.say(led.READY)

    def identify(self, seconds):
        """Show which strap this is."""
        self.led.say(led.IDENTIFY, seconds * 1000 // sum(led.IDENTIFY))

    def is_pressed(self):
        """Tell whether the button is held."""
        return not self._button()

    def was_pressed(self):
        """Tell whether the button was pressed a short while ago."""
        return self.house.seconds - self._pressed_s < _AUTHORITY_S

    def rename(self, name):
        """Go by another name, for good."""
        self._memory.keep_bytes("name", name.encode())
        self.name = name
        if self.ble:
            self.ble.rename(name)
            self.tell_info()

    def keep_key(self, key):
        """Know this key from now on; none: anybody may."""
        self._memory.keep_bytes("key", key)
        self.claim.key = key
        self.tell_info()

    def can_record(self):
        """Tell whether there are samples, and a FIFO that lasts while the flash is written."""
        driver = self.sampler.driver
        if driver is None or not self.ring.epochs:
            return False
        return driver.capacity * 1000000 // driver.rate_mhz >= _LEAST_FIFO_MS

    def tell_info(self):
        """Let the radio say what INFO says now."""
        if self.ble:
            self.ble.info(self.deeds.info())

    def _find(self):
        return sensor.find(self.settings)

    def _heading(self):
        introduction = self.session.introduction(wire.MAX_NOTIFY_SIZE)
        frames = [wire.response(wire.HELLO, 0, wire.OK, introduction)]
        if self.sampler.driver:
            frames.append(wire.response(wire.GET_CONFIG, 0, wire.OK, self.deeds.config()))
        return frames

    def _light(self, is_on, is_once):
        for switch, on, is_motor in self._lamps:
            # Nobody wants to be shaken every 3 s.
            switch(on if is_on and (is_once or not is_motor) else 1 - on)

    def _hear(self, link, command):
        # By the turn's own time: heard later than the turn began, a host would seem long silent.
        self.session.hear(link, command, self._now_ms, hal.ticks_us())

    def _connected(self):
        self.led.say(led.CONNECTED)
        self.claim.renew()
        self.tell_info()

    def _start(self):
        self.events.add(wire.BOOT, hal.reset_cause(), self.safety.crashes, 0, 0, 0)
        try:
            os.mkdir(self.recorder.folder)
        except OSError:
            pass  # it is there, or nothing can be recorded
        self.recorder.look()
        radio = hal.radio()
        if radio:
            self.ble = Ble(radio, hal.uuid, self.name, self.session.stream.frame, hal.ticks_us)
            serial = "".join(["%02x" % byte for byte in self.unique_id])
            firmware = ".".join([str(part) for part in FIRMWARE])
            self.ble.start(("repbelt", "strap", serial, firmware, self.settings.board))

    def _turn(self):
        """Do all that is due; returns how long in ms nothing will be."""
        now_ms = hal.ticks_ms()
        self._now_ms = now_ms
        try:
            self._doing = _SAMPLING
            if (now_ms - self._sampled_ms) & _MS_MASK >= _DRAIN_MS:
                self._sampled_ms = now_ms
                self._sample(now_ms)
            self._doing = _TALKING
            self._is_plugged = self.usb.step(self._hear)
            if self.ble:
                self.ble.step(now_ms, self.session, self._connected)
            pause_ms = self.sender.step(now_ms, hal.ticks_us)
            self._doing = _KEEPING
            self.led.step(now_ms)
            if (now_ms - self._kept_ms) & _MS_MASK >= _HOUSE_MS:
                self._kept_ms = now_ms
                self.house.step(now_ms)
        except Exception as error:
            self._fail(error)
            return _DRAIN_MS
        if pause_ms >= 0:
            return pause_ms
        is_alone = self.session.owner is None and not (self.ble and self.ble.is_connected)
        return _DRAIN_MS if is_alone else _BEAT_MS

    def _sample(self, now_ms):
        self.sampler.sample(now_ms, hal.ticks_us)
        self.recorder.step()
        self.house.feed()
        is_down = self.is_pressed()
        if is_down and not self._was_down:
            self._pressed_s = self.house.seconds
            self.note(wire.BUTTON, 0, 0)
        self._was_down = is_down

    def _fail(self, error):
        """Note what failed; what fails again and again starts the chip anew."""
        code = error.errno if isinstance(error, OSError) and error.errno else 0
        self.note(wire.LOG, self._doing, code & 0xFFFF)
        if self.safety.is_hopeless(self.house.seconds):
            hal.reset()


def _one():
    """Be the button that is not there."""
    return 1
