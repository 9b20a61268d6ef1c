"""A lifter made of mathematics: recordings of sets, sessions and everyday life with exact truth.

Everything is driven by the one generator passed in: the same generator state gives the same recording.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

import synth_life as life
import synth_lifts as lifts
import synth_truth as truth
from synth_body import Motion, Piece, story
from synth_sensor import Slip, Strap, measured, random_strap, strap_path
from synth_shapes import FINE_HZ, Floats

HARD_RDL = (
    "pauses",
    "top-pauses",
    "cluster",
    "partial",
    "fast",
    "slow",
    "slip",
    "one-arm",
    "squat-like",
    "fatigue",
    "fidget",
    "sitting",
)
HARD_SWING = (
    "hiked",
    "dead-start",
    "cluster",
    "partial",
    "fast",
    "slow",
    "slip",
    "one-arm",
    "squat-like",
    "fatigue",
    "drop",
    "sitting",
)


@dataclass(frozen=True)
class Recording:
    """What a strap gave, and what truly happened.

    `counts` (n, 6) ax ay az gx gy gz, or (n, 3) without a gyro; sample i was taken at `index[i] * period_s` seconds,
    true time from the first sample; missing indices are gaps. `rate_hz` is what the strap says, `1 / period_s` what it does.
    `truth_hinge_deg` (n,) is the pelvis' noise-free hinge angle at those times. `spans` names what happened when.
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
        return self.index * self.period_s

    @property
    def acc_g(self) -> Floats:
        """Acceleration (n, 3) in g, as measured."""
        return self.counts[:, :3] * self.acc_g_per_lsb

    @property
    def gyr_dps(self) -> Floats | None:
        """Angular rate (n, 3) in °/s, as measured; None without a gyro."""
        if self.gyr_dps_per_lsb is None:
            return None
        return self.counts[:, 3:] * self.gyr_dps_per_lsb

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
    """Record a motion with a strap; the same motion may be observed by many."""
    path = strap_path(motion, strap, rng)
    t_s, counts = measured(path, strap, rng, rate_hz=rate_hz, has_gyro=has_gyro)
    index = np.arange(t_s.size, dtype=np.int64)
    hinge = np.interp(t_s * FINE_HZ, np.arange(motion.n), truth.hinge_deg(motion))
    whole = Recording(
        rate_hz=rate_hz,
        period_s=1.0 / (rate_hz * (1.0 + strap.clock_error)),
        index=index,
        counts=counts,
        acc_g_per_lsb=strap.acc_full_scale_g / 32768,
        gyr_dps_per_lsb=strap.gyr_full_scale_dps / 32768 if has_gyro else None,
        labels=truth.labels(motion),
        truth_hinge_deg=hinge,
        kind=kind,
        traits=traits,
        spans=motion.spans,
        strap=strap,
    )
    return with_gaps(whole, rng) if kind == "gaps" else whole


def with_gaps(whole: Recording, rng: np.random.Generator, *, every_s: float = 9.0) -> Recording:
    """Return the same recording with 0.1–0.6 s missing about every `every_s` seconds."""
    keep = np.ones(whole.index.size, dtype=np.bool_)
    at = float(rng.uniform(1.0, every_s))
    while at < whole.duration_s - 1.0:
        lost_s = float(rng.uniform(0.1, 0.6))
        keep[(whole.t_s >= at) & (whole.t_s < at + lost_s)] = False
        at += every_s * float(rng.uniform(0.7, 1.3))
    keep[0] = True
    return replace(
        whole,
        index=whole.index[keep],
        counts=np.ascontiguousarray(whole.counts[keep]),
        truth_hinge_deg=whole.truth_hinge_deg[keep],
    )


def _traits(rng: np.random.Generator, kind: str, choices: tuple[str, ...]) -> frozenset[str]:
    if kind != "hard":
        return frozenset()
    first = str(rng.choice(choices))
    second = str(rng.choice(choices)) if rng.random() < 0.3 else first
    clash = (
        {"fast", "slow"},
        {"partial", "squat-like"},
        {"partial", "slow"},
        {"squat-like", "slow"},
    )
    if {first, second} in clash:
        second = first
    return frozenset((first, second))


def _around(
    rng: np.random.Generator, core: Piece, traits: frozenset[str], *, lifted: bool
) -> list[Piece]:
    """Believable seconds before and after a set; `lifted` if the weight has to be picked up and set down."""
    before: list[Piece] = [life.stand(rng, float(rng.uniform(0.5, 3.0)))]
    if "sitting" in traits:
        before += [life.sit(rng, float(rng.uniform(2, 10))), life.stand(rng, 1.0)]
    if rng.random() < 0.8:
        before.append(life.walk(rng, float(rng.uniform(3, 8))))
    if rng.random() < 0.4:
        before.append(life.turn(rng))
    floor = lifted and rng.random() < 0.5
    if floor:
        before += [
            life.stand(rng, float(rng.uniform(0.5, 2.0))),
            life.pick_up(rng),
            life.stand(rng, float(rng.uniform(0.5, 2.0))),
            life.walk(rng, float(rng.uniform(1.2, 2.5))),
        ]
    before.append(life.stand(rng, float(rng.uniform(2.0, 5.0))))
    after: list[Piece] = [life.stand(rng, float(rng.uniform(1.5, 5.0)))]
    if floor and "drop" not in traits:
        after += [life.pick_up(rng, "set down"), life.stand(rng, float(rng.uniform(0.5, 2.0)))]
    if rng.random() < 0.7:
        after.append(life.walk(rng, float(rng.uniform(3, 8))))
    if "sitting" in traits:
        after.append(life.sit(rng, float(rng.uniform(2, 10))))
    after.append(life.stand(rng, float(rng.uniform(1.0, 3.0))))
    return [*before, core, *after]


def _slip(rng: np.random.Generator, motion: Motion) -> Slip:
    """A slip somewhere inside the first set."""
    marks = motion.reps[0]
    first, last = marks[0].concentric[0] / FINE_HZ, marks[-1].concentric[1] / FINE_HZ
    axis = rng.standard_normal(3)
    axis /= np.linalg.norm(axis)
    if rng.random() < 0.4:
        axis = np.array([0.0, 0.0, 1.0])
    return Slip(
        t_s=float(rng.uniform(first, max(first, last - 1.0))),
        duration_s=float(rng.uniform(0.2, 1.5)),
        axis=tuple(axis.tolist()),
        angle_deg=float(rng.choice([-1, 1]) * rng.uniform(8, 40)),
    )


def _one_set(
    rng: np.random.Generator,
    core: Piece,
    traits: frozenset[str],
    kind: str,
    rate_hz: float,
    has_gyro: bool,
    *,
    lifted: bool,
) -> Recording:
    motion = story(rng, _around(rng, core, traits, lifted=lifted))
    slips = (_slip(rng, motion),) if "slip" in traits else ()
    strap = random_strap(rng, slips=slips)
    return observe(
        motion,
        strap,
        rng,
        rate_hz=rate_hz,
        has_gyro=has_gyro,
        kind=kind,
        traits=tuple(sorted(traits)),
    )


def rdl_set(
    rng: np.random.Generator,
    *,
    kind: str = "ordinary",
    rate_hz: float = 100.0,
    reps: int | None = None,
    armed: bool = False,
    traits: frozenset[str] | None = None,
    has_gyro: bool = True,
) -> Recording:
    """One set of Romanian deadlifts with life round it; `armed` allows singles and doubles (hard only)."""
    chosen = _traits(rng, kind, HARD_RDL) if traits is None else traits
    if reps is None:
        low = 1 if armed and kind == "hard" and rng.random() < 0.3 else 5
        reps = int(rng.integers(low, 3 if low == 1 else 16 if kind != "hard" else 26))
        if "slow" in chosen:
            reps = min(reps, 10)
    core = lifts.rdl(rng, reps, chosen)
    return _one_set(rng, core, chosen, kind, rate_hz, has_gyro, lifted=True)


def swing_set(
    rng: np.random.Generator,
    *,
    kind: str = "ordinary",
    rate_hz: float = 100.0,
    reps: int | None = None,
    armed: bool = False,
    traits: frozenset[str] | None = None,
    has_gyro: bool = True,
) -> Recording:
    """One set of kettlebell swings with life round it; `armed` allows singles and doubles (hard only)."""
    chosen = _traits(rng, kind, HARD_SWING) if traits is None else traits
    if reps is None:
        low = 1 if armed and kind == "hard" and rng.random() < 0.2 else 10
        reps = int(rng.integers(low, 3 if low == 1 else 26))
    core = lifts.swing(rng, reps, chosen)
    lifted = not chosen & {"hiked", "dead-start"}
    return _one_set(rng, core, chosen, kind, rate_hz, has_gyro, lifted=lifted)


def training_session(
    rng: np.random.Generator, minutes: float, *, rate_hz: float = 100.0, has_gyro: bool = True
) -> Recording:
    """Several sets of both exercises with everyday rest between them."""
    pieces: list[Piece] = life.some(rng, 30.0)
    total_s = sum(piece.duration_s for piece in pieces)
    while total_s < minutes * 60.0:
        if rng.random() < 0.5:
            core = lifts.rdl(rng, int(rng.integers(5, 13)))
        else:
            core = lifts.swing(rng, int(rng.integers(10, 21)))
        block = _around(rng, core, frozenset(), lifted=True)
        block += life.some(rng, float(rng.uniform(45, 150)))
        pieces += block
        total_s += sum(piece.duration_s for piece in block)
    motion = story(rng, pieces)
    return observe(
        motion, random_strap(rng), rng, rate_hz=rate_hz, has_gyro=has_gyro, kind="session"
    )


def everyday(
    rng: np.random.Generator, minutes: float, *, rate_hz: float = 100.0, has_gyro: bool = True
) -> Recording:
    """Everyday life without a single rep."""
    motion = story(rng, life.some(rng, minutes * 60.0))
    return observe(
        motion, random_strap(rng), rng, rate_hz=rate_hz, has_gyro=has_gyro, kind="everyday"
    )
