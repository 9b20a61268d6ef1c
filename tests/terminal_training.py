"""A made-up training on this terminal, set by set, for the tests and for the eye.

python tests/terminal_training.py [SECONDS A REP]
"""

import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from typing import Any

from live_views import GOING, RESTING, WAITING
from rephost.errors import guarded
from rephost.live_terminal import show
from rephost.live_view import RestView


class Pretend:
    """Counts to twelve, rests, and begins again; keeps what it was asked for."""

    name = "Ada"

    def __init__(self, rep_s: float) -> None:
        self.asked: list[Mapping[str, Any]] = []
        self._rep_s = rep_s
        self._began_s = time.monotonic()
        self._view = WAITING

    def view(self) -> Any:
        return replace(self._view, now_s=time.monotonic() - self._began_s)

    def do(self, action: Mapping[str, Any]) -> str | None:
        self.asked.append(action)
        if action["do"] == "end":
            self._view = replace(self._view, state="over")
        return "there is nothing to undo" if action["do"] == "undo" else None

    async def listen(self) -> AsyncIterator[dict[str, Any]]:
        while True:
            for reps in range(1, 13):
                await asyncio.sleep(self._rep_s)
                if self._view.state == "over":
                    return
                now_s = time.monotonic() - self._began_s
                self._view = replace(GOING, reps=reps, phase_began_s=now_s)
                yield {"type": "say", "number": reps, "set": self._view.set_number, "t_s": now_s}
            rest = RestView(time.time(), 5.0)
            self._view = replace(RESTING, rest=rest)
            yield {"type": "view"}
            await asyncio.sleep(8 * self._rep_s)


def run() -> int:
    training = Pretend(float(sys.argv[1]) if len(sys.argv) > 1 else 1.0)
    asyncio.run(show([training]))
    print("asked", json.dumps(training.asked))
    return 0


if __name__ == "__main__":
    sys.exit(guarded(run))
