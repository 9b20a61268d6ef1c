"""What a strap recorded before it was last switched on: brought in while another is made."""

from pathlib import Path

from rephost.collecting import collect
from rephost.errors import LinkError, explained
from rephost.info import Info
from rephost.notices import Notices
from rephost.strap_files import StrapFile, list_files
from rephost.talk import Script


class Earlier:
    """Recordings of other runs of the strap, each for a file of its own in `folder`.

    Attributes
    ----------
    is_due
        Whether some may lie on the strap.
    """

    def __init__(self, folder: Path) -> None:
        self.is_due = False
        self._folder = folder
        self._left: list[StrapFile] | None = None

    def opened(self) -> None:
        """Take in that the strap streams over a new link."""
        self.is_due = True
        self._left = None

    def bring(self, info: Info, notices: Notices) -> Script[None]:
        """Bring in the next one. One only: between two the clocks have to be kept together."""
        try:
            if self._left is None:
                listed = yield from list_files()
                self._left = [file for file in listed if file.boot_id != info.boot_id]
            if self._left:
                file = self._left.pop(0)
                got = yield from collect(info, file, self._folder)
                if got.is_new and file.size:
                    notices.add(f"{got.path}: recorded before the strap was last switched on")
            self.is_due = bool(self._left)
        except (LinkError, OSError) as exc:
            # It stays on the strap: repbelt strap pull.
            self.is_due = False
            if isinstance(exc, OSError):
                notices.add(explained(exc)[1])
