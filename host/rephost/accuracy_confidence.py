"""Whether a confidence means what it says: of what is said to be 0.9, nine in ten are right.

What is judged are all candidates of a recording: the reps that were counted, and the movements that
were rejected. A counted rep is right if it is matched to a true one. A rejected movement was a rep
after all if the lock-out of a true rep that no counted one is matched to lies within it, or half a
second of it; each such rep makes one candidate true. True reps without any candidate have no
confidence that could be judged: they are numbered.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from rephost.accuracy_truth import Candidate

BINS: Final = 10


class Judged(NamedTuple):
    """One candidate: how sure it was said to be a rep, and whether it was one."""

    confidence: float
    is_rep: bool
    was_counted: bool


@dataclass(frozen=True, slots=True)
class Judgement:
    """All candidates of one recording."""

    candidates: tuple[Judged, ...]
    without_candidate: int
    """True reps that nothing was found for."""


def judged(
    counted: Iterable[tuple[float, bool]],
    missed_s: Sequence[float],
    rejected: Iterable[Candidate],
    tolerance_s: float,
) -> Judgement:
    """Judge what was counted, as (confidence, whether matched), and what was rejected.

    `missed_s` are the lock-outs of true reps that no counted one is matched to, rising.
    """
    left = list(missed_s)
    candidates = [Judged(confidence, is_rep, True) for confidence, is_rep in counted]
    for one in sorted(rejected, key=lambda one: one.end_s):
        within = [
            t_s for t_s in left if one.start_s - tolerance_s <= t_s <= one.end_s + tolerance_s
        ]
        if within:
            left.remove(within[0])
        candidates.append(Judged(one.confidence, bool(within), False))
    return Judgement(tuple(candidates), len(left))


def calibration(judgements: Iterable[Judgement]) -> dict[str, Any]:
    """Sum up: expected calibration error over ten equal bins, Brier score, reliability by bin.

    `brier_better` is by how much the Brier score is better than always saying the base rate.
    """
    ones = list(judgements)
    every = [one for judgement in ones for one in judgement.candidates]
    bins: list[list[Judged]] = [[] for _ in range(BINS)]
    for one in every:
        bins[min(BINS - 1, int(one.confidence * BINS))].append(one)
    result: dict[str, Any] = {
        "candidates": len(every),
        "counted": sum(one.was_counted for one in every),
        "without_candidate": sum(judgement.without_candidate for judgement in ones),
        "calibration_error": None,
        "brier": None,
        "brier_better": None,
        "reliability": [_bin(number, of) for number, of in enumerate(bins)],
    }
    if every:
        rate = sum(one.is_rep for one in every) / len(every)
        brier = sum((one.confidence - one.is_rep) ** 2 for one in every) / len(every)
        base = rate * (1.0 - rate)
        off = sum(abs(sum(one.confidence - one.is_rep for one in of)) for of in bins)
        result |= {
            "calibration_error": round(off / len(every), 4),
            "brier": round(brier, 4),
            "brier_better": round(1.0 - brier / base, 4) if base else None,
        }
    return result


def _bin(number: int, of: Sequence[Judged]) -> dict[str, Any]:
    n = len(of)
    return {
        "from": round(number / BINS, 2),
        "to": round((number + 1) / BINS, 2),
        "candidates": n,
        "said": round(sum(one.confidence for one in of) / n, 4) if n else None,
        "right": round(sum(one.is_rep for one in of) / n, 4) if n else None,
    }
