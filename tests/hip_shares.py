"""Bare sets of which hip share and hips leading are known, and what the counter says of them."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

import synth_life as life
from counting import counted, seen, sets_in
from synth_chain import LIFTS, chain_piece
from synth_rdl import rdl
from synth_swing import swing

LIFTED = {
    "rdl": ("rdl", ()),
    "rdl fast": ("rdl", ("fast",)),
    "rdl slow": ("rdl", ("slow",)),
    "rdl partial": ("rdl", ("partial",)),
    "rdl one-arm": ("rdl", ("one-arm",)),
    "rdl squat-like": ("rdl", ("squat-like",)),
    "linked_rdl": ("rdl", ()),
    "good_morning": ("good_morning", ()),
    "swing": ("swing", ()),
    "swing hiked": ("swing", ("hiked",)),
    "swing one-arm": ("swing", ("one-arm",)),
    "swing squat-like": ("swing", ("squat-like",)),
    "deadlift": ("deadlift", ()),
    "squat": ("squat", ()),
    "sumo_squat": ("squat", ()),
}
"""What is lifted, and (what the counter is armed for, traits)."""


@dataclass(frozen=True, slots=True)
class Told:
    """A rep's true hip share, what was told of it, and whether it was called squat-like.

    Then the same of how far the hips lead; the truth is None without an eccentric.
    """

    true: float
    share: float | None
    is_squat_like: bool
    true_lead: float | None
    lead: float | None
    is_knees_first: bool


def told_of(what: str, rng: np.random.Generator) -> Iterator[Told]:
    """Yield the reps of one fresh set that were found, as any strap records it."""
    exercise, traits = LIFTED[what]
    reps = int(rng.integers(4, 9))
    if what in LIFTS:
        core = chain_piece(rng, LIFTS[what], reps)
    else:
        core = (swing if exercise == "swing" else rdl)(rng, reps, frozenset(traits))
    one = seen(rng, [life.stand(rng, 2.0, 3.0), core, life.stand(rng, 1.5, 3.0)])
    true = [rep for of in one.labels["sets"] for rep in of["reps"]]
    for found in sets_in(counted(one, exercise)):
        for rep in found.reps:
            of = [label for label in true if abs(label["end_s"] - rep.end_s) < 0.6]
            if len(of) == 1:
                yield Told(
                    of[0]["hip_share"],
                    rep.hip_share,
                    "squat_like" in rep.flags,
                    of[0].get("hips_lead"),
                    rep.hips_lead,
                    "knees_first" in rep.flags,
                )
