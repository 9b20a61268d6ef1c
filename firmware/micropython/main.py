"""Start the strap."""

import sys

from strap.ring import Ring

# So large a piece of memory is only to be had while nothing else is loaded.
ring = Ring(24576)

from strap import config  # noqa: E402
from strap.app import App  # noqa: E402

App(ring, config.load(), sys.stdin.buffer, sys.stdout.buffer).run()
