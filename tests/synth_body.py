"""The pelvis in the world: its channels over time, pieces of movement, and how pieces follow each other."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from synth_shapes import FINE_HZ, Floats, smooth, wander

CHANNELS = (
    "pitch_deg",
    "roll_deg",
    "yaw_deg",
    "heading_deg",
    "twist_deg",
    "speed_m_s",
    "forward_m",
    "left_m",
    "up_m",
    "floor_m",
)
"""Tilt forward, lean to the right, pelvis against heading, heading (counter-clockwise from above), turn
about the body's long axis, walking speed, where the hips are against the upright stance, and the height of the floor."""

GO_ON = ("heading_deg", "floor_m")
"""Channels that a piece leaves where they are; all others end at rest."""


@dataclass(frozen=True, slots=True)
class RepMark:
    """Roughly where the two phases of a rep lie (fine-grid samples): where truth looks, never truth itself."""

    exercise: str
    eccentric: tuple[int, int] | None
    concentric: tuple[int, int]

    def shifted(self, by: int) -> "RepMark":
        """Return the same mark `by` samples later."""
        ecc = self.eccentric
        return RepMark(
            self.exercise,
            None if ecc is None else (ecc[0] + by, ecc[1] + by),
            (self.concentric[0] + by, self.concentric[1] + by),
        )


@dataclass(frozen=True)
class Piece:
    """A stretch of movement that begins and ends standing (fine grid, every channel not named is at rest).

    `jolts` are (sample, upward m/s, forward m/s): sudden small changes of speed, as of a heel or a weight that lands.
    `reps` is one tuple of marks per set.
    """

    n: int
    channels: dict[str, Floats] = field(default_factory=dict)
    jolts: tuple[tuple[int, float, float], ...] = ()
    reps: tuple[tuple[RepMark, ...], ...] = ()
    name: str = ""

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return self.n / FINE_HZ

    def named(self, name: str) -> "Piece":
        """Return the same piece under another name."""
        return replace(self, name=name)


@dataclass(frozen=True)
class Motion:
    """A whole story of the pelvis on the fine grid; `spans` names what happened from when to when (s)."""

    n: int
    channels: dict[str, Floats]
    jolts: tuple[tuple[int, float, float], ...]
    reps: tuple[tuple[RepMark, ...], ...]
    spans: tuple[tuple[str, float, float], ...]

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return self.n / FINE_HZ


def joined(pieces: Sequence[Piece]) -> Piece:
    """The pieces one after another; heading and floor go on from where each left them."""
    n = sum(piece.n for piece in pieces)
    names = {name for piece in pieces for name in piece.channels}
    channels = {name: np.zeros(n) for name in sorted(names)}
    jolts: list[tuple[int, float, float]] = []
    reps: list[tuple[RepMark, ...]] = []
    at = 0
    left_at = dict.fromkeys(GO_ON, 0.0)
    for piece in pieces:
        for name, whole in channels.items():
            base = left_at.get(name, 0.0)
            whole[at : at + piece.n] = base + piece.channels.get(name, 0.0)
            if name in GO_ON:
                left_at[name] = float(whole[at + piece.n - 1])
        jolts += [(at + i, up, forward) for i, up, forward in piece.jolts]
        reps += [tuple(mark.shifted(at) for mark in marks) for marks in piece.reps]
        at += piece.n
    return Piece(n, channels, tuple(jolts), tuple(reps))


def story(rng: np.random.Generator, pieces: Sequence[Piece], *, sway: float = 1.0) -> Motion:
    """Make one smooth motion of the pieces, with the small sway that nobody is free of."""
    whole = joined(pieces)
    n = whole.n
    channels = {name: whole.channels.get(name, np.zeros(n)) for name in CHANNELS}
    channels = {name: smooth(x, 0.025) for name, x in channels.items()}
    # Rates stay below 4 °/s: a held position drifts, it does not move.
    tilt = sway * rng.uniform(0.25, 0.6) * wander(rng, n, 4.5)
    peak = float(np.max(np.abs(np.gradient(tilt)))) * FINE_HZ
    channels["pitch_deg"] = channels["pitch_deg"] + tilt * min(1.0, 3.0 / max(peak, 1e-9))
    for name, spread in (
        ("roll_deg", 0.4),
        ("yaw_deg", 0.7),
        ("forward_m", 0.004),
        ("left_m", 0.003),
    ):
        channels[name] = channels[name] + sway * spread * wander(rng, n, 3.5)
    spans = []
    at = 0
    for piece in pieces:
        spans.append((piece.name, at / FINE_HZ, (at + piece.n) / FINE_HZ))
        at += piece.n
    return Motion(n, channels, whole.jolts, whole.reps, tuple(spans))
