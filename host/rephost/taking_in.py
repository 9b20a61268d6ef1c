"""What has come into the library since is taken into the store, before it is looked at."""

import sys
from typing import TYPE_CHECKING

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
