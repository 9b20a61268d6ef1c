"""Keep the board switched on: some let go of their own power unless a pin is held up."""

from strap.start import hold_power

hold_power()
