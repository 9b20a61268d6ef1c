"""Compiling: the cache saves the work, and can never do harm."""

import importlib
import sys
import textwrap
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

MODULE = """
    from numba import float64
    from repsignal.compiled import kernel
    from factor import FACTOR

    @kernel(float64(float64))
    def times(x):
        return FACTOR * x
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a folder with a tiny kernel, and beside it a module that it needs."""
    (tmp_path / "tiny.py").write_text(textwrap.dedent(MODULE), encoding="utf-8")
    (tmp_path / "factor.py").write_text("FACTOR = 3.0\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    # Its own cache would not see a change within a second.
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    return tmp_path


def run(folder: Path) -> tuple[float, int, int]:
    """Return 2 times the factor, cache hits and misses, of modules imported afresh."""
    sys.modules.pop("factor", None)
    importlib.invalidate_caches()
    spec = spec_from_file_location("tiny", folder / "tiny.py")
    assert spec is not None
    assert spec.loader is not None
    tiny = module_from_spec(spec)
    spec.loader.exec_module(tiny)
    stats = tiny.times.stats
    return tiny.times(2.0), sum(stats.cache_hits.values()), sum(stats.cache_misses.values())


COMPILED, LOADED = (6.0, 0, 1), (6.0, 1, 0)


def files(folder: Path, suffix: str) -> list[Path]:
    return sorted((folder / "__pycache__").glob(f"*.{suffix}"))


def flip(path: Path, part: float, bit: int) -> None:
    """Flip one bit of the byte that lies at this part of a file."""
    data = bytearray(path.read_bytes())
    data[int(part * (len(data) - 1))] ^= 1 << bit
    path.write_bytes(data)


def test_compiled_once(folder: Path) -> None:
    assert run(folder) == COMPILED
    assert run(folder) == LOADED
    assert run(folder) == LOADED


@pytest.mark.parametrize("what", ["nbi", "nbc", "sha256"])
def test_a_flipped_bit_is_seen(what: str, folder: Path) -> None:
    assert run(folder) == COMPILED
    (path,) = files(folder, what)
    for part in (0.0, 0.3, 0.6, 1.0):
        flip(path, part, 0)
        assert run(folder) == COMPILED, part
        assert run(folder) == LOADED, part


def test_a_seal_that_is_no_text_is_made_anew(folder: Path) -> None:
    assert run(folder) == COMPILED
    (path,) = files(folder, "sha256")
    flip(path, 0.5, 7)
    assert run(folder) == COMPILED
    assert run(folder) == LOADED


def test_parts_of_a_cache_are_missing(folder: Path) -> None:
    for what in ("nbi", "nbc", "sha256"):
        run(folder)
        (path,) = files(folder, what)
        path.unlink()
        assert run(folder) == COMPILED, what
        assert run(folder) == LOADED, what


def test_torn_files(folder: Path) -> None:
    for what in ("nbi", "nbc"):
        run(folder)
        (path,) = files(folder, what)
        path.write_bytes(path.read_bytes()[:100])
        assert run(folder) == COMPILED, what
        assert run(folder) == LOADED, what


def test_another_source_beside_it_changed(folder: Path) -> None:
    """Numba alone would go on with the old one."""
    assert run(folder) == COMPILED
    (folder / "factor.py").write_text("FACTOR = 5.0\n", encoding="utf-8")
    assert run(folder) == (10.0, 0, 1)
    assert run(folder) == (10.0, 1, 0)


def test_its_own_source_changed(folder: Path) -> None:
    assert run(folder) == COMPILED
    module = folder / "tiny.py"
    module.write_text(module.read_text().replace("FACTOR * x", "-FACTOR * x"), encoding="utf-8")
    assert run(folder) == (-6.0, 0, 1)
    assert run(folder) == (-6.0, 1, 0)


def test_nowhere_to_write(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "__pycache__").touch()  # a file: it stops even root
    for name in ("HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, "/dev/null/nowhere")
    for _ in range(2):
        assert run(folder) == COMPILED
    assert not list(folder.rglob("*.nb[ic]"))
