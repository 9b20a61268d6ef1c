"""`repbelt strap simulate`: the strap's firmware on this computer, as a serial port."""

import argparse
import signal
import tempfile
from pathlib import Path

from rephost.simulating import SimulatedStrap, make_flash


def run(args: argparse.Namespace) -> None:
    """Run the firmware until Ctrl-C; its sensor plays a recording, or lifts by itself."""
    # However it is ended, the interpreter ends with it.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with tempfile.TemporaryDirectory(prefix="repbelt-strap-") as folder:
        flash = Path(folder)
        make_flash(flash, {}, Path(args.file) if args.file else None)
        with SimulatedStrap(flash) as strap:
            print(f"repbelt record --strap usb:{strap.port}", flush=True)
            strap.wait()
