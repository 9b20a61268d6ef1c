"""How far a plan is: a suggestion, so whatever else is done is fine and does not count for it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rephost.live_view import PlanView, SetView
from rephost.plans import Plan, PlannedExercise
from rephost.words import exercise_name, few_to_most


@dataclass(frozen=True, slots=True)
class Tick:
    """A set that the lifter ticked off by hand, in recording time."""

    exercise: str
    at_s: float


def progress(
    plan: Plan,
    sets: Iterable[SetView] = (),
    ticks: Iterable[Tick] = (),
    going: tuple[str, int] | None = None,
) -> PlanView:
    """Return what a plan asks for now.

    A set counts for the first exercise of its name that is not complete yet. What is asked for
    is what is going or was done last, until it is complete; then the next one that is not.

    Parameters
    ----------
    sets
        Those that are over; discarded ones and those without a rep do not count.
    ticks
        What was ticked off by hand.
    going
        Exercise and reps of the set that is going.
    """
    parts = plan.exercises
    done, last = _done(parts, _names_in_order(sets, ticks))
    open_parts = [i for i, part in enumerate(parts) if done[i] < part.sets]
    begun = _first(parts, open_parts, going[0]) if going else None
    now = begun if begun is not None else _asked(open_parts, last)
    asked = parts[-1 if now is None else now]
    behind = [i for i in open_parts if i != now]
    # While resting the rest is the one behind the last set, whatever comes next.
    rested = asked if going or last is None else parts[last]
    return PlanView(
        name=plan.name,
        exercise=asked.exercise,
        done=asked.sets if now is None else done[now],
        sets=asked.sets,
        reps=asked.reps,
        tempo=asked.tempo,
        rest_s=None if now is None else rested.rest_s,
        slowdown_pct=asked.slowdown_pct,
        next_text="" if now is None or not behind else _line(parts[_from(behind, now)]),
        is_set_done=begun is not None and going is not None and going[1] >= asked.reps[0],
        is_over=now is None,
        weight_kg=asked.weight_kg,
        is_ticked_by_hand=now is not None and not asked.is_counted,
    )


def _names_in_order(sets: Iterable[SetView], ticks: Iterable[Tick]) -> list[str]:
    counting = [(one.end_s, one.exercise) for one in sets if one.reps > 0 and not one.is_discarded]
    ticked = [(tick.at_s, tick.exercise) for tick in ticks]
    return [exercise for _, exercise in sorted(counting + ticked, key=lambda one: one[0])]


def _done(parts: Sequence[PlannedExercise], names: Iterable[str]) -> tuple[list[int], int | None]:
    """Return the sets done of each part, and the part that the last one counted for."""
    done = [0] * len(parts)
    last = None
    for name in names:
        place = _first(parts, [i for i, part in enumerate(parts) if done[i] < part.sets], name)
        if place is not None:
            done[place] += 1
            last = place
    return done, last


def _first(parts: Sequence[PlannedExercise], among: Iterable[int], name: str) -> int | None:
    return next((i for i in among if parts[i].exercise == name), None)


def _asked(open_parts: Sequence[int], last: int | None) -> int | None:
    return _from(open_parts, last or 0) if open_parts else None


def _from(places: Sequence[int], start: int) -> int:
    """Return the first place from `start` on, or else from the beginning."""
    return next((i for i in places if i >= start), places[0])


def _line(part: PlannedExercise) -> str:
    return f"{exercise_name(part.exercise)} {part.sets} x {few_to_most(part.reps)}"
