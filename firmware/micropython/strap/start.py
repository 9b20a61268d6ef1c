"""How the strap starts, unless it has failed too often or its button is held.

Nothing is imported before its time: what loading leaves behind would lie between what stays.
"""

import gc
import sys

import micropython
from micropython import const

_RING_BYTES = const(24576)
_COLLECT_BYTES = const(2048)
_PINS = ("hold", "led", "button", "vibration", "battery_adc", "wake")
_NO_LINES = const(3)


class Settings:
    """What `strap.config` read; the module itself, 4 kB, is forgotten again."""

    def __init__(self):
        import strap
        from strap import config

        for name, value in config.load().__dict__.items():
            setattr(self, name, value)
        for name in ("config", "boards"):
            del sys.modules["strap." + name]
            delattr(strap, name)

    def forget_missing_pins(self, has_pin):
        """Take no pin that this chip has not: asked for, it would end everything."""
        for name in _PINS:
            number = getattr(self, name)
            if number is not None and not has_pin(number):
                self.faults.append(name)
                setattr(self, name, None)
        pairs = [pair for pair in self.pins if has_pin(pair[0]) and has_pin(pair[1])]
        if self.pins and not pairs:
            self.faults.append("sda, scl")
        self.pins = pairs


def hold_power():
    """Keep a board switched on that lets go of its own power."""
    hold = Settings().hold
    if hold is not None:
        from strap import hal

        if hal.has_pin(hold):
            hal.output(hold, 1)


def start():
    """Run the strap; returns where it had better not run."""
    # What is compiled here keeps no line numbers: nobody on a belt reads them.
    micropython.opt_level(_NO_LINES)
    from strap.ring import Ring

    # So large a piece of memory is only to be had while nothing else is loaded.
    ring = Ring(_RING_BYTES)
    gc.threshold(_COLLECT_BYTES)
    from strap import hal
    from strap.safety import Safety

    settings = Settings()
    settings.forget_missing_pins(hal.has_pin)
    if settings.faults:
        # The zero lets a host take the line for a damaged frame, and not the first frame with it.
        print("config.json: not taken:", ", ".join(settings.faults), end="\n\0")
    memory = hal.Memory()
    safety = Safety(memory)
    safety.booted(hal.was_watchdog(), hal.was_power_on())
    if safety.is_safe_mode or (settings.button is not None and not hal.button(settings.button)()):
        print("safe mode: the strap does not start; switch it off and on to try again")
        return
    try:
        # Where they are not compiled yet, that takes several times what they leave behind: the
        # driver and the sampler come while there is room.
        from strap import sampler, sensor  # noqa: F401

        sensor.find(settings)
        from strap.app import App

        gc.threshold(-1)
        App(ring, settings, memory, safety, sys.stdin.buffer, sys.stdout.buffer).run()
    except Exception as error:
        # Only Ctrl-C leads to the prompt: there, a strap would be silent for good.
        sys.print_exception(error)
        safety.crashed()
        hal.reset()
