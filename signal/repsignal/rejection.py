"""What was no rep, why, and how sure it is that it was one after all."""

import math
from bisect import bisect_left
from collections.abc import Sequence
from statistics import median
from typing import Final, NamedTuple

from repsignal.kinds import step
from repsignal.movement import Movement

ODDS: Final = -1.24
OF_STEP: Final = -2.1
OF_RANGE: Final = 1.91
OF_COUNT: Final = 0.96
OF_UNUSUAL: Final = -1.47
OF_TRANSFER: Final = -0.73
"""Log odds that a rejected movement was a rep, and what each of its measures adds to them: by a
logistic regression over the rejected movements of drawn hard sets and everyday life. A rep has one
like it beside it, is one of many, as deep as they are, and ends in the pose in which it began."""

USUAL_DEG: Final = 40.0
LEAST_DEG: Final = 5.0
FARTHEST_STEP: Final = 3.0
FARTHEST_TRANSFER: Final = 3.0
"""Beyond, another kind is another kind. What stands alone is as far from others."""


class Rejection(NamedTuple):
    """Movement that looked like reps and is not counted.

    `confidence` is how sure it is, 0 … 1, that it was a rep after all.
    """

    start_s: float
    end_s: float
    reason: str
    confidence: float


def rejections(
    run: Sequence[Movement], rejected: Sequence[tuple[Movement, str]]
) -> tuple[Rejection, ...]:
    """Return what of a run, in order, is rejected, why, and how sure it was a rep."""
    usual_deg = median([movement.range_deg for movement in run]) if rejected else 0.0
    return tuple(
        Rejection(one.start_s, one.end_s, reason, _confidence(one, run, usual_deg))
        for one, reason in rejected
    )


def _confidence(movement: Movement, run: Sequence[Movement], usual_deg: float) -> float:
    at = bisect_left(run, movement.start_s, key=lambda one: one.start_s)
    behind = at + 1 if at < len(run) and run[at] is movement else at
    steps = [step(one, movement) for one in run[max(0, at - 1) : at]]
    steps += [step(movement, one) for one in run[behind : behind + 1]]
    odds = (
        ODDS
        + OF_STEP * min([FARTHEST_STEP, *steps])
        + OF_RANGE * math.log(max(LEAST_DEG, movement.range_deg) / USUAL_DEG)
        + OF_COUNT * math.log(len(run))
        + OF_UNUSUAL * abs(math.log(movement.range_deg / usual_deg))
        + OF_TRANSFER * min(FARTHEST_TRANSFER, movement.transfer)
    )
    return 1.0 / (1.0 + math.exp(-odds))
