"""Files that appear whole or not at all."""

from pathlib import Path

import pytest

from rephost.newfile import new_file


def test_the_name_is_given_at_the_end(tmp_path: Path) -> None:
    path = tmp_path / "a"
    with new_file(path) as file:
        file.write(b"whole")
        assert not path.exists()
    assert path.read_bytes() == b"whole"
    assert list(tmp_path.iterdir()) == [path]


def test_a_failure_leaves_nothing(tmp_path: Path) -> None:
    def fail() -> None:
        with new_file(tmp_path / "a") as file:
            file.write(b"half")
            raise ValueError("in the middle")

    with pytest.raises(ValueError, match="in the middle"):
        fail()
    assert list(tmp_path.iterdir()) == []


def test_never_overwrites(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"first")
    with pytest.raises(FileExistsError), new_file(path):
        pass
    assert path.read_bytes() == b"first"


def test_never_overwrites_what_came_meanwhile(tmp_path: Path) -> None:
    path = tmp_path / "a"

    def come_second() -> None:
        with new_file(path) as file:
            file.write(b"second")
            path.write_bytes(b"first")

    with pytest.raises(FileExistsError) as caught:
        come_second()
    assert caught.value.filename == str(path)
    assert path.read_bytes() == b"first"
    assert list(tmp_path.iterdir()) == [path]


def test_where_the_file_system_has_no_links(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    with new_file(tmp_path / "a") as file:
        file.write(b"whole")
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as caught, new_file(tmp_path / "no" / "a"):
        pass
    assert caught.value.filename == str(tmp_path / "no")
