"""A strap on a belt: where it sits, what it is carried through, how it wobbles and slips."""

import math
from dataclasses import dataclass

import numpy as np
from scipy.signal import bilinear, lfilter

from synth_body import Motion
from synth_rotation import (
    about,
    conjugate,
    derivative,
    product,
    rotated,
    second_derivative,
    turned_by,
)
from synth_shapes import FINE_HZ, Floats, smooth, wander

GRAVITY_M_S2 = 9.80665
JOLT_S = 0.018

Vector = tuple[float, float, float]


@dataclass(frozen=True)
class Slip:
    """The strap turns by `angle_deg` about `axis` (pelvis frame, unit) and stays so."""

    t_s: float
    duration_s: float
    axis: Vector
    angle_deg: float


@dataclass(frozen=True)
class Strap:
    """One strap on one belt: its place, its mounting and its errors.

    `place_m` is the way from the middle of the hip joints (forward, left, up); `mount` (w, x, y, z)
    turns sensor axes into pelvis axes. Soft tissue is a resonance of `wobble_hz` that lets the
    strap shift by `wobble_gain` of its free amplitude, by no more than `give_m` to any side, and
    turn by `wobble_deg_per_m` (3, 3) times that; `rattle_m` and `shake_deg` are the fast tremor of
    a body at work; `breath_deg` and `brace_deg` tilt the strap with the breath and while the belly
    is braced for a set.
    """

    place_m: Vector
    mount: tuple[float, float, float, float]
    wobble_hz: float = 8.0
    wobble_damping: float = 0.25
    wobble_gain: float = 0.0
    give_m: float = math.inf
    wobble_deg_per_m: tuple[Vector, ...] = ((0.0, 0.0, 0.0),) * 3
    rattle_m: float = 0.0
    shake_deg: float = 0.0
    breath_deg: float = 0.0
    brace_deg: float = 0.0
    slips: tuple[Slip, ...] = ()
    acc_full_scale_g: float = 8.0
    gyr_full_scale_dps: float = 1000.0
    acc_noise_g_rthz: float = 0.0
    gyr_noise_dps_rthz: float = 0.0
    acc_bias_g: Vector = (0.0, 0.0, 0.0)
    gyr_bias_dps: Vector = (0.0, 0.0, 0.0)
    gyr_drift_dps: float = 0.0
    scale_error: float = 0.0
    cross_axis: float = 0.0
    clock_error: float = 0.0
    cutoff_hz: float = 44.0

    @property
    def acc_g_per_lsb(self) -> float:
        """One count of acceleration, in g."""
        return self.acc_full_scale_g / 32768

    @property
    def gyr_dps_per_lsb(self) -> float:
        """One count of angular rate, in °/s."""
        return self.gyr_full_scale_dps / 32768

    def period_s(self, rate_hz: float) -> float:
        """Return the true time between samples if the strap says `rate_hz`."""
        return 1.0 / (rate_hz * (1.0 + self.clock_error))


EXACT = Strap(place_m=(0.11, 0.02, 0.09), mount=(1.0, 0.0, 0.0, 0.0))
"""A strap without errors, its axes those of the pelvis."""


def _vector(x: Floats) -> Vector:
    a, b, c = x.tolist()
    return a, b, c


def random_strap(rng: np.random.Generator, *, slips: tuple[Slip, ...] = ()) -> Strap:
    """Return a strap anywhere round the belt, turned anyhow, with the errors of a cheap sensor."""
    around = rng.uniform(-np.pi, np.pi)
    w, x, y, z = (rng.standard_normal(4)).tolist()
    size = float(np.sqrt(w * w + x * x + y * y + z * z))
    soft = rng.uniform(120.0, 600.0) * rng.uniform(-1.0, 1.0, (3, 3))
    return Strap(
        place_m=(
            float(rng.uniform(0.10, 0.14) * np.cos(around)),
            float(rng.uniform(0.13, 0.18) * np.sin(around)),
            float(rng.uniform(0.04, 0.13)),
        ),
        mount=(w / size, x / size, y / size, z / size),
        wobble_hz=float(rng.uniform(5.0, 12.0)),
        wobble_damping=float(rng.uniform(0.12, 0.4)),
        wobble_gain=float(rng.uniform(0.2, 0.9)),
        wobble_deg_per_m=tuple(_vector(row) for row in soft),
        rattle_m=float(rng.uniform(1e-5, 7e-5)),
        shake_deg=float(rng.uniform(0.01, 0.06)),
        breath_deg=float(rng.uniform(0.05, 0.6)),
        brace_deg=float(rng.normal(0.0, 0.8)),
        slips=slips,
        acc_full_scale_g=float(rng.choice([4.0, 8.0, 8.0, 16.0])),
        gyr_full_scale_dps=float(rng.choice([500.0, 1000.0, 2000.0])),
        acc_noise_g_rthz=float(rng.uniform(1e-4, 4e-4)),
        gyr_noise_dps_rthz=float(rng.uniform(0.005, 0.03)),
        acc_bias_g=_vector(np.clip(rng.normal(0.0, 0.018, 3), -0.04, 0.04)),
        gyr_bias_dps=_vector(np.clip(rng.normal(0.0, 1.0, 3), -3.0, 3.0)),
        gyr_drift_dps=float(rng.uniform(0.0, 0.15)),
        scale_error=0.015,
        cross_axis=0.01,
        clock_error=float(np.clip(rng.normal(0.0, 0.02), -0.06, 0.04)),
    )


@dataclass(frozen=True)
class StrapPath:
    """The strap itself, noise-free: attitude (4, n) sensor→world and position (3, n) in m."""

    attitude: Floats
    position_m: Floats

    def rate_dps(self) -> Floats:
        """Return the angular rate (3, n) in sensor axes."""
        turn = product(conjugate(self.attitude), derivative(self.attitude))
        return np.asarray(np.degrees(2.0 * turn[1:]))

    def specific_force_g(self) -> Floats:
        """Return what an accelerometer feels (3, n) in sensor axes: 1 g upward at rest."""
        felt = second_derivative(self.position_m)
        felt[2] += GRAVITY_M_S2
        return rotated(conjugate(self.attitude), felt) / GRAVITY_M_S2


def pelvis_attitude(motion: Motion) -> Floats:
    """Return the attitude of the pelvis (4, n), pelvis→world."""
    channels = motion.channels
    q = about(2, channels["heading_deg"] + channels["yaw_deg"])
    for axis, name in ((1, "pitch_deg"), (0, "roll_deg"), (2, "twist_deg")):
        if np.any(channels[name]):
            q = product(q, about(axis, channels[name]))
    return q


def hips_m(motion: Motion) -> Floats:
    """Return where the middle of the hip joints is in the world (3, n), jolts included."""
    channels = motion.channels
    heading = np.radians(channels["heading_deg"])
    cos, sin = np.cos(heading), np.sin(heading)
    jolts = np.zeros((2, motion.n))
    for at, up, forward in motion.jolts:
        jolts[:, min(at, motion.n - 1)] += (up, forward)
    # A short dip whose second derivative is the jolt: no speed and no way is left over.
    dips_m = [smooth(-jolt * JOLT_S**3 * FINE_HZ * np.sqrt(2 * np.pi), JOLT_S) for jolt in jolts]
    ahead, left = channels["forward_m"] + dips_m[1], channels["left_m"]
    walked = np.cumsum(channels["speed_m_s"] * np.stack((cos, sin)), axis=1) / FINE_HZ
    return np.stack(
        (
            walked[0] + ahead * cos - left * sin,
            walked[1] + ahead * sin + left * cos,
            channels["floor_m"] + channels["up_m"] + dips_m[0],
        )
    )


def _braced(motion: Motion) -> Floats:
    """Return 1 (n,) while the belly is braced for a set, 0 otherwise, with soft edges."""
    braced = np.zeros(motion.n)
    for marks in motion.sets:
        first = (marks[0].eccentric or marks[0].concentric)[0]
        braced[max(0, first - int(0.8 * FINE_HZ)) : marks[-1].concentric[1]] = 1.0
    return smooth(braced, 0.25)


def strap_path(motion: Motion, strap: Strap, rng: np.random.Generator) -> StrapPath:
    """Carry a strap through a motion: lever arm, slips, soft tissue, breath, rattle."""
    n = motion.n
    pelvis = pelvis_attitude(motion)
    place = np.array(strap.place_m)[:, None]
    breath = strap.breath_deg * wander(rng, n, 4.0)
    loose = turned_by(
        np.stack((0.2 * breath, breath + strap.brace_deg * _braced(motion), 0 * breath))
    )
    for slip in strap.slips:
        middle, width = (slip.t_s + slip.duration_s / 2) * FINE_HZ, slip.duration_s * FINE_HZ / 5
        angle = slip.angle_deg * 0.5 * (1.0 + np.tanh((np.arange(n) - middle) / width))
        turned = turned_by(np.array(slip.axis)[:, None] * angle)
        loose = product(turned, loose)
        # Round the waist the strap also goes to another place on the belt.
        place = rotated(turned, place) if abs(slip.axis[2]) > 0.99 else place
    rigid_m = hips_m(motion) + rotated(pelvis, place)
    pull_m_s2 = rotated(conjugate(pelvis), second_derivative(rigid_m))
    omega = 2 * np.pi * strap.wobble_hz
    b, a = bilinear([1.0], [1.0, 2 * strap.wobble_damping * omega, omega**2], FINE_HZ)
    shift_m = -strap.wobble_gain * lfilter(b, a, pull_m_s2, axis=1)
    if math.isfinite(strap.give_m):
        # What is soft stiffens as it is stretched.
        shift_m = strap.give_m * np.tanh(shift_m / strap.give_m)
    shift_m += strap.rattle_m * np.stack([wander(rng, n, 0.1) for _ in range(3)])
    tilt_deg = np.array(strap.wobble_deg_per_m) @ shift_m
    tilt_deg += strap.shake_deg * np.stack([wander(rng, n, 0.12) for _ in range(3)])
    attitude = product(product(pelvis, loose), turned_by(tilt_deg))
    attitude = product(attitude, np.array(strap.mount)[:, None])
    return StrapPath(attitude, rigid_m + rotated(pelvis, shift_m))
