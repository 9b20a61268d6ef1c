"""Keys of claimed straps, kept in the user's data folder."""

import os
from pathlib import Path

import platformdirs


def key_of(unique_id: bytes) -> bytes | None:
    """Return the key of the strap with this id, if we have one that can be read."""
    path = _path(unique_id)
    try:
        return bytes.fromhex(path.read_text()) if path.exists() else None
    except ValueError:
        return None  # a damaged one opens nothing; the strap says so, and can be claimed anew


def keep_key(unique_id: bytes, key: bytes) -> None:
    """Keep a key, where only the user can read it."""
    path = _path(unique_id)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(file, "w") as text:
        text.write(key.hex())


def forget_key(unique_id: bytes) -> None:
    """Forget a key."""
    _path(unique_id).unlink(missing_ok=True)


def _path(unique_id: bytes) -> Path:
    folder = platformdirs.user_data_path("repbelt", appauthor=False) / "keys"
    return folder / f"{unique_id.hex()}.key"
