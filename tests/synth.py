"""A lifter made of mathematics: recordings of sets, sessions and everyday life with exact truth.

All is driven by the one generator passed in: the same state of it gives the same recording.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

import synth_life as life
from synth_body import Motion, Piece, story
from synth_rdl import rdl
from synth_scenes import HARD_RDL, HARD_SWING, any_start, around
from synth_sensor import measured
from synth_shapes import FINE_HZ, Floats
from synth_strap import Strap, random_strap, strap_path
from synth_swing import swing
from synth_traits import RATES_HZ, STRAP_TRAITS, hard_traits, strap_with
from synth_truth import hinge_deg, labels


@dataclass(frozen=True)
class Recording:
    """What a strap gave, and what truly happened.

    `counts` (n, 6) ax ay az gx gy gz, or (n, 3) without a gyro. Sample i was taken at
    `index[i] * period_s` seconds of true time; missing indices are gaps. `rate_hz` is what the
    strap says, `1 / period_s` what it does. `labels` is a labels file; `truth_hinge_deg` (n,) the
    pelvis' noise-free hinge angle at the samples. `kind` is ordinary, hard, gaps, session or
    everyday, `traits` what makes it hard, `spans` what happened: (what, from s, to s).
    """

    rate_hz: float
    period_s: float
    index: NDArray[np.int64]
    counts: NDArray[np.int16]
    acc_g_per_lsb: float
    gyr_dps_per_lsb: float | None
    labels: dict[str, Any]
    truth_hinge_deg: Floats
    kind: str
    traits: tuple[str, ...]
    spans: tuple[tuple[str, float, float], ...]
    strap: Strap

    @property
    def t_s(self) -> Floats:
        """True time of each sample (n,), in seconds from the first."""
        return self.index.astype(np.float64) * self.period_s

    @property
    def acc_g(self) -> Floats:
        """Acceleration (n, 3) in g, as measured."""
        return self.counts[:, :3].astype(np.float64) * self.acc_g_per_lsb

    @property
    def gyr_dps(self) -> Floats | None:
        """Angular rate (n, 3) in °/s, as measured; None without a gyro."""
        if self.gyr_dps_per_lsb is None:
            return None
        return self.counts[:, 3:].astype(np.float64) * self.gyr_dps_per_lsb

    @property
    def duration_s(self) -> float:
        """Seconds from the first sample to the last."""
        return float(self.index[-1]) * self.period_s

    @property
    def rep_counts(self) -> tuple[tuple[str, int], ...]:
        """(exercise, reps) of each set."""
        return tuple((one["exercise"], len(one["reps"])) for one in self.labels["sets"])


def observe(
    motion: Motion,
    strap: Strap,
    rng: np.random.Generator,
    *,
    rate_hz: float = 100.0,
    has_gyro: bool = True,
    kind: str = "ordinary",
    traits: tuple[str, ...] = (),
) -> Recording:
    """Return a motion as one strap records it; the same motion may be observed by many."""
    path = strap_path(motion, strap, rng)
    t_s, counts = measured(path, strap, rng, rate_hz=rate_hz)
    return Recording(
        rate_hz=rate_hz,
        period_s=strap.period_s(rate_hz),
        index=np.arange(t_s.size, dtype=np.int64),
        counts=counts if has_gyro else np.ascontiguousarray(counts[:, :3]),
        acc_g_per_lsb=strap.acc_g_per_lsb,
        gyr_dps_per_lsb=strap.gyr_dps_per_lsb if has_gyro else None,
        labels=labels(motion),
        truth_hinge_deg=np.interp(t_s * FINE_HZ, np.arange(motion.n), hinge_deg(motion)),
        kind=kind,
        traits=traits,
        spans=motion.spans,
        strap=strap,
    )


def with_gaps(
    whole: Recording,
    rng: np.random.Generator,
    *,
    every_s: float = 9.0,
    shortest_s: float = 0.1,
    longest_s: float = 0.6,
) -> Recording:
    """Return the recording with a stretch missing about every `every_s` seconds."""
    keep = np.ones(whole.index.size, dtype=np.bool_)
    at = float(rng.uniform(1.0, every_s))
    while at < whole.duration_s - longest_s:
        lost_s = float(rng.uniform(shortest_s, longest_s))
        keep[(whole.t_s >= at) & (whole.t_s < at + lost_s)] = False
        at += every_s * float(rng.uniform(0.7, 1.3))
    return replace(
        whole,
        index=whole.index[keep],
        counts=np.ascontiguousarray(whole.counts[keep]),
        truth_hinge_deg=whole.truth_hinge_deg[keep],
    )


def observe_set(
    motion: Motion,
    rng: np.random.Generator,
    traits: frozenset[str],
    *,
    kind: str,
    rate_hz: float,
    has_gyro: bool,
) -> Recording:
    """Return a set as a random strap records it on which `traits` tell; `kind` gaps loses some."""
    recording = observe(
        motion,
        strap_with(rng, motion, traits),
        rng,
        rate_hz=float(rng.choice(RATES_HZ)) if "odd-rate" in traits else rate_hz,
        has_gyro=has_gyro and "no-gyro" not in traits,
        kind=kind,
        traits=tuple(sorted(traits)),
    )
    return with_gaps(recording, rng) if kind == "gaps" or "gaps" in traits else recording


@dataclass(frozen=True)
class _Lift:
    """How sets of a lift are drawn: reps of ordinary ones, how often a hard one is a single."""

    make: Callable[[np.random.Generator, int, frozenset[str]], Piece]
    hard: tuple[str, ...]
    fewest: int
    most: int
    single_part: float
    most_slow: int


_RDL = _Lift(rdl, HARD_RDL, 5, 15, 0.3, 10)
_SWING = _Lift(swing, HARD_SWING, 10, 25, 0.2, 25)


def _one_set(
    rng: np.random.Generator,
    lift: _Lift,
    *,
    kind: str = "ordinary",
    rate_hz: float = 100.0,
    reps: int | None = None,
    armed: bool = False,
    traits: frozenset[str] | None = None,
    has_gyro: bool = True,
) -> Recording:
    """Return a set with life round it as a random strap records it.

    `kind` is ordinary, hard or gaps (ordinary with 0.1-0.6 s missing every 9 s). `reps` and
    `traits` are drawn unless given: hard sets have 3-25 reps; `armed` allows singles and doubles.
    """
    if traits is None:
        traits = hard_traits(rng, lift.hard) if kind == "hard" else frozenset()
    if reps is None:
        reps = int(rng.integers(lift.fewest, lift.most + 1))
        if kind == "hard":
            single = armed and rng.random() < lift.single_part
            reps = int(rng.integers(1, 3) if single else rng.integers(3, 26))
    if "slow" in traits:
        reps = min(reps, lift.most_slow)
    core = lift.make(rng, reps, traits)
    start = any_start(rng, len(core.sets[0]), traits)
    motion = story(rng, around(rng, core, traits, start=start))
    return observe_set(motion, rng, traits, kind=kind, rate_hz=rate_hz, has_gyro=has_gyro)


def rdl_set(rng: np.random.Generator, **drawn: Any) -> Recording:
    """Return one set of Romanian deadlifts, ordinary ones of 5-15 reps; `drawn` as `_one_set`."""
    return _one_set(rng, _RDL, **drawn)


def swing_set(rng: np.random.Generator, **drawn: Any) -> Recording:
    """Return one set of kettlebell swings, ordinary ones of 10-25 reps; `drawn` as `_one_set`."""
    return _one_set(rng, _SWING, **drawn)


def hard_motion(rng: np.random.Generator) -> Motion:
    """Return the motion of a hard set of either lift with life round it."""
    if rng.random() < 0.5:
        traits = frozenset((str(rng.choice(HARD_RDL)),))
        return story(rng, around(rng, rdl(rng, 5, traits), traits, start="floor"))
    traits = frozenset((str(rng.choice(HARD_SWING)),))
    return story(rng, around(rng, swing(rng, 8, traits), traits, start="ready"))


def training_session(
    rng: np.random.Generator, minutes: float, *, rate_hz: float = 100.0, has_gyro: bool = True
) -> Recording:
    """Return at least `minutes` of sets of both exercises with everyday rest between them.

    Two sets in three are ordinary, the others have hard traits of the lifter's making.
    """
    pieces: list[Piece] = life.some(rng, 30.0)
    total_s = sum(piece.duration_s for piece in pieces)
    while total_s < minutes * 60.0:
        hinge = rng.random() < 0.5
        traits: frozenset[str] = frozenset()
        if rng.random() < 1 / 3:
            traits = hard_traits(rng, HARD_RDL if hinge else HARD_SWING) - set(STRAP_TRAITS)
        reps = int(rng.integers(5, 13) if hinge else rng.integers(10, 21))
        core = rdl(rng, reps, traits) if hinge else swing(rng, reps, traits)
        block = around(rng, core, traits, start=any_start(rng, reps, traits))
        block += life.some(rng, float(rng.uniform(45, 150)))
        pieces += block
        total_s += sum(piece.duration_s for piece in block)
    strap = random_strap(rng)
    motion = story(rng, pieces)
    return observe(motion, strap, rng, rate_hz=rate_hz, has_gyro=has_gyro, kind="session")


def everyday(
    rng: np.random.Generator, minutes: float, *, rate_hz: float = 100.0, has_gyro: bool = True
) -> Recording:
    """Return at least `minutes` of everyday life without a single rep."""
    motion = story(rng, life.some(rng, minutes * 60.0))
    strap = random_strap(rng)
    return observe(motion, strap, rng, rate_hz=rate_hz, has_gyro=has_gyro, kind="everyday")
