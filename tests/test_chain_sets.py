"""Lifts of the chain that were lost in hard sets, and whose name hung on the sensor's error."""

from collections.abc import Sequence

import numpy as np
import pytest

from counting import counted, found
from draws import holds
from synth_chain import LIFTS, chain_set


def exact(seed: int, lift: str, traits: Sequence[str], reps: int, numbers: range) -> float:
    """Return the part of drawn sets that are found out, name and number."""
    right = 0
    for number in numbers:
        rng = np.random.default_rng([seed, number])
        one = chain_set(rng, lift, reps=reps, traits=frozenset(traits))
        right += found(counted(one)) == ((LIFTS[lift].exercise, reps),)
    return right / len(numbers)


@pytest.mark.parametrize("lift", ["glute_bridge", "hip_thrust", "back_raise_45"])
def test_lying_on_the_back_is_told_from_lying_on_the_belly(lift: str, seed: int) -> None:
    """Nobody bowed before, so only the rise tells, and a sensor's error in each pose hides it."""
    assert holds(lambda numbers: exact(seed, lift, (), 8, numbers) >= 0.9)


@pytest.mark.parametrize(
    ("lift", "trait"),
    [
        ("glute_bridge", "half"),
        ("hip_thrust", "half"),
        ("hip_thrust", "fast"),
        ("back_raise_45", "bottom-pauses"),
        ("row", "bottom-pauses"),
    ],
)
def test_hard_sets_off_the_feet_and_bent_over(lift: str, trait: str, seed: int) -> None:
    assert holds(lambda numbers: exact(seed, lift, (trait,), 8, numbers) >= 0.8)
