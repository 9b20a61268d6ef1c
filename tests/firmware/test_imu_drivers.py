"""Every driver on every chip, register by register, on the strap's interpreter and on ours."""

import os
import subprocess
from pathlib import Path

import imu_script
import pytest
from chips_lsm6 import LSM6_CHIPS
from chips_mpu import MPU_CHIPS

ROOT = Path(__file__).parents[2]
STRAP = ROOT / "firmware" / "micropython"
SEARCHED = [STRAP, STRAP / "lib", ROOT / "tests" / "stubs"]

CHIPS = {who: name for who, (name, *_) in (MPU_CHIPS | LSM6_CHIPS).items()}
# One of each kind: a FIFO of each size, generation and record.
KINDS = [0x68, 0x70, 0x19, 0x98, 0x69, 0x6A, 0x6B, 0x6C]

EVERY = ["values", "nasty"]
EACH_KIND = ["ranges", "overflow", "frozen", "bus_errors", "heap", "rest"]
ONE = [
    ("misaligned", 0x68),
    ("misaligned", 0x70),
    ("misaligned", 0x19),
    ("misaligned", 0x6A),
    ("misaligned", 0x6C),
    ("find", 0),
    ("unknown_forced", 0x42),
    ("dso32", 0x6C),
    ("inner_bank", 0x6A),
    ("inner_bank", 0x6C),
    ("trim", 0x6C),
    ("gyro_scale", 0x6A),
    ("empty_window", 0x19),
]
CASES = [(check, who) for check in EVERY for who in CHIPS]
CASES += [(check, who) for check in EACH_KIND for who in KINDS]
CASES += ONE
NAMES = [f"{check}-{CHIPS.get(who, 'any')}" for check, who in CASES]


def run(micropython: str, *words: str, heap: str = "8m") -> str:
    """Run a script on the strap's interpreter; returns what it prints."""
    environment = {**os.environ, "MICROPYPATH": ":".join([*map(str, SEARCHED), ".frozen"])}
    done = subprocess.run(
        [micropython, "-X", f"heapsize={heap}", *words],
        capture_output=True,
        text=True,
        env=environment,
        cwd=Path(__file__).parent,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize(("check", "who_am_i"), CASES, ids=NAMES)
def test_on_micropython(micropython: str, check: str, who_am_i: int, seed: int) -> None:
    run(micropython, "imu_script.py", check, str(who_am_i), str(seed))


@pytest.mark.parametrize(("check", "who_am_i"), ONE + [("nasty", who) for who in KINDS])
def test_on_cpython(check: str, who_am_i: int, seed: int) -> None:
    imu_script.run(check, who_am_i, seed)


def test_all_drivers_at_once_would_fit_a_strap(micropython: str) -> None:
    names = ["mpu", "mpu_wake", "lsm6", "lsm6_words", "lsm6_tagged", "sim"]
    code = "".join(f"import strap.imu.{name}\n" for name in names)
    code += "import gc; gc.collect(); print(gc.mem_alloc())"
    assert int(run(micropython, "-c", code, heap="96k")) < 60000
