"""The strap as a whole: its parts put together, and the loop that keeps them going."""

import gc
import os
import struct

import repwire as wire
from micropython import const
from strap import hal, imu, led
from strap.ble import Ble
from strap.claim import Claim
from strap.clock import Clock
from strap.deeds import FIRMWARE, Deeds
from strap.events import Events
from strap.link import Session
from strap.recorder import Recorder
from strap.sampler import Sampler
from strap.sender import Sender
from strap.usb import Usb

_FOLDER = "/rec"
_DRAIN_MS = const(50)
_BEAT_MS = const(10)
_HOUSE_MS = const(1000)
_COLLECT_S = const(5)
_WATCHDOG_S = const(10)
_WATCHDOG_MS = const(8000)
_AUTHORITY_S = const(30)
_FULL_S = const(60)
_LEAST_FIFO_MS = const(400)
_MS_MASK = const(0x3FFFFFFF)
# What LOG says that failed.
_SAMPLING = const(1)
_TALKING = const(2)
_KEEPING = const(3)
# Parts of the ring in 1/256.
_HALF = const(128)
_CAUGHT_UP = const(32)


class App:
    """Everything from sensor to link; `settings` as `strap.config` reads them.

    `memory` is hal's, `safety` counts what goes wrong; the two streams are the cable.
    """

    def __init__(self, ring, settings, memory, safety, lines_in, frames_out):
        self.ring = ring
        self.settings = settings
        self.unique_id = hal.unique_id()
        self.board = 0
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
        self.led = led.Led(hal.output(settings.led) if settings.led is not None else _nothing)
        self.name = (
            memory.bytes("name").decode()
            or settings.name
            or "Strap-%02X%02X" % (self.unique_id[-2], self.unique_id[-1])
        )
        self.is_low = False
        self.has_button = settings.button is not None
        self._button = hal.button(settings.button) if self.has_button else _one
        self._memory = memory
        self._safety = safety
        self._is_plugged = True
        self._doing = _SAMPLING
        self._sampled_ms = (hal.ticks_ms() - _DRAIN_MS) & _MS_MASK
        self._kept_ms = hal.ticks_ms()
        self._seconds = 0
        self._record_s = 0  # not to be tried before
        self._pressed_s = -_AUTHORITY_S
        self._was_down = False
        self._feed = None
        self._end = None

    def run(self):
        """Run until the cable's other end is gone for good, which on a board it never is."""
        try:
            self._start()
            while self._is_plugged:
                hal.sleep_ms(self._turn())
        finally:
            self.recorder.stop()
            if self.ble:
                self.ble.stop()
            if self._feed:
                hal.feed_always(self._feed)

    def restart_sensor(self):
        """Set the sensor up as the settings are now."""
        self.sampler.restart(hal.ticks_ms())

    def started(self):
        """Take in that a host counts from now on."""
        self.led.say(led.READY)

    def identify(self, seconds):
        """Show which strap this is."""
        self.led.say(led.IDENTIFY, seconds * 1000 // sum(led.IDENTIFY))

    def mark(self, number):
        """Keep a mark at this moment; returns the index of the next sample."""
        us = self.clock.us(hal.ticks_us())
        self.events.add(wire.BUTTON, number, 0, self.ring.head, us & 0xFFFF, us >> 16)
        return self.ring.head

    def is_pressed(self):
        """Tell whether the button is held."""
        return not self._button()

    def was_pressed(self):
        """Tell whether the button was pressed a short while ago."""
        return self._seconds - self._pressed_s < _AUTHORITY_S

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

    def abilities(self):
        """Return what INFO says that this strap can."""
        return (
            wire.HAS_USB
            | (wire.CAN_GYRO if self.sampler.driver and self.sampler.driver.stride == wire.STRIDE else 0)
            | (wire.CAN_RECORD if self.can_record() else 0)
            | (wire.HAS_BUTTON if self.has_button else 0)
        )

    def can_record(self):
        """Tell whether the sensor's FIFO lasts while the flash is written."""
        driver = self.sampler.driver
        return driver is not None and driver.capacity * 1000000 // driver.rate_mhz >= _LEAST_FIFO_MS

    def free_kb(self):
        """Return the free heap."""
        return hal.free_kb()

    def tell_info(self):
        """Let the radio say what INFO says now."""
        if self.ble:
            self.ble.info(self.deeds.info())

    def end_with(self, deed):
        """End, as soon as the answer is on its way, with a deed."""
        self._end = deed

    def reboot(self):
        """Start anew."""
        hal.reset()

    def reboot_safe(self):
        """Start anew, but not the app."""
        self._safety.ask_safe_mode()
        hal.reset()

    def sleep(self):
        """Sleep until moved, or pressed."""
        hal.sleep(0, self.settings.button)

    def switch_off(self):
        """Switch the board off."""
        hal.sleep(0, self.settings.button)

    def _find(self):
        settings = self.settings
        i2c = None if settings.imu[:3] == "sim" else hal.i2c(settings.sda, settings.scl)
        return imu.find(i2c, hal.sleep_ms, settings.imu)

    def _heading(self):
        introduction = self.session.introduction(wire.MAX_NOTIFY_SIZE)
        frames = [wire.response(wire.HELLO, 0, wire.OK, introduction)]
        if self.sampler.driver:
            frames.append(wire.response(wire.GET_CONFIG, 0, wire.OK, self.deeds.config()))
        return frames

    def _hear(self, link, command):
        self.session.hear(link, command, hal.ticks_ms(), hal.ticks_us())

    def _connected(self):
        self.led.say(led.CONNECTED)
        self.claim.renew()
        self.tell_info()

    def _start(self):
        self.events.add(wire.BOOT, hal.reset_cause(), self._safety.crashes, 0, 0, 0)
        if self.recorder.folder[1:] not in os.listdir("/"):
            os.mkdir(self.recorder.folder)
        radio = hal.radio()
        if radio:
            self.ble = Ble(radio, hal.uuid, self.name, self.session.stream.frame, hal.ticks_us)
            serial = "".join(["%02x" % byte for byte in self.unique_id])
            firmware = ".".join([str(part) for part in FIRMWARE])
            self.ble.start(("repbelt", "strap", serial, firmware, str(self.settings.board)))

    def _turn(self):
        """Do all that is due; returns how long in ms nothing will be."""
        now_ms = hal.ticks_ms()
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
                self._keep_house(now_ms)
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
        if self._feed:
            self._feed()
        is_down = self.is_pressed()
        if is_down and not self._was_down:
            self._pressed_s = self._seconds
            self.mark(0)
        self._was_down = is_down

    def _keep_house(self, now_ms):
        self._seconds += 1
        owner = self.session.owner
        if self.session.is_silent(now_ms):
            owner.drop()
        self.session.stream.status(255, 0)
        self.recorder.stream.status(255, 0)
        self._store_and_forward()
        self._safety.lived(self._seconds)
        self.led.mood = self._mood()
        if self._seconds == _WATCHDOG_S:
            self._feed = hal.watchdog(_WATCHDOG_MS)
        if self._seconds % _COLLECT_S == 0:
            self.tell_info()
            gc.collect()
        if self._end:
            deed = self._end
            self._end = None
            self.recorder.stop()
            deed()

    def _fail(self, error):
        """Note what failed; what fails again and again starts the chip anew."""
        code = error.errno if isinstance(error, OSError) and error.errno else 0
        clock = self.clock
        self.events.add(
            wire.LOG, self._doing, code & 0xFFFF, self.ring.head, clock.t_low, clock.t_high
        )
        if self._safety.is_hopeless(self._seconds):
            hal.reset()

    def _store_and_forward(self):
        """Record while a host that began is away for so long that the ring fills; then no more."""
        acked = self.session.acked
        recorder = self.recorder
        if recorder.number:
            is_back = self.session.stream.is_live and self.ring.fill(acked) < _CAUGHT_UP
            if recorder.is_by_itself and is_back:
                recorder.stop()
        elif self._seconds >= self._record_s and acked >= 0 and self.ring.fill(acked) >= _HALF:
            if not self.is_low and self.can_record() and not recorder.start(acked, True):
                self._record_s = self._seconds + _FULL_S

    def _mood(self):
        if self.sampler.sensor_state != wire.SENSOR_OK:
            return led.NO_SENSOR
        if self.is_low:
            return led.LOW_BATTERY
        if self.recorder.number:
            return led.RECORDING
        return led.CALM if self.session.owner else led.WAITING


def _nothing(value):
    """Be the switch of a light that is not there."""


def _one():
    """Be the button that is not there."""
    return 1
