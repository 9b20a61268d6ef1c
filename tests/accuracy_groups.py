"""The groups of fresh synthetic recordings that are measured: what they are, and how many."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

import synth
from synth_chain import LIFTS, chain_session, chain_set, wide_life

SESSION_MIN: Final = 20.0
RATES_HZ: Final = (25.0, 50.0, 200.0, 400.0)
ARMED_BELOW: Final = 3
"""Fewer reps than this are a set only where the exercise was named."""

HINGES: Final = ("rdl", "swing")
KINDS: Final = ("ordinary", "hard", "gaps")
NO_GYRO: Final = "without a gyro"
OTHER_RATES: Final = "other rates"

Drawn = tuple[synth.Recording, str | None]
"""A recording, and the exercise that the lifter named beforehand, if any."""

Make = Callable[[np.random.Generator, int], Drawn]
"""Of a fresh generator and the recording's number in its group."""


@dataclass(frozen=True)
class Group:
    """Recordings of one kind; `words` are all that it can be asked for by."""

    name: str
    family: str
    """hinge: RDL and swing; chain: the other lifts; life: sessions and everyday life."""
    lift: str
    """What is done, by a name of the generator's; nothing for everyday life and sessions."""
    kind: str
    full: int
    """How many there are in a full run."""
    make: Make

    @property
    def words(self) -> frozenset[str]:
        """Everything that this group is called."""
        return frozenset((*self.name.split(), self.family, self.lift))


def asked(groups: Iterable[Group], only: Sequence[str]) -> list[Group]:
    """Return the groups that have all the words of one of `only`; all if nothing is asked."""
    wanted = [frozenset(one.split()) for one in only]
    return [one for one in groups if not wanted or any(words <= one.words for words in wanted)]


def _named(recording: synth.Recording, number: int) -> Drawn:
    """Let the lifter name every other set, any that is too short to be found out, and all holds.

    What is held is no set unless it was said: who bends for long may do anything.
    """
    ((exercise, reps),) = recording.rep_counts
    is_short = reps < ARMED_BELOW
    return recording, exercise if is_short or number % 2 else None


def _hinge_groups(lift: str) -> Iterator[Group]:
    one_set = synth.rdl_set if lift == "rdl" else synth.swing_set

    def of(kind: str) -> Make:
        return lambda rng, number: _named(one_set(rng, kind=kind, armed=True), number)

    def rated(rng: np.random.Generator, number: int) -> Drawn:
        return one_set(rng, rate_hz=RATES_HZ[number % len(RATES_HZ)]), None

    def without(rng: np.random.Generator, number: int) -> Drawn:
        return one_set(rng, has_gyro=False), None

    yield Group(f"{lift} ordinary", "hinge", lift, "ordinary", 1000, of("ordinary"))
    yield Group(f"{lift} hard", "hinge", lift, "hard", 400, of("hard"))
    yield Group(f"{lift} gaps", "hinge", lift, "gaps", 200, of("gaps"))
    yield Group(f"{lift} {OTHER_RATES}", "hinge", lift, OTHER_RATES, 40, rated)
    yield Group(f"{lift} {NO_GYRO}", "hinge", lift, NO_GYRO, 200, without)


def _chain_groups(lift: str) -> Iterator[Group]:
    def of(kind: str) -> Make:
        return lambda rng, number: _named(chain_set(rng, lift, kind=kind), number)

    for kind, full in zip(KINDS, (60, 30, 12), strict=True):
        yield Group(f"{lift} {kind}", "chain", lift, kind, full, of(kind))


def _life_groups() -> Iterator[Group]:
    def of(make: Callable[[np.random.Generator, float], synth.Recording]) -> Make:
        return lambda rng, _: (make(rng, SESSION_MIN), None)

    yield Group("session", "life", "", "session", 18, of(synth.training_session))
    yield Group("chain session", "life", "", "session", 18, of(chain_session))
    yield Group("everyday", "life", "", "everyday", 27, of(synth.everyday))
    yield Group("wide life", "life", "", "everyday", 36, of(wide_life))


GROUPS: Final = (
    *(group for lift in HINGES for group in _hinge_groups(lift)),
    *(group for lift in LIFTS for group in _chain_groups(lift)),
    *_life_groups(),
)
"""All groups; sessions and everyday life last `SESSION_MIN` each."""

NAMES: Final = tuple(group.name for group in GROUPS)
BY_NAME: Final = {group.name: group for group in GROUPS}
