"""What has come into the library is taken into the store."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from rephost.errors import RepbeltError, explained
from rephost.pacing import pacing
from rephost.words import printable

if TYPE_CHECKING:
    from rephost.store import Store


def take_in_new(store: "Store") -> list[str]:
    """Take in new recordings; say which cannot be read; return the ids of those taken in."""

    def hear(session_id: str, sentence: str) -> None:
        print(f"repbelt: {printable(sentence)}", file=sys.stderr)

    if not store.unknown():
        return []
    with pacing("counting new sessions") as pace:
        return store.sync(hear, pace)


def take_in_at_once(path: Path) -> None:
    """Take in one recording of the library; what hinders is said, and a later look takes it in."""
    from rephost.store import opened_store

    try:
        with opened_store() as store:
            store.take_in(path)
    except (RepbeltError, OSError) as exc:
        print(f"repbelt: {printable(explained(exc)[1])}", file=sys.stderr)
