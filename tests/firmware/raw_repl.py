"""A board's prompt: MicroPython's raw REPL, which its unix port lacks, on a folder as the flash.

micropython raw_repl.py FLASH
"""

import os
import sys

import vfs

vfs.umount("/")
vfs.mount(vfs.VfsPosix(sys.argv[1]), "/")
os.chdir("/")
sys.path[:] = ["", ".frozen", "/lib"]

stdin = sys.stdin.buffer
stdout = sys.stdout.buffer
BANNER = b'MicroPython on unix\r\nType "help()" for more information.\r\n>>> '
RAW = b"raw REPL; CTRL-B to exit\r\n>"
# So many bytes may come before the next byte 1 goes up.
WINDOW = 128


def paste():
    """Return what is pasted raw."""
    stdout.write(b"R\x01" + bytes((WINDOW, 0)) + b"\x01")
    pasted = bytearray()
    while True:
        byte = stdin.read(1)
        if byte == b"\x04":
            return bytes(pasted)
        pasted += byte
        if len(pasted) % WINDOW == 0:
            stdout.write(b"\x01")


def execute(source, names):
    failure = None
    try:
        exec(compile(source, "<stdin>", "exec"), names)
    except BaseException as exc:
        failure = exc
    stdout.write(b"\x04")
    if failure is not None:
        sys.print_exception(failure, sys.stdout)
    stdout.write(b"\x04>")


names = {"__name__": "__main__"}
is_raw = False
line = b""
stdout.write(BANNER)
while True:
    byte = stdin.read(1)
    if not byte:
        break
    if byte == b"\x01":
        is_raw, line = True, b""
        stdout.write(b"\r\n" + RAW)
    elif byte == b"\x02":
        is_raw, line = False, b""
        stdout.write(b"\r\n" + BANNER)
    elif byte == b"\x03":
        line = b""
        stdout.write(b"" if is_raw else b"\r\n>>> ")
    elif byte == b"\x04" and not line:
        names = {"__name__": "__main__"}
        stdout.write(b"OK\r\nMPY: soft reboot\r\n" + (RAW if is_raw else BANNER))
    elif byte == b"\x04" and is_raw:
        stdout.write(b"OK")
        execute(line, names)
        line = b""
    elif byte == b"\x05" and is_raw and not line:
        stdin.read(2)
        source = paste()
        stdout.write(b"\x04")
        execute(source, names)
    elif is_raw:
        line += byte
