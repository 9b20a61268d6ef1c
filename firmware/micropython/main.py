"""Start the strap."""

from strap.start import start

start()
