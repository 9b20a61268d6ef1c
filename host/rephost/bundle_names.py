"""How a bundle is known from other files."""

import zipfile
from pathlib import Path
from typing import Final

SUFFIX: Final = ".repbelt.zip"
SESSION: Final = "session.json"
"""What it says of itself."""

_ZIP: Final = b"PK"


def is_bundle(path: Path) -> bool:
    """Tell whether a file means to be a bundle."""
    try:
        with path.open("rb") as file:
            if path.name.lower().endswith(SUFFIX):
                return True
            if not file.seekable() or file.read(len(_ZIP)) != _ZIP:
                return False
            with zipfile.ZipFile(file) as archive:
                return SESSION in archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError):
        return False
