"""Tables in: what the samples of a CSV or Parquet file become."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from numpy.typing import NDArray
from pyarrow import parquet

from motion import RATE_HZ, motion, write_table
from rephost.errors import TableError
from rephost.sampled import SampledTable
from rephost.tables import Table


def sampled(
    path: Path, columns: str | None = None
) -> tuple[SampledTable, NDArray[np.int64], NDArray[np.float64]]:
    table = SampledTable(Table(path, columns))
    slots, counts = zip(*table.chunks(), strict=True)
    all_counts = np.concatenate(counts)
    lsb = [table.acc_ng_per_lsb * 1e-9] * 3 + [(table.gyr_udps_per_lsb or 0) * 1e-6] * 3
    return table, np.concatenate(slots), all_counts * lsb[: all_counts.shape[1]]


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
@pytest.mark.parametrize("axes", [3, 6])
def test_values_come_back_within_half_a_count(tmp_path: Path, suffix: str, axes: int) -> None:
    values = motion(3000, axes)
    path = write_table(tmp_path / f"t{suffix}", np.arange(3000) / RATE_HZ, values)
    table, slots, back = sampled(path)
    assert table.acc_ng_per_lsb == 61035
    assert table.gyr_udps_per_lsb == (3815 if axes == 6 else None)
    assert np.array_equal(slots, np.arange(3000))
    half = [0.51 * 61.035e-6] * 3 + [0.51 * 3815e-6] * 3
    assert (np.abs(back - values) <= half[:axes]).all()
    assert table.notes == ()


@pytest.mark.parametrize(
    ("peak_g", "full_scale_g"), [(1.9, 2), (2.1, 4), (7.9, 8), (15, 16), (31, 32), (40, 32)]
)
def test_the_smallest_scale_that_holds_the_data(
    tmp_path: Path, peak_g: float, full_scale_g: float
) -> None:
    values = motion(500, 3)
    values[250, 0] = peak_g
    table, _, back = sampled(write_table(tmp_path / "t.csv", np.arange(500) / RATE_HZ, values))
    assert table.acc_ng_per_lsb * 32768e-9 == pytest.approx(full_scale_g, rel=1e-5)
    assert back[250, 0] == pytest.approx(min(peak_g, 32), rel=1e-3)


def test_rows_that_are_not_finite_are_lost_samples(tmp_path: Path) -> None:
    values = motion(1000)
    values[100, 0], values[200, 5], values[300, 1] = np.nan, np.inf, -np.inf
    table, slots, _ = sampled(write_table(tmp_path / "t.csv", np.arange(1000) / RATE_HZ, values))
    assert np.array_equal(slots, np.delete(np.arange(1000), [100, 200, 300]))
    assert "3 of 1000 rows" in table.notes[0]


def test_a_gyro_without_numbers_is_no_gyro(tmp_path: Path) -> None:
    values = motion(100)
    values[:, 3:] = np.nan
    table, slots, _ = sampled(write_table(tmp_path / "t.csv", np.arange(100) / RATE_HZ, values))
    assert table.gyr_udps_per_lsb is None
    assert len(slots) == 100
    assert "accelerometer alone" in table.notes[0]


def test_uneven_times_are_resampled_and_said(tmp_path: Path, rng: np.random.Generator) -> None:
    t_s = np.sort(np.arange(4000) / RATE_HZ + rng.uniform(-0.008, 0.008, 4000))
    values = np.zeros((4000, 3))
    values[:, 2] = 1.0 + 0.3 * np.sin(2 * np.pi * 0.5 * t_s)
    path = write_table(tmp_path / "t.parquet", t_s, values)
    table, slots, back = sampled(path)
    assert "resampled" in table.notes[0]
    assert (np.diff(slots) > 0).all()
    truth = 1.0 + 0.3 * np.sin(2 * np.pi * 0.5 * (t_s[0] + slots * table.period_s))
    assert np.abs(back[:, 2] - truth).max() < 2e-3
    assert len(slots) > 0.98 * (t_s[-1] - t_s[0]) / table.period_s


def test_resampling_keeps_gaps(tmp_path: Path, rng: np.random.Generator) -> None:
    t_s = np.sort(np.arange(4000) / RATE_HZ + rng.uniform(-0.006, 0.006, 4000))
    there = (t_s < 10) | (t_s > 11.5)
    table, slots, _ = sampled(
        write_table(tmp_path / "t.csv", t_s[there], np.tile([0.0, 0.0, 1.0], (int(there.sum()), 1)))
    )
    assert (np.diff(slots).max() - 1) * table.period_s == pytest.approx(1.5, abs=0.05)


def test_other_units_and_names(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("time;x;y;z\n" + "".join(f"{i * 10};0;0;9.80665\n" for i in range(50)))
    table, _, back = sampled(path, "t_s=time,ax_g=x,ay_g=y,az_g=z,t=ms,acc=m/s2")
    assert table.period_s == pytest.approx(0.01)
    assert back[:, 2] == pytest.approx(1.0, abs=1e-4)


def test_times_as_dates(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    rows = [f"2026-03-01T10:00:{i / 50:09.6f}Z,0,0,1" for i in range(200)]
    path.write_text("\n".join(["t_s,ax_g,ay_g,az_g", *rows]) + "\n")
    table, slots, _ = sampled(path)
    assert table.period_s == pytest.approx(0.02)
    assert len(slots) == 200


def test_times_of_day(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    rows = [f"10:00:{i / 50:09.6f},0,0,1" for i in range(200)]
    rows[50] = "10:00:01,0,0,1"
    path.write_text("\n".join(["t_s,ax_g,ay_g,az_g", *rows]) + "\n")
    table, slots, _ = sampled(path)
    assert table.period_s == pytest.approx(0.02)
    assert np.array_equal(slots, np.arange(200))


@pytest.mark.parametrize(
    ("kind", "per_s"),
    [
        (pa.time32("ms"), 1e3),
        (pa.time64("us"), 1e6),
        (pa.time64("ns"), 1e9),
        (pa.duration("ms"), 1e3),
        (pa.duration("ns"), 1e9),
    ],
)
def test_parquet_says_itself_what_its_times_are(
    tmp_path: Path, kind: pa.DataType, per_s: float
) -> None:
    integers = pa.int32() if pa.types.is_time32(kind) else pa.int64()
    ticks = np.rint((36_000 + np.arange(500) / 50) * per_s).astype(np.int64)
    times = pa.array(ticks).cast(integers).cast(kind)
    values = motion(500, 3)
    names = ["t_s", "ax_g", "ay_g", "az_g"]
    path = tmp_path / "t.parquet"
    parquet.write_table(pa.table(dict(zip(names, [times, *values.T], strict=True))), path)
    table, slots, back = sampled(path)
    assert table.period_s == pytest.approx(0.02)
    assert np.array_equal(slots, np.arange(500))
    assert np.abs(back - values).max() < 1e-4


def test_time_running_backwards_names_the_row(tmp_path: Path) -> None:
    t_s = np.arange(200) / RATE_HZ
    t_s[120] = 0.5
    with pytest.raises(TableError, match="backwards in row 121"):
        SampledTable(Table(write_table(tmp_path / "t.csv", t_s, motion(200, 3))))


def test_a_torn_last_row_costs_only_itself(tmp_path: Path) -> None:
    path = write_table(tmp_path / "t.csv", np.arange(200) / RATE_HZ, motion(200))
    path.write_bytes(path.read_bytes().rstrip(b"\n").rsplit(b",", 2)[0])
    table, slots, _ = sampled(path)
    assert len(slots) == 199
    assert table.notes == ("without the header's number of columns: 1 row left out",)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"\n\n", "table"),
        (b"Dear all,\nlifting was fine today.\n", "no column t_s"),
        (bytes(range(256)), "no column|table"),
        (b"t_s,ax_g,ay_g,az_g\n", "no rows"),
        (b"t_s,ax_g,ay_g,az_g\n0,a,b,c\n", "table"),
        (b"t_s,ax_g,ay_g,az_g\n0,nan,nan,nan\n1,inf,0,0\n", "no row holds usable"),
        (b"PAR1 but not really", "table"),
    ],
)
def test_what_is_no_table(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(content)
    with pytest.raises(TableError, match=said):
        SampledTable(Table(path))


def test_constant_data_and_one_sample(tmp_path: Path) -> None:
    flat = write_table(tmp_path / "flat.csv", np.arange(200) / RATE_HZ, np.zeros((200, 6)))
    assert len(sampled(flat)[1]) == 200
    one = write_table(tmp_path / "one.csv", np.array([5.0]), np.array([[0.0, 0.0, 1.0]]))
    assert sampled(one)[1].tolist() == [0]
