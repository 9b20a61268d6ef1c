"""What a lifter corrects of a training: beside the count, which it never changes."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Self

from rephost.plan_progress import Tick


@dataclass(frozen=True, slots=True)
class Corrections:
    """What was corrected so far; sets are numbered from 1. A value: to undo is to go back to one.

    Attributes
    ----------
    added
        Reps added to a set, or below 0 taken off.
    weights
        Kilograms from this set on; None: not said.
    """

    added: Mapping[int, int] = field(default_factory=dict)
    discarded: frozenset[int] = frozenset()
    weights: Mapping[int, float | None] = field(default_factory=dict)
    plan: str | None = None
    """The plan that is followed: a name, or a file."""
    ticks: tuple[Tick, ...] = ()

    def add(self, number: int, reps: int) -> Self:
        """Return these, with reps added to a set."""
        return replace(self, added={**self.added, number: self.added.get(number, 0) + reps})

    def discard(self, number: int) -> Self:
        """Return these, with a set discarded."""
        return replace(self, discarded=self.discarded | {number})

    def weigh(self, number: int, kg: float | None) -> Self:
        """Return these, with another weight from a set on."""
        earlier = {at: kept for at, kept in self.weights.items() if at < number}
        return replace(self, weights={**earlier, number: kg})

    def follow(self, plan: str | None) -> Self:
        """Return these, with another plan; what was ticked off was of the one before."""
        return replace(self, plan=plan, ticks=())

    def tick(self, exercise: str, at_s: float) -> Self:
        """Return these, with one more set that no belt counts."""
        return replace(self, ticks=(*self.ticks, Tick(exercise, at_s)))

    def forget(self, number: int) -> Self:
        """Return these without what concerns a set that turned out to be none."""
        if number not in self.added and number not in self.discarded:
            return self
        added = {at: reps for at, reps in self.added.items() if at != number}
        return replace(self, added=added, discarded=self.discarded - {number})

    def reps(self, number: int, counted: int) -> int:
        """Return the reps of a set that the counter counted so."""
        return max(0, counted + self.added.get(number, 0))

    def weight_kg(self, number: int) -> float | None:
        """Return the weight of a set."""
        known = [at for at in self.weights if at <= number]
        return self.weights[max(known)] if known else None

    def as_json(self) -> dict[str, Any]:
        """Return what is kept."""
        return {**asdict(self), "discarded": sorted(self.discarded)}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """Return what was kept; a ValueError, KeyError or TypeError where it was not by us."""
        return cls(
            added={int(at): int(reps) for at, reps in kept["added"].items()},
            discarded=frozenset(map(int, kept["discarded"])),
            weights={
                int(at): None if kg is None else float(kg) for at, kg in kept["weights"].items()
            },
            plan=None if kept["plan"] is None else str(kept["plan"]),
            ticks=tuple(Tick(str(one["exercise"]), float(one["at_s"])) for one in kept["ticks"]),
        )
