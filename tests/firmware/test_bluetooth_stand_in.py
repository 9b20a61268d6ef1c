"""The stand-in for `bluetooth` does what MicroPython on NimBLE was seen to do."""

import os
import queue
import subprocess
import threading
from pathlib import Path

import pytest

from strap_board import STUBS, Radio

SCRIPT = Path(__file__).with_name("bluetooth_script.py")


@pytest.fixture(scope="module")
def found(micropython: str) -> dict[str, str]:
    """Return what the script found, by what it tried."""
    radio = Radio(mtu=None)
    radio.is_stalled = True
    process = subprocess.Popen(
        [micropython, str(SCRIPT)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "MICROPYPATH": str(STUBS), **radio.environment},
    )
    guard = threading.Timer(60, process.kill)
    guard.start()
    assert process.stdout
    lines: list[str] = []

    def wait_for(start: str) -> None:
        for line in process.stdout or ():
            lines.append(line.rstrip())
            if line.startswith(start):
                return

    wait_for("notify None")
    radio.connect()
    wait_for("long notify")
    radio.exchange_mtu(247)
    wait_for("queue")
    radio.write(bytes(100), "0003")
    wait_for("cut write")
    radio.write(bytes(100), "0003")
    wait_for("written")
    radio.is_stalled = False
    radio.disconnect()
    wait_for("advertises by itself")
    radio.connect()
    wait_for("connected again")
    radio.write(b"fail", "0003")
    wait_for("failed")
    radio.write(b"more", "0003")
    wait_for("handler")
    notified = []
    while True:
        try:
            notified.append(radio.notified.get_nowait()[2])
        except queue.Empty:
            break
    _, errors = process.communicate(timeout=30)
    guard.cancel()
    lines.append(f"notified {[len(one) for one in notified]}")
    print(*lines, errors, sep="\n")
    return {" ".join(line.split()[:2]): line for line in lines}


@pytest.mark.parametrize(
    "line",
    [
        "mtu before active OSError 19",
        "register before active OSError 19",
        "rxbuf ValueError",
        "advertise 32 bytes OSError -18",
        "notify nobody OSError -128",
        "notify None TypeError",
        "connected True",
        "address kept False",
        "long notify None",
        "mtu later True",
        "queue [None, None, None, None, None, 'OSError 12', 'OSError 12', 'OSError 12']",
        "cut write True 20",
        "written True 100",
        "lost within OSError -128",
        "disconnect twice False",
        "advertises by itself False",
        "connected again True mtu told False",
        "failed True",
        "handler after failure []",
    ],
)
def test_it_does_what_the_real_one_does(found: dict[str, str], line: str) -> None:
    assert found[" ".join(line.split()[:2])] == line


def test_what_is_too_long_is_cut_without_a_word(found: dict[str, str]) -> None:
    # At MTU 23; nobody had subscribed to anything, and nothing said so.
    assert found["notified [20,"].startswith("notified [20, 1, 1, 1, 1, 1")
