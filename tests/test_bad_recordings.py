"""Recordings that are damaged, or made to do harm: what can be read counts, the rest is told."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import repwire.host
from command import Repbelt
from motion import RATE_HZ, motion, write_recording
from rephost.frames import Framer, data, event, given_up
from rephost.journal import wrap_all


def still(rate_hz: float = RATE_HZ, n: int = 400) -> list[bytes]:
    """Return the frames of a strap that lies still: HELLO, settings, START, EPOCH, samples."""
    framer = Framer(rate_hz, 488e-6, None)
    counts = np.tile(np.array([0, 0, 2049], np.int16), (n, 1))
    return [*framer.push(counts, np.arange(n)), *framer.finish()]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return write_recording(tmp_path_factory.mktemp("small") / "a.rep", 150).read_bytes()


def test_truncated_at_every_byte(repbelt: Repbelt, tmp_path: Path) -> None:
    path = tmp_path / "a.rep"
    whole = wrap_all(still(25.0, 80))  # every kind of frame, and three with samples
    samples = []
    for size in range(1, len(whole) + 1):
        path.write_bytes(whole[:size])
        done = repbelt("analyze", path, "--json")
        # Only what ends within the first frame has nothing in it.
        assert done.code == (0 if b"\0" in whole[:size] else 1), size
        samples.append(json.loads(done.out)["recording"]["samples"] if done.code == 0 else 0)
    assert samples == sorted(samples)
    assert sorted({*samples}) == [0, 39, 78, 80]


def test_flipped_bits_cost_only_their_frames(
    repbelt: Repbelt, tmp_path: Path, rng: np.random.Generator
) -> None:
    path = write_recording(tmp_path / "a.rep", 3000)
    damaged = bytearray(path.read_bytes())
    # What is lost at the end nobody can know.
    for place in rng.choice(np.arange(200, len(damaged) - 600), 20, replace=False).tolist():
        damaged[place] ^= 1 << int(rng.integers(8))
    path.write_bytes(damaged)
    recording = repbelt.recording(path)
    # A byte that becomes a zero ends a frame, and what follows is another.
    assert 0 < recording["damaged_frames"] <= 2 * 20
    assert recording["samples"] + recording["lost_samples"] == 3000
    assert 0 < recording["lost_samples"] <= 2 * 20 * 19
    assert recording["gaps"]


def test_a_frame_that_lies_about_its_length(repbelt: Repbelt, tmp_path: Path) -> None:
    frames = still()
    number = next(i for i, frame in enumerate(frames) if frame[0] == 0x11) + 2
    lying = bytearray(frames[number])
    lying[2] = 255
    frames[number] = bytes(lying)
    path = tmp_path / "a.rep"
    path.write_bytes(wrap_all(frames))
    recording = repbelt.recording(path)
    assert recording["damaged_frames"] == 1
    assert recording["samples"] < 400
    assert len(recording["gaps"]) == 1


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_damage_is_survived(
    repbelt: Repbelt, tmp_path: Path, small: bytes, data: st.DataObject
) -> None:
    damaged = bytearray(small)
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, len(damaged)))
        length = data.draw(st.integers(0, 60))
        damaged[at : at + length] = data.draw(st.binary(max_size=60))
    path = tmp_path / "a.rep"
    path.write_bytes(damaged)
    assert repbelt("analyze", path, "--json").code in (0, 1)


# Frames that are sound and yet cannot be


@pytest.mark.parametrize("rate_hz", [5.0, 4000.0])
def test_a_rate_that_cannot_be_counted(repbelt: Repbelt, tmp_path: Path, rate_hz: float) -> None:
    path = tmp_path / "a.rep"
    path.write_bytes(wrap_all(still(rate_hz)))
    assert "the scale of 400 samples is not known" in repbelt.refuses("analyze", path)


@pytest.mark.parametrize(
    "liar",
    [
        given_up(0, 2**29),
        given_up(400, 2**32 - 1),
        data(1, 2**29, np.zeros((3, 3), np.int16)),
        event(repwire.RING_OVERRUN, 2**30 - 1, 5_000_000),
    ],
)
@pytest.mark.parametrize("place", [4, 12, 26])
def test_a_hole_of_months_is_damage(
    repbelt: Repbelt, tmp_path: Path, liar: bytes, place: int
) -> None:
    frames = still()
    path = tmp_path / "a.rep"
    path.write_bytes(wrap_all([*frames[:place], liar, *frames[place:]]))
    recording = repbelt.recording(path)
    assert (recording["samples"], recording["lost_samples"], recording["gaps"]) == (400, 0, [])
    assert recording["duration_s"] == pytest.approx(3.99, abs=0.01)
    assert recording["damaged_frames"] == 1


def test_frames_from_a_later_version_are_passed_over(repbelt: Repbelt, tmp_path: Path) -> None:
    frames = still()
    later = [
        bytes((0x15, 1, 2, 3)),  # another type
        bytes((0x21, 1, 1, 0, *range(20))),  # another header
        event(200, 8, 1_080_000),  # another kind of event
        repwire.host.host_frame(77, 5, b"news"),
        repwire.response(99, 1, repwire.OK, b"news"),
    ]
    path = tmp_path / "a.rep"
    path.write_bytes(wrap_all(frames))
    without = repbelt.analysis(path)
    mixed = [frame for pair in zip(frames[4:9], later, strict=True) for frame in pair]
    path.write_bytes(wrap_all([*frames[:4], *mixed, *frames[9:]]))
    assert repbelt.analysis(path) == without
    assert without["recording"]["damaged_frames"] == 0
    path.write_bytes(wrap_all(later[:2]))
    assert "this is no recording" in repbelt.refuses("analyze", path)


# Settings


def test_without_any_settings_no_sample_has_a_scale(repbelt: Repbelt, tmp_path: Path) -> None:
    frames = still()
    path = tmp_path / "a.rep"
    path.write_bytes(wrap_all([frames[0], *frames[2:]]))
    said = (
        f"repbelt: {path}: the scale of 400 samples is not known, "
        "the strap's settings (GET_CONFIG) are missing or damaged\n"
    )
    for argv in (
        ["analyze", path],
        ["replay", path],
        ["export", path, "--format", "csv", "-o", tmp_path / "out.csv"],
        ["export", path, "--format", "reps-csv", "-o", tmp_path / "out.csv"],
        ["import", path],
        ["import", path, "-o", tmp_path / "out.rep"],
    ):
        assert repbelt.refuses(*argv) == said
    assert [p.name for p in tmp_path.iterdir()] == ["a.rep"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_only_damaged_settings_are_a_failure(
    repbelt: Repbelt, tmp_path: Path, small: bytes, data: st.DataObject
) -> None:
    hello_ends = small.index(b"\0")
    settings_end = small.index(b"\0", hello_ends + 1)
    near = st.integers(0, settings_end + 60)
    at = data.draw(st.one_of(near, st.integers(0, len(small) - 1)))
    damaged = bytearray(small)
    damaged[at] ^= 1 << data.draw(st.integers(0, 7))
    path = tmp_path / "a.rep"
    path.write_bytes(damaged)
    # Without its closing zero HELLO swallows what follows.
    hit = hello_ends <= at <= settings_end
    done = repbelt("analyze", path, "--json")
    assert done.code == hit
    if not hit:
        assert json.loads(done.out)["recording"]["samples"] >= 150 - 2 * 19


def test_settings_that_come_too_late_for_the_first_samples(
    repbelt: Repbelt, tmp_path: Path
) -> None:
    hello, config, *rest = still(n=140_000)
    rest = [frame for frame in rest if frame != config]
    path = tmp_path / "a.rep"
    path.write_bytes(wrap_all([hello, *rest, config]))
    recording = repbelt.recording(path)
    assert 0 < recording["samples"] <= 1 << 17
    assert recording["lost_samples"] == 140_000 - recording["samples"]
    (note,) = recording["notes"]
    assert note.startswith(
        f"{recording['lost_samples']} samples left out: their scale is not known"
    )
    assert note in repbelt("analyze", path).out


@pytest.mark.parametrize(("factor", "norm"), [(9.80665, "10."), (1 / 9.80665, "0.1"), (0.0, "0 ")])
def test_an_acceleration_that_cannot_be_in_g_is_noted(
    repbelt: Repbelt, tmp_path: Path, factor: float, norm: str
) -> None:
    path = write_recording(tmp_path / "a.rep", values=motion(1000) * factor)
    (note,) = repbelt.recording(path)["notes"]
    assert note.startswith(f"the median of |a| is {norm}")
    assert note in repbelt("analyze", path).out
    path = write_recording(tmp_path / "good.rep")
    assert repbelt.recording(path)["notes"] == []
