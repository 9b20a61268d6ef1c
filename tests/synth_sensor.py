"""What a strap measures of a motion: errors, filter, clock, noise, counts."""

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, lfilter, lfilter_zi

from synth_shapes import FINE_HZ, Floats, wander
from synth_strap import Strap, StrapPath


def _at(x: Floats, where: Floats) -> Floats:
    """Return x (c, n) at fractional samples `where` (m,), by cubic Lagrange: (c, m)."""
    i = np.clip(where.astype(np.intp), 1, x.shape[1] - 3)
    f = where - i
    return np.asarray(
        -f * (f - 1) * (f - 2) / 6 * x[:, i - 1]
        + (f + 1) * (f - 1) * (f - 2) / 2 * x[:, i]
        - (f + 1) * f * (f - 2) / 2 * x[:, i + 1]
        + (f + 1) * f * (f - 1) / 6 * x[:, i + 2]
    )


def _distorted(path: StrapPath, strap: Strap, rng: np.random.Generator) -> Floats:
    """Return force in g and rate in °/s (6, n) with scale, cross-axis and bias errors."""
    felt = np.concatenate((path.specific_force_g(), path.rate_dps()))
    n = felt.shape[1]
    for half, bias in ((slice(0, 3), strap.acc_bias_g), (slice(3, 6), strap.gyr_bias_dps)):
        mixed = np.diag(1.0 + rng.uniform(-1, 1, 3) * strap.scale_error)
        mixed += (1.0 - np.eye(3)) * rng.uniform(-1, 1, (3, 3)) * strap.cross_axis
        felt[half] = mixed @ felt[half] + np.array(bias)[:, None]
    felt[3:] += strap.gyr_drift_dps * np.stack([wander(rng, n, 240.0) for _ in range(3)])
    return felt


def measured(
    path: StrapPath, strap: Strap, rng: np.random.Generator, *, rate_hz: float
) -> tuple[Floats, NDArray[np.int16]]:
    """Return the true times of the samples (m,) in s, from the first, and their counts (m, 6).

    The strap runs at `rate_hz` by its own clock, which errs.
    """
    felt = _distorted(path, strap, rng)
    cutoff_hz = min(strap.cutoff_hz, 0.44 * rate_hz)
    b, a = butter(2, cutoff_hz, fs=FINE_HZ)
    felt, _ = lfilter(b, a, felt, axis=1, zi=lfilter_zi(b, a) * felt[:, :1])
    period_s = strap.period_s(rate_hz)
    last = int((felt.shape[1] - 1) / FINE_HZ / period_s)
    t_s: Floats = np.arange(last + 1, dtype=np.float64) * period_s
    felt = _at(felt, t_s * FINE_HZ)
    # White noise as it comes out of the sensor's own filter.
    band = np.sqrt(min(rate_hz / 2, 1.11 * cutoff_hz))
    noise = np.repeat([strap.acc_noise_g_rthz, strap.gyr_noise_dps_rthz], 3)[:, None] * band
    felt += noise * rng.standard_normal(felt.shape)
    lsb = np.repeat([strap.acc_g_per_lsb, strap.gyr_dps_per_lsb], 3)[:, None]
    counts = np.clip(np.rint(felt / lsb), -32768, 32767).astype(np.int16)
    return t_s, np.ascontiguousarray(counts.T)
