"""Power cleans: first pull, second pull, dropping under the bar, catch, standing up."""

import numpy as np

from synth_body import Jolt, Piece, RepMark
from synth_lifts import varied
from synth_linkage import Body, Unevenness
from synth_shapes import MINIMUM_JERK, Move, any_curve, samples, skewed, trace
from synth_tempo import SPREAD


class _Line:
    """Moves of knee, trunk and heel side by side, and where they are on the fine grid."""

    def __init__(self) -> None:
        self.knee: list[Move] = []
        self.trunk: list[Move] = []
        self.off_floor: list[Move] = []
        self.at = 0

    def go(
        self,
        duration_s: float,
        pose: tuple[float, float, float],
        shape: np.ndarray | None = None,
    ) -> tuple[int, int]:
        """Go to (knee, trunk, height of the soles); without a shape hold what there is."""
        for moves, target in zip((self.knee, self.trunk, self.off_floor), pose, strict=True):
            moves.append((duration_s, target, shape))
        begin, self.at = self.at, self.at + samples(duration_s)
        return begin, self.at


def power_clean(rng: np.random.Generator, reps: int, traits: frozenset[str] = frozenset()) -> Piece:
    """Do a set of power cleans from the floor; trait singles: a long set-up before each pull."""
    spread = float(rng.uniform(*SPREAD))
    bottom = (float(rng.uniform(72, 100)), float(rng.uniform(46, 60)), 0.0)
    hang = (float(rng.uniform(22, 38)), bottom[1] - float(rng.uniform(6, 14)), 0.0)
    catch_knee, catch_trunk = float(rng.uniform(40, 80)), float(rng.uniform(6, 18))
    pull_s, drive_s = float(rng.uniform(0.45, 0.85)), float(rng.uniform(0.2, 0.32))
    under_s, rise_s = float(rng.uniform(0.2, 0.34)), float(rng.uniform(0.5, 1.1))
    down_s = float(rng.uniform(0.9, 1.8))
    upright = (0.0, 0.0, 0.0)
    line = _Line()
    line.go(float(rng.uniform(1.0, 2.2)), bottom, any_curve(rng))
    line.go(float(rng.uniform(0.8, 4.0)), bottom)
    marks: list[RepMark] = []
    jolts: list[Jolt] = []
    for i in range(reps):
        lowered = None
        if i:
            line.go(float(rng.uniform(0.4, 2.2)), upright)
            lowered = line.go(down_s * varied(rng, spread), bottom, any_curve(rng))
            jolts.append((line.at, float(rng.uniform(1.0, 6.0)), 0.0))
            long = "singles" in traits or "bottom-pauses" in traits
            line.go(float(rng.uniform(2.0, 5.5) if long else rng.uniform(0.3, 1.8)), bottom)
        pulled = line.go(
            pull_s * varied(rng, spread), hang, skewed(1.6, float(rng.uniform(0.4, 1)))
        )
        up = (4.0, -float(rng.uniform(2, 9)), float(rng.uniform(0.05, 0.12)))
        line.go(drive_s * varied(rng, spread), up, skewed(1.0, float(rng.uniform(0.6, 1.2))))
        caught = (catch_knee * varied(rng, 0.1), catch_trunk * varied(rng, 0.1), 0.0)
        line.go(under_s * varied(rng, spread), caught, skewed(1.0, 1.2))
        jolts.append((line.at, float(rng.uniform(4.0, 16.0)), 0.0))
        line.go(float(rng.uniform(0.08, 0.7)), caught)
        stood = line.go(rise_s * varied(rng, spread), upright, any_curve(rng))
        marks.append(RepMark("power_clean", lowered, pulled, finish=stood))
    line.go(float(rng.uniform(0.6, 2.0)), upright)
    line.go(down_s, bottom, any_curve(rng))
    jolts.append((line.at, float(rng.uniform(1.0, 6.0)), 0.0))
    line.go(float(rng.uniform(0.4, 1.5)), bottom)
    line.go(float(rng.uniform(1.0, 2.0)), upright, MINIMUM_JERK)
    knee, trunk = trace(line.knee), trace(line.trunk)
    channels = Body.drawn(rng).hips(knee, trunk)
    channels["up_m"] = channels["up_m"] + trace(line.off_floor)
    channels["pitch_deg"] = float(rng.uniform(0.7, 0.95)) * trunk
    channels |= Unevenness.drawn(rng).channels(np.clip(trunk / bottom[1], 0.0, None))
    return Piece(line.at, channels, tuple(jolts), (tuple(marks),), "power_clean")
