"""The `--columns` argument."""

import math

import pytest

from rephost.columns import ACC, GYR, TIME, Source, resolve
from rephost.errors import TableError, UsageError

OURS = [TIME, *ACC, *GYR]


def test_our_own_names_need_no_mapping() -> None:
    found = ["label", *OURS, "trial"]
    assert resolve(None, found) == {name: Source(name) for name in OURS}


def test_spaces_round_a_name_do_not_matter() -> None:
    assert resolve(None, ["t_s", " ax_g", " ay_g ", "az_g"])["ay_g"] == Source(" ay_g ")


def test_without_a_gyro_the_accelerometer_is_enough() -> None:
    assert list(resolve(None, OURS[:4])) == OURS[:4]


def test_gyr_none_leaves_it_out() -> None:
    assert list(resolve("gyr=none", OURS)) == OURS[:4]
    assert list(resolve("gyr=none,gx_dps=t_s", OURS)) == OURS[:4]
    assert list(resolve("gx_dps=t_s,gyr=none", OURS)) == OURS[:4]


def test_names_and_factors() -> None:
    sources = resolve("t_s=time/1000, ax_g=accX*0.5,ay_g=b,az_g=c", ["time", "accX", "b", "c"])
    assert sources["t_s"] == Source("time", 1 / 1000)
    assert sources["ax_g"] == Source("accX", 0.5)
    assert sources["ay_g"] == Source("b")


def test_a_column_whose_name_looks_like_a_division() -> None:
    assert resolve("ax_g=a/2", ["t_s", "a/2", "ay_g", "az_g"])["ax_g"] == Source("a/2")
    assert resolve("ax_g=a/2/4", ["t_s", "a/2", "ay_g", "az_g"])["ax_g"] == Source("a/2", 0.25)


def test_a_column_whose_name_holds_a_comma() -> None:
    found = ["t_s", "acc, x", "ay_g", "az_g"]
    assert resolve('"ax_g=acc, x"', found)["ax_g"] == Source("acc, x")


def test_units_of_a_kind_multiply() -> None:
    sources = resolve("t=ms,acc=m/s2,gyr=rad/s,ax_g=ax_g*-1", OURS)
    assert sources["t_s"].factor == pytest.approx(1e-3)
    assert sources["ax_g"].factor == pytest.approx(-1 / 9.80665)
    assert sources["gz_dps"].factor == pytest.approx(180 / math.pi)


@pytest.mark.parametrize(
    "mapping",
    [
        "ax_g",
        "=x",
        "ax_g=",
        "bx_g=x",
        "acc=furlong",
        "t=none",
        "ax_g=ax_g/0",
        "ax_g=ax_g/1e999",
        "a=b=c",
    ],
)
def test_a_wrong_mapping_is_wrong_use(mapping: str) -> None:
    with pytest.raises(UsageError, match="--columns"):
        resolve(mapping, OURS)


def test_missing_columns_are_named_with_those_found() -> None:
    with pytest.raises(TableError, match="no column az_g; found are t_s, ax_g, ay_g, z"):
        resolve(None, ["t_s", "ax_g", "ay_g", "z"])


def test_half_a_gyro_is_missing_columns() -> None:
    with pytest.raises(TableError, match="no column gy_dps, gz_dps"):
        resolve(None, OURS[:5])


def test_a_mapped_column_that_is_not_there() -> None:
    with pytest.raises(TableError, match="no column accX"):
        resolve("ax_g=accX", OURS)


def test_a_wide_table_names_the_first_few() -> None:
    with pytest.raises(TableError, match="and 80 more"):
        resolve(None, [f"c{i}" for i in range(100)])


def test_a_name_that_two_columns_have_is_refused_if_it_is_needed() -> None:
    with pytest.raises(TableError, match="more than one column is called ax_g"):
        resolve(None, ["t_s", "ax_g", "ay_g", "az_g", "ax_g"])
    assert "ax_g" in resolve(None, ["t_s", "note", "ax_g", "ay_g", "note", "az_g"])
