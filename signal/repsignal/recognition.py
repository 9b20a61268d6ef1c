"""Which exercise a group of cycles is, by what its usual cycle measures."""

import math
from collections.abc import Collection, Iterable, Sequence
from itertools import pairwise
from statistics import fmean, median
from typing import NamedTuple

from repsignal.cycle import Cycle
from repsignal.exercise import Exercise, Shape, Signal, Span, Start
from repsignal.state import BRIDGED

UNLIKELY = 4.5
"""A group is no exercise that explains it worse than this: three standard deviations, squared and
halved. More counts what is only like it."""


EDGE_UNLIKELY = 5.0
"""The same for the first and the last of a set, each for itself and against the others. Less takes
a weak first rep for setting up, more counts getting into position."""

RHYTHM, RHYTHM_FROM = Span(0.0, 0.12, 0.05), 3
"""By what part of it the time from lock-out to lock-out usually differs in a set, and how many of
them tell. More lets chores count, less loses sets with a pause after every other rep."""

CHANGE_MOST = 0.5
"""The most that one change from rep to rep counts as: a strap slips in one of them."""

SHORT_S, LITTLE_M, LITTLE_DEG = 0.05, 0.01, 3.0
"""Times, ways and tilts that are known no better than this."""

HIDDEN_UNLIKELY = 2.5
"""The same for what was no stroke, between two reps. More counts shifting one's weight."""

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

ALTERNATE_FROM = 4
ALTERNATE_DEG, ALTERNATE_LOG = 6.0, 0.25
"""How many cycles show that every other one is alike, and by how much those between differ."""

OF_TRAVEL = frozenset(("travel_m", "lift_m_per_deg"))
"""Measures that are only known of a rep that came down from where it ends, or from where one
stands."""

OF_SETS = frozenset(("settled_deg", "eccentric_s", "roundness"))
"""Measures of a whole set: who locks out now more and now less does so in any single rep of it, and
a strap slips in one of them."""

OF_MANNER = frozenset(("thrust_g", "jolt_part", "bottom_pause_s", "concentric_s", "off_bench_deg"))
"""Measures of how fast it is done, how long it is held and where it is locked out: who has said
what he does, does it as he likes."""

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


class Named(NamedTuple):
    """An exercise, and how sure it is that a group is that and none of the others."""

    exercise: Exercise
    confidence: float


def unlikeness(exercise: Exercise, group: Sequence[Cycle], besides: Collection[str] = ()) -> float:
    """Return how badly an exercise explains a group: half the sum of squares of what is beyond.

    Measures named `besides` are not looked at.
    """
    total: float = 0.0
    travelled = [cycle for cycle in group if cycle.has_eccentric]
    for name, span in exercise.spans:
        is_known = exercise.start is Start.BOTTOM and not travelled
        of = travelled if name in OF_TRAVEL and not is_known else group
        if not of or name in besides:
            continue
        usual = median([getattr(cycle, name) for cycle in of])
        total += 0.5 * span.beyond(usual) ** 2
    return total


def rhythm_unlikeness(exercise: Exercise, group: Sequence[Cycle]) -> float:
    """Return how badly the times of a group, and from lock-out to lock-out, are an exercise's.

    A set has a rhythm and a tempo; what is done again and again in life has none.
    """
    periods_s = [later.end_s - one.end_s for one, later in pairwise(group)]
    if not periods_s:
        return 0.0
    usual_s = median(periods_s)
    of_period = exercise.period_s.beyond(usual_s) if exercise.period_s else 0.0
    varies = median([abs(one - usual_s) for one in periods_s]) / usual_s
    of_rhythm = RHYTHM.beyond(varies) if len(periods_s) >= RHYTHM_FROM else 0.0
    of_tempo = exercise.tempo.beyond(unsteadiness(group)) if exercise.tempo else 0.0
    of_rise = exercise.rise.beyond(unevenness(group)) if exercise.rise else 0.0
    return 0.5 * (of_period**2 + of_rhythm**2 + of_tempo**2 + of_rise**2)


def unsteadiness(group: Sequence[Cycle]) -> float:
    """Return by what part the ways up and down of a group take longer or shorter than the last did.

    Who tires slows down little by little, which is hardly any from one rep to the next. Where a gap
    is, it says nothing of time.
    """
    known = [cycle for cycle in group if cycle.doubt != BRIDGED]
    lowered = [cycle for cycle in known if cycle.has_eccentric]
    return 0.5 * (
        _changing([cycle.concentric_s + SHORT_S for cycle in known])
        + _changing([cycle.eccentric_s + SHORT_S for cycle in lowered])
    )


def unevenness(group: Sequence[Cycle]) -> float:
    """Return by what part a group rises more or less for each degree than the last time.

    Half a rep rises half as far and tilts half as far; what only tilts rises as the sensor errs.
    """
    known = [cycle for cycle in group if cycle.has_eccentric and cycle.doubt != BRIDGED]
    return _changing(
        [(abs(one.travel_m) + LITTLE_M) / (one.range_deg + LITTLE_DEG) for one in known]
    )


def _changing(values: Sequence[float]) -> float:
    """Return the mean part by which each differs from the one before."""
    changes = [min(CHANGE_MOST, abs(math.log(b / a))) for a, b in pairwise(values)]
    return fmean(changes) if changes else 0.0


def alternation(group: Sequence[Cycle]) -> float:
    """Return how plainly every other cycle of a group is of another kind: over 1 it is sitting.

    Getting up is no sitting down: other in haste, in lean and in where it ends.
    """
    if len(group) < ALTERNATE_FROM:
        return 0.0
    total = 0.0
    for values in (
        [cycle.end_deg / ALTERNATE_DEG for cycle in group],
        [(cycle.end_deg - cycle.start_deg) / ALTERNATE_DEG for cycle in group],
        [math.log(max(0.1, cycle.concentric_s)) / ALTERNATE_LOG for cycle in group],
        [math.log(cycle.range_deg + 5.0) / ALTERNATE_LOG for cycle in group],
        [math.log(cycle.concentric_dps + 10.0) / (2.0 * ALTERNATE_LOG) for cycle in group],
    ):
        odd, even = values[::2], values[1::2]
        total += (sum(odd) / len(odd) - sum(even) / len(even)) ** 2
    return total / 4.0


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


def recognised(candidates: Iterable[Exercise], group: Sequence[Cycle]) -> Named | None:
    """Return the exercise that explains a group best; None if none does."""
    found = [
        (
            unlikeness(exercise, group) + rhythm_unlikeness(exercise, group),
            exercise.name,
            exercise,
        )
        for exercise in candidates
    ]
    least, _, best = min(found)
    if least > UNLIKELY:
        return None
    # Beside the other exercises stands all that is none, as likely as the limit.
    others = math.exp(least - UNLIKELY) + sum(math.exp(least - other) for other, *_ in found)
    return Named(best, 1.0 / others)
