"""Start the strap."""

import sys

from strap.app import App

App(sys.stdin.buffer, sys.stdout.buffer).run()
