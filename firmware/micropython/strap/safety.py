"""How often the strap had to start anew, and when it had better not start at all."""

from micropython import const

_SAFE_AFTER = const(3)
_CALM_S = const(300)
_TROUBLES = const(3)
_TROUBLE_S = const(60)


class Safety:
    """Counts crashes in `memory`, which outlives them: `number(name)`, `keep_number(name, n)`."""

    def __init__(self, memory):
        self.crashes = memory.number("crashes")
        self._memory = memory
        self._troubles = []  # seconds at which a task failed

    def booted(self, is_watchdog, is_power_on):
        """Take in why the chip started: hanging counts as a crash, switching on forgives all."""
        if is_power_on and self.crashes:
            self._keep(0)
        elif is_watchdog:
            self.crashed()

    @property
    def is_safe_mode(self):
        """Whether the app is better not started."""
        return self.crashes >= _SAFE_AFTER

    def lived(self, seconds):
        """Take in that the app has run for so long: after 5 min all is forgiven."""
        if seconds >= _CALM_S and self.crashes:
            self._keep(0)

    def is_hopeless(self, seconds):
        """Take in that a task failed; True if that is a crash: the third within a minute."""
        self._troubles = [s for s in self._troubles if seconds - s < _TROUBLE_S]
        self._troubles.append(seconds)
        if len(self._troubles) < _TROUBLES:
            return False
        self.crashed()
        return True

    def crashed(self):
        """Take in that the chip has to be started anew."""
        self._keep(self.crashes + 1)

    def ask_safe_mode(self):
        """Do not start the app the next time."""
        self._keep(_SAFE_AFTER)

    def _keep(self, crashes):
        self.crashes = crashes
        self._memory.keep_number("crashes", crashes)
