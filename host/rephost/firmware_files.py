"""The strap's firmware as it was installed with this program."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import repwire

_HERE: Final = Path(__file__).parent
# In the wheel beside this file, in a checkout where it is written.
_INSTALLED: Final = _HERE / "firmware"
_CHECKOUT: Final = _HERE.parents[1] / "firmware" / "micropython"
_STAND_INS: Final = _HERE.parents[1] / "tests" / "stubs"


def firmware() -> Iterator[tuple[str, bytes]]:
    """Yield path on the strap and content of each file, what starts it last."""
    folder = _INSTALLED if _INSTALLED.is_dir() else _CHECKOUT
    wire = Path(repwire.__file__).parent
    for path in sorted(set(wire.rglob("*.py")) - {wire / "host.py"}):
        yield f"lib/repwire/{path.relative_to(wire).as_posix()}", path.read_bytes()
    for path in sorted((folder / "strap").rglob("*.py")):
        yield path.relative_to(folder).as_posix(), path.read_bytes()
    for name in ("boot.py", "main.py"):
        yield name, (folder / name).read_bytes()


def stand_ins() -> Path:
    """Return the folder with what takes a chip's place where there is none."""
    installed = _INSTALLED / "stand_ins"
    return installed if installed.is_dir() else _STAND_INS
