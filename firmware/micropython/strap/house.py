"""What is seen to once a second: battery, storage, light, watchdog, sleep."""

import gc

from micropython import const

import repwire as wire
from strap import hal, led
from strap.power import Battery, Idle

_COLLECT_S = const(5)
_WATCHDOG_S = const(10)
_WATCHDOG_MS = const(8000)
_FULL_S = const(60)
_WAKE_MG = const(150)
# Parts of the ring in 1/256.
_HALF = const(128)
_CAUGHT_UP = const(32)


class House:
    """Keeps an App; `feed` is to be called as long as samples are read."""

    def __init__(self, app):
        settings = app.settings
        self.seconds = 0
        self.battery = Battery()
        self.has_battery = settings.battery_adc is not None
        self.end = None  # called once the answer to a command is on its way
        self._app = app
        self._measure = None
        if self.has_battery:
            self._measure = hal.voltmeter(settings.battery_adc, settings.battery_divider)
        self._idle = Idle(settings.sleep_min)
        self._watchdog = None
        self._record_s = 0  # not to be tried before

    def feed(self):
        """Tell the watchdog that all is well."""
        if self._watchdog:
            self._watchdog()

    def leave(self):
        """Keep the watchdog quiet while the app does not run."""
        if self._watchdog:
            hal.feed_always(self._watchdog)

    def step(self, now_ms):
        """Do what is due."""
        app = self._app
        self.seconds += 1
        owner = app.session.owner
        if app.session.is_silent(now_ms):
            owner.drop()
        self._see_to_battery()
        app.session.stream.status(self.battery.percent, self.battery.mv)
        app.recorder.stream.status(self.battery.percent, self.battery.mv)
        self._store_and_forward()
        app.safety.lived(self.seconds)
        app.led.mood = self._mood()
        if self.seconds == _WATCHDOG_S:
            self._watchdog = hal.watchdog(_WATCHDOG_MS)
        if self.seconds % _COLLECT_S == 0:
            app.tell_info()
            if app.ble and self.has_battery:
                app.ble.battery(self.battery.percent)
            gc.collect()
        if app.session.owner or app.recorder.number or self._is_owed():
            self._idle.needed(self.seconds)
        if self._idle.is_over(self.seconds) and self._can_wake():
            self.end = self.sleep
        if self.end:
            deed = self.end
            self.end = None
            app.recorder.stop()
            deed()

    def sleep(self):
        """Sleep until moved or pressed."""
        settings = self._app.settings
        driver = self._app.sampler.driver
        if driver and settings.wake is not None and hasattr(driver, "wake_on_motion"):
            driver.wake_on_motion(_WAKE_MG)
            hal.sleep(settings.wake)
        if driver:
            driver.stop()
        hal.sleep(settings.button)

    def switch_off(self):
        """Let go of the power; a board that cannot sleeps."""
        if self._app.settings.hold is not None:
            hal.output(self._app.settings.hold, 0)
        hal.sleep(self._app.settings.button)

    def _can_wake(self):
        return self._app.settings.wake is not None or self._app.settings.button is not None

    def _is_owed(self):
        """Tell whether samples wait for a host that are in the ring alone; asleep it forgets."""
        return 0 <= self._app.session.acked < self._app.ring.head

    def _see_to_battery(self):
        if self._measure is None:
            return
        battery = self.battery
        was_low = battery.is_low
        battery.read(self._measure())
        if battery.is_low and not was_low:
            self._app.led.say(led.LOW_BATTERY)
            self._app.note(wire.LOW_BATTERY, battery.percent, battery.mv)
        if battery.is_empty:
            self.end = self.sleep

    def _store_and_forward(self):
        """Record while a host that began is away for so long that the ring fills.

        No more when it is back and has caught up, or has said STOP.
        """
        app = self._app
        acked = app.session.acked
        recorder = app.recorder
        if recorder.number:
            is_back = app.session.stream.is_live and app.ring.fill(acked) < _CAUGHT_UP
            if recorder.is_by_itself and (is_back or acked < 0):
                recorder.stop()
            return
        is_needed = acked >= 0 and app.ring.fill(acked) >= _HALF
        is_able = not self.battery.is_low and app.can_record() and self.seconds >= self._record_s
        if is_needed and is_able and not recorder.start(acked, True):
            self._record_s = self.seconds + _FULL_S

    def _mood(self):
        app = self._app
        if app.sampler.sensor_state != wire.SENSOR_OK:
            return led.NO_SENSOR
        if self.battery.is_low:
            return led.LOW_BATTERY
        if app.recorder.number:
            return led.RECORDING
        if app.recorder.is_full:
            return led.FULL
        return led.CALM if app.session.owner else led.WAITING
