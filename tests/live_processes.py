"""What a training costs, how soon it records, and what a kill takes from it."""

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

import repwire
import synth
from rephost.analysis import analyze
from rephost.journal import wrap_all
from rephost.replay_source import frames_in
from synth_frames import sent
from trained import Trainer

if TYPE_CHECKING:
    from playwright.sync_api import Browser

_HEADING_BYTES = 200
"""HELLO, configuration, START and EPOCH are shorter, and any samples longer."""


class Cost(NamedTuple):
    """Processor time as a share of one core, and memory, over a stretch of a training."""

    share: float
    first_mb: float
    last_mb: float


def start_s(home: Path, recording: Path, rounds: int) -> list[float]:
    """Return how long each of some starts took to the first sample in the recording."""
    taken = []
    for number in range(rounds):
        trainer = Trainer(home / str(number))
        begun_s = time.monotonic()
        process = trainer.start("--strap", f"replay:{recording}")
        while not any(path.stat().st_size > _HEADING_BYTES for path in trainer.recordings()):
            time.sleep(0.005)
            assert process.poll() is None, process.communicate()
        taken.append(time.monotonic() - begun_s)
        trainer.close()
    return taken


def cost(
    home: Path,
    recording: Path,
    *,
    straps: int,
    seconds: float,
    pace: float = 1.0,
    browser: "Browser | None" = None,
) -> Cost:
    """Return what a training costs once it runs; with a browser, while that shows its page."""
    trainer = Trainer(home)
    where = [word for _ in range(straps) for word in ("--strap", f"replay:{recording}")]
    process = trainer.start(*where, "--pace", pace, has_page=browser is not None)
    trainer.wait_for(1000)
    if browser is not None:
        assert process.stdout is not None
        browser.new_page().goto(process.stdout.readline().strip())
    time.sleep(6.0)  # numba is there, and the kernels
    cpu_s, first_mb = _used(process.pid)
    begun_s = time.monotonic()
    time.sleep(seconds)
    later_s, last_mb = _used(process.pid)
    took_s = time.monotonic() - begun_s
    trainer.close()
    return Cost((later_s - cpu_s) / took_s, first_mb, last_mb)


def lost_s(home: Path, recording: Path, rng: np.random.Generator, kills: int) -> list[float]:
    """Return of each kill -9 how much the replay had given that is not in the recording.

    After the last one the training is gone on with to its end, and must be whole.
    """
    pace, rate_hz = 4.0, analyze(recording)["recording"]["rate_hz"]
    source = list(frames_in(recording))
    lost = []
    trainer = Trainer(home)
    where = ("--strap", f"replay:{recording}", "--pace", pace)
    done = kills
    while done:
        process = trainer.start(*where)
        path = trainer.wait_for(_HEADING_BYTES, besides=len(trainer.recordings()))
        for _ in range(min(done, 10)):
            begun_s, samples = time.monotonic(), _samples(path)
            time.sleep(float(rng.uniform(0.0, 1.5)))
            process.kill()
            took_s = time.monotonic() - begun_s
            process.communicate()
            lost.append(took_s * pace - (_samples(path) - samples) / rate_hz)
            size = path.stat().st_size
            process = trainer.start(*where, "--continue")
            while path.stat().st_size == size and process.poll() is None:
                time.sleep(0.005)
            done -= 1
        _, err = process.communicate(timeout=300)
        assert process.returncode == 0, err
        assert list(frames_in(path)) == source
    trainer.close()
    return lost


def long_recording(path: Path, minutes: float) -> Path:
    """Make a training session of so many minutes at 104 Hz."""
    one = synth.training_session(np.random.default_rng(1), minutes, rate_hz=104.0)
    path.write_bytes(wrap_all(sent(one)))
    return path


def _samples(path: Path) -> int:
    """Return how many samples are in a recording."""
    return sum(frame[2] for frame in frames_in(path) if frame[0] == repwire.DATA)


def _used(pid: int) -> tuple[float, float]:
    """Return processor seconds and memory in MB of a process."""
    stat = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    cpu_s = (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")
    status = Path(f"/proc/{pid}/status").read_text()
    return cpu_s, int(status.split("VmRSS:")[1].split()[0]) / 1024
