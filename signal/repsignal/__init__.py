"""The signal core: counts of a belt-worn strap in, reps and their phases out.

numpy and numba only: no clock, no file, no device, no network, no log.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from repsignal.counter import RepCounter

__all__ = ["RepCounter"]


def __getattr__(name: str) -> Any:
    """Import the counter when it is asked for: who only reads events waits for no compiler."""
    if name != "RepCounter":
        raise AttributeError(name)
    from repsignal.counter import RepCounter

    return RepCounter
