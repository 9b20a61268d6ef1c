"""Tables that cannot be meant, or are not what they seem."""

import json
from pathlib import Path

import numpy as np
import pytest

from command import Repbelt
from motion import RATE_HZ, a_table, motion, write_table


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


@pytest.mark.parametrize("rate_hz", [20.0, 25.0, 400.0, 1000.0])
def test_rates_at_the_edge(repbelt: Repbelt, tmp_path: Path, rate_hz: float) -> None:
    for error in (0.985, 1.015):
        path = write_table(
            tmp_path / f"{error}.csv", np.arange(500) / (rate_hz * error), motion(500)
        )
        recording = repbelt.analysis(path)["recording"]
        assert isinstance(recording, dict)
        assert recording["samples"] == 500
