"""How fast a lifter goes, how even he is, how he tires: the plan of each rep of a chain lift."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from synth_lifts import HALF, TOO_SMALL, Rep, given_up, is_half, unlocked_part, varied
from synth_shapes import GRID, Floats, any_curve, curve, skewed, trapezoid

Range = tuple[float, float]

SPREAD: Range = (0.02, 0.10)
"""Standard deviation from rep to rep over the mean, of durations."""

LONGEST_HELD_S = 5.5
"""No pause within a rep or behind it is longer; what is, is a rest within the set."""

TEMPO_TRAITS = (
    "few",
    "half",
    "no-lockout",
    "top-pauses",
    "bottom-pauses",
    "cluster",
    "slow",
    "fast",
    "fatigue",
)
"""What can make any chain lift hard to count."""


@dataclass(frozen=True)
class Habit:
    """How a lift is done: ranges to draw from, in seconds and degrees of the joint that leads.

    No phase is slower on average than `slowest_dps`: the rule that bounds phases would cut it. What
    is counted by, the tilt or the hips' travel, grows with the joint's angle to the `power`.
    """

    range_deg: Range
    down_s: Range
    up_s: Range
    top_s: Range
    bottom_s: Range
    slowest_dps: float
    fastest_s: float = 0.5
    down_fastest_s: float = 0.5
    power: float = 1.0

    def short(self, rng: np.random.Generator, share: Range) -> float:
        """Return which part of the joint's range makes a `share` of what is counted by."""
        return float(float(rng.uniform(*share)) ** (1.0 / self.power))


def lognormal(spread: float, peak: float) -> Floats:
    """Return progress whose speed is a lognormal: a quick start and a long tail."""
    x = np.maximum(GRID, 1e-6)
    bell = np.exp(-0.5 * (np.log(x / peak) / spread) ** 2)
    return curve(bell * np.minimum(1.0, (1.0 - GRID) / 0.2))


def in_two(dip: float, where: float) -> Floats:
    """Return progress of two overlapping movements; between them speed falls by `dip`."""
    humps = np.sin(np.pi * GRID) ** 1.5
    saddle = 1.0 - dip * np.exp(-(((GRID - where) / 0.13) ** 2))
    return curve(humps * saddle)


def drawn_by_hand(rng: np.random.Generator) -> Floats:
    """Return progress as a measured trace has it: no formula, a bell with its own bumps."""
    bumps = np.zeros(GRID.size)
    for order in range(2, 6):
        bumps += rng.normal(0.0, 0.28 / order) * np.sin(np.pi * order * GRID + rng.uniform(0, 6.3))
    return curve(np.sin(np.pi * GRID) ** rng.uniform(0.8, 1.6) * np.exp(bumps))


def any_way(rng: np.random.Generator, *, concentric: bool, sticks: bool) -> Floats:
    """Return a way from 0 to 1 out of five families; `sticks` allows slow passages."""
    pick = rng.random()
    if pick < 0.3:
        return any_curve(rng, concentric=concentric and sticks)
    if pick < 0.45:
        forth = lognormal(float(rng.uniform(0.45, 0.75)), float(rng.uniform(0.3, 0.55)))
        return forth if rng.random() < 0.5 else np.asarray(1.0 - forth[::-1])
    if pick < 0.6:
        return trapezoid(float(rng.uniform(0.1, 0.5)), float(rng.uniform(0.1, 0.5)))
    if pick < 0.7 and sticks:
        return in_two(float(rng.uniform(0.3, 0.6)), float(rng.uniform(0.35, 0.65)))
    if pick < 0.8:
        return skewed(float(rng.uniform(1.0, 2.5)), float(rng.uniform(1.0, 2.5)))
    return drawn_by_hand(rng)


def rep_plans(
    rng: np.random.Generator, reps: int, habit: Habit, traits: frozenset[str]
) -> list[Rep]:
    """Return the plan of each rep: the lifter's habit, his scatter, his fatigue, `traits`."""
    range_deg = float(rng.uniform(*habit.range_deg))
    down_s, up_s = float(rng.uniform(*habit.down_s)), float(rng.uniform(*habit.up_s))
    top_s, bottom_s = float(rng.uniform(*habit.top_s)), float(rng.uniform(*habit.bottom_s))
    if "slow" in traits:
        down_s, up_s = float(rng.uniform(4.0, 6.0)), float(rng.uniform(3.0, 5.0))
    if "fast" in traits:
        down_s, up_s = 0.55 * habit.down_s[0], 0.55 * habit.up_s[0]
        top_s, bottom_s = min(top_s, 0.3), 0.0
    if rng.random() < 0.25:
        top_s = 0.0
    if rng.random() < 0.4 and habit.bottom_s[0] == 0.0:
        bottom_s = 0.0
    spread = float(rng.uniform(*SPREAD))
    tired = float(rng.uniform(0.3, 0.9) if "fatigue" in traits else rng.uniform(0.0, 0.15))
    unlocked = unlocked_part(rng, traits)
    down = any_way(rng, concentric=False, sticks=False)
    plans = []
    for i in range(reps):
        worn = tired * (i / max(reps - 1, 1)) ** 1.5
        reach_deg = range_deg * varied(rng, spread / 2) * (1 - 0.15 * worn)
        short_deg = 0.0
        if is_half(rng, i, traits):
            reach_deg = range_deg * habit.short(rng, HALF)
        if unlocked and i < reps - 1 and rng.random() < unlocked:
            short_deg = range_deg * float(rng.uniform(0.12, 0.3))
        longest_s = max((reach_deg - short_deg) / habit.slowest_dps, habit.fastest_s)
        rise_s = min(up_s * varied(rng, spread) * (1 + worn), longest_s)
        fall_s = min(down_s * varied(rng, spread) * (1 + 0.3 * worn), longest_s)
        sticks = (reach_deg - short_deg) / rise_s > 1.9 * habit.slowest_dps
        if i == 0 or not sticks or rng.random() < 0.4:
            up = any_way(rng, concentric=True, sticks=sticks)
        rest_s, held_s = top_s * varied(rng, 2 * spread), bottom_s * varied(rng, 2 * spread)
        if "top-pauses" in traits:
            rest_s = float(rng.uniform(3.0, LONGEST_HELD_S))
        if "bottom-pauses" in traits:
            held_s = float(rng.uniform(3.0, LONGEST_HELD_S))
        if "cluster" in traits and i % 3 == 2:
            rest_s = float(rng.uniform(6.0, 11.0))
        plans.append(
            Rep(
                range_deg=reach_deg,
                down_s=max(fall_s, habit.down_fastest_s),
                bottom_s=held_s,
                up_s=max(rise_s, habit.fastest_s),
                top_s=rest_s,
                lean_deg=-short_deg,
                rest_lean_deg=-short_deg,
                down=down,
                up=up,
            )
        )
        if "half" in traits and i and rng.random() < 0.15:
            full = replace(plans[-1], range_deg=range_deg)
            plans.append(given_up(full, habit.short(rng, TOO_SMALL)))
    return plans


def floored(plans: Sequence[Rep], scatter: float) -> list[Rep]:
    """Return the plans with one bottom, where the floor is: what a rep lacks it lacks at the top.

    `scatter` is how much of the ordinary spread of ranges is left there.
    """
    # What is given up on the way up has a lowering that would belong to no rep.
    plans = [rep for rep in plans if rep.is_rep]
    deep = max(rep.range_deg for rep in plans)
    made = []
    rested_s = 0.0
    for rep in plans:
        lacks_deg = deep - rep.range_deg
        lacks_deg = (lacks_deg if lacks_deg > 0.3 * deep else scatter * lacks_deg) - rep.lean_deg
        made.append(
            replace(
                rep,
                range_deg=deep,
                bottom_s=max(rep.bottom_s, rested_s),
                top_s=min(rep.top_s, LONGEST_HELD_S),
                lean_deg=-lacks_deg,
                rest_lean_deg=-lacks_deg,
            )
        )
        # Nobody rests at the top of these.
        rested_s = rep.top_s if rep.top_s > LONGEST_HELD_S else 0.0
    return made
