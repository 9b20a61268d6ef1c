"""What happens round a set: coming to the weight, picking it up, setting it down, walking away."""

from collections.abc import Callable, Sequence

import numpy as np

import synth_life as life
from synth_body import Motion, Piece
from synth_gait import steps_back, turn, walk
from synth_shapes import FINE_HZ
from synth_strap import Slip

_HARD_BOTH = (
    "cluster",
    "partial",
    "fast",
    "slow",
    "slip",
    "one-arm",
    "squat-like",
    "fatigue",
)
HARD_RDL = ("pauses", "top-pauses", *_HARD_BOTH, "fidget", "drop", "sitting")
HARD_SWING = ("hiked", "dead-start", *_HARD_BOTH, "short", "drop", "sitting")
CLASHES = (
    {"fast", "slow"},
    {"partial", "squat-like"},
    {"partial", "slow"},
    {"squat-like", "slow"},
    {"squat-like", "short"},
    {"partial", "short"},
    {"hiked", "dead-start"},
    {"short", "dead-start"},
)


def hard_traits(rng: np.random.Generator, choices: tuple[str, ...]) -> frozenset[str]:
    """Return one thing that makes a set hard, or two that can go together."""
    first, second = (str(rng.choice(choices)) for _ in range(2))
    if rng.random() < 0.7 or {first, second} in CLASHES:
        return frozenset((first,))
    return frozenset((first, second))


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


def slip_in_set(rng: np.random.Generator, motion: Motion) -> Slip:
    """Return a slip of the strap somewhere inside the first set, about any axis or the waist."""
    marks = motion.sets[0]
    first, last = marks[0].concentric[0] / FINE_HZ, marks[-1].concentric[1] / FINE_HZ
    x, y, z = rng.standard_normal(3).tolist()
    size = float(np.sqrt(x * x + y * y + z * z))
    return Slip(
        t_s=float(rng.uniform(first, max(first, last - 1.0))),
        duration_s=float(rng.uniform(0.2, 1.5)),
        axis=(0.0, 0.0, 1.0) if rng.random() < 0.4 else (x / size, y / size, z / size),
        angle_deg=float(rng.choice([-1, 1]) * rng.uniform(8, 40)),
    )
