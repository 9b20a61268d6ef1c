"""Plans: what a lifter means to do; those that come with the program, and the lifter's own."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rephost.errors import UsageError
from rephost.exercises import SURE

Tempo = tuple[int, int, int, int]
"""Eccentric, bottom pause, concentric, top pause in whole seconds; a concentric of 0 is an X."""

_SHIPPED: Final = Path(__file__).parent / "plans"
_SUFFIX: Final = ".toml"


@dataclass(frozen=True, slots=True)
class PlannedExercise:
    """So many sets of one exercise; None where the plan leaves it open."""

    exercise: str
    sets: int
    reps: tuple[int, int]
    """Fewest and most."""
    tempo: Tempo | None = None
    rest_s: float | None = None
    """Behind each of the sets."""
    slowdown_pct: float | None = None
    """Where the lifter wants to be told to stop."""
    weight_kg: float | None = None

    @property
    def is_counted(self) -> bool:
        """Whether a belt counts it surely; the lifter may tick off the sets of any other."""
        return self.exercise in SURE

    def is_met(self, reps: int, hold_s: float | None) -> bool:
        """Whether a set of so many reps is as it was asked for; a hold is as good as one rep."""
        return max(reps, hold_s is not None) >= self.reps[0]


@dataclass(frozen=True, slots=True)
class Plan:
    """A training: its exercises in the order that is suggested."""

    name: str
    exercises: tuple[PlannedExercise, ...]


def own_folder() -> Path:
    """Return the folder of the user's own plans, which need not exist."""
    import platformdirs

    return platformdirs.user_data_path("repbelt", appauthor=False) / "plans"


def known() -> dict[str, Path]:
    """Return the plans that have a name, the user's own first, which stand before ours."""
    found: dict[str, Path] = {}
    for folder in (own_folder(), _SHIPPED):
        for path in sorted(folder.glob(f"*{_SUFFIX}")):
            found.setdefault(path.stem, path)
    return found


def located(what: str) -> Path:
    """Return the plan meant by a file's path or a plan's name; a file that is there comes first.

    Raises
    ------
    UsageError
        There is neither.
    """
    path = Path(what)
    if path.is_file():
        return path
    plans = known()
    if what in plans:
        return plans[what]
    if path.exists() or path.suffix == _SUFFIX:
        return path  # opening it says what is wrong
    raise UsageError(f"there is no plan {what!r}: there are {', '.join(plans)}, or name a file")
