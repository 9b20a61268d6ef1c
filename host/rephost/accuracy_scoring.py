"""How well what was found agrees with what truly happened, in one recording. Pure functions."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, NamedTuple

from rephost.accuracy_truth import TimedSet, Times, Truth

TOLERANCE_S: Final = 0.5
"""A rep was found if a lock-out lies within this of its own."""

BOUNDARIES: Final = ("start_s", "bottom_s", "bottom_end_s", "end_s")
PHASES: Final = ("eccentric_s", "bottom_pause_s", "concentric_s")
TOP_PAUSE: Final = "top_pause_s"


class Error(NamedTuple):
    """One duration or time that was found, against the true one."""

    what: str
    true_s: float
    error_s: float


@dataclass(frozen=True, slots=True)
class SetScore:
    """One true set and what was found in its place."""

    exercise: str
    true_reps: int
    found_reps: tuple[int, ...]
    """Of each set found in its place, in order: one number if all is well, none if missed."""
    named: str | None
    """The exercise of the longest set found there."""
    tension_error_pct: float | None
    """Of the time under tension, where the count is exact."""

    @property
    def is_exact(self) -> bool:
        """Whether one set with the true count was found."""
        return self.found_reps == (self.true_reps,)

    @property
    def is_near(self) -> bool:
        """Whether one set with the true count, or one more or less, was found."""
        return len(self.found_reps) == 1 and abs(self.found_reps[0] - self.true_reps) <= 1


@dataclass(frozen=True, slots=True)
class Score:
    """One recording against its labels."""

    sets: tuple[SetScore, ...]
    true_counts: tuple[int, ...]
    found_counts: tuple[int, ...]
    """Of all sets found, wherever."""
    matched_reps: int
    unlabelled_reps: int
    """Found where the labels say nothing and are not complete: neither right nor wrong."""
    false_outside: int
    """Reps found outside all true sets."""
    outside_s: float
    """How long the recording is without its true sets; 0 where the labels are not complete."""
    wrong_eccentrics: int
    """Matched reps with an eccentric that was none, or without one that was."""
    phases: tuple[Error, ...]
    boundaries: tuple[Error, ...]
    range_errors_deg: tuple[float, ...]

    @property
    def is_exact(self) -> bool:
        """Whether the recording's answer is the truth: the same sets with the same counts."""
        return self.found_counts == self.true_counts

    @property
    def is_near(self) -> bool:
        """Whether it has the true number of sets, each with at most one rep more or less."""
        return len(self.found_counts) == len(self.true_counts) and all(
            abs(found - true) <= 1
            for found, true in zip(self.found_counts, self.true_counts, strict=True)
        )


def score(truth: Truth, found: Sequence[TimedSet], duration_s: float) -> Score:
    """Score the sets found in a recording of `duration_s` against its labels."""
    true_reps = [rep for one in truth.sets for rep in one.reps]
    found_reps = [rep for one in found for rep in one.reps]
    pairs = matched([rep.end_s for rep in true_reps], [rep.end_s for rep in found_reps])
    partners = {id(true_reps[i]): found_reps[j] for i, j in pairs}
    outside = _outside(truth.sets, found_reps)
    in_sets_s = sum(one.last_s - one.first_s + 2 * TOLERANCE_S for one in truth.sets)
    matches = [(true_reps[i], found_reps[j]) for i, j in pairs]
    return Score(
        sets=_set_scores(truth.sets, found),
        true_counts=tuple(len(one.reps) for one in truth.sets),
        found_counts=tuple(len(one.reps) for one in found),
        matched_reps=len(pairs),
        unlabelled_reps=0 if truth.complete else outside,
        false_outside=outside if truth.complete else 0,
        outside_s=max(0.0, duration_s - in_sets_s) if truth.complete else 0.0,
        wrong_eccentrics=sum(
            true.bottom_end_s is not None and (true.start_s is None) != (mine.start_s is None)
            for true, mine in matches
        ),
        phases=(*_phase_errors(matches), *_top_pause_errors(truth.sets, partners)),
        boundaries=tuple(_boundary_errors(matches)),
        range_errors_deg=tuple(
            mine.range_of_motion_deg - true.range_of_motion_deg
            for true, mine in matches
            if true.range_of_motion_deg is not None and mine.range_of_motion_deg is not None
        ),
    )


def matched(
    true_s: Sequence[float], found_s: Sequence[float], tolerance_s: float = TOLERANCE_S
) -> list[tuple[int, int]]:
    """Pair times one to one and in order: as many as can be, then as near as can be.

    Returns
    -------
    Pairs (index into `true_s`, index into `found_s`), rising in both. Both must be sorted.
    """
    # best[i][j]: (minus the pairs, their distance) of what lies behind i and j.
    n, m = len(true_s), len(found_s)
    best = [[(0, 0.0)] * (m + 1) for _ in range(n + 1)]
    for i in reversed(range(n)):
        for j in reversed(range(m)):
            best[i][j] = min(best[i + 1][j], best[i][j + 1])
            apart_s = abs(true_s[i] - found_s[j])
            if apart_s <= tolerance_s:
                missing, sum_s = best[i + 1][j + 1]
                best[i][j] = min(best[i][j], (missing - 1, sum_s + apart_s))
    pairs: list[tuple[int, int]] = []
    i = j = 0
    while i < n and j < m:
        if best[i][j] == best[i + 1][j]:
            i += 1
        elif best[i][j] == best[i][j + 1]:
            j += 1
        else:
            pairs.append((i, j))
            i, j = i + 1, j + 1
    return pairs


def is_within(t_s: float, sets: Sequence[TimedSet]) -> bool:
    """Tell whether a time lies in one of the sets, or within the tolerance of it."""
    return any(one.first_s - TOLERANCE_S <= t_s <= one.last_s + TOLERANCE_S for one in sets)


def _outside(true_sets: Sequence[TimedSet], found_reps: Sequence[Times]) -> int:
    return sum(not is_within(rep.end_s, true_sets) for rep in found_reps)


def _set_scores(true_sets: Sequence[TimedSet], found: Sequence[TimedSet]) -> tuple[SetScore, ...]:
    """Give each set found to the true set that it shares most time with, then compare.

    Of a true set only a lock-out may be known: it, too, is found within the tolerance.
    """
    places: list[list[TimedSet]] = [[] for _ in true_sets]
    for one in found:
        shared_s = [
            min(one.last_s, true.last_s + TOLERANCE_S)
            - max(one.first_s, true.first_s - TOLERANCE_S)
            for true in true_sets
        ]
        if shared_s and max(shared_s) > 0:
            places[shared_s.index(max(shared_s))].append(one)
    return tuple(_set_score(true, mine) for true, mine in zip(true_sets, places, strict=True))


def _set_score(true: TimedSet, mine: Sequence[TimedSet]) -> SetScore:
    longest = max(mine, key=lambda one: len(one.reps), default=None)
    counts = tuple(len(one.reps) for one in mine)
    error_pct = None
    if longest is not None and counts == (len(true.reps),):
        true_s, mine_s = _under_tension_s(true), _under_tension_s(longest)
        if true_s and mine_s is not None:
            error_pct = 100.0 * (mine_s - true_s) / true_s
    named = None if longest is None else longest.exercise
    return SetScore(true.exercise, len(true.reps), counts, named, error_pct)


def _under_tension_s(of: TimedSet) -> float | None:
    durations = [rep.under_tension_s for rep in of.reps]
    known = [duration for duration in durations if duration is not None]
    return sum(known) if len(known) == len(durations) else None


def _phase_errors(matches: Sequence[tuple[Times, Times]]) -> list[Error]:
    return [
        Error(phase, true_s, mine_s - true_s)
        for true, mine in matches
        for phase in PHASES
        if (true_s := getattr(true, phase)) is not None
        and (mine_s := getattr(mine, phase)) is not None
    ]


def _top_pause_errors(true_sets: Sequence[TimedSet], partners: dict[int, Times]) -> list[Error]:
    """Compare the pauses between reps that follow each other both in truth and as found."""
    errors = []
    for one in true_sets:
        for true, following in pairwise(one.reps):
            mine, mine_following = partners.get(id(true)), partners.get(id(following))
            if mine is None or mine_following is None:
                continue
            if following.start_s is not None and mine_following.start_s is not None:
                true_s = following.start_s - true.end_s
                mine_s = mine_following.start_s - mine.end_s
                errors.append(Error(TOP_PAUSE, true_s, mine_s - true_s))
    return errors


def _boundary_errors(matches: Sequence[tuple[Times, Times]]) -> list[Error]:
    # Where there is no eccentric, start, bottom and bottom end are one time: the last is scored.
    return [
        Error(name, true_s, mine_s - true_s)
        for true, mine in matches
        for name in (BOUNDARIES if true.start_s is not None else BOUNDARIES[2:])
        if (true_s := getattr(true, name)) is not None
        and (mine_s := getattr(mine, name)) is not None
    ]
