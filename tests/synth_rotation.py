"""Quaternions in bulk and derivatives along the fine grid."""

import numpy as np

from synth_shapes import FINE_HZ, Floats


def derivative(x: Floats) -> Floats:
    """Return the first derivative of x (c, n) in units a second, to fourth order."""
    p = np.pad(x, ((0, 0), (2, 2)), mode="reflect", reflect_type="odd")
    near, far = p[:, 3:-1] - p[:, 1:-3], p[:, 4:] - p[:, :-4]
    return np.asarray((8 * near - far) * (FINE_HZ / 12))


def second_derivative(x: Floats) -> Floats:
    """Return the second derivative of x (c, n) in units a second squared, to fourth order."""
    p = np.pad(x, ((0, 0), (2, 2)), mode="reflect", reflect_type="odd")
    near, far = p[:, 3:-1] + p[:, 1:-3], p[:, 4:] + p[:, :-4]
    return np.asarray((16 * near - far - 30 * p[:, 2:-2]) * (FINE_HZ**2 / 12))


def product(a: Floats, b: Floats) -> Floats:
    """Return the Hamilton product of quaternions (4, n) or (4, 1), scalar first."""
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


def conjugate(q: Floats) -> Floats:
    """Return the reverse rotations of unit quaternions (4, n)."""
    return np.asarray(q * np.array([[1.0], [-1.0], [-1.0], [-1.0]]))


def rotated(q: Floats, v: Floats) -> Floats:
    """Return vectors (3, n) or (3, 1) turned by unit quaternions (4, n)."""
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


def about(axis: int, angle_deg: Floats) -> Floats:
    """Return rotations (4, n) by `angle_deg` (n,) about x, y or z (0, 1, 2)."""
    half = np.radians(angle_deg) / 2
    q = np.zeros((4, half.size))
    q[0], q[1 + axis] = np.cos(half), np.sin(half)
    return q


def turned_by(vector_deg: Floats) -> Floats:
    """Return the rotations (4, n) of rotation vectors (3, n) in degrees."""
    half = np.radians(vector_deg) / 2
    size = np.sqrt((half**2).sum(axis=0))
    return np.concatenate((np.cos(size)[None], half * np.sinc(size / np.pi)))
