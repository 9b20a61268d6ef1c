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
        Those that are over; discarded ones do not count, nor those that have no rep and were not
        held.
    ticks
        What was ticked off by hand.
    going
        Exercise, empty if not known yet, and reps of the set that is going.
    """
    parts = plan.exercises
    sets = list(sets)
    behind_us = _in_order(sets, ticks)
    places = places_in(parts, [exercise for exercise, _ in behind_us])
    done = [places.count(i) for i in range(len(parts))]
    last = next((place for place in reversed(places) if place is not None), None)
    open_parts = [i for i, part in enumerate(parts) if done[i] < part.sets]
    begun = _first(parts, open_parts, going[0]) if going else None
    now = begun if begun is not None else _asked(open_parts, last)
    asked = parts[-1 if now is None else now]
    behind = [i for i in open_parts if i != now]
    if going:
        is_set_done = begun is not None and going[1] >= asked.reps[0]
    else:
        is_set_done = _is_last_met(parts, sets, behind_us, places)
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
        is_set_done=is_set_done,
        is_over=now is None,
        weight_kg=asked.weight_kg,
        is_ticked_by_hand=now is not None and not asked.is_counted,
    )


def _in_order(sets: Iterable[SetView], ticks: Iterable[Tick]) -> list[tuple[str, SetView | None]]:
    """Return the exercises done, each with its set if it was counted."""
    counted = [
        (one.end_s, one.exercise, one)
        for one in sets
        if (one.reps or one.hold_s is not None) and not one.is_discarded
    ]
    ticked = [(tick.at_s, tick.exercise, None) for tick in ticks]
    in_order = sorted([*counted, *ticked], key=lambda one: one[0])
    return [(exercise, one) for _, exercise, one in in_order]


def places_in(parts: Sequence[PlannedExercise], names: Iterable[str]) -> list[int | None]:
    """Return which part of the plan each counts for, None for none."""
    places: list[int | None] = []
    for name in names:
        open_parts = [i for i, part in enumerate(parts) if places.count(i) < part.sets]
        places.append(_first(parts, open_parts, name))
    return places


def _is_last_met(
    parts: Sequence[PlannedExercise],
    sets: Iterable[SetView],
    behind_us: Sequence[tuple[str, SetView | None]],
    places: Sequence[int | None],
) -> bool:
    """Tell whether the last set counts, and has the reps that were asked for."""
    if not places or places[-1] is None or (one := behind_us[-1][1]) is None:
        return False
    is_last = one.number == max(each.number for each in sets)
    return is_last and parts[places[-1]].is_met(one.reps, one.hold_s)


def _first(parts: Sequence[PlannedExercise], among: Iterable[int], name: str) -> int | None:
    return next((i for i in among if parts[i].exercise == name), None)


def _asked(open_parts: Sequence[int], last: int | None) -> int | None:
    return _from(open_parts, last or 0) if open_parts else None


def _from(places: Sequence[int], start: int) -> int:
    """Return the first place from `start` on, or else from the beginning."""
    return next((i for i in places if i >= start), places[0])


def _line(part: PlannedExercise) -> str:
    return f"{exercise_name(part.exercise)} {part.sets} x {few_to_most(part.reps)}"
