"""What makes a set hard: traits that can go together, and the straps that some of them are of."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from synth_body import Motion
from synth_shapes import FINE_HZ
from synth_strap import Slip, Strap, random_strap

RATES_HZ = (25.0, 26.0, 50.0, 52.0, 59.5, 104.0, 119.0, 208.0, 400.0)
"""Low and odd rates that chips have."""

STRAP_TRAITS = ("wobble", "slip", "clip", "gaps", "odd-rate", "no-gyro", "on-hip", "upside-down")
"""What can make any set hard though it was done well."""

CLASHES = (
    {"fast", "slow"},
    {"partial", "squat-like"},
    {"partial", "slow"},
    {"partial", "half"},
    {"squat-like", "slow"},
    {"squat-like", "short"},
    {"squat-like", "half"},
    {"partial", "short"},
    {"partial", "no-lockout"},
    {"squat-like", "no-lockout"},
    {"short", "half"},
    {"half", "no-lockout"},
    {"hiked", "dead-start"},
    {"short", "dead-start"},
    {"top-pauses", "cluster"},
)


def hard_traits(rng: np.random.Generator, lifters: Sequence[str]) -> frozenset[str]:
    """Return one or two things that make a set hard, of the lifter's making or of the strap's.

    `lifters` are those that can be done with the lift.
    """
    choices = (*lifters, *lifters, *STRAP_TRAITS)
    first, second = (str(rng.choice(choices)) for _ in range(2))
    if rng.random() < 0.65 or {first, second} in CLASHES:
        return frozenset((first,))
    return frozenset((first, second))


def strap_with(rng: np.random.Generator, motion: Motion, traits: frozenset[str]) -> Strap:
    """Return a strap on which `traits` tell: wobble, slip, clip, on-hip, upside-down."""
    slips: tuple[Slip, ...] = ()
    if "slip" in traits and motion.sets:
        slips = (slip_in_set(rng, motion),)
    strap = random_strap(rng, slips=slips)
    if "wobble" in traits:
        strap = replace(
            strap,
            wobble_hz=float(rng.uniform(2.5, 5.0)),
            wobble_damping=float(rng.uniform(0.06, 0.15)),
            wobble_gain=float(rng.uniform(0.9, 1.4)),
            give_m=float(rng.uniform(0.015, 0.03)),
        )
    if "clip" in traits:
        # As the commonest chips wake up, or half of that.
        gyr_dps = float(rng.choice((125.0, 250.0)))
        strap = replace(strap, acc_full_scale_g=2.0, gyr_full_scale_dps=gyr_dps)
    if "on-hip" in traits:
        side = float(rng.choice([-1.0, 1.0]) * rng.uniform(0.15, 0.20))
        strap = replace(strap, place_m=(float(rng.uniform(-0.03, 0.03)), side, 0.08))
    if "upside-down" in traits:
        strap = replace(strap, mount=(0.0, 1.0, 0.0, 0.0))
    return strap


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
