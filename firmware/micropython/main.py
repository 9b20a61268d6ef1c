"""Start the strap, unless it has failed too often or its button is held."""

import gc
import sys

from strap.ring import Ring

# So large a piece of memory is only to be had while nothing else is loaded, and what loading
# leaves behind must not lie between what stays.
ring = Ring(24576)
gc.threshold(2048)

from strap import hal  # noqa: E402
from strap.safety import Safety  # noqa: E402


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


settings = Settings()
if settings.faults:
    # The zero lets a host take the line for a damaged frame, and not the first frame with it.
    print("config.json: not taken:", ", ".join(settings.faults), end="\n\0")
memory = hal.Memory()
safety = Safety(memory)
safety.booted(hal.was_watchdog(), hal.was_power_on())
if safety.is_safe_mode or (settings.button is not None and not hal.button(settings.button)()):
    print("safe mode: the strap does not start; switch it off and on to try again")
else:
    from strap.app import App

    gc.threshold(-1)
    App(ring, settings, memory, safety, sys.stdin.buffer, sys.stdout.buffer).run()
