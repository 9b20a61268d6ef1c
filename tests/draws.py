"""A verdict on chance: what falls short in a small draw is judged again by a larger one."""

from collections.abc import Callable


def holds(verdict: Callable[[range], bool], few: int = 10, many: int = 40) -> bool:
    """Return whether `verdict` is true of the draws 0..few, or else of as many as `many` others.

    Double sampling, as lots are inspected (ISO 2859-1): what is good enough misses a small draw
    now and then and hardly ever a larger one behind it; what is not, misses both.
    """
    return verdict(range(few)) or verdict(range(few, few + many))
