"""A set as it stands: what was counted, and what the lifter says of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any, Self

from repsignal.events import Rep, SetResult
from repsignal.measures import (
    cadence_per_min,
    consistency_pct,
    slowdown_pct,
    snap_dps,
    tempo,
    time_under_tension_s,
    top_pauses_s,
)


@dataclass(frozen=True, slots=True)
class PerformedSet:
    """A set, counted or told by hand.

    Attributes
    ----------
    result
        Its exercise, times and reps; of a set of which a belt saw nothing, no reps.
    by_hand
        For each rep whether the lifter told it rather than the counter.
    told_reps
        How many reps the lifter says that there were; None: as many as `result` has.
    weight_kg, rpe
        None where not told. RPE is 1 to 10.
    """

    result: SetResult
    by_hand: tuple[bool, ...] = ()
    told_reps: int | None = None
    weight_kg: float | None = None
    rpe: float | None = None
    note: str = ""

    @property
    def exercise(self) -> str:
        """What was done."""
        return self.result.exercise

    @property
    def start_s(self) -> float:
        """When it began."""
        return self.result.start_s

    @property
    def end_s(self) -> float:
        """When its last rep was locked out."""
        return self.result.end_s

    @property
    def reps(self) -> tuple[Rep, ...]:
        """The reps of which times are known."""
        return self.result.reps

    @property
    def hold_s(self) -> float | None:
        """How long it was held, where the pelvis kept still."""
        return self.result.hold_s

    @property
    def is_untimed(self) -> bool:
        """Tell whether the belt saw nothing of it, neither reps nor a hold."""
        return not self.reps and self.hold_s is None

    @property
    def rep_count(self) -> int:
        """How many reps it has."""
        return len(self.reps) if self.told_reps is None else self.told_reps

    @property
    def is_by_hand(self) -> bool:
        """Tell whether no rep of it was counted."""
        return self.hold_s is None and all(self.by_hand)

    def as_json(self) -> dict[str, Any]:
        """Return what is kept."""
        return {
            "exercise": self.exercise,
            "exercise_confidence": self.result.exercise_confidence,
            "start_s": self.start_s,
            "end_s": self.end_s,
            "reps": [rep_as_json(rep) for rep in self.reps],
            "hold_s": self.hold_s,
            "by_hand": list(self.by_hand),
            "told_reps": self.told_reps,
            "weight_kg": self.weight_kg,
            "rpe": self.rpe,
            "note": self.note,
        }

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Self:
        """Return what was kept."""
        result = SetResult(
            kept["exercise"],
            kept["exercise_confidence"],
            kept["start_s"],
            kept["end_s"],
            tuple(rep_from_json(rep) for rep in kept["reps"]),
            kept.get("hold_s"),
        )
        told = (kept[name] for name in ("told_reps", "weight_kg", "rpe", "note"))
        return cls(result, tuple(kept["by_hand"]), *told)


def counted(one: SetResult) -> PerformedSet:
    """Return a set as it was counted, of which the lifter has said nothing."""
    return PerformedSet(one, (False,) * len(one.reps))


def made_of(exercise: str, reps: Sequence[Rep], by_hand: Sequence[bool]) -> PerformedSet:
    """Return a set that the lifter says these reps make."""
    result = SetResult(exercise, 1.0, reps[0].start_s, reps[-1].end_s, tuple(reps))
    return PerformedSet(result, tuple(by_hand))


@dataclass(frozen=True, slots=True)
class Figures:
    """The measures of a set (docs/terms.md); None where its reps do not tell.

    Attributes
    ----------
    consistency_pct
        How alike its reps are, 100 all the same: 100 less the mean of the coefficients of
        variation of range and time under tension, in percent. None below three reps.
    float_s, snap_dps
        Of swings: the median float, and the median peak speed of the hip drive.
    dropoff_pct
        Of swings: how far the last rep's snap is below the best.
    """

    rep_count: int
    tempo: str | None
    time_under_tension_s: float
    time_in_set_s: float
    cadence_per_min: float | None
    slowdown_pct: float | None
    range_of_motion_deg: float | None
    consistency_pct: float | None
    float_s: float | None
    snap_dps: float | None
    dropoff_pct: float | None


def figures(one: PerformedSet) -> Figures:
    """Return the measures of a set."""
    result, reps = one.result, one.reps
    ranges = [rep.range_of_motion_deg for rep in reps]
    is_swing = one.exercise == "swing"
    snaps = [rep.peak_concentric_dps for rep in reps] if is_swing else []
    floats = top_pauses_s(result) if is_swing else []
    return Figures(
        rep_count=one.rep_count,
        tempo=tempo(result),
        time_under_tension_s=time_under_tension_s(result),
        time_in_set_s=one.end_s - one.start_s,
        cadence_per_min=cadence_per_min(result) if reps else None,
        slowdown_pct=slowdown_pct(result),
        range_of_motion_deg=median(ranges) if ranges else None,
        consistency_pct=consistency_pct(result),
        float_s=median(floats) if floats else None,
        snap_dps=snap_dps(result),
        dropoff_pct=100.0 * (1.0 - snaps[-1] / max(snaps)) if snaps and max(snaps) > 0 else None,
    )


def flight_s(one: PerformedSet) -> float | None:
    """Return the median time in the air of a set's reps; None where none is known."""
    known = [rep.flight_s for rep in one.reps if rep.flight_s is not None]
    return median(known) if known else None


def rep_as_json(rep: Rep) -> dict[str, Any]:
    """Return what is kept of a rep: all of it."""
    return {name: getattr(rep, name) for name in Rep.__slots__}


def rep_from_json(kept: dict[str, Any]) -> Rep:
    """Return a rep that was kept."""
    return Rep(**{**kept, "flags": tuple(kept["flags"])})
