"""Sets of the whole posterior chain, easy and hard, in their story; life round the gym."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

import synth_life as life
import synth_rests as rests
from synth import Recording, observe, observe_set
from synth_body import Motion, Piece, story
from synth_carried import car, strap_off
from synth_clean import power_clean
from synth_jump import box_jump
from synth_lying import back_raise, glute_bridge
from synth_paces import any_run, any_walk
from synth_row import hold, row
from synth_scenes import around
from synth_single import airplane, death_march
from synth_stand import calf_raise, deadlift, good_morning, linked_rdl, squat
from synth_strap import random_strap
from synth_tempo import TEMPO_TRAITS
from synth_traits import hard_traits

Make = Callable[[np.random.Generator, int, frozenset[str]], Piece]


@dataclass(frozen=True)
class Lift:
    """A lift: how it is done, what labels call it, the traits it always has and may have.

    `starts` are ways to get the weight as `around` takes them; `fewest` to `most` reps make an
    ordinary set; `hard` are those of `TEMPO_TRAITS` that can be done with it.
    """

    make: Make
    exercise: str
    always: frozenset[str] = frozenset()
    may: tuple[str, ...] = ()
    starts: tuple[str, ...] = ("ready",)
    fewest: int = 5
    most: int = 12
    hard: tuple[str, ...] = TEMPO_TRAITS


_FREE = ("ready", "ready", "floor")
_UNEVEN = tuple(name for name in TEMPO_TRAITS if name not in ("half", "no-lockout", "slow"))

LIFTS: dict[str, Lift] = {
    "deadlift": Lift(deadlift, "deadlift", may=("touch-and-go",), fewest=3, most=10),
    "good_morning": Lift(good_morning, "good_morning", starts=("rack",)),
    "linked_rdl": Lift(linked_rdl, "rdl", starts=("rack", "floor", "ready")),
    "squat": Lift(squat, "squat", starts=("rack",), fewest=3),
    "sumo_squat": Lift(squat, "squat", frozenset(("sumo",)), starts=_FREE),
    "glute_bridge": Lift(glute_bridge, "glute_bridge", fewest=6, most=15),
    "hip_thrust": Lift(glute_bridge, "glute_bridge", frozenset(("thrust",))),
    "back_raise_45": Lift(back_raise, "back_raise", may=("from-below",)),
    "back_raise_flat": Lift(back_raise, "back_raise", frozenset(("flat",)), ("from-below",)),
    "row": Lift(row, "row", starts=("floor", "rack", "ready"), hard=_UNEVEN),
    "row_one_arm": Lift(row, "row", frozenset(("one-arm",)), starts=_FREE, hard=_UNEVEN),
    "row_strict": Lift(row, "row", frozenset(("strict",)), ("one-arm",), _FREE, hard=("few",)),
    "calf_raise": Lift(
        calf_raise,
        "calf_raise",
        may=("step",),
        fewest=8,
        most=20,
        hard=tuple(name for name in TEMPO_TRAITS if name != "slow"),
    ),
    "box_jump": Lift(box_jump, "box_jump", fewest=3, most=8, hard=("few", "fatigue")),
    "power_clean": Lift(
        power_clean,
        "power_clean",
        may=("singles",),
        fewest=3,
        most=6,
        hard=("few", "bottom-pauses"),
    ),
    "airplane": Lift(airplane, "rdl", starts=_FREE, fewest=3, most=8, hard=("few", "cluster")),
    "death_march": Lift(
        death_march, "rdl", starts=("floor",), fewest=4, hard=("few", "fatigue", "slow", "half")
    ),
    "hold": Lift(hold, "hold", starts=_FREE, fewest=8, most=15, hard=("few",)),
}
"""The lifts of the chain besides `synth.rdl_set` and `synth.swing_set`, by a name of ours."""


def chain_piece(
    rng: np.random.Generator, lift: Lift, reps: int, traits: frozenset[str] = frozenset()
) -> Piece:
    """Return the bare set, from standing to standing."""
    now_and_then = frozenset(name for name in lift.may if rng.random() < 0.4)
    return lift.make(rng, reps, lift.always | now_and_then | (traits & set(lift.hard)))


def set_alone(
    rng: np.random.Generator, lift: Lift, reps: int, traits: frozenset[str] = frozenset()
) -> Motion:
    """Return a set with nothing but standing still before and after it."""
    core = chain_piece(rng, lift, reps, traits)
    return story(rng, [life.stand(rng, 1.0, 1.5), core, life.stand(rng, 1.0, 1.5)])


def chain_story(
    rng: np.random.Generator, lift: Lift, reps: int, traits: frozenset[str] = frozenset()
) -> list[Piece]:
    """Return a set with what is round it: coming, the weight, the feet, leaving."""
    core = chain_piece(rng, lift, reps, traits)
    ready: list[Piece] = []
    if rng.random() < 0.25:
        warm_up = rests.stretch if rng.random() < 0.5 else rests.hip_circles
        ready += [warm_up(rng), life.stand(rng, 1.0, 4.0)]
    if rng.random() < 0.7:
        ready.append(rests.set_feet(rng))
    start = str(rng.choice(lift.starts))
    return around(rng, core, frozenset(), start=start, go=any_walk, ready=ready)


def chain_motion(
    rng: np.random.Generator, lift: Lift, reps: int, traits: frozenset[str] = frozenset()
) -> Motion:
    """Return a set with its story as one motion."""
    return story(rng, chain_story(rng, lift, reps, traits))


def chain_set(
    rng: np.random.Generator,
    name: str,
    *,
    kind: str = "ordinary",
    reps: int | None = None,
    traits: frozenset[str] | None = None,
    rate_hz: float = 100.0,
    has_gyro: bool = True,
) -> Recording:
    """Return one set of a lift of `LIFTS`; `kind` ordinary, hard or gaps, the rest is drawn."""
    lift = LIFTS[name]
    if traits is None:
        traits = hard_traits(rng, lift.hard) if kind == "hard" else frozenset()
    if reps is None:
        few = "few" in traits
        reps = int(rng.integers(1, 4) if few else rng.integers(lift.fewest, lift.most + 1))
    if "slow" in traits:
        reps = min(reps, 6)
    motion = chain_motion(rng, lift, reps, traits)
    return observe_set(motion, rng, traits, kind=kind, rate_hz=rate_hz, has_gyro=has_gyro)


WIDE: tuple[life.Activity, ...] = (
    (3.0, lambda rng: any_walk(rng, float(rng.uniform(3, 25)))),
    (0.6, lambda rng: any_run(rng, float(rng.uniform(5, 40)))),
    (1.0, rests.set_feet),
    (0.7, rests.stretch),
    (0.4, rests.hip_circles),
    (0.3, rests.foam_roll),
    (0.2, rests.cat_cow),
    (0.15, car),
    (0.6, rests.again_and_again),
    (0.6, rests.carry),
    (0.3, strap_off),
)
"""(weight, what) of life round the gym that `synth_life.LIFE` does not have."""

ALL_LIFE = (*life.LIFE, *WIDE)


def wide_life(
    rng: np.random.Generator, minutes: float, *, rate_hz: float = 100.0, has_gyro: bool = True
) -> Recording:
    """Return at least `minutes` of life in and round a gym, without a single rep."""
    motion = story(rng, life.some(rng, minutes * 60.0, ALL_LIFE))
    return observe(
        motion, random_strap(rng), rng, rate_hz=rate_hz, has_gyro=has_gyro, kind="everyday"
    )


def chain_session(
    rng: np.random.Generator, minutes: float, *, rate_hz: float = 100.0, has_gyro: bool = True
) -> Recording:
    """Return at least `minutes` of sets of any of `LIFTS`, one in three hard, and their rests."""
    pieces: list[Piece] = life.some(rng, 30.0, ALL_LIFE)
    total_s = sum(piece.duration_s for piece in pieces)
    while total_s < minutes * 60.0:
        lift = LIFTS[str(rng.choice(sorted(LIFTS)))]
        traits = (
            hard_traits(rng, lift.hard) & set(lift.hard) if rng.random() < 1 / 3 else frozenset()
        )
        reps = int(rng.integers(lift.fewest, lift.most + 1))
        block = chain_story(rng, lift, reps, traits)
        block += life.some(rng, float(rng.uniform(45, 150)), ALL_LIFE)
        pieces += block
        total_s += sum(piece.duration_s for piece in block)
    motion = story(rng, pieces)
    return observe(
        motion, random_strap(rng), rng, rate_hz=rate_hz, has_gyro=has_gyro, kind="session"
    )
