"""How well what was found agrees with what truly happened, in one recording. Pure functions."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, NamedTuple

from rephost.accuracy_confidence import Judgement, judged
from rephost.accuracy_sets import TOLERANCE_S, SetScore, set_scores
from rephost.accuracy_truth import MEASURES, Candidate, TimedSet, Times, Truth

BOUNDARIES: Final = ("start_s", "bottom_s", "bottom_end_s", "end_s")
PHASES: Final = ("eccentric_s", "bottom_pause_s", "concentric_s")
TOP_PAUSE: Final = "top_pause_s"


class Error(NamedTuple):
    """One duration, time or other measure that was found, against the true one."""

    what: str
    true: float
    error: float


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
    measures: tuple[Error, ...]
    """Of what only some reps have: hip share, time in the air."""
    judgement: Judgement
    """Of confidence; empty where the labels are not complete."""

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


def score(
    truth: Truth,
    found: Sequence[TimedSet],
    duration_s: float,
    rejected: Sequence[Candidate] = (),
) -> Score:
    """Score what was found, and rejected, in a recording of `duration_s` against its labels."""
    true_reps = [rep for one in truth.sets for rep in one.reps]
    found_reps = [rep for one in found for rep in one.reps]
    pairs = matched([rep.end_s for rep in true_reps], [rep.end_s for rep in found_reps])
    partners = {id(true_reps[i]): found_reps[j] for i, j in pairs}
    outside = _outside(truth.sets, found_reps)
    in_sets_s = sum(one.last_s - one.first_s + 2 * TOLERANCE_S for one in truth.sets)
    matches = [(true_reps[i], found_reps[j]) for i, j in pairs]
    return Score(
        sets=set_scores(truth.sets, found),
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
        phases=(*_compared(matches, PHASES), *_top_pause_errors(truth.sets, partners)),
        boundaries=tuple(_boundary_errors(matches)),
        range_errors_deg=tuple(
            mine.range_of_motion_deg - true.range_of_motion_deg
            for true, mine in matches
            if true.range_of_motion_deg is not None and mine.range_of_motion_deg is not None
        ),
        measures=tuple(_compared(matches, MEASURES)),
        judgement=_judgement(truth, true_reps, found_reps, pairs, rejected),
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


def _judgement(
    truth: Truth,
    true_reps: Sequence[Times],
    found_reps: Sequence[Times],
    pairs: Sequence[tuple[int, int]],
    rejected: Sequence[Candidate],
) -> Judgement:
    if not truth.complete:
        return Judgement((), 0)
    known, right = {i for i, _ in pairs}, {j for _, j in pairs}
    counted = [(rep.confidence, j in right) for j, rep in enumerate(found_reps)]
    missed_s = [rep.end_s for i, rep in enumerate(true_reps) if i not in known]
    return judged(counted, missed_s, rejected, TOLERANCE_S)


def _compared(matches: Sequence[tuple[Times, Times]], names: Sequence[str]) -> list[Error]:
    """Return the errors of what is known of both reps of a pair."""
    return [
        Error(name, true_value, value - true_value)
        for true, mine in matches
        for name in names
        if (true_value := getattr(true, name)) is not None
        and (value := getattr(mine, name)) is not None
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
        error
        for pair in matches
        for error in _compared(
            [pair], BOUNDARIES if pair[0].start_s is not None else BOUNDARIES[2:]
        )
    ]
