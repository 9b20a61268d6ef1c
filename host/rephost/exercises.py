"""The exercises that are counted."""

from typing import Final

COUNTED: Final = ("rdl", "swing")
