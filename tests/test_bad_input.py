"""Whatever is given to the commands: the right exit code, one sentence, nothing half written."""

import json
import resource
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from motion import RATE_HZ, motion, write_recording, write_table
from rephost.cli import main
from rephost.frames import Framer
from rephost.journal import wrap_all

ROOT = Path(__file__).parents[1]
SCHEMA = json.loads((ROOT / "docs" / "analysis.schema.json").read_text())


class Done(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture
def repbelt(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> "Repbelt":
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return Repbelt(capsys)


class Repbelt:
    """The command, in this process; every run is held to the rules that all runs obey."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *argv: object) -> Done:
        self._capsys.readouterr()
        code = main([str(arg) for arg in argv])
        done = Done(code, *self._capsys.readouterr())
        keeps_the_rules(done)
        return done

    def analysis(self, path: Path, *argv: object) -> dict[str, object]:
        done = self("analyze", path, "--json", *argv)
        assert (done.code, done.err) == (0, "")
        analysis: dict[str, object] = json.loads(done.out)
        Draft202012Validator(SCHEMA).validate(analysis)
        return analysis


def keeps_the_rules(done: Done) -> None:
    assert done.code in (0, 1, 2), done
    assert "Traceback" not in done.out + done.err
    assert "a fault in repbelt" not in done.err
    if done.code:
        assert done.out == ""
        assert done.err.startswith("repbelt: ")
        assert done.err.count("\n") == 1


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return write_recording(tmp_path_factory.mktemp("small") / "a.rep", 150).read_bytes()


# Files that are none


@pytest.mark.parametrize("name", ["a.rep", "a.csv", "a.parquet", "a"])
@pytest.mark.parametrize("command", ["analyze", "import", "replay"])
def test_an_empty_file(repbelt: Repbelt, tmp_path: Path, name: str, command: str) -> None:
    path = tmp_path / name
    path.touch()
    done = repbelt(command, path)
    assert done.code == 1
    assert "the file is empty" in done.err


@pytest.mark.parametrize("name", ["a.rep", "a.csv", "a.txt", "a.parquet", "a"])
@pytest.mark.parametrize("command", ["analyze", "import", "replay"])
def test_a_text_file(repbelt: Repbelt, tmp_path: Path, name: str, command: str) -> None:
    path = tmp_path / name
    path.write_text("Dear diary,\ntoday I lifted. It was 100 kg, and it felt light.\n")
    done = repbelt(command, path)
    assert done.code == 1
    assert str(path) in done.err


@pytest.mark.parametrize("name", ["a.rep", "a.csv", "a.parquet", "a"])
def test_random_bytes(
    repbelt: Repbelt, tmp_path: Path, name: str, rng: np.random.Generator
) -> None:
    path = tmp_path / name
    path.write_bytes(rng.bytes(5000))
    assert repbelt("analyze", path).code == 1


def test_a_folder(repbelt: Repbelt, tmp_path: Path) -> None:
    done = repbelt("analyze", tmp_path)
    assert done.code == 1
    assert "folder" in done.err


def test_a_missing_path(repbelt: Repbelt, tmp_path: Path) -> None:
    for command in ("analyze", "import", "replay"):
        done = repbelt(command, tmp_path / "none.rep")
        assert done.code == 2
        assert "there is no such file" in done.err


def test_an_unknown_session(repbelt: Repbelt) -> None:
    assert repbelt("export", "0123abcd", "--format", "csv").code == 2


# Damaged recordings


def test_truncated_at_every_byte(repbelt: Repbelt, tmp_path: Path, small: bytes) -> None:
    path = tmp_path / "a.rep"
    samples = []
    for size in range(1, len(small) + 1):
        path.write_bytes(small[:size])
        done = repbelt("analyze", path, "--json")
        # Only what ends within the first frame has nothing in it.
        assert done.code == (0 if b"\0" in small[:size] else 1), size
        samples.append(json.loads(done.out)["recording"]["samples"] if done.code == 0 else 0)
    assert samples == sorted(samples)
    assert samples[-1] == 150


def test_flipped_bits_cost_only_their_frames(
    repbelt: Repbelt, tmp_path: Path, rng: np.random.Generator
) -> None:
    path = write_recording(tmp_path / "a.rep", 3000)
    damaged = bytearray(path.read_bytes())
    for place in rng.integers(200, len(damaged), 20).tolist():
        damaged[place] ^= 1 << int(rng.integers(8))
    path.write_bytes(damaged)
    recording = repbelt.analysis(path)["recording"]
    assert isinstance(recording, dict)
    assert 3000 - 2 * 20 * 19 <= recording["samples"] <= 3000
    assert recording["samples"] + recording["lost_samples"] <= 3000
    if recording["samples"] < 2950:
        assert recording["gaps"]
    assert recording["damaged_frames"] > 0


def test_a_frame_that_lies_about_its_length(repbelt: Repbelt, tmp_path: Path) -> None:
    framer = Framer(RATE_HZ, 488e-6, None)
    still = np.tile(np.array([0, 0, 2049], np.int16), (400, 1))
    frames = [*framer.push(still, np.arange(400)), *framer.finish()]
    number = next(i for i, frame in enumerate(frames) if frame[0] == 0x11) + 2
    lying = bytearray(frames[number])
    lying[2] = 255
    frames[number] = bytes(lying)
    path = tmp_path / "a.rep"
    path.write_bytes(wrap_all(frames))
    recording = repbelt.analysis(path)["recording"]
    assert isinstance(recording, dict)
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
    repbelt("analyze", path, "--json")


# Tables


def a_table(path: Path, n: int = 500) -> Path:
    return write_table(path, np.arange(n) / RATE_HZ, motion(n))


def test_nan_and_infinity_are_lost_samples(repbelt: Repbelt, tmp_path: Path) -> None:
    values = motion(500)
    values[100:150] = np.nan
    values[300, 4] = np.inf
    path = write_table(tmp_path / "a.csv", np.arange(500) / RATE_HZ, values)
    done = repbelt("analyze", path, "--json")
    assert done.code == 0
    assert "51 of 500 rows" in done.err
    recording = json.loads(done.out)["recording"]
    assert (recording["samples"], recording["lost_samples"]) == (449, 51)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda t, v: (t[::-1], v), "time runs backwards in row 2"),
        (lambda t, v: (t, v * 9.80665), "--columns acc=m/s2"),
        (lambda t, v: (t, v / 9.80665), "--columns acc=m/s2"),
        (lambda t, v: (t * 1000, v), "--columns t=ms"),
        (lambda t, v: (t, v * np.nan), "no row holds finite numbers"),
        (lambda t, v: (t * 0, v), "never advances"),
    ],
)
@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_tables_that_cannot_be_meant(
    repbelt: Repbelt, tmp_path: Path, change: object, said: str, suffix: str
) -> None:
    assert callable(change)
    path = write_table(tmp_path / f"a{suffix}", *change(np.arange(500) / RATE_HZ, motion(500)))
    for argv in (["analyze", path], ["import", path, "-o", tmp_path / "out.rep"]):
        done = repbelt(*argv)
        assert done.code == 1
        assert said in done.err
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


def test_missing_columns_name_those_found(repbelt: Repbelt, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("time,accX,accY\n0,0,1\n")
    done = repbelt("analyze", path)
    assert done.code == 1
    assert "no column t_s, ax_g, ay_g, az_g; found are time, accX, accY" in done.err


def test_constant_data(repbelt: Repbelt, tmp_path: Path) -> None:
    for value in (0.0, 1.0):
        path = write_table(
            tmp_path / f"{value}.csv", np.arange(2000) / RATE_HZ, np.full((2000, 6), value)
        )
        analysis = repbelt.analysis(path)
        assert (analysis["sets"], analysis["rejected"]) == ([], [])


@pytest.mark.parametrize("n", [1, 2, 3])
def test_a_few_samples(repbelt: Repbelt, tmp_path: Path, n: int) -> None:
    path = a_table(tmp_path / "a.csv", n)
    for exercise in ("auto", "rdl", "swing"):
        analysis = repbelt.analysis(path, "--exercise", exercise)
        recording = analysis["recording"]
        assert isinstance(recording, dict)
        assert recording["samples"] == n
        assert analysis["sets"] == []


def test_truncated_tables(repbelt: Repbelt, tmp_path: Path) -> None:
    for suffix in (".csv", ".parquet"):
        path = a_table(tmp_path / f"whole{suffix}", 300)
        whole = path.read_bytes()
        cut = tmp_path / f"cut{suffix}"
        for size in range(1, len(whole), 97):
            cut.write_bytes(whole[:size])
            repbelt("analyze", cut, "--json")


# Places that cannot be read or written


def test_an_output_that_cannot_be_written(repbelt: Repbelt, tmp_path: Path) -> None:
    path = a_table(tmp_path / "a.csv")
    assert repbelt("import", path, "-o", tmp_path / "no" / "out.rep").code == 2
    assert repbelt("import", path, "-o", path).code == 1
    assert repbelt("import", path, "-o", tmp_path).code == 1


def test_a_full_disk_leaves_nothing(repbelt: Repbelt, tmp_path: Path) -> None:
    path = a_table(tmp_path / "a.csv", 5000)
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, limit[1]))
    try:
        done = repbelt("import", path, "-o", tmp_path / "out.rep")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
    assert done.code == 1
    assert [p.name for p in tmp_path.iterdir()] == ["a.csv"]


# Through the real command


def run(*argv: object) -> Done:
    done = subprocess.run(
        [sys.executable, "-m", "rephost", *map(str, argv)],
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    result = Done(done.returncode, done.stdout, done.stderr)
    keeps_the_rules(result)
    return result


def test_sentences_of_the_real_command(tmp_path: Path) -> None:
    empty = tmp_path / "a.rep"
    empty.touch()
    assert run("analyze", empty) == (1, "", f"repbelt: {empty}: the file is empty\n")
    assert run("analyze", tmp_path).code == 1
    assert run("analyze", tmp_path / "none").code == 2
    assert run("analyse").code == 2


@pytest.mark.parametrize("rate_hz", [5.0, 4000.0])
def test_a_rate_that_cannot_be_counted(repbelt: Repbelt, tmp_path: Path, rate_hz: float) -> None:
    framer = Framer(rate_hz, 488e-6, None)
    still = np.tile(np.array([0, 0, 2049], np.int16), (400, 1))
    path = tmp_path / "a.rep"
    path.write_bytes(wrap_all([*framer.push(still, np.arange(400)), *framer.finish()]))
    recording = repbelt.analysis(path)["recording"]
    assert isinstance(recording, dict)
    assert recording["samples"] == 0
    assert recording["damaged_frames"] > 0
    assert "no samples" in repbelt("analyze", path).out


@pytest.mark.parametrize("rate_hz", [20.0, 25.0, 400.0, 1000.0])
def test_rates_at_the_edge(repbelt: Repbelt, tmp_path: Path, rate_hz: float) -> None:
    for error in (0.985, 1.015):
        path = write_table(
            tmp_path / f"{error}.csv", np.arange(500) / (rate_hz * error), motion(500)
        )
        recording = repbelt.analysis(path)["recording"]
        assert isinstance(recording, dict)
        assert recording["samples"] == 500
