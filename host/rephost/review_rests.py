"""A session beside its plan: which sets were asked for, and the rests between them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from rephost.plan_progress import places_in
from rephost.plans import Plan, PlannedExercise
from rephost.reviewed import Reviewed
from rephost.words import clock

KEPT_WITHIN: Final = 0.2
"""A rest is kept that is no further from the plan's than this share of it."""


@dataclass(frozen=True, slots=True)
class Rest:
    """The rest before a set.

    Attributes
    ----------
    start_s
        When it began.
    planned_s
        None where no plan says how long.
    """

    start_s: float
    taken_s: float
    planned_s: float | None

    @property
    def fits(self) -> str:
        """Tell whether it was "kept", "short" or "long"; empty where nothing was planned."""
        if self.planned_s is None:
            return ""
        over_s = self.taken_s - self.planned_s
        if abs(over_s) <= KEPT_WITHIN * self.planned_s:
            return "kept"
        return "long" if over_s > 0 else "short"

    @property
    def words(self) -> str:
        """Return it as it is shown: 2:05 of 2:00, kept."""
        taken = clock(self.taken_s, tenths=False)
        if self.planned_s is None:
            return taken
        return f"{taken} of {clock(self.planned_s, tenths=False)}, {self.fits}"


def planned_parts(plan: Plan | None, exercises: Iterable[str]) -> list[PlannedExercise | None]:
    """Return what the plan asked for with each set; None for one that it did not ask for."""
    names = [*exercises]
    if plan is None:
        return [None for _ in names]
    places = places_in(plan.exercises, names)
    return [None if at is None else plan.exercises[at] for at in places]


def rests(session: Reviewed, parts: Sequence[PlannedExercise | None]) -> list[Rest | None]:
    """Return the rest before each set, None before the first; a plan's is that behind a set."""
    found: list[Rest | None] = []
    for at, taken_s in enumerate(session.rests_s):
        if taken_s is None:
            found.append(None)
            continue
        part = parts[at - 1]
        found.append(Rest(session.sets[at - 1].end_s, taken_s, part.rest_s if part else None))
    return found
