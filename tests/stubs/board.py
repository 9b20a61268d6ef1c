"""A board made of MicroPython's unix port.

    micropython board.py FLASH

The folder FLASH is its file system, with boot.py, main.py, lib and strap as they lie on a strap.
"""

import os
import sys

STUBS = __file__.rsplit("/", 1)[0] if "/" in __file__ else "."
sys.path[:] = [STUBS, ".frozen"]

# While their folder can still be seen.
import esp32  # noqa: E402, F401
import machine  # noqa: E402, F401
import vfs  # noqa: E402

if os.getenv("BLE_BRIDGE"):
    import bluetooth  # noqa: F401

vfs.umount("/")
vfs.mount(vfs.VfsPosix(sys.argv[1]), "/")
os.chdir("/")
sys.path[:] = ["", ".frozen", "/lib"]

for name in ("boot.py", "main.py"):
    with open(name) as file:  # noqa: PTH123
        source = file.read()
    exec(compile(source, name, "exec"), {"__name__": "__main__"})
