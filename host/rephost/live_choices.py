"""Which key chooses which exercise, where there is only a keyboard."""

from collections.abc import Iterable, Mapping
from typing import Final

from rephost.exercises import NAMED
from rephost.words import exercise_name


def _lettered(names: Iterable[str]) -> dict[str, str | None]:
    """Return a letter for each: the first of its name that no one before has."""
    found: dict[str, str | None] = {"a": None}
    for name in names:
        found[next(one for one in name if one.isalpha() and one not in found)] = name
    return found


CHOICES: Final[Mapping[str, str | None]] = _lettered(NAMED)
"""The exercise that a key chooses; None: any, found out at the third rep."""

CHOICE_WORDS: Final = tuple(
    f"{key} {exercise_name(name) if name else 'any'}"
    for key, name in sorted(CHOICES.items(), key=lambda one: one[1] is None)
)
"""How they are told, `any` last."""
