"""What has come into the library since is taken into the store, before it is looked at."""

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rephost.store import Store


def take_in_new(store: "Store") -> None:
    """Take in new recordings; say which cannot be read; a bar on a terminal while it takes."""

    def hear(session_id: str, sentence: str) -> None:
        from rephost.words import printable

        print(f"repbelt: {printable(sentence)}", file=sys.stderr)

    if not sys.stderr.isatty() or not store.unknown():
        store.sync(hear)
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("counting new sessions")
        store.sync(hear, lambda done, of: progress.update(task, completed=done, total=of))
