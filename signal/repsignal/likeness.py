"""How alike the cycles of a group are, and which of them are one set."""

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import median

from repsignal.cycle import Cycle
from repsignal.exercise import Exercise, Shape, Signal, Start
from repsignal.recognition import OF_MANNER, OF_SETS, UNLIKELY, unlikeness

EDGE_UNLIKELY = 5.0
"""The first and the last of a set explain it no worse than this, each for itself and against the
others. Less takes a weak first rep for setting up, more counts getting into position."""

HIDDEN_UNLIKELY = 2.5
"""So does what was no stroke, between two reps. More counts shifting one's weight."""

PLAIN, PLAIN_FROM = 0.6, 3
"""Each of a set that is an exercise without doubt explains it as well as this; of no fewer reps
than the second."""

CHOSEN_PART = 0.5
"""How much of being unlike the exercise counts where the lifter has chosen it."""

STEADY_PART = 0.6
"""Part of a set's reps that must be alike."""

TWIN = 4.0
"""Squared standard deviations by which two reps of one kind may differ."""

SPREAD_MOST = 1.8
"""The most that it counts as: in sitting down and getting up every other movement is alike."""

LOG_RATIO, POSE_DEG = math.log(1.25), 4.0
"""How much longer, further or harder than usual a rep is, and how far from the usual poses it
begins and ends, as one standard deviation, in a set that is done steadily."""

SPREAD = 2.0
"""How many times the median deviation of a set counts as one standard deviation, if it is more."""

RETURN_M, RETURN_PART = 0.015, 0.1
"""How much higher or lower than it began a rep ends, as one standard deviation: so much, and part
of its travel."""

FLIGHT_S = 0.15
"""Of what flies longer the height, and of a bar that is caught when it left the floor, are known
badly: landings are harder than the sensor can tell."""

MOST = 16.0
"""Squared standard deviations by which one measure alone may be odd."""

REST_S = 2.0
"""How much longer than usual the rest beside an edge's rep is, as one standard deviation."""


def trimmed(exercise: Exercise, group: Sequence[Cycle], *, is_chosen: bool = False) -> slice:
    """Return which of a group remain when what is no rep of the exercise is cut off its edges.

    Nothing remains of one whose cycles are not alike. Where the lifter has chosen the exercise,
    being alike counts for more.
    """
    odd = _oddness(exercise, group, CHOSEN_PART if is_chosen else 1.0)
    steady = [one < EDGE_UNLIKELY for one in odd]
    if not any(steady):
        return slice(0, 0)
    first, last = steady.index(True), len(group) - steady[::-1].index(True)
    if exercise.signal is Signal.LEAN:
        while last < len(group) and _has_twin(exercise, group, last, range(first + 1, last - 1)):
            odd[last] = 0.0
            steady[last] = True
            last += 1
    if sum(steady) < STEADY_PART * (last - first):
        first, last = _longest(steady)
    rests = [later.start_s - one.end_s for one, later in pairwise(group)]
    usual_s = median(rests[first : last - 1]) if last - first > 2 else 0.0
    while last - first > 3 and odd[first] + _rest_term(rests[first], usual_s) > EDGE_UNLIKELY:
        first += 1
    while last - first > 3 and odd[last - 1] + _rest_term(rests[last - 2], usual_s) > EDGE_UNLIKELY:
        last -= 1
    while last - first > 1 and not group[last - 1].has_eccentric:
        last -= 1  # only the first may begin at the bottom
    return slice(first, last)


def are_plain(exercise: Exercise, group: Sequence[Cycle]) -> bool:
    """Whether a group is so plainly an exercise, each rep as the others, that one fewer will do.

    Where the pelvis does not travel, stretches that bob are as plain.
    """
    if exercise.signal is not Signal.HEIGHT:
        return False
    return len(group) >= PLAIN_FROM and max(_oddness(exercise, group, 1.0)) < PLAIN


def is_one_of(
    exercise: Exercise, group: Sequence[Cycle], cycle: Cycle, *, is_chosen: bool = False
) -> bool:
    """Whether a cycle found between others is a rep as they are."""
    part = CHOSEN_PART if is_chosen else 1.0
    return _oddness(exercise, [*group, cycle], part)[-1] < HIDDEN_UNLIKELY


def _has_twin(exercise: Exercise, group: Sequence[Cycle], i: int, others: Iterable[int]) -> bool:
    """Whether a cycle goes as another of its group: who does half reps now and then ends with one.

    What it is by itself must be the exercise.
    """
    if unlikeness(exercise, [group[i]], OF_SETS) > UNLIKELY:
        return False
    mine = _shape(group[i], exercise)
    for j in others:
        pairs = zip(mine, _shape(group[j], exercise), strict=True)
        if sum([(a - b) ** 2 for a, b in pairs if a is not None and b is not None]) < TWIN:
            return True
    return False


def _longest(steady: Sequence[bool]) -> tuple[int, int]:
    """Return where the longest stretch of steady ones begins and ends."""
    best, since = (0, 0), 0
    for i, is_steady in enumerate([*steady, False]):
        if not is_steady:
            best = max(best, (since, i), key=lambda span: span[1] - span[0])
            since = i + 1
    return best


def _rest_term(rest_s: float, usual_s: float) -> float:
    return 0.5 * (max(0.0, rest_s - usual_s) / (REST_S + 0.5 * usual_s)) ** 2


def _oddness(exercise: Exercise, group: Sequence[Cycle], part: float) -> list[float]:
    """Return how unlike each cycle is to the exercise, which counts in part, and to its group."""
    besides = OF_SETS | OF_MANNER if part < 1.0 else OF_SETS
    odd = [part * unlikeness(exercise, [cycle], besides) for cycle in group]
    shapes = [_shape(cycle, exercise) for cycle in group]
    for values in zip(*shapes, strict=True):
        known = [value for value in values if value is not None]
        if not known:
            continue
        usual = median(known)
        spread = SPREAD * median([abs(value - usual) for value in known])
        spread = min(SPREAD_MOST, max(1.0, spread))
        for i, value in enumerate(values):
            if value is not None:
                odd[i] += 0.5 * min(MOST, ((value - usual) / spread) ** 2)
    if exercise.signal is Signal.HEIGHT and exercise.shape is Shape.SINGLE:
        known_m = [cycle.travel_m for cycle in group if cycle.has_eccentric]
        off_m = RETURN_M + RETURN_PART * abs(median(known_m)) if known_m else math.inf
        for i, cycle in enumerate(group):
            if cycle.has_eccentric:
                odd[i] += 0.5 * min(MOST, (cycle.gain_m / off_m) ** 2)
    return odd


def _shape(cycle: Cycle, exercise: Exercise) -> tuple[float | None, ...]:
    """Return what the reps of a set have in common, in standard deviations from rep to rep."""
    flies = cycle.flight_s >= FLIGHT_S
    is_caught = flies and exercise.start is Start.FLOOR
    # Where the pelvis turns more than it travels, it is the sensor whose height differs.
    is_known = cycle.has_eccentric or exercise.start is Start.BOTTOM
    travels = exercise.signal is Signal.HEIGHT and is_known and not flies
    return (
        math.log(abs(cycle.travel_m) + 0.04) / LOG_RATIO if travels else None,
        math.log(cycle.range_deg + 3.0) / LOG_RATIO,
        0.8 * math.log(max(0.01, cycle.concentric_s) + 0.1) / LOG_RATIO,
        0.6 * math.log(cycle.vertical_g + 0.05) / LOG_RATIO,
        (cycle.most_deg if is_caught else cycle.bottom_deg) / POSE_DEG,
        cycle.end_deg / POSE_DEG,
    )
