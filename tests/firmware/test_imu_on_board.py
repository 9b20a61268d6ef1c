"""The whole firmware with a chip register by register: nothing lost, and what is wrong is said."""

import struct
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

import repwire.host
from strap_board import HELLO, Board, make_flash

STEP_G = 0.002
STEPS = 1000

INFO_SIZE = struct.calcsize(repwire.INFO_PAYLOAD)


@contextmanager
def board(tmp_path: Path, chip: str, speed: int = 1, **environment: str) -> Iterator[Board]:
    """Yield a running strap with this chip, `ADDRESS:WHO_AM_I`, that has said hello."""
    flash = make_flash(tmp_path / "flash", imu="auto")
    with Board(flash, speed=speed, REPBELT_CHIP=chip, **environment) as strap:
        status, _ = strap.ask(HELLO[0], HELLO[2:])
        assert status == repwire.OK
        yield strap


def info(strap: Board) -> tuple[int, ...]:
    """Return family, WHO_AM_I and state of the sensor."""
    _, payload = strap.ask(repwire.READ_INFO)
    fields = struct.unpack(repwire.INFO_PAYLOAD, payload[:INFO_SIZE])
    return fields[6], fields[7], fields[13]


def frames(strap: Board, is_enough: Callable[[list[bytes]], bool]) -> list[bytes]:
    """Return the DATA and EVENT frames from now on until enough, samples acknowledged."""
    end = time.monotonic() + 10
    while info(strap)[2] != repwire.SENSOR_OK:
        assert time.monotonic() < end, info(strap)
    status, payload = strap.ask(repwire.START, struct.pack("<II", repwire.LIVE, 1000))
    assert status == repwire.OK
    (following,) = struct.unpack("<I", payload)
    kept: list[bytes] = []
    end = time.monotonic() + 30
    while not is_enough(kept):
        assert time.monotonic() < end
        frame = strap.wait_for(lambda f: f[0] in (repwire.DATA, repwire.EVENT), 10)
        kept.append(frame)
        if frame[0] == repwire.DATA:
            following = repwire.host.read_index(frame) + frame[2]
            strap.send(struct.pack("<BBII", repwire.ACK, 0, following, following + 1000))
    return kept


def measured(kept: list[bytes]) -> dict[int, np.ndarray]:
    """Return the samples by epoch; within one their indices have no gap."""
    parts: dict[int, list[np.ndarray]] = {}
    following: dict[int, int] = {}
    for frame in kept:
        if frame[0] == repwire.DATA:
            epoch, first = frame[1], repwire.host.read_index(frame)
            assert following.setdefault(epoch, first) == first
            following[epoch] += frame[2]
            samples = np.frombuffer(frame[8:], "<i2").reshape(frame[2], -1).astype(float)
            parts.setdefault(epoch, []).append(samples)
    return {epoch: np.concatenate(each) for epoch, each in parts.items()}


def events(kept: list[bytes], kind: int) -> list[tuple[int, int, int, int, int]]:
    """Return the events of a kind."""
    read = [
        repwire.host.read_event(frame, k)
        for frame in kept
        if frame[0] == repwire.EVENT
        for k in range(frame[2])
    ]
    return [event for event in read if event[0] == kind]


def assert_each_once(acc_x: np.ndarray, acc_g: float) -> None:
    """Each sample is the one after that before it: the chip counts them, 2 mg each."""
    steps = np.diff(acc_x) * acc_g / STEP_G
    steps = np.where(steps < -STEPS / 2, steps + STEPS, steps)
    assert np.abs(steps - 1).max() < 0.3


@pytest.mark.parametrize("chip", ["68:68", "69:70", "68:19", "6a:6a", "6b:6c"])
def test_every_sample_of_a_chip_comes_up_the_cable(
    chip: str, tmp_path: Path, rng: np.random.Generator
) -> None:
    error = rng.uniform(-0.06, 0.04)
    with board(tmp_path, chip, REPBELT_CHIP_ERROR=str(error)) as strap:
        end = time.monotonic() + 3
        kept = frames(strap, lambda kept: time.monotonic() > end)
        status, payload = strap.ask(repwire.GET_CONFIG)
        assert status == repwire.OK
        _, _, stride, _, rate_mhz, acc_ng, _ = struct.unpack(repwire.CONFIG_PAYLOAD, payload)
        assert info(strap) == (
            1 if chip[0] == "6" and chip[1] in "89" else 2,
            int(chip[3:], 16),
            repwire.SENSOR_OK,
        )
    assert stride == 12
    (samples,) = measured(kept).values()
    assert abs(len(samples) - 3 * rate_mhz / 1000 * (1 + error)) < 30
    assert_each_once(samples[:, 0], acc_ng / 1e9)
    anchors = events(kept, repwire.STATUS)
    assert len(anchors) >= 2
    (_, _, _, first, t0_us), *_, (_, _, _, last, t1_us) = anchors
    true_hz = rate_mhz / 1000 * (1 + error)
    assert abs((last - first) - (t1_us - t0_us) * true_hz / 1e6) <= 2


@pytest.mark.parametrize("kind", ["silent", "stuck", "frozen"])
def test_a_sensor_in_trouble_is_started_again(kind: str, tmp_path: Path) -> None:
    def is_over(kept: list[bytes]) -> bool:
        runs = list(measured(kept).values())
        return len(runs) > 1 and len(runs[-1]) > 400

    with board(tmp_path, "68:19", speed=2, REPBELT_CHIP_TROUBLE=f"{kind}:4:6") as strap:
        kept = frames(strap, is_over)
        assert info(strap)[2] == repwire.SENSOR_OK
    runs = measured(kept)
    assert len(runs) >= 2
    lengths = [len(samples) for samples in runs.values()]
    assert lengths[0] > 30
    assert_each_once(list(runs.values())[-1][-100:, 0], 8 / 32768)
    begun = events(kept, repwire.EPOCH)
    assert {epoch for _, epoch, *_ in begun} >= set(list(runs)[1:])


@pytest.mark.parametrize(
    ("chip", "found"),
    [("68:42", (0, 0x42, repwire.SENSOR_UNKNOWN)), ("50:68", (0, 0, repwire.SENSOR_MISSING))],
)
def test_no_sensor_is_said_why(chip: str, found: tuple[int, ...], tmp_path: Path) -> None:
    with board(tmp_path, chip) as strap:
        assert info(strap) == found
        assert strap.ask(repwire.START, struct.pack("<II", repwire.LIVE, 9))[0] == (
            repwire.NO_SENSOR
        )


def test_settings_that_make_no_sense_are_named(tmp_path: Path) -> None:
    flash = make_flash(tmp_path / "flash", rate_hz=-5, colour="red")
    with Board(flash) as strap:
        assert strap.ask(HELLO[0], HELLO[2:])[0] == repwire.OK
    said, names = strap.other.strip().split(b"taken: ")
    assert said == b"config.json: not "
    assert sorted(names.split(b", ")) == [b"colour", b"rate_hz"]
