"""The signal core: counts of a belt-worn strap in, reps and their phases out.

numpy and numba only: no clock, no file, no device, no network, no log.
"""

from repsignal.counter import RepCounter

__all__ = ["RepCounter"]
