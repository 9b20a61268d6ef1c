"""What page and terminal ask of one lifter's training."""

from collections.abc import AsyncIterator, Mapping
from typing import Any, Protocol

from rephost.live_view import LiveView


class ShownTraining(Protocol):
    """A training as it is seen and steered; all calls come from its event loop."""

    name: str

    def view(self) -> LiveView:
        """Return what is shown now."""

    def do(self, action: Mapping[str, Any]) -> str | None:
        """Do what is asked for; return why not, in a sentence, or None."""

    def listen(self) -> AsyncIterator[dict[str, Any]]:
        """Give every message from now on, until the training ends."""
