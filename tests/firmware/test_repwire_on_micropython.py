"""`repwire` on the strap's interpreter: the real one, or a skip that says so."""

import os
import subprocess
from pathlib import Path

import numpy as np

import repwire.host
import wire_vectors

ROOT = Path(__file__).parents[2]
LIBRARY = ROOT / "firmware" / "micropython" / "lib"

ENCODE = """
import binascii, sys, repwire.host
for line in sys.stdin:
    source = binascii.unhexlify(line.strip())
    buffer = bytearray(source) + bytearray(4)
    out = bytearray(len(source) + len(source) // 254 + 8)
    size = repwire.wrap(buffer, len(source), out)
    back = bytearray(len(out))
    assert repwire.host.unwrap(out, size - 1, back) == len(source)
    print(binascii.hexlify(out[:size]).decode())
"""

# What the strap calls for every frame must leave nothing for the collector.
GARBAGE = """
import gc, repwire
frame = bytearray(252)
out = bytearray(260)
def work():
    repwire.write_header(frame, repwire.DATA, 1, 19, 0, 0x3FFFFFFF)
    repwire.write_event(frame, 8, repwire.STATUS, 87, 3912, 0x3FFFFFFF, 0xFFFF, 0xFFFF)
    repwire.cobs_encode(frame, 240, out)
def garbage(rounds):
    gc.collect()
    before = gc.mem_alloc()
    for _ in range(rounds):
        work()
    return gc.mem_alloc() - before
gc.disable()
print(garbage(10) - garbage(1))
"""


def _run(command: list[str], text: str = "") -> str:
    environment = {**os.environ, "MICROPYPATH": f"{LIBRARY}:{Path(__file__).parent}"}
    done = subprocess.run(
        command, input=text, capture_output=True, text=True, env=environment, timeout=60
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_golden_vectors(micropython: str) -> None:
    printed = _run([micropython, "-X", "heapsize=96k", wire_vectors.__file__])
    assert int(printed) == len(wire_vectors.FRAMES) + len(wire_vectors.COMMANDS)


def test_both_interpreters_wrap_alike(micropython: str, rng: np.random.Generator) -> None:
    sources = [
        bytes(rng.integers(0, high, size, dtype="u1"))
        for high in (2, 255)
        for size in (*range(1, 12), 253, 254, 255, 256, 300, 508, 509)
    ]
    sources += [b"\xff" * size for size in (249, 250, 251, 254, 255, 508)]
    printed = _run([micropython, "-c", ENCODE], "".join(f"{s.hex()}\n" for s in sources))
    for source, line in zip(sources, printed.split(), strict=True):
        out = bytearray(len(source) * 2 + 8)
        size = repwire.wrap(bytearray(source) + bytearray(4), len(source), out)
        assert out[:size].hex() == line


def test_frames_leave_no_garbage(micropython: str) -> None:
    assert int(_run([micropython, "-c", GARBAGE])) == 0
