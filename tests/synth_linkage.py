"""One body of stiff segments: where the hips go when joints bend and the lifter keeps balance."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from synth_shapes import Floats

SHANK_SHARE, THIGH_SHARE, UPPER_SHARE = 0.122, 0.200, 0.678
"""Of the body's weight, by Winter's tables: both shanks with feet, both thighs, all above."""

ALONG_LEG, ALONG_TRUNK = 0.567, 0.626
"""Where a segment's weight sits, from its lower end."""


@dataclass(frozen=True)
class Body:
    """Lengths in m; `foot_m` is how far before the ankles the weight is carried.

    `back_load` is the load on the shoulders over the body's weight. A bar in the hands hangs over
    the feet and asks for no balance. `splay_deg` turns the knees out, as in a sumo stance.
    """

    shank_m: float
    thigh_m: float
    trunk_m: float
    foot_m: float
    back_load: float = 0.0
    splay_deg: float = 0.0

    @classmethod
    def drawn(
        cls, rng: np.random.Generator, back_load: float = 0.0, splay_deg: float = 0.0
    ) -> Self:
        """Return somebody 1.52 to 1.98 m tall, segments a few percent off the tables."""
        tall_m = float(np.clip(rng.normal(1.74, 0.10), 1.52, 1.98))
        shank, thigh, trunk = tall_m * np.array([0.246, 0.245, 0.288]) * rng.normal(1.0, 0.03, 3)
        return cls(
            float(shank),
            float(thigh),
            float(trunk),
            float(rng.uniform(0.02, 0.08)),
            back_load,
            splay_deg,
        )

    def shank_deg(self, knee_deg: Floats, trunk_deg: Floats) -> Floats:
        """Return how far the shanks lean forward (n,) so that the weight stays over the feet."""
        above = UPPER_SHARE + self.back_load
        out = np.cos(np.radians(self.splay_deg))
        knee = np.radians(knee_deg)
        shank = self.shank_m * (ALONG_LEG * SHANK_SHARE + THIGH_SHARE + above)
        thigh = self.thigh_m * out * (ALONG_LEG * THIGH_SHARE + above)
        trunk = self.trunk_m * (ALONG_TRUNK * UPPER_SHARE + self.back_load)
        # shank sin(s) - thigh sin(knee - s) + trunk sin(trunk lean) = foot: one sine of s.
        along, across = shank + thigh * np.cos(knee), thigh * np.sin(knee)
        missing = (1.0 + self.back_load) * self.foot_m - trunk * np.sin(np.radians(trunk_deg))
        lean = np.arctan2(across, along) + np.arcsin(missing / np.hypot(along, across))
        return np.asarray(np.degrees(lean))

    def _hips(self, knee_deg: Floats, trunk_deg: Floats) -> tuple[Floats, Floats]:
        shank = np.radians(self.shank_deg(knee_deg, trunk_deg))
        thigh = np.radians(knee_deg) - shank
        out = np.cos(np.radians(self.splay_deg))
        forward = self.shank_m * np.sin(shank) - out * self.thigh_m * np.sin(thigh)
        # Splayed knees stand on feet further apart: the same leg, seen from the side.
        return forward, self.shank_m * np.cos(shank) + self.thigh_m * np.cos(thigh)

    def hips(self, knee_deg: Floats, trunk_deg: Floats) -> dict[str, Floats]:
        """Return `forward_m` and `up_m` of the hips against standing upright, (n,) each."""
        upright = self._hips(np.zeros(1), np.zeros(1))
        forward, up = self._hips(knee_deg, trunk_deg)
        return {"forward_m": forward - upright[0], "up_m": up - upright[1]}


@dataclass(frozen=True)
class Unevenness:
    """Left and right are not alike: at full depth so far turned, leant and shifted to a side."""

    yaw_deg: float
    roll_deg: float
    left_m: float

    @classmethod
    def drawn(cls, rng: np.random.Generator, times: float = 1.0) -> Self:
        """Return an ordinary lifter's unevenness, or `times` that."""
        yaw, roll, left = times * rng.normal(0.0, (1.8, 1.3, 0.010))
        return cls(float(yaw), float(roll), float(left))

    def channels(self, depth: Floats) -> dict[str, Floats]:
        """Return yaw, roll and shift at `depth` (n,), 0 upright, 1 full."""
        return {
            "yaw_deg": self.yaw_deg * depth,
            "roll_deg": self.roll_deg * depth,
            "left_m": self.left_m * depth,
        }
