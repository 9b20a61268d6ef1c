"""Keep the board switched on: some let go of their own power unless a pin is held up."""

from strap import config, hal

hold = config.load().hold
if hold is not None:
    hal.output(hold, 1)
