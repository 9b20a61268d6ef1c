"""Keys of claimed straps, kept in the user's data folder.

A strap may have several: one whose answer was lost when it was claimed has the new key or the one
before, and neither is forgotten until it has answered.
"""

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import platformdirs


def keys_of(unique_id: bytes) -> list[bytes]:
    """Return the keys that the strap with this id may have, the newest first."""
    keys = []
    # A damaged one opens nothing; the strap says so, and can be claimed anew.
    with suppress(FileNotFoundError, UnicodeDecodeError):
        for line in _path(unique_id).read_text(encoding="ascii").split():
            with suppress(ValueError):
                keys.append(bytes.fromhex(line))
    return keys


def keep_keys(unique_id: bytes, keys: Sequence[bytes]) -> None:
    """Keep these keys and no others, where only the user can read them; a kill loses none."""
    path = _path(unique_id)
    if not keys:
        path.unlink(missing_ok=True)
        return
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_suffix(".part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as text:
        text.writelines(f"{key.hex()}\n" for key in keys)
        text.flush()
        os.fsync(text.fileno())
    part.replace(path)


def folder() -> Path:
    """Return where they are kept, which need not exist."""
    return platformdirs.user_data_path("repbelt", appauthor=False) / "keys"


def _path(unique_id: bytes) -> Path:
    return folder() / f"{unique_id.hex()}.key"
