"""A strap on the belt: where it sits, how it wobbles, slips and errs, and the counts it gives of a motion."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.signal import bilinear, butter, lfilter, lfilter_zi

from synth_body import Motion
from synth_shapes import FINE_HZ, Floats, smooth, wander

GRAVITY = 9.80665
JOLT_S = 0.012


@dataclass(frozen=True)
class Slip:
    """The strap turns by `angle_deg` about `axis` (pelvis frame, unit) within `duration_s`, and stays so."""

    t_s: float
    duration_s: float
    axis: tuple[float, float, float]
    angle_deg: float


@dataclass(frozen=True)
class Strap:
    """One strap on one belt: its place, its mounting and its errors.

    `place_m` is the way from the hip joints' middle (forward, left, up); `mount` the quaternion (w, x, y, z) that
    takes sensor axes to pelvis axes; `wobble_deg_per_m` (3, 3) how soft tissue turns the strap as it shifts.
    """

    place_m: tuple[float, float, float]
    mount: tuple[float, float, float, float]
    wobble_hz: float = 8.0
    wobble_damping: float = 0.25
    wobble_gain: float = 0.6
    wobble_deg_per_m: tuple[tuple[float, float, float], ...] = ((0.0,) * 3,) * 3
    breath_deg: float = 0.3
    slips: tuple[Slip, ...] = ()
    acc_full_scale_g: float = 8.0
    gyr_full_scale_dps: float = 1000.0
    acc_noise_g_rthz: float = 1.5e-4
    gyr_noise_dps_rthz: float = 0.01
    acc_bias_g: tuple[float, float, float] = (0.0, 0.0, 0.0)
    gyr_bias_dps: tuple[float, float, float] = (0.0, 0.0, 0.0)
    gyr_drift_dps: float = 0.0
    scale_error: float = 0.0
    cross_axis: float = 0.0
    clock_error: float = 0.0
    cutoff_hz: float = 44.0


def random_strap(rng: np.random.Generator, *, slips: tuple[Slip, ...] = ()) -> Strap:
    """A strap anywhere round the belt, turned anyhow, with the errors of a cheap sensor."""
    around = rng.uniform(-np.pi, np.pi)
    mount = rng.standard_normal(4)
    mount /= np.linalg.norm(mount)
    return Strap(
        place_m=(
            float(rng.uniform(0.10, 0.14) * np.cos(around)),
            float(rng.uniform(0.13, 0.18) * np.sin(around)),
            float(rng.uniform(0.04, 0.13)),
        ),
        mount=tuple(mount.tolist()),
        wobble_hz=float(rng.uniform(5.0, 12.0)),
        wobble_damping=float(rng.uniform(0.12, 0.4)),
        wobble_gain=float(rng.uniform(0.2, 0.9)),
        wobble_deg_per_m=tuple(map(tuple, rng.uniform(-150.0, 150.0, (3, 3)).tolist())),
        breath_deg=float(rng.uniform(0.05, 0.6)),
        slips=slips,
        acc_full_scale_g=float(rng.choice([4.0, 8.0, 8.0, 16.0])),
        gyr_full_scale_dps=float(rng.choice([500.0, 1000.0, 2000.0])),
        acc_noise_g_rthz=float(rng.uniform(1e-4, 4e-4)),
        gyr_noise_dps_rthz=float(rng.uniform(0.005, 0.03)),
        acc_bias_g=tuple(np.clip(rng.normal(0.0, 0.018, 3), -0.04, 0.04).tolist()),
        gyr_bias_dps=tuple(np.clip(rng.normal(0.0, 1.0, 3), -3.0, 3.0).tolist()),
        gyr_drift_dps=float(rng.uniform(0.0, 0.15)),
        scale_error=0.015,
        cross_axis=0.01,
        clock_error=float(np.clip(rng.normal(0.0, 0.02), -0.06, 0.04)),
    )


@dataclass(frozen=True)
class Path:
    """The strap itself on the fine grid: attitude (4, n) sensor→world, position (3, n) in m, both noise-free."""

    attitude: Floats
    position_m: Floats

    def rate_dps(self) -> Floats:
        """Angular rate (3, n) in sensor axes."""
        turn = _product(_conjugate(self.attitude), _first(self.attitude))
        return np.asarray(np.degrees(2.0 * turn[1:]))

    def specific_force_g(self) -> Floats:
        """What an accelerometer feels (3, n) in sensor axes."""
        felt = _second(self.position_m)
        felt[2] += GRAVITY
        return rotated(_conjugate(self.attitude), felt) / GRAVITY


def _first(x: Floats) -> Floats:
    """Fourth-order first derivative along the fine grid."""
    p = np.pad(x, ((0, 0), (2, 2)), mode="reflect", reflect_type="odd")
    return np.asarray((8 * (p[:, 3:-1] - p[:, 1:-3]) - (p[:, 4:] - p[:, :-4])) * (FINE_HZ / 12))


def _second(x: Floats) -> Floats:
    """Fourth-order second derivative along the fine grid; the ends move on as they did."""
    p = np.pad(x, ((0, 0), (2, 2)), mode="reflect", reflect_type="odd")
    near, far = p[:, 3:-1] + p[:, 1:-3], p[:, 4:] + p[:, :-4]
    return np.asarray((16 * near - far - 30 * p[:, 2:-2]) * (FINE_HZ**2 / 12))


def _product(a: Floats, b: Floats) -> Floats:
    """Hamilton product of quaternions (4, n) or (4, 1)."""
    w, x, y, z = a
    s, i, j, k = b
    return np.stack(
        (
            w * s - x * i - y * j - z * k,
            w * i + x * s + y * k - z * j,
            w * j - x * k + y * s + z * i,
            w * k + x * j - y * i + z * s,
        )
    )


def _conjugate(q: Floats) -> Floats:
    return q * np.array([[1.0], [-1.0], [-1.0], [-1.0]])


def rotated(q: Floats, v: Floats) -> Floats:
    """Vectors (3, n) or (3, 1) turned by unit quaternions (4, n)."""
    w, x, y, z = q
    a, b, c = v
    tx, ty, tz = 2 * (y * c - z * b), 2 * (z * a - x * c), 2 * (x * b - y * a)
    return np.stack(
        (
            a + w * tx + y * tz - z * ty,
            b + w * ty + z * tx - x * tz,
            c + w * tz + x * ty - y * tx,
        )
    )


def _about(axis: int, angle_deg: Floats) -> Floats:
    half = np.radians(angle_deg) / 2
    q = np.zeros((4, half.size))
    q[0], q[1 + axis] = np.cos(half), np.sin(half)
    return q


def _turned_by(vector_deg: Floats) -> Floats:
    """Quaternions (4, n) of rotation vectors (3, n) in degrees."""
    half = np.radians(vector_deg) / 2
    size = np.sqrt((half**2).sum(axis=0))
    return np.concatenate((np.cos(size)[None], half * np.sinc(size / np.pi)))


def pelvis_attitude(motion: Motion) -> Floats:
    """Attitude of the pelvis (4, n), pelvis→world."""
    c = motion.channels
    q = _about(2, c["heading_deg"] + c["yaw_deg"])
    for axis, name in ((1, "pitch_deg"), (0, "roll_deg"), (2, "twist_deg")):
        if np.any(c[name]):
            q = _product(q, _about(axis, c[name]))
    return q


def _hips_m(motion: Motion) -> Floats:
    """Where the middle of the hip joints is (3, n), walking, hinging and jolts together."""
    c = motion.channels
    heading = np.radians(c["heading_deg"])
    cos, sin = np.cos(heading), np.sin(heading)
    jolts = np.zeros((2, motion.n))
    for at, up, forward in motion.jolts:
        jolts[:, min(max(at, 0), motion.n - 1)] += (up, forward)
    # A short dip whose second derivative is the jolt: no speed and no way is left over.
    bump = -jolts * JOLT_S**2 * np.sqrt(2 * np.pi) * JOLT_S * FINE_HZ
    up = c["floor_m"] + c["up_m"] + smooth(bump[0], JOLT_S)
    ahead = c["forward_m"] + smooth(bump[1], JOLT_S)
    walked = np.cumsum(c["speed_m_s"] * np.stack((cos, sin)), axis=1) / FINE_HZ
    return np.stack(
        (
            walked[0] + ahead * cos - c["left_m"] * sin,
            walked[1] + ahead * sin + c["left_m"] * cos,
            up,
        )
    )


def strap_path(motion: Motion, strap: Strap, rng: np.random.Generator) -> Path:
    """Carry the strap along: lever arm, slips, soft tissue, breath."""
    pelvis = pelvis_attitude(motion)
    n = motion.n
    place = np.array(strap.place_m)[:, None]
    loose = _turned_by(
        strap.breath_deg * np.stack([0.2 * wander(rng, n, 4.0), wander(rng, n, 4.0), np.zeros(n)])
    )
    for slip in strap.slips:
        middle, width = (slip.t_s + slip.duration_s / 2) * FINE_HZ, slip.duration_s * FINE_HZ / 5
        angle = slip.angle_deg * 0.5 * (1.0 + np.tanh((np.arange(n) - middle) / width))
        around = _turned_by(np.array(slip.axis)[:, None] * angle)
        loose = _product(around, loose)
        if abs(slip.axis[2]) > 0.99:
            place = rotated(around, place)
    hips = _hips_m(motion)
    rigid = hips + rotated(pelvis, place)
    pull = rotated(_conjugate(pelvis), _second(rigid))
    omega = 2 * np.pi * strap.wobble_hz
    b, a = bilinear([1.0], [1.0, 2 * strap.wobble_damping * omega, omega**2], FINE_HZ)
    shift = -strap.wobble_gain * lfilter(b, a, pull, axis=1)
    tilt = np.array(strap.wobble_deg_per_m) @ shift
    attitude = _product(_product(pelvis, loose), _turned_by(tilt))
    attitude = _product(attitude, np.array(strap.mount)[:, None])
    return Path(attitude, rigid + rotated(pelvis, shift))


def _at(x: Floats, where: Floats) -> Floats:
    """Rows of x (c, n) at fractional samples, by cubic Lagrange."""
    i = np.clip(where.astype(np.intp), 1, x.shape[1] - 3)
    f = where - i
    return np.asarray(
        -f * (f - 1) * (f - 2) / 6 * x[:, i - 1]
        + (f + 1) * (f - 1) * (f - 2) / 2 * x[:, i]
        - (f + 1) * f * (f - 2) / 2 * x[:, i + 1]
        + (f + 1) * f * (f - 1) / 6 * x[:, i + 2]
    )


def measured(
    path: Path, strap: Strap, rng: np.random.Generator, *, rate_hz: float, has_gyro: bool
) -> tuple[Floats, NDArray[np.int16]]:
    """Sample times (m,) in true seconds and counts (m, 6) or, without a gyro, (m, 3)."""
    felt = np.concatenate((path.specific_force_g(), path.rate_dps()))
    n = felt.shape[1]
    for half, bias in ((slice(0, 3), strap.acc_bias_g), (slice(3, 6), strap.gyr_bias_dps)):
        mixed = np.eye(3) * (1.0 + rng.uniform(-1, 1, 3) * strap.scale_error)
        mixed += (1.0 - np.eye(3)) * rng.uniform(-1, 1, (3, 3)) * strap.cross_axis
        felt[half] = mixed @ felt[half] + np.array(bias)[:, None]
    if strap.gyr_drift_dps:
        felt[3:] += strap.gyr_drift_dps * np.stack([wander(rng, n, 240.0) for _ in range(3)])
    cutoff_hz = min(strap.cutoff_hz, 0.44 * rate_hz)
    b, a = butter(2, cutoff_hz, fs=FINE_HZ)
    felt, _ = lfilter(b, a, felt, axis=1, zi=lfilter_zi(b, a) * felt[:, :1])
    period_s = 1.0 / (rate_hz * (1.0 + strap.clock_error))
    t_s = np.arange(int((n - 1) / FINE_HZ / period_s) + 1) * period_s
    felt = _at(felt, t_s * FINE_HZ)
    band = np.sqrt(min(rate_hz / 2, 1.11 * cutoff_hz))
    noise = np.repeat([strap.acc_noise_g_rthz, strap.gyr_noise_dps_rthz], 3)[:, None] * band
    felt += noise * rng.standard_normal(felt.shape)
    lsb = np.repeat([strap.acc_full_scale_g / 32768, strap.gyr_full_scale_dps / 32768], 3)[:, None]
    counts = np.clip(np.rint(felt / lsb), -32768, 32767).astype(np.int16).T
    return t_s, np.ascontiguousarray(counts if has_gyro else counts[:, :3])
