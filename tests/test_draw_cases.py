"""Single synthetic recordings are drawn, with what is true of them and what was found."""

from pathlib import Path

import pytest

import draw_cases


def test_cases_are_drawn(tmp_path: Path, seed: int) -> None:
    out = tmp_path / "cases.png"
    draw_cases.main([str(out), "--seed", str(seed), "--case", "rdl hard", "1"])
    assert out.read_bytes().startswith(b"\x89PNG")


def test_a_group_that_is_none_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        draw_cases.main([str(tmp_path / "x.png"), "--seed", "1", "--case", "nothing", "1"])
    assert "no group is called 'nothing'" in capsys.readouterr().err
