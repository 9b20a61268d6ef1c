"""Tables that cannot be meant, or are not what they seem."""

import atexit
import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet

import synth
from command import Repbelt
from motion import RATE_HZ, a_table, motion, write_table
from rephost.tables import CSV_BLOCK_BYTES

FACTORS = (9.80665, 1 / 9.80665, 1000.0)


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
        *((lambda t, v, by=by: (t, v * by), "--columns acc=m/s2") for by in FACTORS),
        (lambda t, v: (t * 1000, v), "--columns t=ms"),
        (lambda t, v: (t, v * np.nan), "no row holds usable numbers"),
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


@pytest.mark.parametrize("axis", [0, 4])
@pytest.mark.parametrize("size", [1e10, 1e30, 1e300])
def test_numbers_beyond_all_sense_are_lost_samples(
    repbelt: Repbelt, tmp_path: Path, axis: int, size: float
) -> None:
    values = motion(500)
    values[100, axis] = size
    path = write_table(tmp_path / "a.csv", np.arange(500) / RATE_HZ, values)
    done = repbelt("analyze", path, "--json")
    assert done.err == f"repbelt: {path}: 1 of 500 rows without usable numbers: lost samples\n"
    assert json.loads(done.out)["recording"]["lost_samples"] == 1


@pytest.mark.parametrize("cell", ["0", "?"])
def test_no_thread_of_a_table_outlives_the_command(
    repbelt: Repbelt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cell: str
) -> None:
    """Python at its end aborts a process whose table library still holds something of Python's."""
    at_the_end = []
    monkeypatch.setattr(atexit, "register", lambda *call: at_the_end.append(call))
    path = tmp_path / "a.csv"
    rows = "".join(f"{i / 100},0,0,{cell}\n" for i in range(1, 100_000))
    path.write_text(f"t_s,ax_g,ay_g,az_g\n0,0,0,1\n{rows}")
    repbelt("analyze", path)
    waits = [(wait, held) for wait, *args in at_the_end for held in args]
    assert waits
    for wait, held in waits:
        wait(held)
        assert held() is None


def test_missing_columns_name_those_found(repbelt: Repbelt, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("time,accX,accY\n0,0,1\n")
    done = repbelt("analyze", path)
    assert done.code == 1
    assert "no column t_s, ax_g, ay_g, az_g; found are time, accX, accY" in done.err


def test_constant_data(repbelt: Repbelt, tmp_path: Path) -> None:
    for value, notes in ((0.0, ["the median of |a| is 0 g"]), (1.0, [])):
        path = write_table(
            tmp_path / f"{value}.csv", np.arange(2000) / RATE_HZ, np.full((2000, 6), value)
        )
        analysis = repbelt.analysis(path)
        assert (analysis["sets"], analysis["rejected"]) == ([], [])
        assert [note.split(",")[0] for note in analysis["recording"]["notes"]] == notes


HEADER = "t_s,ax_g,ay_g,az_g\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEADER + "0,0,0,1\n0.01,0,oops,1\n", "row 2 of column ay_g holds 'oops', which is no num"),
        (HEADER + '0,0,"0,1",1\n0.01,0,0.1,1\n', "row 1 of column ay_g holds '0,1', which is no"),
        (HEADER + "0,00,0,1,0,2,1,0\n0,01,0,1,0,2,1,0\n", "separate the columns by semicolons"),
        (
            HEADER.replace(",", ";") + "0,00;0;0;1\n0.01;0;0;1\n",
            "row 1 of column t_s holds '0,00', which is no number (numbers need a decimal point)",
        ),
        (HEADER + "9:00:00.000,0,0,1\n", "which is no number (write times as seconds or as"),
        (HEADER + "10:00,0,0,1\n", "which is no number (write times as seconds or as"),
        (HEADER + "1/31/2025 9:00:00 PM,0,0,1\n", "which is no number (write times as seconds or"),
        (HEADER + "31.01.2025 9:00:00.5,0,0,1\n", "which is no number (write times as seconds or"),
        (HEADER + "10:00:00.5,0,0,1\n10:00:00.4,0,0,1\n", "time runs backwards in row 2"),
        ("# note\n" + HEADER + "0,0,0,oops\n", "row 1 of column az_g holds 'oops'"),
        (HEADER + "0,0,0,1\n" + "9" * 50 + "x,0,0,1\n", f"'{'9' * 30}…', which is no number"),
    ],
)
def test_cells_that_are_no_numbers(repbelt: Repbelt, tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(text)
    assert said in repbelt.refuses("analyze", path)


def test_a_text_cell_behind_the_first_block(repbelt: Repbelt, tmp_path: Path) -> None:
    rows = [f"{i / 100},0,0,1,note {i}\n" for i in range(300_000)]
    rows[290_000] = "2900,0,0,one,\n"
    path = tmp_path / "a.csv"
    path.write_text(HEADER.replace("\n", ",note\n") + "".join(rows))
    assert "row 290001 of column az_g holds 'one'" in repbelt.refuses("analyze", path)


def test_a_text_column_of_parquet_is_named(repbelt: Repbelt, tmp_path: Path) -> None:
    table = pa.table({"t_s": [0.0], "ax_g": ["a"], "ay_g": [0.0], "az_g": [1.0]})
    parquet.write_table(table, tmp_path / "a.parquet")
    said = repbelt.refuses("analyze", tmp_path / "a.parquet")
    assert "column ax_g should hold numbers and holds string" in said


@pytest.mark.parametrize("separator", [";", "\t"])
def test_decimal_commas_are_read_where_they_cannot_be_mistaken(
    repbelt: Repbelt, tmp_path: Path, separator: str
) -> None:
    points = a_table(tmp_path / "points.csv")
    text = points.read_text().replace(",", separator).replace(".", ",")
    commas = tmp_path / "commas.csv"
    commas.write_text(text)
    assert repbelt.analysis(commas) == repbelt.analysis(points)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("before", ["", "sep=;\n", "# my phone\n# 100 Hz, at the belt\n"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_tables_as_excel_and_phones_write_them(
    repbelt: Repbelt, tmp_path: Path, encoding: str, before: str, end: str
) -> None:
    plain = a_table(tmp_path / "plain.csv")
    mark = "\ufeff" if encoding in ("utf-16-le", "utf-16-be") else ""
    text = mark + before + plain.read_text().replace(",", ";").replace(".", ",")
    written = tmp_path / "written.txt"
    written.write_bytes(text.replace("\n", end).encode(encoding))
    assert repbelt.analysis(written) == repbelt.analysis(plain)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize(("separator", "point"), [(",", "."), (";", ",")])
def test_typographic_minus_signs_are_minus_signs(
    repbelt: Repbelt, tmp_path: Path, encoding: str, separator: str, point: str
) -> None:
    plain = a_table(tmp_path / "plain.csv")
    text = plain.read_text()
    assert "-" in text
    text = text.replace(",", separator).replace(".", point).replace("-", "\N{MINUS SIGN}")
    written = tmp_path / "written.csv"
    written.write_text(text, encoding=encoding)
    assert repbelt.analysis(written) == repbelt.analysis(plain)


def test_a_typographic_minus_sign_behind_the_first_block(repbelt: Repbelt, tmp_path: Path) -> None:
    rows = [f"{i / 100},0,0,1,{'note' * 9}\n" for i in range(130_000)]
    rows[-1] = rows[-1].replace("0,0,1", "0,\N{MINUS SIGN}0.5,1")
    path = tmp_path / "a.csv"
    path.write_text("t_s,ax_g,ay_g,az_g,note\n" + "".join(rows), encoding="utf-8")
    assert path.stat().st_size > CSV_BLOCK_BYTES
    assert repbelt.recording(path)["samples"] == len(rows)
    rows[-2] = rows[-2].replace("0,0,1", "0,0,\N{MINUS SIGN}x")
    path.write_text("t_s,ax_g,ay_g,az_g,note\n" + "".join(rows), encoding="utf-8")
    assert "row 129999 of column az_g holds '-x'" in repbelt.refuses("analyze", path)


# The gyro's unit


@pytest.mark.parametrize("factor", [180 / np.pi, np.pi / 180, 1000.0])
def test_a_gyro_in_other_units_is_refused(
    repbelt: Repbelt, tmp_path: Path, factor: float, rng: np.random.Generator
) -> None:
    one = synth.rdl_set(rng, reps=8)
    scales = [one.acc_g_per_lsb] * 3 + [one.gyr_dps_per_lsb or 0.0] * 3
    values = one.counts * np.array(scales)
    t_s = one.index * one.period_s
    values[:, 3:] *= factor
    path = write_table(tmp_path / "a.parquet", t_s, values)
    assert "--columns gyr=rad/s" in repbelt.refuses("import", path, "-o", tmp_path / "out.rep")
    assert repbelt("analyze", path, "--columns", "gyr=none").code == 0


def test_a_gyro_that_only_trembles_is_believed(
    repbelt: Repbelt, tmp_path: Path, rng: np.random.Generator
) -> None:
    for bias_dps, noise_dps, noise_g in ((0, 0.1, 0.003), (30, 5, 0.003), (0, 1e-4, 0.05)):
        values = rng.normal(0, [noise_g] * 3 + [noise_dps] * 3, (6000, 6))
        values += [0, 0, 1, bias_dps, 0, 0]
        path = write_table(tmp_path / f"{bias_dps}-{noise_g}.csv", np.arange(6000) / 100, values)
        assert repbelt("analyze", path).code == 0


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
    cut = tmp_path / "cut.csv"
    whole = a_table(tmp_path / "whole.csv", 60).read_bytes()
    for size in range(1, len(whole), 53):
        cut.write_bytes(whole[:size])
        *lines, torn = whole[:size].split(b"\n")
        rows = len(lines) - 1
        if rows < 1:
            assert "cut.csv" in repbelt.refuses("analyze", cut)
        elif torn.count(b",") == 6 and torn.endswith((b"-", b"e")):  # no number yet
            assert f"row {rows + 1} of column gz_dps" in repbelt.refuses("analyze", cut)
        else:  # the last row may be whole but for its end
            done = repbelt("analyze", cut, "--json")
            assert json.loads(done.out)["recording"]["samples"] in (rows, rows + 1)
    cut = tmp_path / "cut.parquet"
    whole = a_table(tmp_path / "whole.parquet", 60).read_bytes()
    for size in range(1, len(whole), 53):
        cut.write_bytes(whole[:size])
        assert "cut.parquet" in repbelt.refuses("analyze", cut)


@pytest.mark.parametrize("rate_hz", [20.0, 25.0, 400.0, 1000.0])
def test_rates_at_the_edge(repbelt: Repbelt, tmp_path: Path, rate_hz: float) -> None:
    for error in (0.985, 1.015):
        path = write_table(
            tmp_path / f"{error}.csv", np.arange(500) / (rate_hz * error), motion(500)
        )
        recording = repbelt.analysis(path)["recording"]
        assert isinstance(recording, dict)
        assert recording["samples"] == 500


def test_a_parquet_file_damaged_anywhere(
    repbelt: Repbelt, tmp_path: Path, rng: np.random.Generator
) -> None:
    path = a_table(tmp_path / "a.parquet")
    sound = path.read_bytes()
    for place in (*range(len(sound) - 40, len(sound) - 8), *rng.integers(4, len(sound), 60)):
        damaged = bytearray(sound)
        damaged[place] ^= int(rng.integers(1, 256))
        path.write_bytes(damaged)
        done = repbelt("analyze", path, "--json")
        assert done.code in (0, 1)
        if done.code:
            assert str(path) in done.err
