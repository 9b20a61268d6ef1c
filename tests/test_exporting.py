"""Recordings to tables and back."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from numpy.typing import NDArray
from pyarrow import csv, parquet

import synth
from motion import (
    ACC_G_PER_LSB,
    GYR_DPS_PER_LSB,
    RATE_HZ,
    counts_of,
    motion,
    write_recording,
    write_table,
)
from rephost.cli import main
from rephost.columns import ACC, GYR

SHIPPED = sorted((Path(__file__).parents[1] / "recordings").glob("*.rep"))


def read(path: Path) -> pa.Table:
    return csv.read_csv(path) if path.suffix == ".csv" else parquet.read_table(path)


def exported(recording: Path, kind: str) -> pa.Table:
    out = recording.with_suffix(f".{kind}")
    assert main(["export", str(recording), "--format", kind, "-o", str(out)]) == 0
    return read(out)


def counts_in(table: pa.Table, axes: int) -> NDArray[np.float64]:
    scales = [ACC_G_PER_LSB] * 3 + [GYR_DPS_PER_LSB] * 3
    names = (*ACC, *GYR)[:axes]
    return np.stack(
        [table[name].to_numpy() / lsb for name, lsb in zip(names, scales, strict=False)], axis=1
    )


@pytest.mark.parametrize("kind", ["csv", "parquet"])
@pytest.mark.parametrize("axes", [3, 6])
def test_every_count_comes_back(
    tmp_path: Path, kind: str, axes: int, rng: np.random.Generator
) -> None:
    counts = rng.integers(-32768, 32768, (2000, axes))
    values = counts * ([ACC_G_PER_LSB] * 3 + [GYR_DPS_PER_LSB] * 3)[:axes]
    table = exported(write_recording(tmp_path / "a.rep", 2000, axes, values=values), kind)
    assert table.column_names == ["index", "t_s", *ACC, *(GYR if axes == 6 else ())]
    back = counts_in(table, axes)
    assert np.abs(back - counts).max() < 0.01
    assert table["t_s"].to_numpy() == pytest.approx(np.arange(2000) / RATE_HZ, abs=2e-6)


def test_what_was_lost_is_missing_in_the_index(tmp_path: Path) -> None:
    path = write_recording(tmp_path / "a.rep", 1000, lost=slice(300, 360))
    table = exported(path, "csv")
    there = np.delete(np.arange(1000), slice(300, 360))
    assert np.array_equal(table["index"].to_numpy(), there)
    assert table["t_s"].to_numpy() == pytest.approx(there / RATE_HZ, abs=2e-6)
    assert np.array_equal(np.rint(counts_in(table, 6)), counts_of(motion(1000))[there])


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_import_of_an_export_is_the_same_samples(tmp_path: Path, kind: str) -> None:
    first = tmp_path / "first.rep"
    source = write_table(tmp_path / "t.csv", np.arange(3000) / 104, motion(3000))
    assert main(["import", str(source), "-o", str(first)]) == 0
    once = exported(first, kind)
    second = tmp_path / "second.rep"
    assert main(["import", str(tmp_path / f"first.{kind}"), "-o", str(second)]) == 0
    again = exported(second, kind)
    # The clock is fitted anew to anchors of whole microseconds.
    assert again["t_s"].to_numpy() == pytest.approx(once["t_s"].to_numpy(), abs=3e-6)
    for name in ("index", *ACC, *GYR):
        assert np.array_equal(once[name].to_numpy(), again[name].to_numpy()), name


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_table_out_of_a_recording_is_read_as_it_is(
    tmp_path: Path, path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # The clock of a strap becomes better known as it runs: the steps of t_s differ a little.
    tables = [tmp_path / "once.csv", tmp_path / "again.csv"]
    back = tmp_path / "back.rep"
    assert main(["export", str(path), "--format", "csv", "-o", str(tables[0])]) == 0
    assert main(["import", str(tables[0]), "-o", str(back)]) == 0
    assert main(["export", str(back), "--format", "csv", "-o", str(tables[1])]) == 0
    assert capsys.readouterr().err == ""
    once, again = map(read, tables)
    begun = once["index"][0].as_py()  # a table's first sample is its number 0
    assert np.array_equal(once["index"].to_numpy() - begun, again["index"].to_numpy())
    off_s = np.abs(once["t_s"].to_numpy() - again["t_s"].to_numpy())
    # A rate 6 % off the nominal one is not known for the first 2.5 s, and the error that it leaves
    # is made good in as long.
    assert off_s.max() < 0.06 * 2.5
    assert off_s[-1] < 0.03
    for names, lsb in ((ACC, 32 / 32768), (GYR, 4000 / 32768)):
        for name in names:
            if name in once.column_names:
                off = np.abs(once[name].to_numpy() - again[name].to_numpy())
                assert off.max() <= 0.51 * lsb, name


def test_without_an_output_into_this_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write_recording(tmp_path / "a.rep")
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    for kind in ("csv", "parquet", "reps-csv", "reps-parquet"):
        assert main(["export", str(path), "--format", kind]) == 0
    names = ["a.csv", "a.parquet", "a.reps.csv", "a.reps.parquet"]
    assert sorted(p.name for p in (tmp_path / "here").iterdir()) == names
    assert capsys.readouterr().out.split() == names


@pytest.mark.parametrize("kind", ["csv", "parquet", "reps-csv", "reps-parquet"])
def test_never_overwrites(tmp_path: Path, kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_recording(tmp_path / "a.rep")
    out = tmp_path / "out"
    out.write_text("mine")
    assert main(["export", str(path), "--format", kind, "-o", str(out)]) == 1
    assert "not overwritten" in capsys.readouterr().err
    assert out.read_text() == "mine"


def test_reps_without_a_set_are_an_empty_table(tmp_path: Path) -> None:
    flat = np.tile([0.0, 0.0, 1.0, 0.0, 0.0, 0.0], (500, 1))
    path = write_recording(tmp_path / "a.rep", 500, values=flat)
    for kind in ("csv", "parquet"):
        out = tmp_path / f"reps.{kind}"
        assert main(["export", str(path), "--format", f"reps-{kind}", "-o", str(out)]) == 0
        table = read(out)
        assert table.num_rows == 0
        assert {"set", "exercise", "end_s", "flags"} <= set(table.column_names)


def test_what_was_done_to_a_table_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    values = motion(500)
    values[100] = np.nan
    path = write_table(tmp_path / "t.csv", np.arange(500) / 100.0, values)
    assert main(["export", str(path), "--format", "parquet", "-o", str(tmp_path / "out")]) == 0
    assert "1 of 500 rows" in capsys.readouterr().err


@pytest.mark.parametrize("kind", ["csv", "reps-csv"])
def test_a_table_with_other_names_and_units_is_exported_as_one_with_ours(
    tmp_path: Path, kind: str, rng: np.random.Generator
) -> None:
    one = synth.rdl_set(rng, reps=5)
    assert one.gyr_dps is not None
    ours = write_table(tmp_path / "ours.csv", one.t_s, np.hstack([one.acc_g, one.gyr_dps]))
    theirs = tmp_path / "theirs.csv"
    values = np.column_stack([one.t_s * 1000, one.acc_g * 9.80665, one.gyr_dps])
    names = ["time", "x", "y", "z", *GYR]
    csv.write_csv(pa.table(dict(zip(names, values.T, strict=True))), theirs)
    columns = ["--columns", "t_s=time,ax_g=x,ay_g=y,az_g=z,t=ms,acc=m/s2"]
    outs = [tmp_path / "one.csv", tmp_path / "other.csv"]
    assert main(["export", str(ours), "--format", kind, "-o", str(outs[0])]) == 0
    assert main(["export", str(theirs), "--format", kind, "-o", str(outs[1]), *columns]) == 0
    once, again = map(read, outs)
    assert once.num_rows > 0
    for name in once.column_names:
        if name not in ("exercise", "flags", "hip_share"):
            assert again[name].to_numpy() == pytest.approx(
                once[name].to_numpy(), abs=1e-3, nan_ok=True
            ), name
