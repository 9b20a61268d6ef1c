"""What happens round a set: coming to the weight, picking it up, setting it down, walking away."""

from collections.abc import Callable, Sequence

import numpy as np

import synth_life as life
from synth_body import Piece
from synth_gait import steps_back, turn, walk

_HARD_BOTH = (
    "cluster",
    "partial",
    "fast",
    "slow",
    "half",
    "one-arm",
    "squat-like",
    "fatigue",
)
HARD_RDL = ("pauses", "top-pauses", "no-lockout", *_HARD_BOTH, "fidget", "drop", "sitting")
HARD_SWING = ("hiked", "dead-start", *_HARD_BOTH, "short", "drop", "sitting")


def around(
    rng: np.random.Generator,
    core: Piece,
    traits: frozenset[str],
    *,
    start: str,
    go: Callable[[np.random.Generator, float], Piece] = walk,
    ready: Sequence[Piece] = (),
) -> list[Piece]:
    """Return a set with believable seconds before and after it.

    `start` is how the lifter gets the weight: "floor", "rack" or "ready" (already there, or the
    set itself begins at the floor). He comes and leaves by `go`; `ready` is done before he stands
    still for the set.
    """
    before: list[Piece] = []
    if rng.random() < 0.85 or "sitting" in traits:
        before.append(life.stand(rng, 0.5, 3.0))
        if "sitting" in traits:
            before += [life.sit(rng, 2, 10), life.stand(rng, 0.5, 2.0)]
        before.append(go(rng, float(rng.uniform(3, 9))))
        if rng.random() < 0.4:
            before.append(turn(rng))
    before.append(life.stand(rng, 0.6, 2.0))
    after: list[Piece] = [life.stand(rng, 1.5, 5.0)]
    if start == "floor":
        before += [life.pick_up(rng), life.stand(rng, 0.5, 2.0), steps_back(rng)]
        after += [life.pick_up(rng, "set down"), life.stand(rng, 0.5, 2.0)]
    elif start == "rack":
        before += [life.unrack(rng), steps_back(rng)]
        after += [steps_back(rng, forward=True), life.unrack(rng, "rack")]
    before += [*ready, life.stand(rng, 2.0, 5.0)]
    if "drop" in traits:
        after = [life.stand(rng, 0.5, 2.5)]
    if "drop" not in traits or rng.random() < 0.5:
        if rng.random() < 0.8:
            after.append(go(rng, float(rng.uniform(3, 9))))
        if "sitting" in traits:
            after.append(life.sit(rng, 2, 10))
        after.append(life.stand(rng, 0.5, 3.0))
    return [*before, core, *after]


def any_start(rng: np.random.Generator, reps: int, traits: frozenset[str]) -> str:
    """Return how the weight is got, such that a watcher could not take the getting for a rep."""
    if traits & {"hiked", "dead-start"} or (reps < 3 and "squat-like" in traits):
        return "ready"
    return str(rng.choice(["floor", "floor", "rack", "ready", "ready"]))
